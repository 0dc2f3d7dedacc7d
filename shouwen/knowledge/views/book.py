"""The book: search first, the list below it; and what waits for approval."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwen.kernel.policy import require
from shouwen.knowledge import actions, forms, queries
from shouwen.people import queries as people

SHOWN = 60


def knowledge(request: HttpRequest) -> HttpResponse:
    """What is in force; after a question what fits it, from the articles and from rooms above."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "knowledge.read")
    form = forms.Asked(request.POST or None, person=person)
    asked = form.wanted()
    context = {
        "form": form,
        "asked": asked,
        "filtered": any(asked.values()),
        "may_write": person.may("knowledge.write"),
        "waiting": len(_mine(person)) if person.granted("knowledge.approve") else 0,
        "missed": queries.misses(person).count(),
        **(_found(person, asked) if asked["q"].strip() else _listed(person, asked)),
    }
    return render(request, "knowledge/book.html", context)


def _listed(person: Any, asked: dict[str, str]) -> dict[str, Any]:
    rows = list(
        queries.listed(person, kind=asked["kind"], state=asked["state"], category=asked["category"])[: SHOWN + 1]
    )
    return {"rows": [_row(each) for each in rows[:SHOWN]], "more": len(rows) > SHOWN}


def _row(article: Any) -> dict[str, Any]:
    return {"article": article, "version": article.current or queries.open_version(article)}


def _found(person: Any, asked: dict[str, str]) -> dict[str, Any]:
    """Hits; a question without a good one is counted, its words are not kept."""
    hits = queries.found_for(person, asked["q"], kind=asked["kind"], category=asked["category"])
    is_good = any(hit.is_good for hit in hits)
    brands = list(people.brands_of(person))
    counted = bool(not is_good and not asked["kind"] and not asked["category"] and brands)
    if counted:
        actions.miss(by=person, brand=brands[0], text=asked["q"])
    elsewhere = queries.elsewhere(person, asked["q"], limit=5)
    return {"hits": hits, "is_good": is_good, "elsewhere": elsewhere, "brands": brands, "counted": counted}


def _mine(person: Any) -> list[Any]:
    """Versions that wait for this person: others wrote them."""
    return [each for each in queries.waiting(person)[:200] if person.may("knowledge.approve", each.article)]


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The queue of what is to be approved; one's own is shown too, for somebody else."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "knowledge.approve")
    mine = {each.pk for each in _mine(person)}
    rows = [{"version": each, "is_mine": each.pk in mine} for each in queries.waiting(person)[:200]]
    return render(request, "knowledge/waiting.html", {"rows": rows})
