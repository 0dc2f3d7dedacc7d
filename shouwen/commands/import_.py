"""`shouwen import cases|waybills FILE`: brings them in from CSV or xlsx through everyone's verbs. Run again, it adds none."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from shouwen.commands import data_argument, import_waybills, installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["cases", "waybills"])
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8 or GB18030) or xlsx, first row the columns")
    data_argument(parser)
    parser.add_argument("--brand", default="", help="code of the brand (default: the default brand)")
    parser.add_argument("--owner", default="", metavar="STAFF_NUMBER", help="who owns them (default: the supervisor)")
    parser.add_argument("--by", default="", metavar="STAFF_NUMBER", help="who imports (default: the system)")
    parser.add_argument("--map", default="", metavar="COLUMN=FIELD,…", help="over what the column names tell")
    parser.add_argument("--kind", default="", help="complaint, suggestion, … for rows that do not say")
    parser.add_argument("--category", default="", help="class for rows that do not say")
    parser.add_argument("--historic", action="store_true", help="of the past: clocks are reckoned, none rings")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    parser.add_argument("--errors", type=Path, help="table of refused rows (default: FILE.errors.csv or .xlsx)")


def run(args: argparse.Namespace) -> int:
    installation(args)
    from shouwen.kernel.refusals import Refusal  # reason: app-ready

    try:
        if args.what == "waybills":
            progress = _Progress(time.monotonic())
            return import_waybills.run(args, by=_by(args.by), brand=_brand(args.brand), say=_say, progress=progress)
        return _import(args)
    except Refusal as refusal:
        print(str(refusal.sentence), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\n已停下。再运行一次会接着导入。Stopped. Run it again to go on.", file=sys.stderr)
        return 130


def _import(args: argparse.Namespace) -> int:
    from shouwen.cases import actions  # reason: app-ready

    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="shouwen-import-") as folder:
        table = actions.open_table(args.file, Path(folder))
        plan = actions.plan_import(
            by=_by(args.by),
            brand=_brand(args.brand),
            table=table,
            mapping=actions.read_mapping(args.map, table.header),
            kind=args.kind,
            category=args.category,
            owner=args.owner,
            is_historic=args.historic,
        )
        _say(
            f"{args.file.name}：{table.rows} 行，{table.encoding}；"
            + "，".join(f"{c}→{f}" for c, f in plan.mapping.items())
        )
        _say(f"工单类型 {plan.kind}，负责人 {plan.owner}" + ("，往年旧单，不响铃" if args.historic else ""))
        kind = ".errors.xlsx" if table.is_workbook else ".errors.csv"
        refused = actions.RefusedRows(args.errors or args.file.with_suffix(kind), table)
        counts = actions.import_cases(plan, refuse=refused.add, told=_Progress(began), dry_run=args.dry_run)
        errors = refused.close()
    _say("")
    said = {
        "rows": counts.rows,
        "opened": counts.opened,
        "already": counts.already,
        "refused": counts.refused,
        "seconds": round(time.monotonic() - began, 1),
        "errors_file": str(errors) if errors else None,
    }
    print(json.dumps({**said, "dry_run": True} if args.dry_run else said, ensure_ascii=False))
    return 0


def _brand(code: str) -> Any:
    from shouwen.kernel.refusals import Unacceptable  # reason: app-ready
    from shouwen.people import queries as people  # reason: app-ready

    brand = people.brands().filter(code=code.upper()).first() if code else people.default_brand()
    if brand is None:
        raise Unacceptable(f"没有代号为 {code} 的品牌。There is no brand {code}.")
    return brand


def _by(number: str) -> Any:
    from shouwen.kernel.policy import SYSTEM  # reason: app-ready
    from shouwen.kernel.refusals import Unacceptable  # reason: app-ready
    from shouwen.people import queries as people  # reason: app-ready

    if not number:
        return SYSTEM
    person = people.with_key(f"person:{number}")
    if person is None:
        raise Unacceptable(f"没有工号 {number}。There is no staff number {number}.")
    return person


class _Progress:
    """Says on standard error how far it is: count, rate, time left."""

    def __init__(self, began: float) -> None:
        self.began = began
        self.said = 0.0

    def __call__(self, counts: Any) -> None:
        now = time.monotonic()
        live = sys.stderr.isatty()
        if now - self.said < (0.5 if live else 5) and counts.done < counts.rows:
            return
        self.said = now
        rate = counts.done / max(now - self.began, 0.001)
        left = (counts.rows - counts.done) / rate if rate else 0
        line = f"{counts.done} / {counts.rows}，每秒 {rate:.0f} 行，还要 {left:.0f} 秒，没导入 {counts.refused} 行"
        print(f"\r{line}   " if live else line, end="" if live else "\n", file=sys.stderr, flush=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
