"""`shouwen dmn evaluate|import|export`: ask a DMN model, bring a table of one in, take a table of a pack out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.rulebook.dmn import Model


class _Refused(Exception):
    """A sentence in two languages; the command ends with 2."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    ask = verbs.add_parser("evaluate", help="one answer as JSON on one line")
    ask.add_argument("model", metavar="MODEL.dmn")
    ask.add_argument("--decision", required=True, metavar="NAME", help="name or id of a decision, service or BKM")
    ask.add_argument("--given", default="{}", metavar="JSON|-", help="inputs by name; - reads stdin")
    bring = verbs.add_parser("import", help="a decision table as a draft sheet of a pack")
    bring.add_argument("model", metavar="MODEL.dmn")
    bring.add_argument("--table", metavar="NAME", help="name or id of the decision; the only one if left out")
    bring.add_argument("--out", type=Path, metavar="FILE")
    take = verbs.add_parser("export", help="a table of a pack as DMN 1.5")
    take.add_argument("table", metavar="PACK/TABLE")
    take.add_argument("--packs", type=Path, help="folder of packs")
    take.add_argument("--out", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # the same letters whatever the machine's locale
            stream.reconfigure(encoding="utf-8")
    try:
        return {"evaluate": _evaluate, "import": _import, "export": _export}[args.verb](args)
    except _Refused as refused:
        print(refused, file=sys.stderr)
        return 2


def _evaluate(args: argparse.Namespace) -> int:
    from shouwen.kernel import clock  # reason: slow
    from shouwen.rulebook import dmn  # reason: slow

    model = _model(args.model)
    given = _given(args.given)
    try:
        answer = dmn.evaluate(model, args.decision, given, now=lambda: clock.local(clock.now()))
        said = dmn.to_json(answer.value)
    except dmn.ModelError as problem:
        raise _Refused(str(problem)) from None
    print(said)
    for zh, en in answer.messages:
        print(f"{zh} {en}", file=sys.stderr)
    return 0


def _model(path: str) -> Model:
    from shouwen.rulebook import dmn  # reason: slow

    try:
        return dmn.read_model(_bytes(path))
    except dmn.ModelError as problem:
        raise _Refused(f"{path}：{problem}") from None


def _bytes(path: str) -> bytes:
    from shouwen.rulebook.dmn.documents import LARGEST  # reason: slow

    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST + 1)  # one more than is read tells that it is too large
    except (OSError, ValueError):
        raise _Refused(f"读不了文件 {path}。The file {path} cannot be read.") from None


def _given(text: str) -> dict[str, Any]:
    from shouwen.rulebook import dmn  # reason: slow

    try:
        if text == "-":
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        given = dmn.read_json(text)
    except (ValueError, RecursionError):
        raise _Refused("输入不是 JSON。The input is not JSON.") from None
    if not isinstance(given, dict):
        raise _Refused("输入须是一个 JSON 对象。The input must be a JSON object.")
    return given


def _import(args: argparse.Namespace) -> int:
    from shouwen.rulebook import dmn  # reason: slow

    try:
        sheet = dmn.import_table(_bytes(args.model), args.table or "")
    except dmn.ModelError as problem:
        raise _Refused(f"{args.model}：{problem}") from None
    return _give(dmn.sheet_text(sheet), args.out)


def _export(args: argparse.Namespace) -> int:
    from shouwen.rulebook import dmn  # reason: slow
    from shouwen.rulebook.packs import PackError, load  # reason: slow
    from shouwen.site.environment import pack_folder  # reason: slow

    name, _, table = args.table.partition("/")
    folder = (args.packs or pack_folder()) / name
    if not name or not (folder / "pack.toml").exists():
        raise _Refused(f"没有规则包 {name}。There is no pack {name!r}.")
    try:
        pack = load(folder, search=(folder.parent,))
    except PackError as problem:
        raise _Refused(f"规则包 {name} 读不了：{problem}") from None
    if table not in pack.tables:
        there = ", ".join(sorted(pack.tables))
        raise _Refused(f"规则包 {name} 没有表 {table}（有：{there}）。Pack {name} has no table {table!r}.")
    return _give(dmn.export_table(pack.tables[table], table), args.out)


def _give(text: str, out: Path | None) -> int:
    if out is None:
        print(text, end="")
        return 0
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise _Refused(f"写不了 {out}：{problem.strerror}。{out} cannot be written.") from None
    return 0
