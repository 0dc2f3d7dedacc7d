"""My workbench: the one thing to do first, the rest by due time, what is offered, promised and counted today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from shouwen.cases import actions, queries, worklist
from shouwen.cases.figures import of_person
from shouwen.cases.models import Promise
from shouwen.kernel import calendars, clock
from shouwen.kernel import worklist as plate
from shouwen.kernel.worklist import Item

TABS = {"mine": _l("我的"), "started": _l("我发起的"), "told": _l("抄送我的"), "done": _l("已办")}
#: Kinds that stand in the column on the right and are answered there.
BESIDE = ("offer", "consultation")
PROMISES = 6
DAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


def workbench(request: HttpRequest) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    items = plate.of(person, tab)
    if not queries.handles_cases(person) and not items and tab == "mine":
        return render(request, "cases/workbench_none.html", {"today": _today()})
    shown = {
        "tab": tab,
        "tab_title": TABS[tab],
        "tabs": TABS,
        "full": len(items) >= worklist.MOST,
        "today": _today(),
        "most": worklist.MOST,
    }
    shown |= _mine(person, items) if tab == "mine" else {"rows": items}
    return render(request, "cases/workbench.html", shown | _aside(person, items if tab == "mine" else None))


def _mine(person: Any, items: list[Item]) -> dict[str, Any]:
    """The plate in groups by due time, and what comes first."""
    rows = [item for item in items if item.extra.get("kind") not in BESIDE]
    first = next((item for item in items if item.due_at and not item.paused), None)
    return {
        "rows": rows,
        "groups": grouped(rows),
        "first": first,
        "late": bool(first and first.due_at and first.due_at <= clock.now()),
        "may_open": person.may("cases.open_case"),
        "calendar": calendars.current().version if rows else None,
    }


def grouped(items: list[Item]) -> list[dict[str, Any]]:
    """已逾期, 两小时内, 今天, 明天及以后, 没有时限, 暂停; empty groups are left out."""
    now = clock.now()
    groups: dict[str, list[Item]] = {name: [] for name in ("late", "soon", "today", "later", "open", "paused")}
    for item in items:
        if item.paused:
            name = "paused"
        elif item.due_at is None:
            name = "open"
        elif item.due_at <= now:
            name = "late"
        elif item.due_at <= now + dt.timedelta(hours=2):
            name = "soon"
        else:
            name = "today" if clock.local(item.due_at).date() == clock.today() else "later"
        groups[name].append(item)
    titles = {
        "late": _("已逾期"),
        "soon": _("两小时内"),
        "today": _("今天"),
        "later": _("明天及以后"),
        "open": _("没有时限"),
        "paused": _("暂停"),
    }
    return [{"name": name, "title": titles[name], "items": found} for name, found in groups.items() if found]


def _aside(person: Any, items: list[Item] | None) -> dict[str, Any]:
    """The column on the right: the same whichever tab is open."""
    if items is None:
        items = [*worklist.offers(person), *worklist.consultations(person)]
    promises = list(
        Promise.objects.filter(case__owner=person, state__in=("open", "broken"))
        .select_related("case", "case__customer")
        .order_by("due_at")[: PROMISES + 1]
    )
    return {
        "offers": [item for item in items if item.extra.get("kind") == "offer"],
        "questions": [item for item in items if item.extra.get("kind") == "consultation"],
        "promises": promises[:PROMISES],
        "more_promises": len(promises) > PROMISES,
        "figures": of_person(person),
    }


def _today() -> str:
    now = clock.local(clock.now())
    return f"{now:%Y-%m-%d} {DAYS[now.weekday()]} {now:%H:%M}"


@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    offered = get_object_or_404(queries.offers_to(person), pk=pk)
    if request.POST.get("answer") == "return":
        actions.return_offer(offered, by=person, why=request.POST.get("why", ""))
        messages.success(request, _("已退回 %(number)s，责任仍在提出的一方。") % {"number": offered.case.number})
    else:
        actions.accept_offer(offered, by=person)
        messages.success(request, _("%(number)s 现在由您负责。") % {"number": offered.case.number})
    return _back(request)


@require_POST
def question(request: HttpRequest, pk: int) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    note = get_object_or_404(queries.consultations_of(person), pk=pk)
    actions.answer_consultation(note, by=person, answer=request.POST.get("answer", ""))
    messages.success(request, _("已答复，%(number)s 的同事会看到。") % {"number": note.case.number})
    return _back(request)


@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    record = get_object_or_404(queries.repeats_waiting(person), pk=pk)
    actions.acknowledge_repeat(record, by=person)
    messages.success(request, _("已知悉 %(number)s，时间已记下。") % {"number": record.case.number})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on; htmx is told to load it anew."""
    target = "board" if request.POST.get("from") == "board" else "workbench"
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": reverse(target)})
    return redirect(target)


urlpatterns = [
    path("workbench/", workbench, name="workbench"),
    path("workbench/offers/<int:pk>/", offer, name="workbench-offer"),
    path("workbench/questions/<int:pk>/", question, name="workbench-question"),
    path("workbench/repeats/<int:pk>/", repeat, name="workbench-repeat"),
]
