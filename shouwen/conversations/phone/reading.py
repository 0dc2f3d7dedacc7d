"""A report of an exchange, read from its JSON (docs/phone.md). What makes no sense is refused with a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations.phone.models import ENDED_BY, EVENTS
from shouwen.kernel import clock, foreign_json
from shouwen.kernel.phone_numbers import normalise
from shouwen.kernel.refusals import Unacceptable

#: An exchange that was cut off may report this much later; beyond it the times are not to be believed.
LATEST = dt.timedelta(days=7)
AHEAD = dt.timedelta(minutes=5)


def read(body: bytes) -> dict[str, Any]:
    """Columns of an `Event`. Raises `Unacceptable` for what cannot be read."""
    try:
        given = foreign_json.read(body)
    except ValueError:
        raise Unacceptable(_("不是能读的 JSON。")) from None
    if not isinstance(given, dict):
        raise Unacceptable(_("不是能读的 JSON。"))
    kind = _text(given, "event", 10)
    if kind not in EVENTS:
        raise Unacceptable(_("不认识的事件：%(kind)s") % {"kind": kind or "—"})
    ident, call = _text(given, "id", 80), _text(given, "call", 80)
    if not ident or not call:
        raise Unacceptable(_("缺少事件编号或通话编号。"))
    ended_by = _text(given, "ended_by", 8)
    return {
        "ident": ident,
        "call_ident": call,
        "kind": kind,
        "number": normalise(_text(given, "from", 60)) or "",
        "extension": _text(given, "extension", 20),
        "target": _text(given, "to", 20),
        "ended_by": ended_by if ended_by in dict(ENDED_BY) else "",
        "rings": _rings(given.get("rings")),
        "at": _at(given.get("at")),
    }


def _text(given: dict[str, Any], name: str, most: int) -> str:
    value = given.get(name, "")
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if len(text) > most or "\x00" in text:
        raise Unacceptable(_("“%(name)s”太长或有不能保存的字符。") % {"name": name})
    return text.strip()


def _rings(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999 else None


def _at(value: Any) -> dt.datetime:
    """Seconds since 1970, with fractions; left out it is now, ahead of us it is brought back to now."""
    now = clock.now()
    if value is None:
        return now
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise Unacceptable(_("时间要写成 1970 年起的秒数。"))
    at = dt.datetime.fromtimestamp(value, dt.UTC)
    if at > now + AHEAD or at < now - LATEST:
        raise Unacceptable(_("时间离现在太远，没有接收。"))
    return min(at, now)
