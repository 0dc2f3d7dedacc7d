"""Excel out of the product, by one writer: text stays text, and every sheet says who took it out and when.

Rows are streamed, so a table of any length fits in memory; one too long for a sheet goes on in the next.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import gettext as _

from shouwen.kernel import clock

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 1_048_576  # of a sheet, as Excel has it
LONGEST = 32_767  # characters of a cell
#: What Excel or a later CSV would take for a formula, if it ever were no text cell any more.
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
_FORMS = {"time": "yyyy-mm-dd hh:mm", "date": "yyyy-mm-dd", "share": "0.0%", "number": "General", "text": "@"}


@dataclass(frozen=True)
class Column:
    """A column: `kind` is text, number, share (0.886), time or date."""

    title: Any
    width: float = 14
    kind: str = "text"


@dataclass(frozen=True)
class Sheet:
    """A table with its columns and rows (an iterable, read once)."""

    title: Any
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def write(target: Path | IO[bytes], sheets: Iterable[Sheet], *, title: Any, by: Any, said: str = "") -> int:
    """Writes a workbook and returns how many rows it has. `said` tells what was asked for (the filter)."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    mark = watermark(by, said)
    written = 0
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        book.set_properties({"title": str(title), "author": _who(by), "comments": mark})
        book.set_size(2400, 1400)
        paper = _Paper(book, str(title), mark)
        for sheet in sheets:
            written += paper.lay(sheet)
    return written


def watermark(by: Any, said: str = "") -> str:
    """Who took this out, when, and what he asked for."""
    line = _("导出：%(who)s · %(at)s") % {"who": _who(by), "at": clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")}
    parts = [line, said, _("含内部资料，号码已遮，勿外传")]
    return " · ".join(part for part in parts if part)


def response(sheets: Iterable[Sheet], *, filename: str, title: Any, by: Any, said: str = "") -> FileResponse:
    """The workbook as an answer to be saved."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse closes it
    write(file, sheets, title=title, by=by, said=said)
    file.seek(0)
    return download(file, filename)


def download(file: IO[bytes], filename: str) -> FileResponse:
    """A finished workbook as an answer to be saved, never cached."""
    answer = FileResponse(file, as_attachment=True, filename=filename, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _who(by: Any) -> str:
    return f"{getattr(by, 'staff_number', '') or ''} {getattr(by, 'name', '') or by}".strip()


class _Paper:
    """One workbook's formats, and sheets laid out alike."""

    def __init__(self, book: Any, title: str, mark: str) -> None:
        self.book, self.title, self.mark = book, title, mark
        font = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        self.head = book.add_format({**font, "bold": True, "bg_color": "#EDF0F5", "bottom": 1, "num_format": "@"})
        self.big = book.add_format({**font, "bold": True, "font_size": 13, "num_format": "@"})
        self.small = book.add_format({**font, "font_size": 9, "font_color": "#5C6575", "num_format": "@"})
        self.cells = {kind: book.add_format({**font, "num_format": form}) for kind, form in _FORMS.items()}
        self.quoted = book.add_format({**font, "num_format": "@", "quote_prefix": True})
        self.names: set[str] = set()

    def lay(self, sheet: Sheet) -> int:
        rows = iter(sheet.rows)
        written, more = self._lay_one(sheet, rows, None)
        while more is not None:
            again, more = self._lay_one(sheet, rows, more)
            written += again
        return written

    def _lay_one(self, sheet: Sheet, rows: Iterator[Sequence[Any]], first: Sequence[Any] | None) -> tuple[int, Any]:
        page = self.book.add_worksheet(self._name(str(sheet.title)))
        self._furnish(page, sheet)
        at, first_row = 3, 3
        row = first if first is not None else next(rows, None)
        while row is not None and at < ROWS:
            for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
                self._put(page, at, place, value, column.kind)
            at += 1
            row = next(rows, None)
        page.autofilter(2, 0, max(at - 1, 2), max(len(sheet.columns) - 1, 0))
        return at - first_row, row

    def _furnish(self, page: Any, sheet: Sheet) -> None:
        """Column widths, title, watermark, head row, and what is printed around the table."""
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
        page.freeze_panes(3, 1)
        page.repeat_rows(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_header("&L" + _printed(self.title) + "&R" + _printed(self.mark))
        page.set_footer("&L" + _printed(str(sheet.title)) + "&R" + _("第 &P 页，共 &N 页"))
        self._put(page, 0, 0, self.title, "text", self.big)
        self._put(page, 1, 0, self.mark, "text", self.small)
        for place, column in enumerate(sheet.columns):
            self._put(page, 2, place, str(column.title), "text", self.head)

    def _put(self, page: Any, row: int, column: int, value: Any, kind: str, form: Any = None) -> None:
        if value is None or value == "":
            return
        if isinstance(value, dt.datetime):
            page.write_datetime(row, column, clock.local(value).replace(tzinfo=None), self.cells["time"])
        elif isinstance(value, dt.date):
            page.write_datetime(row, column, value, self.cells["date"])
        elif kind in ("number", "share") and not isinstance(value, str | bool):
            page.write_number(row, column, value, self.cells[kind])
        else:
            text = _fitting(str(value))
            page.write_string(
                row, column, text, form or (self.quoted if text.startswith(ACTIVE) else self.cells["text"])
            )

    def _name(self, title: str) -> str:
        """A name Excel takes: no signs of its own, at most 31 characters, once."""
        plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31] or "Sheet"
        name, number = plain, 2
        while name.casefold() in self.names:
            name, number = f"{plain[: 31 - len(str(number)) - 1]} {number}", number + 1
        self.names.add(name.casefold())
        return name


def _fitting(text: str) -> str:
    """Excel drops a longer text without a word; we cut it and say so."""
    if len(text) <= LONGEST:
        return text
    remark = _("…（原文 %(count)s 字，一格放不下，请在系统中看全文）") % {"count": len(text)}
    return text[: LONGEST - len(remark)] + remark


def _printed(text: str) -> str:
    """A text for the printed head or foot, where & begins a command and 255 signs are the most."""
    return text.replace("\n", " ").replace("&", "&&")[:100]


def lay_across(page: Any, widths: Iterable[int | float], *, head: int, fixed: int, by: Any) -> None:
    """A worksheet on A4 across: column widths, `head` rows repeated on every page, who took it out at the foot.

    The rows to the head's last and `fixed` columns stay in sight.
    """
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.hide_gridlines(2)
    page.repeat_rows(head)
    page.freeze_panes(head + 1, fixed)
    page.set_footer("&L&8" + watermark(by).replace("&", "&&")[:150] + "&R&8" + _("第 &P 页，共 &N 页"))
