"""How knowledge is put on pages: prices in yuan, the beginning of a body, a body as plain words."""

from __future__ import annotations

import re
from typing import Any

from django import template

from shouwen.kernel.money import Money

register = template.Library()
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)|\*\*|__|`", re.MULTILINE)
_LINKS = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


@register.filter
def yuan(fen: int) -> str:
    return Money(fen).formatted()


@register.filter
def plain(body: str) -> str:
    """The body without marks, as it goes into an answer."""
    return _MARKS.sub("", _LINKS.sub(r"\1 \2", body)).strip()


@register.filter
def excerpt(body: str) -> str:
    """The first hundred and forty characters, in one line."""
    words = " ".join(plain(body).split())
    return words if len(words) <= 140 else words[:139] + "…"


@register.filter
def reads_knowledge(person: Any) -> bool:
    return bool(person is not None and person.granted("knowledge.read"))
