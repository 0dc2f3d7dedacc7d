"""What a row of a waybill file means: columns guessed by their names, amounts and days read, nothing lost.

Pure. What cannot be read stays as it was written (`unread`); what breaks a guard is kept with its marks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.kernel import columns
from shouwen.kernel.clock import LOCAL
from shouwen.kernel.money import Money, MoneyError
from shouwen.kernel.phone_numbers import normalise
from shouwen.kernel.refusals import Unacceptable

FIELDS = {
    "number": gettext_lazy("配送单号"),
    "label_number": gettext_lazy("标签号"),
    "shipper_name": gettext_lazy("发货人"),
    "shipper_phone": gettext_lazy("发货人电话"),
    "consignee_name": gettext_lazy("收货人"),
    "consignee_phone": gettext_lazy("收货人电话"),
    "goods": gettext_lazy("货物"),
    "pieces": gettext_lazy("件数"),
    "packing": gettext_lazy("包装"),
    "is_fragile": gettext_lazy("易碎"),
    "is_insured": gettext_lazy("保值运输"),
    "declared_value": gettext_lazy("声明价格"),
    "freight": gettext_lazy("运费"),
    "freight_words": gettext_lazy("运费大写"),
    "piece_freight": gettext_lazy("单件运价"),
    "cod": gettext_lazy("代收款"),
    "cod_words": gettext_lazy("代收款大写"),
    "payment": gettext_lazy("付款方式"),
    "salesman": gettext_lazy("开单人"),
    "written_at": gettext_lazy("开单时间"),
    "arrived_on": gettext_lazy("到货日期"),
    "branch": gettext_lazy("分公司"),
    "route": gettext_lazy("线路"),
    "load": gettext_lazy("车次"),
    "truck": gettext_lazy("车牌"),
    "driver": gettext_lazy("司机"),
    "loader": gettext_lazy("装卸工"),
    "driver_pieces": gettext_lazy("司机记件数"),
    "loader_pieces": gettext_lazy("装卸记件数"),
    "loaded_at": gettext_lazy("上车时间"),
}
LOADING = ("load", "truck", "driver", "loader", "driver_pieces", "loader_pieces", "loaded_at")
#: Other names columns have, besides the field's code and its Chinese name.
ALSO = {
    "number": ("运单号", "运单", "单号", "配送单", "waybill"),
    "label_number": ("标签", "标签号码"),
    "shipper_name": ("发货方", "寄件人", "托运人", "shipper"),
    "shipper_phone": ("发货电话", "寄件人电话"),
    "consignee_name": ("收货方", "收件人", "consignee"),
    "consignee_phone": ("收货电话", "收件人电话"),
    "goods": ("货名", "品名", "货物名称"),
    "pieces": ("数量", "总件数"),
    "packing": ("包装情况", "包装状态", "发货时包装"),
    "is_fragile": ("易碎品", "是否易碎"),
    "is_insured": ("保价", "是否保价", "保值"),
    "declared_value": ("声明价值", "保价金额"),
    "freight": ("运费小写",),
    "piece_freight": ("单价", "单件运费"),
    "cod": ("代收货款", "代收款小写", "货款"),
    "cod_words": ("代收货款大写",),
    "payment": ("付款", "结算方式"),
    "salesman": ("业务员", "开票员", "制单人"),
    "written_at": ("开单日期", "发货日期", "日期", "时间"),
    "arrived_on": ("到货时间", "到达日期"),
    "branch": ("到站", "目的分公司", "网点"),
    "route": ("路线",),
    "truck": ("车号", "车牌号"),
    "driver_pieces": ("司机件数",),
    "loader_pieces": ("装卸件数", "装卸工件数"),
}
YES = {"是": True, "1": True, "y": True, "yes": True, "true": True, "√": True, "有": True}
NO = {"否": False, "0": False, "n": False, "no": False, "false": False, "×": False, "无": False, "没有": False}
PACKING = {"完好": "intact", "完整": "intact", "良好": "intact", "简易": "poor", "简易或二次包装": "poor"}
PACKING |= {"简易包装": "poor", "二次包装": "poor", "破损": "defective", "有破损": "defective", "残损": "defective"}
PAYMENTS = {"现付": "sender", "寄付": "sender", "到付": "receiver", "提付": "receiver", "回单付": "receipt"}
PAYMENTS |= {"回付": "receipt", "月结": "monthly"}
LONGEST = {"number": 40, "label_number": 40, "shipper_name": 60, "consignee_name": 60, "goods": 120, "route": 80}
LONGEST |= {"freight_words": 60, "cod_words": 60, "salesman": 60, "load": 40, "truck": 20, "driver": 60, "loader": 60}

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2})\s*[::时]\s*(\d{1,2})?.{0,4})?",
    re.ASCII,
)


@dataclass
class Counts:
    """What came of a file. `marked`: kept although something is wrong with them."""

    rows: int = 0
    entered: int = 0
    already: int = 0
    refused: int = 0
    marked: int = 0
    lines: int = 0
    records: int = 0
    first_refused: list[dict[str, Any]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.entered + self.already + self.refused


@dataclass(frozen=True)
class Row:
    """One row, read: values by field, what could not be read, and a digest of the waybill's own columns."""

    values: Mapping[str, Any]
    unread: Mapping[str, str]
    digest: str


