"""Pages of the weekly sheet: the list by week, the sheet with what is missing first, its words, its workbook."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.cases import actions, queries, sheet_excel, weekly
from shouwen.cases.actions.reporting import missing
from shouwen.cases.forms.sheets import Return, Week, Words
from shouwen.cases.models import SATISFACTION, WeeklySheet
from shouwen.cases.rules import rules_for
from shouwen.cases.weekly_chart import bars
from shouwen.cases.weekly_rows import WEEK, draw, hidden_from
from shouwen.kernel import clock, exports
from shouwen.kernel.drafts import draft_of, forget
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.people import queries as people

PAGE = 20
MOOD = {"satisfied": "mood-smile", "fair": "mood-neutral", "dissatisfied": "mood-sad"}


def _visible(request: HttpRequest) -> Any:
    return queries.sheets(request.person).select_related("brand", "submitted_by", "approved_by")  # type: ignore[attr-defined]


def _place(sheet: WeeklySheet) -> str:
    return f"sheet:{sheet.pk}"


def sheets(request: HttpRequest) -> HttpResponse:
    """The list by week; POST opens the sheet of a week."""
    person: Any = request.person  # type: ignore[attr-defined]
    if not (person.may("cases.submit_sheet") or person.may("cases.approve_sheet")):
        raise Refused(_("您的岗位不经手投诉周汇总。"))
    if request.method == "POST":
        return _open(request, person)
    found = list(_visible(request).prefetch_related("clocks")[:80])
    brands = list(people.brands_of(person)) if person.may("cases.submit_sheet") else []
    return render(
        request,
        "cases/sheets.html",
        {
            "rows": [_row(sheet) for sheet in found],
            "several": len({sheet.brand_id for sheet in found}) > 1,
            "openable": _openable(found, brands),
        },
    )


def _open(request: HttpRequest, person: Any) -> HttpResponse:
    form = Week(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("请选择哪一周。"))
    brand = get_object_or_404(people.brands_of(person), code=form.cleaned_data["brand"])
    sheet = actions.open_sheet(brand=brand, year=form.cleaned_data["year"], week=form.cleaned_data["week"], by=person)
    return redirect("sheet", sheet.pk)


def _row(sheet: WeeklySheet) -> dict[str, Any]:
    limit = next((c for c in sheet.clocks.all() if c.deadline != "sheet-approval"), None)
    waits = next((c for c in sheet.clocks.all() if c.state == "running"), None)
    return {
        "sheet": sheet,
        "limit": limit,
        "waits": waits,
        "count": len(sheet.frozen["lines"]) if sheet.frozen else None,
    }


def _openable(found: list[WeeklySheet], brands: list[Any]) -> list[dict[str, Any]]:
    """This week and the last, for each brand that has no sheet of them yet."""
    there = {(sheet.brand_id, sheet.year, sheet.week) for sheet in found}
    offers = []
    for brand in brands:
        for day in (clock.today() - WEEK, clock.today()):
            year, week, _weekday = day.isocalendar()
            if (brand.pk, year, week) not in there:
                offers.append({"brand": brand, "year": year, "week": week})
    return offers


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(_visible(request), pk=pk))


def _page(request: HttpRequest, found: WeeklySheet, lacks: dict[str, str] | None = None) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    data = draw(found)
    data = weekly.without(data, hidden_from(person, data))
    rules = rules_for(found.brand)
    context = {
        "sheet": found,
        "data": data,
        "figures": _figures(data, rules),
        "grown": weekly.grown(data)[:4],
        "chart": bars(data["by_class"]),
        "total": weekly.total(data),
        "as_of": dt.datetime.fromisoformat(data["as_of"]),
        "heads": {name: _definition(each, rules) for name, each in HEADS.items()},
        "missing": missing(found) if found.state == "draft" else {},
        "lacks": lacks or {},
        "clock": found.clocks.filter(state__in=("running", "paused")).select_related("edition").first(),
        "met": found.clocks.filter(deadline="weekly-summary", state__in=("met", "missed")).last(),
        "form_clauses": (rules.pack.forms["weekly-summary"].model_extra or {}).get("because", ()),
        "may_write": found.state == "draft" and person.may("cases.submit_sheet", found),
        "may_approve": found.state == "submitted" and person.may("cases.approve_sheet", found),
        "own": found.submitted_by_id == person.pk,
        "return_form": Return(),
        "words": Words(initial={"needs": found.needs, "suggestions": found.suggestions, "version": found.version}),
        "place": _place(found),
        "draft": json.dumps(draft_of(person, _place(found)), ensure_ascii=False),
        **_neighbours(request, found),
        **_detail(request, person, data),
        "list_url": _list_url(found),
    }
    return render(request, "cases/sheet.html", context, status=422 if lacks else 200)


HEADS = {"sent": weekly.SENT, "on_time": weekly.IN_TIME, "chased": weekly.CHASED, "hours": weekly.MEAN}


def _figures(data: weekly.Data, rules: Any) -> list[dict[str, Any]]:
    return [
        {"id": name, **data["figures"][name], **_definition(definition, rules)}
        for name, definition in weekly.DEFINITIONS.items()
    ]


def _definition(definition: weekly.Definition, rules: Any) -> dict[str, Any]:
    """A figure in words, and where its clause stands."""
    known = [clause for clause in definition.clauses if clause in rules.pack.clauses]
    url = reverse("clause", args=[rules.edition.pk, known[0]]) if known else ""
    said = {"title": definition.title, "unit": definition.unit, "counts": definition.counts}
    return {
        **said,
        "population": definition.population,
        "clauses": definition.clauses,
        "origin": definition.origin,
        "url": url,
    }


def _neighbours(request: HttpRequest, found: WeeklySheet) -> dict[str, Any]:
    same = _visible(request).filter(brand=found.brand_id)
    return {
        "earlier": same.filter(starts_on__lt=found.starts_on).order_by("-starts_on").first(),
        "later": same.filter(starts_on__gt=found.starts_on).order_by("starts_on").first(),
    }


def _detail(request: HttpRequest, person: Any, data: weekly.Data) -> dict[str, Any]:
    """A page of the lines, all or those behind one figure, with links to the cases the person may read."""
    only = request.GET.get("only", "")
    numbers = weekly.numbers_behind(data, only) if only else None
    lines = data["lines"] if numbers is None else [line for line in data["lines"] if line["number"] in set(numbers)]
    last = max(1, -(-len(lines) // PAGE))
    asked = request.GET.get("page", "1")
    at = min(int(asked), last) if asked.isdecimal() and len(asked) < 6 and int(asked) else 1
    shown = lines[(at - 1) * PAGE : at * PAGE]
    readable = set(
        queries.visible_to(person)
        .filter(number__in=[line["number"] for line in shown])
        .values_list("number", flat=True)
    )
    return {
        "lines": [_line(line, line["number"] in readable) for line in shown],
        "only": only if numbers is not None else "",
        "only_title": _only_title(only, data) if numbers is not None else "",
        "count": len(lines),
        "from": (at - 1) * PAGE + 1,
        "to": (at - 1) * PAGE + len(shown),
        "page_before": at - 1,
        "page_after": at + 1 if at < last else 0,
    }


def _only_title(only: str, data: weekly.Data) -> str:
    name, _dot, rest = only.partition(".")
    if name in weekly.DEFINITIONS:
        title = str(weekly.DEFINITIONS[name].title)
        return _("%(title)s：没有做到的") % {"title": title} if rest == "wrong" else title
    rows = data["by_class" if name == "class" else "by_department"]
    return str(rows[int(rest)]["name"])


def _line(line: dict[str, Any], readable: bool) -> dict[str, Any]:
    times = {
        name: dt.datetime.fromisoformat(line[name]) if line[name] else None
        for name in ("received_at", "due_at", "done_at")
    }
    said = dict(SATISFACTION).get(line["satisfaction"], "")
    return {**line, **times, "readable": readable, "said": said, "mood": MOOD.get(line["satisfaction"], "")}


def _list_url(found: WeeklySheet) -> str:
    asked = {"kind": "complaint", "received_from": found.starts_on, "received_to": found.ends_on}
    return "/cases/?" + urlencode(asked)


def _keep_words(request: HttpRequest, pk: int) -> WeeklySheet:
    """The sheet, after keeping what was typed with it."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(_visible(request), pk=pk)
    require(person, "cases.submit_sheet", found)
    form = Words(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("请核对填写的内容。"), details={name: each[0] for name, each in form.errors.items()})
    said = form.cleaned_data
    if "needs" in request.POST:
        actions.write_sheet(
            found, by=person, needs=said["needs"], suggestions=said["suggestions"], seen_version=said["version"]
        )
        forget(person, _place(found))
    return found


