"""Settings said in words: a value by its type and unit, a code by the name it stands for. Pure.

The sheet of a setting says how (docs/packs.md): `labels`, `of`, `unit`, `counts`, `empty`. A pack or a change that was
written another way (`PT2H`, `true`) is said in the same words.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.kernel.money import Money
from shouwen.rulebook import wording
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sheets import Setting

UNITS = {
    "times": gettext_lazy("次"),
    "days": gettext_lazy("天"),
    "months": gettext_lazy("个月"),
    "seconds": gettext_lazy("秒"),
    "percent": "%",
    "customers": gettext_lazy("位客户"),
    "proposals": gettext_lazy("个方案"),
    "points": gettext_lazy("项"),
    "rings": gettext_lazy("声"),
    "copies": gettext_lazy("份"),
    "marks": gettext_lazy("分"),
}
WORKING = {
    "m": gettext_lazy("个工作分钟"),
    "h": gettext_lazy("个工作小时"),
    "d": gettext_lazy("个工作日"),
    "mo": gettext_lazy("个月"),
}
_RANGE = re.compile(r"\[\s*(\d+)\s*\.\.\s*(\d+)\s*\]")


def said(pack: Pack, setting: Setting, value: Any) -> str:
    """The value in words; of nothing what the sheet says it means, else 没有填."""
    if is_empty(setting, value):
        return setting.empty or (_("没有填") if value in (None, "", []) else _one(pack, setting, value))
    if isinstance(value, list):
        names = dict(choices(pack, setting))
        return "、".join(names.get(str(each), str(each)) for each in value)
    return _one(pack, setting, value)


def is_empty(setting: Setting, value: Any) -> bool:
    """Nothing, and no time at all."""
    return value in (None, "", []) or (setting.type == "duration" and wording.plain_span(str(value)) == "0m")


def _one(pack: Pack, setting: Setting, value: Any) -> str:
    match setting.type:
        case "bool":
            return _("是") if value in (True, "true") else _("否")
        case "duration":
            return wording.span(str(value), duration_units(setting))
        case "number":
            return f"{value} {UNITS[setting.unit]}".replace(" %", "%") if setting.unit else str(value)
        case "money":
            return _money(value)
        case "share":
            return _share(str(value), setting)
        case "datetime":
            return str(value).replace("T", " ")
    return dict(choices(pack, setting)).get(str(value), str(value))


def _money(value: Any) -> str:
    try:
        return _("%(amount)s 元") % {"amount": str(Money.parse(str(value)))}
    except ValueError:
        return str(value)


def _share(text: str, setting: Setting) -> str:
    try:
        return text if text.endswith("%") else f"{float(text) * 100:g}%"
    except ValueError:
        return wording.span(text, duration_units(setting))


def duration_units(setting: Setting) -> Any:
    """Units by their letters: working hours and days are called so."""
    return WORKING if setting.counts == "working" else wording.UNITS


def unit(setting: Setting) -> str:
    """What stands after the field of a number or an amount; "" for none."""
    if setting.type == "money":
        return _("元")
    return str(UNITS[setting.unit]) if setting.type == "number" and setting.unit else ""


def bounds(setting: Setting) -> tuple[int, int] | None:
    """Least and most of a number whose domain is a plain range."""
    found = _RANGE.fullmatch(setting.domain) if isinstance(setting.domain, str) else None
    return (int(found[1]), int(found[2])) if found else None


def choices(pack: Pack, setting: Setting) -> list[tuple[str, str]]:
    """Codes the setting may have, with their names; empty when anything may be written."""
    found = {**_named(pack, setting.of), **setting.labels}
    if isinstance(setting.domain, list):
        return [(code, found.get(code) or code or setting.empty) for code in setting.domain]
    return list(found.items())


def is_closed(setting: Setting) -> bool:
    """Whether only the codes offered may be taken; a list with labels alone may be added to in one's own words."""
    return isinstance(setting.domain, list) or bool(setting.of)


def _named(pack: Pack, of: str) -> dict[str, str]:
    match of.partition(":"):
        case ("post", _colon, _rest):
            return {id: post.name for id, post in pack.posts.items()}
        case ("department", _colon, _rest):
            return {id: each.name for id, each in pack.departments.items()}
        case ("family", _colon, _rest):
            return {each.id: each.title for sheet in pack.phrases.values() for each in sheet.family}
        case ("profile", _colon, _rest):
            return {each.id: each.title for sheet in pack.phrases.values() for each in sheet.profile}
        case ("row", _colon, table) if table in pack.tables:
            return {row.id: _row(row) for row in pack.tables[table].row}
    return {}


def _row(row: Any) -> str:
    low, high = row.then.get("low"), row.then.get("high")
    if low is None or high is None:
        return str(row.id)
    return _("%(row)s：%(low)s 至 %(high)s 元") % {"row": row.id, "low": low, "high": high}
