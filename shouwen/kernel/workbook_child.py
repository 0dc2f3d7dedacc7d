"""A child process's program: writes the first sheet of an xlsx as CSV. It runs alone, so that a hostile file hurts nobody.

Usage: `python -I workbook_child.py SOURCE.xlsx TARGET.csv`. Exit 3 for what is no workbook, 4 for too much.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
import sys
from typing import Any

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 120  # of processor time
MOST_ROWS = 1_000_000


def main(source: str, target: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        from python_calamine import CalamineWorkbook  # reason: slow

        rows = CalamineWorkbook.from_path(source).get_sheet_by_index(0).iter_rows()
        with open(target, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            for number, row in enumerate(rows):
                if number > MOST_ROWS:
                    return 4
                out.writerow([words(cell) for cell in row])
    except MemoryError:
        return 4
    except Exception as problem:  # noqa: BLE001  whatever is wrong with it, it cannot be read
        sys.stderr.write(f"{type(problem).__name__}: {problem}")
        return 3
    return 0


def words(cell: Any) -> str:
    """A cell as people see it: a telephone number without a decimal point, a day without a time."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
