"""`shouwen import waybills FILE`: waybills and loading records from CSV or xlsx. Called by `import_`. Run again, it adds none."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Options of `import cases` that say nothing about waybills.
FOREIGN = ("owner", "kind", "category", "historic")


def run(args: argparse.Namespace, *, by: Any, brand: Any, say: Callable[[str], None], progress: Any) -> int:
    """Imports and prints one JSON line. Raises a refusal for a file or options that cannot be understood."""
    from shouwen.cases import actions as cases  # reason: app-ready
    from shouwen.claims import actions  # reason: app-ready
    from shouwen.kernel.refusals import Unacceptable  # reason: app-ready

    foreign = [name for name in FOREIGN if getattr(args, name)]
    if foreign:
        raise Unacceptable(f"导入配送单不用这些选项：{foreign}。Waybills take no {foreign}.")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="shouwen-import-") as folder:
        table = cases.open_table(args.file, Path(folder))
        mapping = actions.read_mapping(args.map, table.header)
        say(
            f"{args.file.name}：{table.rows} 行，{table.encoding}；" + "，".join(f"{c}→{f}" for c, f in mapping.items())
        )
        kind = ".errors.xlsx" if table.is_workbook else ".errors.csv"
        refused = cases.RefusedRows(args.errors or args.file.with_suffix(kind), table)
        counts = actions.import_waybills(
            by=by,
            brand=brand,
            table=table,
            mapping=mapping,
            refuse=refused.add,
            told=progress,
            dry_run=args.dry_run,
        )
        errors = refused.close()
    said = {name: getattr(counts, name) for name in ("rows", "entered", "already", "refused", "marked", "lines")}
    said |= {"seconds": round(time.monotonic() - began, 1), "errors_file": str(errors) if errors else None}
    print(json.dumps({**said, "dry_run": True} if args.dry_run else said, ensure_ascii=False))
    return 0
