"""`shouwen replay PACK/NAME --draft DIR [--since DATE] [--data DIR] [--json]`: what a draft would have changed."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any

from shouwen.commands import data_argument, installation

SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("decision", metavar="PACK/NAME")
    parser.add_argument("--draft", required=True, type=Path, metavar="DIR", help="folder of the changed pack")
    parser.add_argument("--since", metavar="DATE", help="only decisions made since that day (YYYY-MM-DD)")
    parser.add_argument(
        "--brand",
        metavar="CODE",
        help="whose changed parameters go over the draft's (default: the first brand of the pack)",
    )
    parser.add_argument("--json", action="store_true", help="everything as one JSON object, every difference listed")
    data_argument(parser)


def run(args: argparse.Namespace) -> int:
    name, _, decision = args.decision.partition("/")
    try:
        since = dt.date.fromisoformat(args.since) if args.since else None
    except ValueError:
        return _fail(f"看不懂日期“{args.since}”，请写成 2026-01-01。{args.since!r} is no day: write 2026-01-01.")
    installation(args)
    from shouwen.kernel.refusals import Unacceptable  # reason: app-ready
    from shouwen.rulebook.queries import read_draft  # reason: app-ready
    from shouwen.site.environment import pack_folder  # reason: app-ready

    try:
        draft = read_draft(args.draft, (args.draft.parent, pack_folder()))
        if draft.id != name:
            return _fail(f"{args.draft} 是规则包 {draft.id}，不是 {name}。{args.draft} is pack {draft.id}, not {name}.")
        if decision not in draft.decisions:
            return _fail(f"草稿里没有裁定 {decision}。The draft has no decision {decision!r}.")
        return _replayed(args, draft, decision, since)
    except Unacceptable as problem:
        return _fail(str(problem.sentence))


def _replayed(args: argparse.Namespace, draft: Any, decision: str, since: dt.date | None) -> int:
    from shouwen.kernel.policy import SYSTEM  # reason: app-ready
    from shouwen.rulebook import queries  # reason: app-ready

    brand = args.brand if args.brand is not None else _first_brand(draft.id)
    replayer = queries.replayer(draft, decision, brand=brand)
    tally, found, began = queries.Tally(), [], time.monotonic()
    for kept, verdict in queries.replay(replayer, queries.kept_decisions(draft.id, decision, since), tally):
        if verdict.kind != "same":
            found.append((kept, verdict))
    seconds = time.monotonic() - began
    shown = found if args.json else found[:SHOWN]
    numbers: dict[tuple[str, int], str] = {}
    for kind in {kept.about_kind for kept, _ in shown}:
        named = queries.names_of(SYSTEM, kind, [kept.about_id for kept, _ in shown if kept.about_kind == kind])
        numbers |= {(kind, pk): number for pk, number in named.items()}
    lines = [_line(kept, verdict, numbers) for kept, verdict in shown]
    rate = round(tally.asked / seconds) if seconds else 0
    if args.json:
        report = {"pack": draft.id, "decision": decision, "draft": draft.edition, "since": args.since, "rate": rate}
        print(json.dumps({**report, **tally.as_dict(), "differences": lines}, ensure_ascii=False))
        return 0
    _print(tally, lines, len(found), rate, seconds)
    return 0


def _first_brand(pack: str) -> str:
    from shouwen.people.queries import brands  # reason: app-ready

    found = brands().filter(pack=pack).first()
    return found.code if found else ""


def _line(kept: Any, verdict: Any, numbers: dict[tuple[str, int], str]) -> dict[str, Any]:
    return {
        "decision": kept.pk,
        "about": f"{kept.about_kind} {numbers.get((kept.about_kind, kept.about_id), kept.about_id)}",
        "kind": verdict.kind,
        "changes": {name: [before, after] for name, before, after in verdict.changes},
        "rows": [list(verdict.rows_before), list(verdict.rows_after)],
        "fen": [verdict.fen_before, verdict.fen_after],
        "why": verdict.why,
        "already": verdict.already,
    }


def _print(tally: Any, lines: list[dict[str, Any]], found: int, rate: int, seconds: float) -> None:
    from shouwen.kernel.money import Money  # reason: app-ready

    print(
        f"回放 {tally.asked} 条裁定：{tally.changed} 条结果不同，{tally.grounds} 条结果相同、依据不同，"
        f"{tally.unanswerable} 条不能再答，{tally.same} 条不变；其中 {tally.already} 条现行版次已经这样定。\n"
        f"{tally.asked} decisions replayed: {tally.changed} change, {tally.grounds} keep the outcome on other rows, "
        f"{tally.unanswerable} have no answer left, {tally.same} stay; {tally.already} differ under the edition in force too."
    )
    if tally.with_money:
        before, after, more = Money(tally.fen_before), Money(tally.fen_after), Money(tally.fen)
        print(f"金额合计 {before} → {after}，差 {more} 元。Amounts {before} → {after}, difference {more} yuan.")
    for line in lines:
        money = f"  {_yuan(line['fen'][0])} → {_yuan(line['fen'][1])}" if line["fen"] != [None, None] else ""
        changes = "；".join(f"{name} {_said(a)} → {_said(b)}" for name, (a, b) in line["changes"].items())
        rows = f"{'、'.join(line['rows'][0]) or '—'} → {'、'.join(line['rows'][1]) or '—'}"
        print(f"  #{line['decision']} {line['about']}  {changes or line['why'] or '—'}  [{rows}]{money}")
    if found > len(lines):
        print(f"  另有 {found - len(lines)} 条，用 --json 看全部。{found - len(lines)} more: --json lists all.")
    print(f"{rate:,} 条/秒，共 {seconds:.2f} 秒。{rate:,} decisions a second.")


def _yuan(fen: int | None) -> str:
    return "—" if fen is None else f"{fen / 100:.2f}"


def _said(value: Any) -> str:
    return (
        "—" if value in (None, "", []) else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
