"""Money and words of the register on a page."""

from __future__ import annotations

from typing import Any

from django import template

from shouwen.kernel.money import Money
from shouwen.quality import detail_excel
from shouwen.quality.models import SOURCES

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """¥50.00 from 5000 fen; a dash where there is none."""
    return Money(int(fen)).formatted() if fen is not None else "—"


@register.filter
def source_words(source: str) -> str:
    return str(dict(SOURCES).get(source, "—"))


@register.filter
def row_words(line: dict[str, Any]) -> str:
    """`P-02 · B.7.1b`."""
    return detail_excel.row_words(line)


@register.filter
def measure_words(line: dict[str, Any]) -> str:
    return detail_excel.measure_words(line)
