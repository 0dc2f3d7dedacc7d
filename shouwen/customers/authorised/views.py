"""The card of authorised contacts beside a customer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from shouwen.customers import queries as customers
from shouwen.customers.authorised import actions, forms, queries
from shouwen.kernel.refusals import Refusal


def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may be told about the customer's money; posted, one more or one less."""
    person: Any = request.person  # type: ignore[attr-defined]
    there = get_object_or_404(customers.visible_to(person).select_related("brand", "merged_into"), pk=pk)
    form, refusal = forms.Entry(request.POST if "basis" in request.POST else None), None
    if request.method == "POST":
        try:
            _do(request, there, form)
        except Refusal as found:
            if found.status == 403:
                raise
            refusal = found
        else:
            form = forms.Entry()
            if not request.htmx:  # type: ignore[attr-defined]
                return redirect("customer", pk)
    context = {
        "customer": there,
        "form": form,
        "refusal": refusal,
        "contacts": queries.contacts_of(person, there),
        "ended": queries.ended_of(person, there),
        "may_keep": person.may("authorised_contacts.keep", there),
        "clause": actions.CLAUSE,
    }
    frame = "authorised/panel.html" if request.htmx else "authorised/one.html"  # type: ignore[attr-defined]
    # htmx swaps no refusal in, and what was typed stands in this card
    status = 200 if refusal is None or request.htmx else refusal.status  # type: ignore[attr-defined]
    return render(request, frame, context, status=status)


def _do(request: HttpRequest, there: Any, form: forms.Entry) -> None:
    person: Any = request.person  # type: ignore[attr-defined]
    if form.is_bound:
        form.is_valid()
        given = {name: str(form.cleaned_data.get(name) or "") for name in ("name", "role", "basis")}
        actions.enter(there, by=person, **given)
        return
    ending = forms.Ending(request.POST)
    wanted = ending.cleaned_data["end"] if ending.is_valid() else None
    contact = next((each for each in queries.contacts_of(person, there) if each.pk == wanted), None)
    if contact is None:
        raise Http404
    actions.end(contact, by=person)


urlpatterns = [path("customers/<int:pk>/", customer, name="authorised-contacts")]
