"""Suggestions beside a thread: what fits the customer's last words, which come in the body and are not kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from shouwen.kernel.policy import require
from shouwen.knowledge import queries
from shouwen.knowledge.models import ArticleVersion
from shouwen.people import queries as people

LONGEST, SHOWN = 2000, 4


@require_POST
def suggestions(request: HttpRequest) -> HttpResponse:
    """Up to four articles and two answers from elsewhere, of the thread's brand."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "knowledge.read")
    text = request.POST.get("text", "")[:LONGEST]
    brand = {each.code: each for each in people.brands_of(person)}.get(request.POST.get("brand", ""))
    is_asked = brand is not None and bool(text.strip())
    hits = queries.found_for(person, text, brand=brand, limit=SHOWN) if is_asked else []
    context = {
        "hits": [{"hit": hit, "inserts": _insertable(hit.article.kind, hit.version)} for hit in hits],
        "elsewhere": queries.elsewhere(person, text, brand, limit=2) if is_asked else [],
        "text": text,
        "brand": brand,
        "is_asked": is_asked,
    }
    answer = render(request, "knowledge/suggestions.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _insertable(kind: str, version: ArticleVersion) -> bool:
    """One click puts it into the answer: a standard answer that customers may be told."""
    return kind == "answer" and version.readers == "customer"
