"""The table of rows that stayed out: the same columns, the row's number, the reason; corrected, it can be imported."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import xlsxwriter

from shouwen.cases.importing import MARK
from shouwen.cases.importing_reading import Table

NUMBER, WHY = "行号", "原因"  # of the file, whatever the language of the page
_FORMULA = ("=", "+", "-", "@")


class RefusedRows:
    """Collects refused rows into a file of the kind that came in; without any row there is no file."""

    def __init__(self, path: Path, table: Table) -> None:
        self.path = path
        self.table = table
        self.rows = 0
        self._kept = [at for at, name in enumerate(table.header) if name not in (NUMBER, WHY, MARK)]
        self._token = table.header.index(MARK) if MARK in table.header else None
        self._file: Any = None
        self._book: Any = None

    def add(self, number: int, cells: tuple[str, ...], why: str) -> None:
        """Keeps a row with its reason."""
        if not self.rows:
            self._begin()
        self.rows += 1
        token = cells[self._token] if self._token is not None and self._token < len(cells) else ""
        token = token or f"{self.table.digest[:12]}-{number}"
        self._write([*(cells[at] if at < len(cells) else "" for at in self._kept), str(number), why, token])

    def close(self) -> Path | None:
        """Finishes the file. None when every row was taken; an older file of the same name is gone then."""
        if not self.rows:
            self.path.unlink(missing_ok=True)
            return None
        if self._book is not None:
            self._book.close()
        else:
            self._file.close()
        return self.path

    def _begin(self) -> None:
        header = [*(self.table.header[at] for at in self._kept), NUMBER, WHY, MARK]
        if self.table.is_workbook:
            options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            self._book = xlsxwriter.Workbook(self.path, options)
            self._file = self._book.add_worksheet("未导入")
            self._file.freeze_panes(1, 0)
            self._file.set_column(0, len(header), 18)
            self._file.write_row(0, 0, header, self._book.add_format({"bold": True}))
        else:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(header)

    def _write(self, row: list[str]) -> None:
        if self._book is not None:
            for at, cell in enumerate(row):
                self._file.write_string(self.rows, at, cell[:32767])
        else:
            # A spreadsheet would run what begins like a formula; reading it again takes the tab away.
            csv.writer(self._file).writerow([f"\t{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
