"""A price list from a workbook or CSV: columns told by their names, each row read or refused with its reason."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shouwen.kernel import columns
from shouwen.kernel.money import Money, MoneyError
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.workbooks import IS_OLD, IS_WORKBOOK, first_sheet

LARGEST, MOST = 5 * 1024 * 1024, 2000
FIELDS = {
    "item": gettext_lazy("项目"),
    "unit": gettext_lazy("单位"),
    "price": gettext_lazy("价格"),
    "note": gettext_lazy("说明"),
    "valid_from": gettext_lazy("生效日期"),
    "valid_until": gettext_lazy("失效日期"),
}
WORDS = {
    "item": ("项目", "品名", "名称", "服务", "线路", "item"),
    "unit": ("单位", "计价单位", "unit"),
    "price": ("价格", "单价", "金额", "元", "price"),
    "note": ("说明", "备注", "note"),
    "valid_from": ("生效日期", "生效", "起", "from"),
    "valid_until": ("失效日期", "失效", "止", "until"),
}
LONGEST = {"item": 80, "unit": 20, "note": 200}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")


@dataclass(frozen=True)
class Line:
    """One line that was understood; the price in fen."""

    item: str
    unit: str
    price_fen: int
    note: str
    valid_from: dt.date | None
    valid_until: dt.date | None


def read(upload: Any) -> tuple[list[Line], list[tuple[int, str]]]:
    """Lines of an uploaded file, and rows that could not be taken as (row number in the file, reason)."""
    rows = [row for row in enumerate(_texts(upload), 1) if any(cell.strip() for cell in row[1])]
    if not rows:
        raise Unacceptable(_("文件里没有内容。"))
    header = tuple(cell.strip() for cell in rows[0][1])
    mapping = columns.guess(header, WORDS)
    columns.check(mapping, header, FIELDS)
    lacking = [str(FIELDS[name]) for name in ("item", "unit", "price") if name not in mapping.values()]
    if lacking:
        raise Unacceptable(_("缺少这些列：%(names)s") % {"names": "、".join(lacking)})
    if len(rows) > MOST + 1:
        raise Unacceptable(_("一次最多导入 %(most)s 行。") % {"most": MOST})
    lines, wrong = [], []
    for number, row in rows[1:]:
        given = {mapping[name]: cell.strip() for name, cell in zip(header, row, strict=False) if name in mapping}
        try:
            lines.append(_line(given))
        except Unacceptable as refusal:
            wrong.append((number, str(refusal)))
    return lines, wrong


def _texts(upload: Any) -> list[list[str]]:
    if upload.size > LARGEST:
        raise Unacceptable(_("文件超过 %(most)s MB。") % {"most": LARGEST // 1024**2})
    data: bytes = upload.read()
    if data.startswith(IS_OLD):
        raise Unacceptable(_("这个 Excel 文件读不出来，请另存为 xlsx 或 CSV 再导入。"))
    if data.startswith(IS_WORKBOOK):
        with tempfile.TemporaryDirectory(prefix="shouwen-prices-") as folder:
            source, target = Path(folder) / "prices.xlsx", Path(folder) / "prices.csv"
            source.write_bytes(data)
            first_sheet(source, target)
            data = target.read_bytes()
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(data.decode(charset), newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Unacceptable(_("这个文件读不出来，请另存为 xlsx 或 CSV 再导入。"))


def _line(given: dict[str, str]) -> Line:
    """One row; the first thing wrong with it is said."""
    for name in ("item", "unit", "price"):
        if not given.get(name):
            raise Unacceptable(_("没有写%(what)s") % {"what": FIELDS[name]})
    for name, most in LONGEST.items():
        if len(given.get(name, "")) > most:
            raise Unacceptable(_("%(what)s超过 %(most)s 字") % {"what": FIELDS[name], "most": most})
    start, end = _day(given.get("valid_from", "")), _day(given.get("valid_until", ""))
    if start and end and end < start:
        raise Unacceptable(_("失效日期早于生效日期。"))
    return Line(given["item"], given["unit"], _fen(given["price"]), given.get("note", ""), start, end)


def _fen(text: str) -> int:
    try:
        fen = Money.parse(text).fen
    except MoneyError as problem:
        raise Unacceptable(problem.zh if (get_language() or "zh").startswith("zh") else problem.en) from problem
    if fen < 0:
        raise Unacceptable(_("价格不能为负"))
    return fen


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is not None:
            return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise Unacceptable(_("看不懂日期“%(text)s”，请写成 2026-07-01") % {"text": text[:20]})
