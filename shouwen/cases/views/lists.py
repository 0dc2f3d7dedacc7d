"""All cases: query form, rows by key, columns as each likes them; one verb for many, and Excel. And the pages beside it."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.cases import queries
from shouwen.cases.actions import batching
from shouwen.cases.filters import COLUMNS, SIZE, CaseFilter, chunk, customer_with_number, holding, next_clocks, page
from shouwen.cases.models import Case
from shouwen.cases.views import board, search, workbench
from shouwen.kernel import clock, drafts, exports, jobs
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import queries as people

PLACE = "list-columns"
OUTCOME = "batch-outcome"
#: Cases one batch may hold: two pages of the list.
MOST = 200


def cases(request: HttpRequest) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    form = CaseFilter(request.GET, person=person)
    known = customer_with_number(person, form.brands, form.asked.get("q", ""))
    if known is not None:  # a telephone number does not stay in the address
        return redirect(f"{reverse('cases')}?{_without_number(request.GET, known)}")
    leaf = page(form, request.GET.get("after", ""), request.GET.get("before", ""))
    view = drafts.draft_of(person, PLACE)
    shown = _columns(view)
    verbs = [
        {"do": do, "title": title, "asks": do == "reassign"}
        for do, (title, verb, _act) in batching.VERBS.items()
        if person.granted(verb)
    ]
    context = {
        "form": form,
        "page": leaf,
        "rows": _rows(leaf.rows, form),
        "size": SIZE,
        "columns": shown,
        "all_columns": COLUMNS,
        "dense": view.get("dense") == "on",
        "verbs": verbs,
        "may_export": person.granted("cases.export"),
        "words": form.words,
        "may_open": person.may("cases.open_case"),
        "any": bool(form.asked),
        "query": _question(request.GET),
        "only_text": "?" + urlencode({"q": form.asked["q"]}) if "q" in form.asked and len(form.asked) > 1 else "",
    }
    return render(request, "cases/list.html", context)


def _rows(found: list[Case], form: CaseFilter) -> list[dict[str, Any]]:
    clocks = next_clocks(found)
    return [
        {
            "case": case,
            "clock": clocks.get(case.pk),
            "kind": form.words.kinds.get(case.kind, case.kind),
            "category": form.words.categories.get(case.category, case.category),
            "phone": next((each.masked for each in case.customer.contacts.all()), "") if case.customer else "",
        }
        for case in found
    ]


def _columns(view: dict[str, Any]) -> list[tuple[str, Any]]:
    """The columns this person has chosen, in our order."""
    chosen = view.get("columns")
    return [(name, title) for name, title, usual in COLUMNS if (name in chosen if isinstance(chosen, list) else usual)]


def _question(given: QueryDict) -> str:
    """The query without its page, for the pages that do something with all that was found."""
    kept = given.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


def _without_number(given: QueryDict, customer: int) -> str:
    kept = given.copy()
    kept.pop("q", None)
    kept["customer"] = str(customer)
    return kept.urlencode()


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    known = [name for name, _title, _usual in COLUMNS]
    chosen = [name for name in known if name in request.POST.getlist("column")]
    drafts.keep(request.person, PLACE, {"columns": chosen, "dense": request.POST.get("dense", "")})  # type: ignore[attr-defined]
    return redirect(f"{reverse('cases')}?{_question(QueryDict(request.POST.get('query', '')))}")


# ---- one verb for many


def batch(request: HttpRequest) -> HttpResponse:
    """Asks what a verb still needs, or does it to each case by itself and shows what became of them."""
    person = request.person  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else request.GET
    do = given.get("do", "")
    if do == "export":
        return _ask_export(request, {"numbers": given.getlist("case")})
    if do not in batching.VERBS:
        raise Http404
    require(person, batching.VERBS[do][1])
    chosen = _chosen(person, given.getlist("case"))
    if request.method == "GET" or (do == "reassign" and "to" not in given):
        asked = {"do": do, "title": batching.VERBS[do][0], "cases": chosen, "colleagues": people.colleagues(person)}
        return render(request, "cases/list_batch.html", asked)
    outcomes = batching.each(chosen, do, by=person, **(_to_whom(person, given) if do == "reassign" else {}))
    drafts.keep(
        person, OUTCOME, {"do": do, "rows": [each.as_dict() for each in outcomes], "back": given.get("query", "")}
    )
    return redirect("case-batch-outcome")


def _chosen(person: Any, numbers: list[str]) -> list[Case]:
    if not numbers:
        raise Unacceptable(_("还没有选工单。请在列表中勾选，再点要办的事。"))
    if len(numbers) > MOST:
        raise Unacceptable(_("一次最多办 %(most)s 单，请分几次。") % {"most": MOST})
    return list(queries.with_names(queries.visible_to(person)).filter(number__in=numbers).order_by("-pk"))


def _to_whom(person: Any, given: QueryDict) -> dict[str, Any]:
    number = given.get("to", "").strip().partition(" ")[0]
    to = people.colleagues(person).filter(staff_number=number).first()
    if to is None:
        sentence = _("没有找到这位同事，请填工号。")
        raise Unacceptable(sentence, details={"to": sentence})
    return {"to": to, "reason": given.get("reason", "")}


def outcome(request: HttpRequest) -> HttpResponse:
    kept = drafts.draft_of(request.person, OUTCOME)  # type: ignore[attr-defined]
    rows = kept.get("rows", [])
    title = batching.VERBS[kept["do"]][0] if kept.get("do") in batching.VERBS else ""
    done = sum(row["done"] for row in rows)
    shown = {"rows": rows, "title": title, "done": done, "left": len(rows) - done, "back": kept.get("back", "")}
    return render(request, "cases/list_outcome.html", shown)


# ---- Excel


def export(request: HttpRequest) -> HttpResponseBase:
    """Asks for the reason, then gives the workbook at once, or makes a job of a large one."""
    person = request.person  # type: ignore[attr-defined]
    if request.method == "GET":
        return _ask_export(request, {"query": request.GET.urlencode()})
    numbers, query = request.POST.getlist("case"), request.POST.get("query", "")
    form = CaseFilter(QueryDict(query), person=person)
    found = form.apply() if not numbers else queries.visible_to(person).filter(number__in=numbers)
    total = len(numbers) or _count(form)
    many = not numbers and total > batching.AT_ONCE
    token = batching.ask_export(by=person, reason=request.POST.get("reason", ""), query=query, many=many)
    if many:
        return redirect("case-export-job", token=token)
    read = partial(chunk, CaseFilter(QueryDict(), person=person) if numbers else form, found)
    said = _("选定的 %(n)s 单") % {"n": total} if numbers else form.said()
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    batching.give_out(file, read, total=total, by=person, token=token, names=form.words, said=said)
    file.seek(0)
    return exports.download(file, _filename())


def _filename() -> str:
    return _("工单_%(at)s.xlsx") % {"at": clock.local(clock.now()).strftime("%Y%m%d-%H%M")}


def _ask_export(request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    require(request.person, "cases.export")  # type: ignore[attr-defined]
    form = CaseFilter(QueryDict(asked.get("query", "")), person=request.person)  # type: ignore[attr-defined]
    numbers = asked.get("numbers", [])
    count = len(numbers) if "numbers" in asked else _count(form)
    if not count:
        raise Unacceptable(_("没有可导出的工单。请先勾选，或放宽条件。"))
    more = count > batching.AT_ONCE
    shown = {"count": count, "more": more, "said": form.said(), "at_once": batching.AT_ONCE, **asked}
    return render(request, "cases/list_export.html", shown)


def _count(form: CaseFilter) -> int:
    """How many the form asks for, no further than it takes to know that they are many."""
    found, most = form.apply(), batching.AT_ONCE + 1
    if form.asked.get("q"):
        return len(holding(form, found, before=None, limit=most))
    return found.order_by().values("pk")[:most].count()


def export_job(request: HttpRequest, token: str) -> HttpResponse:
    job = batching.job_of(request.person, token)  # type: ignore[attr-defined]
    if job is None:
        raise Http404
    shown = {"job": job, "token": token, "ready": batching.finished(token) is not None}
    return render(request, "cases/list_job.html#job" if request.htmx else "cases/list_job.html", shown)  # type: ignore[attr-defined]


@require_POST
def export_cancel(request: HttpRequest, token: str) -> HttpResponse:
    job = batching.job_of(request.person, token)  # type: ignore[attr-defined]
    if job is None:
        raise Http404
    jobs.cancel(job)
    messages.success(request, _("正在取消导出。"))
    return export_job(request, token) if request.htmx else redirect("case-export-job", token=token)  # type: ignore[attr-defined]


def export_file(request: HttpRequest, token: str) -> HttpResponseBase:
    require(request.person, "cases.export")  # type: ignore[attr-defined]
    place = batching.finished(token) if batching.job_of(request.person, token) else None  # type: ignore[attr-defined]
    if place is None:
        raise Http404
    return exports.download(place.open("rb"), _filename())


urlpatterns = [
    path("cases/", cases, name="cases"),
    path("cases/columns/", columns, name="case-columns"),
    path("cases/batch/", batch, name="case-batch"),
    path("cases/batch/outcome/", outcome, name="case-batch-outcome"),
    path("cases/export/", export, name="case-export"),
    path("cases/exports/<str:token>/", export_job, name="case-export-job"),
    path("cases/exports/<str:token>/cancellation/", export_cancel, name="case-export-cancellation"),
    path("cases/exports/<str:token>/file/", export_file, name="case-export-file"),
    *workbench.urlpatterns,
    *search.urlpatterns,
    *board.urlpatterns,
]
