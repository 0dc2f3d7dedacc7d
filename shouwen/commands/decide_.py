"""`shouwen decide PACK/NAME --given JSON|- [--data DIR] [--at DATE]`: one answer a line, as JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shouwen.commands import data_argument, installation

if TYPE_CHECKING:
    from shouwen.rulebook.packs import Pack


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("decision", metavar="PACK/NAME")
    parser.add_argument("--given", required=True, metavar="JSON|-", help="inputs; - reads JSON, or JSON lines")
    parser.add_argument("--at", metavar="DATE", help="the edition in force on that day (with --data)")
    parser.add_argument("--packs", type=Path, help="folder of packs (without --data)")
    data_argument(parser)


def run(args: argparse.Namespace) -> int:
    name, _, decision = args.decision.partition("/")
    try:
        pack = _pack(args, name)
    except Exception as problem:  # noqa: BLE001  any trouble with the pack is one clear sentence
        return _fail(str(problem))
    if decision not in pack.decisions:
        there = ", ".join(sorted(pack.decisions))
        return _fail(f"规则包 {name} 没有裁定 {decision}（有：{there}）。Pack {name} has no decision {decision!r}.")
    if args.given != "-":
        return _one(pack, decision, args.given)
    return _many(pack, decision, sys.stdin.read())


def _pack(args: argparse.Namespace, name: str) -> Pack:
    if args.data or os.environ.get("SHOUWEN_DATA"):
        installation(args)
        import datetime as dt  # reason: slow

        from shouwen.kernel.clock import LOCAL  # reason: app-ready
        from shouwen.rulebook.queries import in_force  # reason: app-ready

        at = dt.datetime.fromisoformat(args.at) if args.at else None
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=LOCAL)
        return in_force(name, at)
    from shouwen.rulebook.packs import load  # reason: slow
    from shouwen.site.environment import pack_folder  # reason: slow

    folder = (args.packs or pack_folder()) / name
    if not (folder / "pack.toml").exists():
        raise FileNotFoundError(f"没有规则包 {name}。There is no pack {name!r}.")
    return load(folder, search=(folder.parent,))


def _answer(pack: Pack, decision: str, given: Any) -> tuple[int, dict[str, Any]]:
    from shouwen.rulebook import deciding  # reason: slow
    from shouwen.rulebook.offered import reckoners  # reason: slow

    if not isinstance(given, dict):
        return 2, _problem("", "输入须是一个 JSON 对象。", "The input must be a JSON object.")
    try:
        return 0, deciding.decide(pack, decision, given, reckoners()).as_dict()
    except deciding.InputError as problem:
        return 2, _problem(problem.field, problem.zh, problem.en)


def _problem(field: str, zh: str, en: str) -> dict[str, Any]:
    return {"error": {"field": field, "zh": zh, "en": en}}


def _one(pack: Pack, decision: str, text: str) -> int:
    try:
        given = json.loads(text)
    except ValueError as problem:
        return _fail(f"输入不是 JSON：{problem}。The input is not JSON.")
    code, said = _answer(pack, decision, given)
    if code:
        return _fail(f"{said['error']['zh']} {said['error']['en']}", said)
    print(json.dumps(said, ensure_ascii=False))
    return 0


def _many(pack: Pack, decision: str, text: str) -> int:
    """A single object, a list, or one object a line. In bulk an error is a line, never a stop."""
    try:
        whole = json.loads(text)
    except ValueError:
        whole = None
    if isinstance(whole, dict):
        return _one(pack, decision, text)
    lines = whole if isinstance(whole, list) else [line for line in text.splitlines() if line.strip()]
    if not lines:
        return _fail("没有输入。There is no input.")
    for line in lines:
        try:
            given = json.loads(line) if isinstance(line, str) else line
        except ValueError:
            said = _problem("", "这一行不是 JSON。", "This line is not JSON.")
        else:
            said = _answer(pack, decision, given)[1]
        print(json.dumps(said, ensure_ascii=False))
    return 0


def _fail(sentence: str, said: dict[str, Any] | None = None) -> int:
    if said:
        print(json.dumps(said, ensure_ascii=False))
    print(sentence, file=sys.stderr)
    return 2