def guess(header: tuple[str, ...]) -> dict[str, str]:
    """Which column is which field, as far as their names tell."""
    return columns.guess(header, {name: (name, str(title), *ALSO.get(name, ())) for name, title in FIELDS.items()})


def read_mapping(text: str, header: tuple[str, ...]) -> dict[str, str]:
    """`单号=number,品名=goods` over what the names tell; `列=` leaves a column out. Refuses what is not there."""
    return check_mapping(columns.corrected(guess(header), text, header), header)


def check_mapping(mapping: dict[str, str], header: tuple[str, ...]) -> dict[str, str]:
    """The mapping, or a refusal: unknown fields or columns, one field twice, or no column of numbers."""
    columns.check(mapping, header, FIELDS)
    if "number" not in mapping.values():
        raise Unacceptable(
            _("没有哪一列是配送单号，请指明，例如 --map 列名=number。列有：%(header)s") % {"header": "、".join(header)}
        )
    return mapping


def read(cells: list[str], header: tuple[str, ...], mapping: Mapping[str, str]) -> Row:
    """A row by field. Refuses one without a number, or with more cells than the header."""
    if any(cell.strip() for cell in cells[len(header) :]):
        raise Unacceptable(_("这一行的格子比表头多，可能少了引号。"))
    named = dict(zip(header, (_CONTROL.sub("", cell).strip() for cell in cells), strict=False))
    written = {name: named.get(column, "") for column, name in mapping.items()}
    written["number"] = written["number"].replace(" ", "")
    if not written["number"]:
        raise Unacceptable(_("没有配送单号。"))
    if len(written["number"]) > LONGEST["number"]:
        raise Unacceptable(_("配送单号超过 40 位。"))
    values: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for name, text in written.items():
        try:
            values[name] = READERS.get(name, _text)(text) if text else None
            if isinstance(values[name], str) and len(values[name]) > LONGEST.get(name, 200):
                raise ValueError(text)
        except (ValueError, KeyError):
            values[name], unread[name] = None, text[:200]
    own = {name: text for name, text in written.items() if name not in LOADING}
    digest = hashlib.sha256(json.dumps(own, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Row(values, unread, digest)


def _text(text: str) -> str:
    return text


def _money(text: str) -> int:
    try:
        return Money.parse(text).fen
    except MoneyError as problem:
        raise ValueError(text) from problem


def _count(text: str) -> int:
    number = int(text.removesuffix("件").strip())
    if not 0 <= number <= 1_000_000:
        raise ValueError(text)
    return number


def _truth(text: str) -> bool:
    return {**YES, **NO}[text.casefold()]


def _phone(text: str) -> str:
    if normalise(text) is None:
        raise ValueError(text)
    return text


def read_time(text: str) -> dt.datetime:
    """A day or moment in the ways people write one, Shanghai. ValueError otherwise."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    return dt.datetime(year, month, day, hour, minute, tzinfo=LOCAL)


READERS: dict[str, Callable[[str], Any]] = {
    "pieces": _count,
    "driver_pieces": _count,
    "loader_pieces": _count,
    "declared_value": _money,
    "freight": _money,
    "piece_freight": _money,
    "cod": _money,
    "is_fragile": _truth,
    "is_insured": _truth,
    "shipper_phone": _phone,
    "consignee_phone": _phone,
    "packing": lambda text: PACKING.get(text) or {code: code for code in PACKING.values()}[text],
    "payment": lambda text: PAYMENTS.get(text) or {code: code for code in PAYMENTS.values()}[text],
    "written_at": read_time,
    "loaded_at": read_time,
    "arrived_on": lambda text: read_time(text).date(),
}
