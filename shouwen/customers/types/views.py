"""The eighteen cards, the marks beside a customer, and how far clerks agree."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from shouwen.customers import queries as customers
from shouwen.customers.types import actions, forms, queries
from shouwen.kernel.policy import require
from shouwen.people import queries as people


def cards(request: HttpRequest) -> HttpResponse:
    """All types of a brand's pack."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "customer_types.mark")
    brand = people.brands_of(person).first()
    if brand is None:
        raise Http404
    context = {"types": queries.cards(brand).values(), "pack": brand.pack, "purpose": queries.purpose(brand)}
    return render(request, "customer_types/cards.html", context)


def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """The marks of a customer with their cards; posted, one more or one less."""
    person: Any = request.person  # type: ignore[attr-defined]
    there = get_object_or_404(customers.visible_to(person).select_related("brand"), pk=pk)
    require(person, "customer_types.mark", there)
    if request.method == "POST":
        _do(request, there)
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect("customer", pk)
    types = queries.cards(there.brand)
    marks = [(each, types.get(each.type)) for each in queries.marks_of(person, there)]
    context = {
        "customer": there,
        "marks": marks,
        "shown": list({card.id: card for _mark, card in marks if card is not None}.values()),
        "types": types.values(),
        "pack": there.brand.pack,
        "purpose": queries.purpose(there.brand),
        "kept": queries.kept(there.brand),
        "days": queries.lasts(there.brand).days,
        "origin": queries.origin(there.brand, "customer_types.expire_after"),
        "may_delete": person.may("customer_types.delete", there),
    }
    frame = "customer_types/panel.html" if request.htmx else "customer_types/one.html"  # type: ignore[attr-defined]
    return render(request, frame, context)


def _do(request: HttpRequest, there: Any) -> None:
    person: Any = request.person  # type: ignore[attr-defined]
    form = forms.Deed(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("everything"):
        actions.delete_all(there, by=person)
    elif asked.get("delete"):
        mark = next((each for each in queries.marks_of(person, there) if each.pk == asked["delete"]), None)
        if mark is None:
            raise Http404
        actions.delete_mark(mark, by=person)
    else:
        actions.mark(there, by=person, type=asked.get("type") or "")


def agreement(request: HttpRequest) -> HttpResponse:
    """Whether marks mean anything: do two clerks see the same?"""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "customer_types.read_agreement")
    return render(request, "customer_types/agreement.html", {"rows": queries.agreement(person)})


urlpatterns = [
    path("", cards, name="customer-type-cards"),
    path("agreement/", agreement, name="type-agreement"),
    path("customers/<int:pk>/", customer, name="customer-types"),
]
