"""监察奖罚明细报表 as a workbook in the layout people hand in: head, month, table, totals, signatures, A4 across."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from shouwen.kernel import clock, exports
from shouwen.quality.models import MEASURES, SOURCES
from shouwen.quality.monthly import Data

#: Columns of the pack's form, their width, and how a cell is written.
COLUMNS = {
    "date": (11, "date"),
    "unit": (14, "text"),
    "person": (14, "text"),
    "event": (44, "text"),
    "source": (9, "text"),
    "row": (16, "text"),
    "measure": (12, "text"),
    "amount": (11, "money"),
    "by": (14, "text"),
}
LAST = len(COLUMNS) - 1
LONGEST = 32_767


def write(target: IO[bytes], detail: Any, data: Data, form: dict[str, Any], *, by: Any) -> None:
    """Writes the month. `form` is the pack's: title and labels come from it."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        title = form.get("title", "监察奖罚明细报表")
        book.set_properties({"title": title, "author": str(getattr(by, "name", by)), "comments": exports.watermark(by)})
        labels = {part["id"]: part["label"] for part in [*form.get("column", []), *form.get("total", [])]}
        _Page(book, title, by).lay(detail, data, labels)


def row_words(line: Data) -> str:
    """`P-02 · B.7.1b`, as the page says it."""
    clause = line["clauses"][0].removeprefix("S2-1.") if line["clauses"] else ""
    return " · ".join(part for part in (line["row"], clause) if part)


def measure_words(line: Data) -> str:
    """The measure in words; a reward says its kind, a reversal that it is one."""
    words = str(dict(MEASURES).get(line["measure"], line["measure"]))
    if line["kind"] == "reward":
        return _("奖励：%(what)s") % {"what": words}
    return _("冲回：%(what)s") % {"what": words} if line["kind"] == "reversal" else words


