"""The sheets of a claims report as paper: head, period, table, totals, words, signatures, who took it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.claims.models import ClaimReport
from shouwen.claims.report_figures import Data
from shouwen.kernel import clock, exports

LONGEST = exports.LONGEST


@dataclass(frozen=True)
class Column:
    """A column: `kind` is text, count, fen (shown in yuan), days, share or date."""

    title: Any
    width: float
    kind: str = "text"


class Paper:
    """One workbook; `begin` starts a sheet, the rest is laid from the top down."""

    def __init__(self, book: Any, report: ClaimReport, data: Data, by: Any) -> None:
        self.book, self.report, self.data, self.by = book, report, data, by
        font = {"font_name": "SimSun", "font_size": 10, "valign": "vcenter"}
        grid = {**font, "border": 1, "text_wrap": True}
        forms = {
            "company": {**font, "font_size": 14, "bold": True, "align": "center"},
            "title": {**font, "font_size": 20, "bold": True, "align": "center"},
            "plain": font,
            "right": {**font, "align": "right"},
            "section": {**font, "bold": True},
            "head": {**grid, "bold": True, "align": "center", "bg_color": "#F2F2F2"},
            "text": {**grid, "num_format": "@"},
            "quoted": {**grid, "num_format": "@", "quote_prefix": True},
            "words": {**grid, "valign": "top", "num_format": "@"},
            "count": {**grid, "num_format": "0", "align": "right"},
            "fen": {**grid, "num_format": "#,##0.00", "align": "right"},
            "days": {**grid, "num_format": "0.0", "align": "right"},
            "share": {**grid, "num_format": "0.0%", "align": "right"},
            "date": {**grid, "num_format": "yyyy-mm-dd", "align": "center"},
            "mark": {**font, "font_size": 8, "font_color": "#666666"},
        }
        self.forms = {name: book.add_format(form) for name, form in forms.items()}
        self.strong = {name: book.add_format({**forms[name], "bold": True}) for name in ("text", "count", "fen")}
        self.page: Any = None
        self.columns: Sequence[Column] = ()
        self.at = 0

    @property
    def last(self) -> int:
        return len(self.columns) - 1

    def begin(self, name: str, columns: Sequence[Column], title: str = "") -> None:
        """A new sheet with company, title, period and until when it is known."""
        page = self.page = self.book.add_worksheet(name)
        self.columns = columns
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.hide_gridlines(2)
        page.repeat_rows(3)
        page.freeze_panes(4, 1)
        mark = exports.watermark(self.by).replace("&", "&&")[:150]
        page.set_footer("&L&8" + mark + "&R&8" + _("第 &P 页，共 &N 页"))
        page.merge_range(0, 0, 0, self.last, self.report.brand.name, self.forms["company"])
        page.merge_range(1, 0, 1, self.last, title or name, self.forms["title"])
        page.set_row(1, 30)
        self._period()
        self.at = 3

    def _period(self) -> None:
        report = self.report
        said = _("%(period)s　%(from)s 至 %(to)s") % {
            "period": report.label,
            "from": report.starts_on,
            "to": report.ends_on,
        }
        half = self.last // 2
        self.page.merge_range(2, 0, 2, half, said, self.forms["plain"])
        known = clock.local(dt.datetime.fromisoformat(self.data["as_of"])).strftime("%Y-%m-%d %H:%M")
        state = _("%(state)s　数据截至 %(at)s　金额单位：元") % {"state": report.get_state_display(), "at": known}
        self.page.merge_range(2, half + 1, 2, self.last, state, self.forms["right"])

    def heads(self, titles: Sequence[Any]) -> None:
        for place, title in enumerate(titles):
            self.page.write_string(self.at, place, str(title), self.forms["head"])
        self.at += 1

    def row(self, cells: Sequence[Any], strong: bool = False) -> None:
        """Cells by the kinds of the columns."""
        for place, (cell, column) in enumerate(zip(cells, self.columns, strict=True)):
            self.put(place, cell, column.kind, strong)
        self.at += 1

    def mixed(self, cells: Sequence[Any]) -> None:
        """Cells by what they are: whole numbers are counts, a pair says its kind first, else text."""
        for place, cell in enumerate(cells):
            kind, value = cell if isinstance(cell, tuple) else ("count" if type(cell) is int else "text", cell)
            self.put(place, value, kind)
        self.at += 1

    def put(self, place: int, cell: Any, kind: str, strong: bool = False) -> None:
        """One cell; a text stays text whatever it begins with."""
        forms = {**self.forms, **self.strong} if strong else self.forms
        if cell is None or cell == "":
            self.page.write_blank(self.at, place, None, forms["text"])
        elif kind == "date":
            day = clock.local(cell).date() if isinstance(cell, dt.datetime) else cell
            self.page.write_datetime(self.at, place, dt.datetime.combine(day, dt.time()), forms["date"])
        elif kind == "fen" and not isinstance(cell, str):
            self.page.write_number(self.at, place, cell / 100, forms["fen"])
        elif kind in ("count", "days", "share") and not isinstance(cell, str):
            self.page.write_number(self.at, place, cell, forms[kind])
        else:
            text = str(cell)[:LONGEST]
            form = self.forms["quoted"] if text.startswith(exports.ACTIVE) else forms["text"]
            self.page.write_string(self.at, place, text, form)

    def section(self, title: str, heads: Sequence[Any]) -> None:
        """A table below another, with its own heads."""
        self.at += 1
        self.page.write_string(self.at, 0, title, self.forms["section"])
        self.at += 1
        self.heads(heads)

    def sentence(self, said: str) -> None:
        self.page.merge_range(self.at, 0, self.at, self.last, said, self.forms["text"])
        self.at += 1

    def space(self) -> None:
        self.at += 1

    def words(self, label: str, said: str) -> None:
        self.page.set_row(self.at, min(400, max(36, 15 * (1 + len(said) // 60 + said.count("\n")))))
        self.page.write_string(self.at, 0, label, self.forms["head"])
        self.page.merge_range(self.at, 1, self.at, self.last, "", self.forms["words"])
        self.page.write_string(self.at, 1, said[:LONGEST], self.forms["words"])
        self.at += 1

    def sign(self) -> None:
        self.at += 1
        self.page.set_row(self.at, 24)
        report = self.report
        made = f"{report.submitted_by or ''} {_day(report.submitted_at)}"
        read = f"{report.read_by or ''} {_day(report.read_at)}"
        half = self.last // 2
        self.page.merge_range(self.at, 0, self.at, half, _("制表：") + made, self.forms["plain"])
        self.page.merge_range(self.at, half + 1, self.at, self.last, _("领导阅：") + read, self.forms["plain"])
        self.at += 1
        self.page.merge_range(self.at, 0, self.at, self.last, exports.watermark(self.by), self.forms["mark"])


def _day(moment: dt.datetime | None) -> str:
    return clock.local(moment).strftime("%Y-%m-%d") if moment else ""
