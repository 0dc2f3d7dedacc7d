"""All claims the person may read: filters in the address, newest first, pages by key."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from shouwen.claims import queries, rules
from shouwen.claims.forms.accidents import Search
from shouwen.claims.report_behind import behind
from shouwen.claims.states import ENDED
from shouwen.kernel.pages import leaf
from shouwen.kernel.policy import require


def claims(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "claims.read")
    form = Search(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = _filtered(queries.with_names(queries.visible_to(person)), asked, person)
    figure = behind(person, request.GET)
    if figure is not None:
        found = found.filter(number__in=figure.numbers)
    page = leaf(found, request.GET.get("after"))
    rows = [{"claim": claim, "due_at": rules.due_at(claim, rules.rules_of(claim))} for claim in page.rows]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "asked": any(asked.values()) or figure is not None,
        "behind": figure,
    }
    return render(request, "claims/list.html", context)


def _filtered(found: QuerySet[Any], asked: dict[str, Any], person: Any) -> QuerySet[Any]:
    state, kind, text = asked.get("state"), asked.get("kind"), (asked.get("q") or "").strip()
    if state:
        found = found.exclude(state__in=ENDED) if state == "open" else found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if asked.get("mine"):
        found = found.filter(handler=person)
    if text:
        found = found.filter(
            Q(number__iexact=text) | Q(case__number__iexact=text) | Q(matter__number=text.replace(" ", ""))
            | Q(customer__name__startswith=text) | Q(customer__company__contains=text) | Q(goods__contains=text)
            | Q(vouchers__number__iexact=text)
        ).distinct()  # fmt: skip
    return found


urlpatterns = [path("", claims, name="claims")]
