"""The conversation report: on a page, as a workbook, and a month of one brand on paper for the company it is about."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.conversations import actions, report, report_excel
from shouwen.conversations.report_form import Asked, month_given
from shouwen.kernel import clock, exports
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import queries as people


def figures(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.figures")
    form = Asked(request.GET, person=person)
    context: dict[str, Any] = {"form": form, "brands": form.brands, "today": clock.today()}
    if not form.is_valid():
        return render(request, "conversations/figures.html", context, status=422)
    shown = _drawn(form, person)
    return render(request, "conversations/figures.html", {**context, "report": shown, "given": _given(form)})


def _drawn(form: Asked, person: Any) -> report.Report:
    return report.for_person(person, form.brands_asked, form.period_asked, form.narrow, form.words())


def _given(form: Asked) -> dict[str, str]:
    """What was asked, for the workbook of the same."""
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook; that it left is on record."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.figures")
    form = Asked(request.POST, person=person)
    if not form.is_valid():
        raise Unacceptable(" ".join(str(each) for errors in form.errors.values() for each in errors))
    drawn = _drawn(form, person)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    said = "，".join(filter(None, (drawn.brand_names, drawn.period_words, drawn.said, str(drawn.whose))))
    told: dict[str, Any] = {"brands": drawn.brands, "period": drawn.period, "said": said}
    actions.take_figures(file, report_excel.sheets(drawn), by=person, **told)
    file.seek(0)
    codes = "-".join(each.code for each in drawn.brands)
    name = f"conversations-{codes}-{drawn.period.first:%Y%m%d}-{drawn.period.last:%Y%m%d}.xlsx"
    return exports.download(file, name)


@require_GET
def month(request: HttpRequest, brand: str) -> HttpResponse:
    """A month of one brand on one sheet of paper: nothing of another stands on it."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.figures")
    found = get_object_or_404(people.brands_of(person), code=brand)
    require(person, "conversations.figures", found)
    drawn = report.for_client(found, month_given(request.GET.get("month", "")))
    title = _("%(year)s 年 %(month)s 月会话服务报告") % {
        "year": drawn.period.first.year,
        "month": drawn.period.first.month,
    }
    context = {"brand": found, "report": drawn, "title": title, "printed_at": clock.now()}
    return render(request, "conversations/figures_paper.html", context)


urlpatterns = [
    path("figures/", figures, name="conversation-figures"),
    path("figures/export/", export, name="conversation-figures-export"),
    path("figures/<str:brand>/", month, name="conversation-figures-month"),
]
