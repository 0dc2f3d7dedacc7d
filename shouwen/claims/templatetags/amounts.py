"""How amounts and files of claims are shown."""

from __future__ import annotations

from typing import Any

from django import template

from shouwen.kernel.money import Money

register = template.Library()


@register.filter
def yuan(fen: Any) -> str:
    """Whole fen as people read an amount: ¥1,860.00; a dash where there is none."""
    return Money(fen).formatted() if type(fen) is int else "—"
