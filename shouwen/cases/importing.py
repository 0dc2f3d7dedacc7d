"""What a row of a file means: columns guessed by their names, words cleaned, times read, and the key that lets it in once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.kernel import columns
from shouwen.kernel.clock import LOCAL
from shouwen.kernel.refusals import Unacceptable

#: What a column can be read as. The last three are kept with the case as circumstances.
FIELDS = {
    "gist": gettext_lazy("要点"),
    "reason": gettext_lazy("事由"),
    "kind": gettext_lazy("类型"),
    "category": gettext_lazy("类别"),
    "received_at": gettext_lazy("受理时间"),
    "customer_name": gettext_lazy("客户姓名"),
    "phone": gettext_lazy("电话"),
    "title": gettext_lazy("称谓"),
    "company": gettext_lazy("单位"),
    "matter": gettext_lazy("运单号"),
    "wish": gettext_lazy("客户要求"),
    "owner": gettext_lazy("负责人工号"),
    "label": gettext_lazy("评价标签"),
    "cause": gettext_lazy("原因代号"),
    "department": gettext_lazy("原责任部门"),
}
CIRCUMSTANCES = ("label", "cause", "department")
#: Where a row came from in an earlier file, in the table of refused rows: corrected, it comes in once.
MARK = "导入标识"
WORDS = {
    "gist": (
        "review",
        "内容",
        "要点",
        "来电要点",
        "投诉内容",
        "反馈内容",
        "评论",
        "评价内容",
        "问题描述",
        "描述",
        "正文",
        "content",
        "text",
        "gist",
    ),
    "reason": ("事由", "投诉原因", "原因", "标题", "主题", "reason", "subject", "title"),
    "kind": ("类型", "工单类型", "kind", "type"),
    "category": ("类别", "投诉类别", "分类", "category", "class"),
    "received_at": (
        "受理时间",
        "投诉时间",
        "来电时间",
        "时间",
        "日期",
        "创建时间",
        "登记时间",
        "received_at",
        "date",
        "time",
        "created_at",
    ),
    "customer_name": ("客户", "客户姓名", "姓名", "客户名称", "联系人", "customer", "customer_name", "name"),
    "phone": ("电话", "联系电话", "手机", "手机号", "客户电话", "号码", "phone", "mobile", "tel"),
    "title": ("称谓", "称呼"),
    "company": ("单位", "公司", "单位名称", "company"),
    "matter": ("运单", "运单号", "单号", "订单号", "订单", "waybill", "order"),
    "wish": ("客户要求", "要求", "诉求", "wish"),
    "owner": ("负责人工号", "负责人", "受理人工号", "工号", "owner"),
    "label": ("label", "标签", "评价", "满意度标签"),
    "cause": ("原因代号", "cause"),
    "department": ("部门", "责任部门", "department"),
}
LONGEST = {"gist": 20_000, "customer_name": 60, "company": 120, "matter": 40, "phone": 60}
OPENING_WORDS = 30

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[::时点]\s*(\d{1,2})?\s*分?(?:[::]?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One row, cleaned: its words by field, and the token of an earlier refusal if it carries one."""

    number: int
    cells: tuple[str, ...]
    values: Mapping[str, str]
    token: str = ""


@dataclass
class Counts:
    """What came of a file."""

    rows: int = 0
    opened: int = 0
    already: int = 0
    refused: int = 0
    first_refused: list[dict[str, Any]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.opened + self.already + self.refused


def guess(header: tuple[str, ...]) -> dict[str, str]:
    """Which column is which field, as far as their names tell. A field goes to the first column that means it."""
    return columns.guess(header, WORDS)


def read_mapping(text: str, header: tuple[str, ...]) -> dict[str, str]:
    """`评论=gist,评分=label` over what the names tell; `列=` leaves a column out. Refuses what is not there."""
    return check_mapping(columns.corrected(guess(header), text, header), header)


def check_mapping(mapping: dict[str, str], header: tuple[str, ...]) -> dict[str, str]:
    """The mapping, or a refusal: unknown columns or fields, one field twice, or no column of words at all."""
    columns.check(mapping, header, FIELDS)
    if "gist" not in mapping.values():
        raise Unacceptable(
            _("没有哪一列是要点，请指明，例如 --map 列名=gist。列有：%(header)s") % {"header": "、".join(header)}
        )
    return mapping


def clean(number: int, cells: list[str], header: tuple[str, ...], mapping: Mapping[str, str]) -> Row:
    """A row by field. Refuses one that has more cells than the header."""
    if any(cell.strip() for cell in cells[len(header) :]):
        raise Unacceptable(_("这一行的格子比表头多，可能少了引号。"))
    cells = [_CONTROL.sub("", cell).strip() for cell in cells[: len(header)]]
    named = dict(zip(header, cells, strict=False))
    values = {name: named.get(column, "") for column, name in mapping.items()}
    for name, most in LONGEST.items():
        if len(values.get(name, "")) > most:
            raise Unacceptable(_("%(field)s超过 %(most)s 字。") % {"field": FIELDS[name], "most": most})
    return Row(number, tuple(cells), values, named.get(MARK, ""))


class Keys:
    """Keys of rows in the order of the file: content, and how often it has occurred. Re-ordered or again, the same keys."""

    def __init__(self, brand: str) -> None:
        self.brand = brand
        self.seen: Counter[str] = Counter()

    def of(self, row: Row) -> str:
        if row.token:
            return f"import:{self.brand}:again:{row.token[:80]}"
        content = json.dumps(dict(row.values), ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(content.encode()).hexdigest()
        self.seen[digest] += 1
        return f"import:{self.brand}:{digest}:{self.seen[digest]}"


def read_time(text: str) -> dt.datetime | None:
    """A moment in the ways people write one; without a zone it is Shanghai's. None when there is no text."""
    if not text:
        return None
    found = _TIME.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        year, month, day, *rest = found.groups()
        hour, minute, second = (int(part or 0) for part in (*rest, None, None, None)[:3])
        moment = dt.datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=LOCAL)
        zone = rest[3] if len(rest) > 3 else None
        return dt.datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + zone) if zone else moment
    except ValueError as problem:
        sentence = _("时间看不懂：%(text)s。例如 2026-07-15 10:24") % {"text": text[:30]}
        raise Unacceptable(sentence, details={"received_at": sentence}) from problem


def opening_words(gist: str) -> str:
    """A reason for a row that brings none: how its text begins."""
    return " ".join(gist.split())[:OPENING_WORDS]


def categories(pack: Any, kind: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Codes and Chinese names of a kind's categories, and of details that are called so only once."""
    own = [category for category in pack.categories.values() if category.kind == kind]
    times = Counter(detail.label for category in own for detail in category.detail)
    found: dict[str, tuple[str, dict[str, Any]]] = {
        detail.label: (category.id, {detail.input: detail.value})
        for category in own
        for detail in category.detail
        if times[detail.label] == 1
    }
    for category in own:
        found[category.id] = found[category.label] = (category.id, {})
    return found


def kinds(pack: Any) -> dict[str, str]:
    """Codes and Chinese names of the pack's kinds."""
    return {name: kind.id for kind in pack.kinds.values() for name in (kind.id, kind.title)}
