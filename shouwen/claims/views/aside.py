"""Hung into the case page: the claims of a case, and the way to open one by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.cases import queries as cases
from shouwen.claims import actions, queries
from shouwen.kernel.policy import may


def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The claims of a case as far as the person may read them, for the hole in its page."""
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(cases.numbered(person, number))
    found = list(queries.of_case(person, case)) if person.granted("claims.read") else []
    live = any(each.is_live for each in found) or (queries.any_of_case(case) and not found)
    context = {"case": case, "claims": found, "may_report": not live and may(person, "claims.report", case.brand)}
    return render(request, "claims/of_case.html", context)


@require_POST
def report_for_case(request: HttpRequest, number: str) -> HttpResponse:
    """立理赔 by hand, for a complaint that was not classed as damage."""
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(cases.numbered(person, number))
    claim = actions.report_claim(by=person, brand=case.brand, customer=case.customer, matter=case.matter, case=case)
    messages.success(request, _("已立理赔 %(number)s。") % {"number": claim.number})
    return redirect("case", number)


urlpatterns = [
    path("of-case/<slug:number>/", of_case, name="claims-of-case"),
    path("of-case/<slug:number>/claim/", report_for_case, name="claim-for-case"),
]
