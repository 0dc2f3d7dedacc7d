"""My own page, the monthly detail as page, paper and workbook, and entering a reward."""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.cases import queries as cases
from shouwen.kernel import clock, exports
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people
from shouwen.quality import actions, detail_excel, monthly, queries
from shouwen.quality.forms import Rewarding
from shouwen.quality.rules import rules_for

#: Lines of text a printed page holds, and characters a line of the column 事项.
ROOM, WIDE = 24, 27


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What concerns oneself, or the unit one answers for: notices, the way to object, rewards, vetoes."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = list(queries.with_names(queries.mine(person)).order_by("-pk")[:100])
    rows = []
    for each in found:
        penalty = queries.penalty_of(each)
        may_object = queries.may_still_object(penalty)
        rows.append({"violation": each, "penalty": penalty, "may_object": may_object})
    rewards = queries.ledger_of(person).filter(kind="reward")[:50]
    return render(
        request,
        "quality/mine.html",
        {"rows": rows, "rewards": rewards, "vetoes": queries.vetoes_of(person)[:12]},
    )


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "quality.read_month")
    found = list(queries.months(person)[:36])
    rows = [{"detail": each, "data": actions.draw(each), "limit": _limit(each)} for each in found]
    return render(request, "quality/months.html", {"rows": rows, "several": len({r.brand_id for r in found}) > 1})


def _limit(detail: Any) -> dict[str, Any] | None:
    return actions.due_of(detail) if detail.state == "draft" else None


def _found(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.months(request.person), pk=pk)  # type: ignore[attr-defined]


def _data(person: Any, detail: Any) -> dict[str, Any]:
    """The month as this person may read it."""
    data = actions.draw(detail)
    named = set(cases.naming(person).values_list("case", flat=True))
    return monthly.without(data, monthly.hidden_from(person, data), named)


@require_GET
def month(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    found = _found(request, pk)
    data = _data(person, found)
    return render(
        request,
        "quality/month.html",
        {
            "detail": found,
            "data": data,
            "as_of": dt.datetime.fromisoformat(data["as_of"]),
            "limit": _limit(found),
            "labels": _labels(found),
            "missing": actions.missing(found) if found.state == "draft" else "",
            "may_submit": found.state == "draft" and person.may("quality.submit_month", found),
            "may_settle": found.state == "submitted" and person.may("quality.settle", found),
            "may_reward": person.may("quality.reward"),
        },
    )


def _labels(detail: Any) -> dict[str, str]:
    form = rules_for(detail.brand).form()
    parts = [*form.get("column", []), *form.get("total", [])]
    return {"title": form.get("title", _("监察奖罚明细报表")), **{part["id"]: part["label"] for part in parts}}


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    actions.submit_month(_found(request, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已提交，明细不再变动；以后的决定记入下月"))
    return redirect("month", pk)


@require_POST
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    done = actions.settle_month(_found(request, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已登记 %(n)s 份处罚由薪酬部门处理完毕") % {"n": done})
    return redirect("month", pk)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 across, in the browser."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = _found(request, pk)
    data = _data(person, found)
    pages = _pages(data["lines"])
    context = {"detail": found, "data": data, "labels": _labels(found), "pages": pages, "total": len(pages)}
    context["as_of"] = dt.datetime.fromisoformat(data["as_of"])
    return render(request, "quality/paper.html", {**context, "printed_at": clock.now()})


def _pages(lines: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Lines by page; the last page keeps room for the totals."""
    pages: list[list[dict[str, Any]]] = [[]]
    filled = 0
    for line in lines:
        height = 1 + len(line["event"]) // WIDE
        if filled + height > ROOM and pages[-1]:
            pages.append([])
            filled = 0
        pages[-1].append(line)
        filled += height
    if filled > ROOM // 2:
        pages.append([])
    return pages


@require_GET
def excel(request: HttpRequest, pk: int) -> FileResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    found = _found(request, pk)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    detail_excel.write(file, found, _data(person, found), rules_for(found.brand).form(), by=person)
    file.seek(0)
    name = _("监察奖罚明细报表-%(brand)s-%(month)s.xlsx") % {"brand": found.brand.code, "month": found.month}
    return exports.download(file, name)


def new_reward(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "quality.reward")
    form = Rewarding(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            entry = actions.reward(by=person, **form.arguments())
            messages.success(request, _("已记入 %(month)s 台账") % {"month": entry.month})
            return redirect("months")
    context = {"form": form, "colleagues": people.colleagues(person)}
    return render(request, "quality/reward.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("mine/", mine, name="my-violations"),
    path("months/", months, name="months"),
    path("months/<int:pk>/", month, name="month"),
    path("months/<int:pk>/submission/", submission, name="month-submission"),
    path("months/<int:pk>/settlement/", settlement, name="month-settlement"),
    path("months/<int:pk>/print/", paper, name="month-print"),
    path("months/<int:pk>/excel/", excel, name="month-excel"),
    path("rewards/new/", new_reward, name="new-reward"),
]
