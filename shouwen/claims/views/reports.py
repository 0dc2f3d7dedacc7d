"""Pages of claims reports: the list by year, one report with what is missing first, its words, its workbook."""

from __future__ import annotations

import json
import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.claims import actions, periods, queries, report_excel, rules
from shouwen.claims.forms.reports import Asked, Remarks
from shouwen.claims.models import ClaimReport
from shouwen.claims.report_figures import without
from shouwen.claims.report_rows import draw, hidden_from
from shouwen.claims.views import report_page
from shouwen.kernel import clock, exports
from shouwen.kernel.drafts import draft_of, forget
from shouwen.kernel.policy import may, require
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import queries as people


def reports(request: HttpRequest) -> HttpResponse:
    """The reports of a year; POST opens one."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "claims.see_reports")
    if request.method == "POST":
        return _open(request, person)
    visible = queries.reports_for(person)
    years = sorted(set(visible.order_by().values_list("year", flat=True)) | {clock.today().year}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0]
    found = list(visible.filter(year=year))
    context = {
        "reports": found,
        "year": year,
        "years": years,
        "several": len({report.brand_id for report in found}) > 1,
        "openable": _openable(person),
        "now": clock.now(),
    }
    return render(request, "claims/reports.html", context)


def _open(request: HttpRequest, person: Any) -> HttpResponse:
    form = Asked(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("请选择哪一期。"))
    said = form.cleaned_data
    brand = get_object_or_404(people.brands_of(person), code=said.pop("brand"))
    return redirect("claim-report", actions.open_report(brand=brand, by=person, **said).pk)


def _openable(person: Any) -> list[dict[str, Any]]:
    """The running and the last period of each kind that has no report yet."""
    if not may(person, "claims.submit_report"):
        return []
    offers = []
    for brand in people.brands_of(person):
        wanted = [period for kind in periods.KINDS for period in _running_and_last(kind)]
        first = min(period.starts_on for period in wanted)
        there = set(
            queries.reports_for(person)
            .filter(brand=brand, starts_on__gte=first)
            .order_by()
            .values_list("kind", "year", "part")
        )
        offers += [
            {"brand": brand, "period": period}
            for period in wanted
            if (period.kind, period.year, period.part) not in there
        ]
    return offers


def _running_and_last(kind: str) -> tuple[periods.Period, ...]:
    running = periods.of(kind, clock.today())
    return running.before, running


def _found(request: HttpRequest, pk: int) -> ClaimReport:
    return get_object_or_404(queries.reports_for(request.person), pk=pk)  # type: ignore[attr-defined]


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: HttpRequest, found: ClaimReport, lacks: dict[str, str] | None = None) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    place = _place(found)
    context = {
        **report_page.context(request, found),
        "missing": actions.missing_from_report(found) if found.state == "draft" else {},
        "lacks": lacks or {},
        "may_write": found.state == "draft" and may(person, "claims.submit_report", found),
        "may_read": found.state == "submitted" and may(person, "claims.read_report", found),
        "place": place,
        "draft": json.dumps(draft_of(person, place), ensure_ascii=False),
    }
    return render(request, "claims/report.html", context, status=422 if lacks else 200)


def _place(found: ClaimReport) -> str:
    return f"claim-report:{found.pk}"


def _keep_remarks(request: HttpRequest, pk: int) -> ClaimReport:
    """The report, after keeping what was typed with it."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = _found(request, pk)
    require(person, "claims.submit_report", found)
    form = Remarks(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("请核对填写的内容。"), details={name: each[0] for name, each in form.errors.items()})
    if "remarks" in request.POST:
        said = form.cleaned_data
        actions.write_report_remarks(found, by=person, remarks=said["remarks"], seen_version=said["version"])
        forget(person, _place(found))
    return found


@require_POST
def remarks(request: HttpRequest, pk: int) -> HttpResponse:
    _keep_remarks(request, pk)
    messages.success(request, _("已保存"))
    return redirect(reverse("claim-report", args=[pk]) + "#remarks-head")


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed is kept first, whatever comes of handing in."""
    found = _keep_remarks(request, pk)
    lacks = actions.missing_from_report(found)
    if lacks and found.state == "draft":
        return _page(request, found, lacks)
    actions.submit_report(found, by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已提交，数字不再变动，领导会收到通知"))
    return redirect("claim-report", pk)


@require_POST
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    actions.read_report(_found(request, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已记下：领导已阅"))
    return redirect("claim-report", pk)


@require_GET
def excel(request: HttpRequest, pk: int) -> FileResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    found = _found(request, pk)
    data = draw(found)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    ruled = rules.of_brand(found.brand)
    report_excel.write(file, found, without(data, hidden_from(person, data)), ruled, by=person)
    file.seek(0)
    name = _("理赔报表-%(brand)s-%(period)s.xlsx") % {"brand": found.brand.code, "period": found.label.replace(" ", "")}
    return exports.download(file, name)


urlpatterns = [
    path("reports/", reports, name="claim-reports"),
    path("reports/<int:pk>/", report, name="claim-report"),
    path("reports/<int:pk>/remarks/", remarks, name="claim-report-remarks"),
    path("reports/<int:pk>/submission/", submission, name="claim-report-submission"),
    path("reports/<int:pk>/reading/", reading, name="claim-report-reading"),
    path("reports/<int:pk>/excel/", excel, name="claim-report-excel"),
]
