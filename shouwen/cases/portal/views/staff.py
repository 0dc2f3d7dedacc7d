"""The clerk's side: who is calling, and the code to read out to him."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from shouwen.cases import queries as cases
from shouwen.cases.portal import actions, policy, queries
from shouwen.cases.portal.forms import Identity
from shouwen.customers import queries as customers
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal


@sensitive_variables("given")
def give_code(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows the questions; POST keeps what was met, and shows the code or what to say instead."""
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(cases.numbered(person, number))
    require(person, "cases.give_code", case)
    form = Identity(request.POST if request.method == "POST" else None, questions=queries.questions_for(case))
    given, refusal = None, None
    if form.is_bound and form.is_valid():
        try:
            given = actions.give_code(case, by=person, asked=form.asked, met=form.met, contact=form.contact)
        except Refusal as problem:
            refusal = problem
    context = {
        "case": case,
        "form": form,
        "given": given,
        "refusal": refusal,
        "customer_url": _customer_url(person, case),
        "enough": queries.enough_for(case),
        "minutes": policy.LIVES,
        "follow_url": request.build_absolute_uri(reverse("follow")),
    }
    answer = render(request, "portal/give_code.html", context, status=refusal.status if refusal is not None else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _customer_url(person: Any, case: Any) -> str:
    """The customer's page, for those who may read it."""
    there = customers.visible_to(person).filter(pk=case.customer_id).first()
    return reverse("customer", args=[there.pk]) if there is not None else ""


@require_safe
def card(request: HttpRequest, number: str) -> HttpResponse:
    """The card on the case page: the address to read out, the last checks, and the way to a code."""
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(cases.numbered(person, number))
    context = {
        "case": case,
        "checks": queries.checks_of(person, case),
        "may_give": person.may("cases.give_code", case),
        "follow_url": request.build_absolute_uri(reverse("follow")),
    }
    return render(request, "portal/card.html", context)
