"""How knowledge is put on pages: prices in yuan, bodies and their beginnings as plain words, what an answer rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context

from shouwen.kernel.money import Money
from shouwen.knowledge import queries
from shouwen.knowledge.models import ArticleVersion

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


@register.simple_tag(takes_context=True)
def cited_of(context: Context, message: int, thread: Iterable[dict[str, Any]]) -> list[ArticleVersion]:
    """Versions a message of this page's thread rests on: asked once a page for all of them."""
    page: Any = context.render_context
    if "cited of messages" not in page:
        sent = [each["message"].pk for each in thread if each["message"].direction == "out"]
        page["cited of messages"] = queries.cited_by("message", sent) if sent else {}
    found: list[ArticleVersion] = page["cited of messages"].get(message, [])
    return found
