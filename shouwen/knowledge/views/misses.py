"""What was not found: said by a clerk, worked through by the editors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.knowledge import actions, queries
from shouwen.knowledge.models import Miss
from shouwen.people import queries as people

STATES = ("open", "answered", "dropped")
SHOWN = 100


def misses(request: HttpRequest) -> HttpResponse:
    """The list, for editors; a clerk's “no answer” is sent here and answered in place."""
    if request.method == "POST":
        return _said(request)
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "knowledge.mend")
    wanted = request.GET.get("state", "")
    state = wanted if wanted in STATES else "open"
    rows = list(queries.misses(person, state)[: SHOWN + 1])
    context = {
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "state": state,
        "may_write": person.may("knowledge.write"),
    }
    return render(request, "knowledge/misses.html", context)


def _said(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "knowledge.read")
    mine = {each.code: each for each in people.brands_of(person)}
    brand = mine.get(request.POST.get("brand", ""))
    if brand is None:
        raise Unacceptable(_("请选品牌。"))
    said = {"keeps_words": bool(request.POST.get("keep")), "counted": bool(request.POST.get("counted"))}
    kept = actions.miss(by=person, brand=brand, text=request.POST.get("text", ""), **said)
    if request.headers.get("HX-Request"):
        return render(request, "knowledge/missed.html", {"miss": kept})
    messages.success(request, _("已记下，编辑会补上答案。"))
    return redirect("knowledge")


def _found(request: HttpRequest, pk: int) -> Miss:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "knowledge.mend")
    return get_object_or_404(Miss, pk=pk, brand__in=person.reach.brands)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer stands in the article whose number is given."""
    person: Any = request.person  # type: ignore[attr-defined]
    it = _found(request, pk)
    number = request.POST.get("article", "").strip().upper()
    article = queries.visible_to(person).filter(number=number).first()
    if article is None:
        raise Unacceptable(_("没有这一篇：%(number)s") % {"number": number[:20]})
    actions.answer_miss(it, by=person, article=article)
    return redirect("knowledge-misses")


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    actions.drop_miss(_found(request, pk), by=person, words=request.POST.get("words", ""))
    return redirect("knowledge-misses")
