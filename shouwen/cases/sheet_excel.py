"""投诉周汇总表 as a workbook in the layout people hand in: head, period, table, totals, words, signatures, A4 across."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from shouwen.cases.models import SATISFACTION
from shouwen.cases.weekly import CHASED, MEAN, SENT, Data, total
from shouwen.kernel import clock, exports

#: Columns of the pack's form, their width, and how a cell is written.
COLUMNS = {
    "number": (12, "text"),
    "received_on": (11, "date"),
    "customer": (16, "text"),
    "waybill": (15, "text"),
    "class": (13, "text"),
    "department": (13, "text"),
    "gist": (36, "text"),
    "due_at": (15, "time"),
    "done_at": (15, "time"),
    "late_hours": (9, "number"),
    "satisfied": (9, "text"),
    "repeat": (9, "text"),
}
LAST = len(COLUMNS) - 1
LONGEST = 32_767
ACTIVE = exports.ACTIVE


def write(target: IO[bytes], sheet: Any, data: Data, form: dict[str, Any], *, by: Any) -> None:
    """Writes the sheet. `form` is the pack's: titles of columns, totals and sections come from it."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        title = form.get("title", "投诉周汇总表")
        book.set_properties({"title": title, "author": str(getattr(by, "name", by)), "comments": exports.watermark(by)})
        _Page(book, title, by).lay(sheet, data, form)


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
            "words": book.add_format({**grid, "valign": "top"}),
            "number": book.add_format({**grid, "num_format": "0.0;-0.0;0", "align": "right"}),
            "count": book.add_format({**grid, "num_format": "0", "align": "right"}),
            "date": book.add_format({**grid, "num_format": "yyyy-mm-dd", "align": "center"}),
            "time": book.add_format({**grid, "num_format": "yyyy-mm-dd hh:mm", "align": "center"}),
            "mark": book.add_format({**font, "font_size": 8, "font_color": "#666666"}),
        }
        self.page = book.add_worksheet(title[:31])

    def lay(self, sheet: Any, data: Data, form: dict[str, Any]) -> None:
        exports.lay_across(self.page, (width for width, _kind in COLUMNS.values()), head=3, fixed=1, by=self.by)
        self._head(sheet, data)
        self._table(data, {column["id"]: column["label"] for column in form.get("column", [])})
        labels = {part["id"]: part["label"] for part in [*form.get("total", []), *form.get("section", [])]}
        self._totals(data, labels)
        self._words(labels.get("needs", _("客户需求分析")), sheet.needs)
        self._words(labels.get("suggestions", _("建议")), sheet.suggestions)
        self._signatures(sheet)

    def _head(self, sheet: Any, data: Data) -> None:
        self.page.merge_range(0, 0, 0, LAST, sheet.brand.name, self.forms["company"])
        self.page.merge_range(1, 0, 1, LAST, " ".join(self.title), self.forms["title"])
        self.page.set_row(1, 30)
        period = _("%(year)s 年第 %(week)s 周　%(from)s 至 %(to)s") % {
            "year": sheet.year,
            "week": sheet.week,
            "from": sheet.starts_on,
            "to": sheet.ends_on,
        }
        known = clock.local(dt.datetime.fromisoformat(data["as_of"])).strftime("%Y-%m-%d %H:%M")
        self.page.merge_range(2, 0, 2, 5, period, self.forms["plain"])
        said = _("%(state)s　数据截至 %(at)s　共 %(count)s 件") % {
            "state": sheet.get_state_display(),
            "at": known,
            "count": len(data["lines"]),
        }
        self.page.merge_range(2, 6, 2, LAST, said, self.forms["right"])
        self.at = 3

    def _table(self, data: Data, labels: dict[str, str]) -> None:
        for place, name in enumerate(COLUMNS):
            self.page.write_string(self.at, place, labels.get(name, name), self.forms["head"])
        said = dict(SATISFACTION)
        for line in data["lines"]:
            self.at += 1
            hidden = line.get("hidden")
            cells = [
                line["number"],
                line["received_at"],
                _("（回避）") if hidden else line["customer"],
                line["waybill"],
                line["category"],
                line["department"],
                _("您是被投诉人，内容不显示") if hidden else line["gist"],
                line["due_at"],
                line["done_at"],
                line["late_hours"] or None,
                str(said.get(line["satisfaction"], "")) or _("未回访"),
                _("是") if line["repeat"] else _("否"),
            ]
            for place, (cell, (_width, kind)) in enumerate(zip(cells, COLUMNS.values(), strict=True)):
                self._put(self.at, place, cell, kind)
        if not data["lines"]:
            self.at += 1
            self.page.merge_range(self.at, 0, self.at, LAST, _("本周没有投诉"), self.forms["text"])
        self.at += 2

    def _put(self, row: int, place: int, cell: Any, kind: str) -> None:
        if cell is None or cell == "":
            self.page.write_blank(row, place, None, self.forms["text"])
        elif kind in ("time", "date"):
            moment = clock.local(dt.datetime.fromisoformat(cell)).replace(tzinfo=None)
            self.page.write_datetime(row, place, moment, self.forms[kind])
        elif kind in ("number", "count"):
            self.page.write_number(row, place, cell, self.forms[kind])
        else:
            text = str(cell)[:LONGEST]
            self.page.write_string(row, place, text, self.forms["quoted" if text.startswith(ACTIVE) else "text"])

    def _totals(self, data: Data, labels: dict[str, str]) -> None:
        """By class on the left, by department on the right."""
        begin = self.at
        self.page.merge_range(begin, 0, begin, 3, labels.get("by_class", _("按类别合计")), self.forms["head"])
        for place, name in ((0, _("类别")), (2, _("本周")), (3, _("上周"))):
            self._head_cell(begin + 1, place, name, 2 if place == 0 else 1)
        rows = [(row["name"], row["count"], row["before"]) for row in data["by_class"]]
        rows.append((_("合计"), len(data["lines"]), data["before"]))
        for at, (name, count, before) in enumerate(rows, begin + 2):
            self.page.merge_range(at, 0, at, 1, name, self.forms["text"])
            self._put(at, 2, count, "count")
            self._put(at, 3, before, "count")
        self.at = max(begin + 2 + len(rows), self._departments(data, labels, begin)) + 1

    def _departments(self, data: Data, labels: dict[str, str], begin: int) -> int:
        self.page.merge_range(begin, 5, begin, LAST, labels.get("by_department", _("按部门合计")), self.forms["head"])
        self._head_cell(begin + 1, 5, _("责任部门"), 2)
        heads = (_("投诉"), SENT.title, _("按时（晚）"), CHASED.title, MEAN.title)
        for place, name in enumerate(heads, 7):
            self._head_cell(begin + 1, place, str(name), 1)
        rows = [*data["by_department"], {**total(data), "name": _("合计"), "hours": None}]
        for at, row in enumerate(rows, begin + 2):
            self.page.merge_range(at, 5, at, 6, row["name"], self.forms["text"])
            in_time = (
                _("%(n)s（晚 %(late)s）") % {"n": row["on_time"], "late": row["late"]}
                if row["late"]
                else row["on_time"]
            )
            kinds = ("count", "count", "text" if row["late"] else "count", "count", "number")
            cells = (row["count"], row["sent"], in_time, row["chased"], row["hours"])
            for place, (cell, kind) in enumerate(zip(cells, kinds, strict=True), 7):
                self._put(at, place, cell, kind)
        return begin + 2 + len(rows)

    def _head_cell(self, row: int, place: int, name: str, wide: int) -> None:
        if wide > 1:
            self.page.merge_range(row, place, row, place + wide - 1, name, self.forms["head"])
        else:
            self.page.write_string(row, place, name, self.forms["head"])

    def _words(self, label: str, words: str) -> None:
        self.page.set_row(self.at, max(36, 15 * (1 + len(words) // 80 + words.count("\n"))))
        self.page.merge_range(self.at, 0, self.at, 1, label, self.forms["head"])
        self.page.merge_range(self.at, 2, self.at, LAST, words[:LONGEST], self.forms["words"])
        self.at += 1

    def _signatures(self, sheet: Any) -> None:
        self.at += 1
        self.page.set_row(self.at, 24)
        made = f"{sheet.submitted_by or ''} {_day(sheet.submitted_at)}"
        read = f"{sheet.approved_by or ''} {_day(sheet.approved_at)}"
        for first, last, words in ((0, 3, _("制表：") + made), (4, 6, _("审核：") + read), (7, LAST, _("批准："))):
            self.page.merge_range(self.at, first, self.at, last, words, self.forms["plain"])
        self.at += 1
        self.page.merge_range(self.at, 0, self.at, LAST, exports.watermark(self.by), self.forms["mark"])


def _day(moment: dt.datetime | None) -> str:
    return clock.local(moment).strftime("%Y-%m-%d") if moment else ""