@require_POST
def words(request: HttpRequest, pk: int) -> HttpResponse:
    _keep_words(request, pk)
    messages.success(request, _("已保存"))
    return redirect(reverse("sheet", args=[pk]) + "#words")


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed is kept first, whatever comes of handing in."""
    found = _keep_words(request, pk)
    lacks = missing(found)
    if lacks:
        require(request.person, "cases.submit_sheet", found)  # type: ignore[attr-defined]
        return _page(request, found, lacks)
    actions.submit_sheet(found, by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已提交，数字不再变动，主管会收到通知"))
    return redirect("sheet", pk)


@require_POST
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_visible(request), pk=pk)
    actions.approve_sheet(found, by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已审阅，领导会收到通知"))
    return redirect("sheet", pk)


@require_POST
def sheet_return(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_visible(request), pk=pk)
    form = Return(request.POST)
    said = form.cleaned_data["words"] if form.is_valid() else ""
    actions.send_sheet_back(found, by=request.person, words=said)  # type: ignore[attr-defined]
    messages.success(request, _("已退回，提交的人会收到理由"))
    return redirect("sheet", pk)


@require_GET
def excel(request: HttpRequest, pk: int) -> FileResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(_visible(request), pk=pk)
    data = draw(found)
    form = rules_for(found.brand).pack.forms["weekly-summary"].model_extra or {}
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    sheet_excel.write(file, found, weekly.without(data, hidden_from(person, data)), form, by=person)
    file.seek(0)
    name = _("投诉周汇总表-%(brand)s-%(year)s-W%(week)s.xlsx") % {
        "brand": found.brand.code,
        "year": found.year,
        "week": f"{found.week:02d}",
    }
    return exports.download(file, name)


urlpatterns = [
    path("sheets/", sheets, name="sheets"),
    path("sheets/<int:pk>/", sheet, name="sheet"),
    path("sheets/<int:pk>/words/", words, name="sheet-words"),
    path("sheets/<int:pk>/submission/", submission, name="sheet-submission"),
    path("sheets/<int:pk>/approval/", approval, name="sheet-approval"),
    path("sheets/<int:pk>/return/", sheet_return, name="sheet-return"),
    path("sheets/<int:pk>/excel/", excel, name="sheet-excel"),
]
