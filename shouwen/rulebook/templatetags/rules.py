"""Small parts of the pages of drafts."""

from __future__ import annotations

import json
from typing import Any

from django import template

from shouwen.kernel.money import Money

register = template.Library()


@register.simple_tag
def vals(**values: Any) -> str:
    """What a button sends: `hx-vals="{% vals do="up" row=row.id seen=draft.version %}"`."""
    return json.dumps({key: value for key, value in values.items() if value not in ("", None)}, ensure_ascii=False)


@register.filter
def changed_rows(changes: Any, kind: str) -> int:
    """How many rows of a draft are added, removed, changed or moved."""
    return int(changes.count(kind))


@register.filter
def fen(amount: Any) -> str:
    """An amount in fen as people read it."""
    return Money(int(amount)).formatted() if amount not in ("", None) else "—"


@register.filter
def worded(troubles: Any) -> list[Any]:
    """Troubles with a line of their own; the second mark of an overlap has none."""
    return [each for each in troubles if each.words]
