"""`shouwen words check --pack PACK [--situation S]`: utterances on standard input, one judgement a line, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.rulebook.phrase_sheets import Situation
    from shouwen.rulebook.phrases import Guard, Utterance

FIELDS = ("text", "speaker", "turn", "phase", "profile", "manner")
DOMAINS = {
    "speaker": ("agent", "customer"),
    "turn": ("first", "middle", "last"),
    "manner": ("spoken", "written"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["check", "export"])
    parser.add_argument("--pack", required=True, metavar="PACK")
    parser.add_argument("--situation", metavar="S", help="a situation of the pack, such as CS-01 or CT-12")
    parser.add_argument("--packs", type=Path, help="folder of packs")


def run(args: argparse.Namespace) -> int:
    from shouwen.rulebook import packs, phrase_export, phrases  # reason: slow
    from shouwen.site.environment import pack_folder  # reason: slow

    folder = (args.packs or pack_folder()) / args.pack
    if not (folder / "pack.toml").is_file():
        return _fail(f"没有规则包 {args.pack}。There is no pack {args.pack!r}.")
    try:
        pack = packs.load(folder, search=(folder.parent,))
        guard = phrases.guard(pack)
    except ValueError as problem:
        return _fail(f"规则包 {args.pack} 读不懂：{problem} The pack cannot be read.")
    if args.situation and args.situation not in guard.sheets.situations:
        return _fail(
            f"规则包 {args.pack} 没有情景 {args.situation}。Pack {args.pack} has no situation {args.situation!r}."
        )
    if args.verb == "export":
        print(json.dumps(phrase_export.export(pack), ensure_ascii=False))
        return 0
    return _check(guard, args.situation or "")


def _check(guard: Guard, situation: str) -> int:
    asked = guard.sheets.situations.get(situation)
    for raw in sys.stdin.buffer:
        try:
            line = raw.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            said = _error("这一行不是 UTF-8。", "This line is not UTF-8.")
        else:
            if not line.strip():
                said = _error("这一行是空的。", "This line is empty.")
            else:
                heard = utterance(line)
                said = heard if isinstance(heard, dict) else _judged(guard, heard, asked)
        # What was given is repeated in an error line only; a lone surrogate of it is written as its JSON escape.
        print(json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8"))
    return 0


def _judged(guard: Guard, heard: Utterance, asked: Situation | None) -> dict[str, Any]:
    if heard.profile and heard.profile not in guard.sheets.profiles:
        known = "、".join(guard.sheets.profiles)
        return _error(f"没有做法 {heard.profile!r}，只有 {known}。", f"There is no profile {heard.profile!r}.")
    return guard.check(heard, asked).as_dict()


def utterance(line: str) -> Utterance | dict[str, Any]:
    """The utterance of one line, or the error line it gets. A line that begins with { is JSON, any other plain text."""
    from shouwen.rulebook.phrases import Utterance  # reason: slow

    if not line.lstrip().startswith("{"):
        return Utterance(line)
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return _error("这一行不是 JSON。", "This line is not JSON.")
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        return _error(f"不认识的字段 {unknown[0]!r}。", f"The field {unknown[0]!r} is not known.")
    if not isinstance(given.get("text"), str):
        return _error("text 须是文字。", "text must be a string.")
    for name, value in given.items():
        if not isinstance(value, str):
            return _error(f"{name} 须是文字。", f"{name} must be a string.")
        if name in DOMAINS and value not in DOMAINS[name]:
            allowed = "、".join(DOMAINS[name])
            return _error(f"{name} 只能是 {allowed}。", f"{name} must be one of {', '.join(DOMAINS[name])}.")
    return Utterance(**given)


def _error(zh: str, en: str) -> dict[str, Any]:
    return {"error": {"zh": zh, "en": en}}


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