class _Page:
    """One workbook page, laid out from the top down."""

    def __init__(self, book: Any, title: str, by: Any) -> None:
        self.title, self.by, self.at = title, by, 0
        font = {"font_name": "SimSun", "font_size": 10, "valign": "vcenter"}
        grid = {**font, "border": 1, "text_wrap": True}
        self.forms = {
            "company": book.add_format({**font, "font_size": 14, "bold": True, "align": "center"}),
            "title": book.add_format({**font, "font_size": 20, "bold": True, "align": "center"}),
            "plain": book.add_format(font),
            "right": book.add_format({**font, "align": "right"}),
            "head": book.add_format({**grid, "bold": True, "align": "center", "bg_color": "#F2F2F2"}),
            "text": book.add_format({**grid, "num_format": "@"}),
            "quoted": book.add_format({**grid, "num_format": "@", "quote_prefix": True}),
            "money": book.add_format({**grid, "num_format": "#,##0.00;-#,##0.00", "align": "right"}),
            "count": book.add_format({**grid, "num_format": "0", "align": "right"}),
            "date": book.add_format({**grid, "num_format": "yyyy-mm-dd", "align": "center"}),
            "mark": book.add_format({**font, "font_size": 8, "font_color": "#666666"}),
        }
        self.page = book.add_worksheet(title[:31])

    def lay(self, detail: Any, data: Data, labels: dict[str, str]) -> None:
        exports.lay_across(self.page, (width for width, _kind in COLUMNS.values()), head=4, fixed=0, by=self.by)
        self._head(detail, data)
        self._table(data, labels)
        self._totals(data, labels)
        self._vetoes(data)
        self._foot(detail)

    def _head(self, detail: Any, data: Data) -> None:
        self.page.merge_range(0, 0, 0, LAST, detail.brand.name, self.forms["company"])
        self.page.merge_range(1, 0, 1, LAST, " ".join(self.title), self.forms["title"])
        self.page.set_row(1, 30)
        known = clock.local(dt.datetime.fromisoformat(data["as_of"])).strftime("%Y-%m-%d %H:%M")
        year, month = detail.month.split("-")
        period = _("%(year)s 年 %(month)s 月") % {"year": year, "month": int(month)}
        said = _("%(state)s　数据截至 %(at)s　共 %(count)s 条") % {
            "state": detail.get_state_display(),
            "at": known,
            "count": len(data["lines"]),
        }
        self.page.merge_range(2, 0, 2, 3, period, self.forms["plain"])
        self.page.merge_range(2, 4, 2, LAST, said, self.forms["right"])
        ours = _("本系统只提出建议，由薪酬部门依法执行（这是本系统的说明，不是规范条文）")
        self.page.merge_range(3, 0, 3, LAST, ours, self.forms["mark"])
        self.at = 4

    def _table(self, data: Data, labels: dict[str, str]) -> None:
        for place, name in enumerate(COLUMNS):
            self.page.write_string(self.at, place, labels.get(name, name), self.forms["head"])
        sources = dict(SOURCES)
        for line in data["lines"]:
            self.at += 1
            cells = [
                line["date"],
                line["unit"],
                _("（回避）") if line.get("hidden") else line["person"] or _("单位"),
                _("您要回避，内容不显示") if line.get("hidden") else line["event"],
                str(sources.get(line["source"], "")),
                row_words(line),
                measure_words(line),
                line["amount"],
                line["by"],
            ]
            for place, (cell, (_width, kind)) in enumerate(zip(cells, COLUMNS.values(), strict=True)):
                self._put(self.at, place, cell, kind)
        if not data["lines"]:
            self.at += 1
            self.page.merge_range(self.at, 0, self.at, LAST, _("本月没有奖罚"), self.forms["text"])
        self.at += 2

    def _put(self, row: int, place: int, cell: Any, kind: str) -> None:
        if cell is None or cell == "":
            self.page.write_blank(row, place, None, self.forms["text"])
        elif kind == "date":
            day = dt.datetime.combine(dt.date.fromisoformat(cell), dt.time())
            self.page.write_datetime(row, place, day, self.forms["date"])
        elif kind == "money":
            self.page.write_number(row, place, cell / 100, self.forms["money"])
        elif kind == "count":
            self.page.write_number(row, place, cell, self.forms["count"])
        else:
            text = str(cell)[:LONGEST]
            self.page.write_string(
                row, place, text, self.forms["quoted" if text.startswith(exports.ACTIVE) else "text"]
            )

    def _totals(self, data: Data, labels: dict[str, str]) -> None:
        """By person on the left, by unit on the right."""
        begin = self.at
        ends = [
            self._block(begin, 0, labels.get("by_person", _("按人员合计")), data["by_person"]),
            self._block(begin, 4, labels.get("by_unit", _("按单位合计")), data["by_unit"], data["total"]),
        ]
        self.at = max(ends) + 1

    def _block(self, begin: int, left: int, title: str, rows: list[Data], whole: Data | None = None) -> int:
        self.page.merge_range(begin, left, begin, left + 3, title, self.forms["head"])
        for place, name in enumerate((_("名称"), _("条数"), _("罚款（元）"), _("奖励（元）"))):
            self.page.write_string(begin + 1, left + place, name, self.forms["head"])
        shown = [*rows, {**whole, "name": _("合计")}] if whole else rows
        for at, row in enumerate(shown, begin + 2):
            self._put(at, left, row["name"], "text")
            self._put(at, left + 1, row["count"], "count")
            self._put(at, left + 2, row["fined"], "money")
            self._put(at, left + 3, row["rewarded"], "money")
        return begin + 2 + len(shown)

    def _vetoes(self, data: Data) -> None:
        if data["vetoes"]:
            names = "、".join(veto["who"] for veto in data["vetoes"])
            words = _("当月取消评先资格：%(names)s") % {"names": names}
            self.page.merge_range(self.at, 0, self.at, LAST, words[:LONGEST], self.forms["text"])
            self.at += 1

    def _foot(self, detail: Any) -> None:
        self.at += 1
        self.page.set_row(self.at, 24)
        day = clock.local(detail.submitted_at).strftime("%Y-%m-%d") if detail.submitted_at else ""
        made = _("制表：") + f"{detail.submitted_by or ''} {day}"
        for first, last, words in ((0, 2, made), (3, 4, _("审核：")), (5, LAST, _("批准："))):
            self.page.merge_range(self.at, first, self.at, last, words, self.forms["plain"])
        self.at += 1
        self.page.merge_range(self.at, 0, self.at, LAST, exports.watermark(self.by), self.forms["mark"])
