"""The supervisor's board: what only he can decide, what is overdue, where the work lies, and today's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.cases import actions, figures, queries, worklist
from shouwen.cases.duties import clause_url, rules_of_person
from shouwen.cases.filters import Words, unrouted
from shouwen.cases.models import Clock, Offer, Promise
from shouwen.kernel import clock
from shouwen.kernel.policy import require
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

#: Rows of each sort; the link behind shows them all.
EACH = 5
SHOWN = 6
LATE = 8
PEOPLE = 20


@dataclass(frozen=True)
class Decision:
    """Something that waits for the supervisor: what, which case, why it is his, and what he can do about it."""

    what: Any
    number: str
    text: str
    button: Any
    url: str = ""
    post: str = ""
    running: Clock | None = None
    clauses: tuple[str, ...] = ()
    origin: str = "source"
    basis_url: str = ""
    due_at: Any = None

    @property
    def open_url(self) -> str:
        """The page of the thing itself: a case, or an approval."""
        return self.url if self.url.startswith("/approvals/") else f"/cases/{self.number}/"


def board(request: HttpRequest) -> HttpResponse:
    require(request.person, "cases.supervise")  # type: ignore[attr-defined]
    return render(request, "cases/board.html", _shown(request))


def live(request: HttpRequest) -> HttpResponse:
    """What changes, asked for every five seconds."""
    require(request.person, "cases.supervise")  # type: ignore[attr-defined]
    return render(request, "cases/board.html#live", _shown(request))


def _shown(request: HttpRequest) -> dict[str, Any]:
    person = request.person  # type: ignore[attr-defined]
    sort, found = request.GET.get("sort", "late"), list(people.brands_of(person))
    brands = found if len(found) > 1 else []  # of one there is nothing to choose
    brand = next((each for each in brands if each.code == request.GET.get("brand")), None)
    waiting, loads = decisions(person, brand), figures.by_department(person, brand)
    owners = figures.by_owner(person, sort, brand)
    return {
        "now": clock.local(clock.now()),
        "waiting": len(waiting),
        "decisions": waiting[:SHOWN],
        "others": waiting[SHOWN:],
        "brand": brand,
        "brands": brands,
        "only": f"&brand={brand.code}" if brand is not None else "",
        "figures": figures.of_board(person, brand),
        "late": _late(person, brand),
        "departments": loads,
        "most_late": max([load.late for load in loads], default=0),
        "most_open": max([load.open for load in loads], default=0),
        "owners": owners[:PEOPLE],
        "owners_more": len(owners) - PEOPLE,
        "sort": sort,
        "sorts": {"late": _("按逾期"), "open": _("按在办"), "number": _("按工号")},
    }


def _late(person: Any, brand: Any) -> list[dict[str, Any]]:
    rows = figures.overdue(person, brand).select_related("case", "department", "person", "case__owner")
    first: dict[Any, dict[str, Any]] = {}
    for each in rows.order_by("due_at")[: LATE * 5]:  # several clocks of one case are one row
        found = first.setdefault(each.case_id, {"clock": each, "basis": worklist.basis(each), "more": -1})
        found["more"] += 1
    return list(first.values())[:LATE]


def decisions(person: Any, brand: Any = None) -> list[Decision]:
    """Second complaints to know of, cases no rule routes, approvals, offers nobody took, promises broken: by due time."""
    sorts = (_repeats, _unrouted, _approvals, _offers, _broken)
    found = [each for sort in sorts for each in sort(person, brand)]
    now = clock.now()
    return sorted(found, key=lambda each: each.due_at or now)


def _timed(running: Clock | None) -> dict[str, Any]:
    if running is None:
        return {}
    return {
        "running": running,
        "due_at": running.due_at,
        "clauses": tuple(running.clauses),
        "origin": running.origin,
        "basis_url": worklist.basis(running),
    }


def _repeats(person: Any, brand: Any) -> list[Decision]:
    if not person.granted("cases.acknowledge_repeat"):
        return []
    waiting = queries.repeats_waiting(person)
    rows = list((waiting if brand is None else waiting.filter(case__brand=brand))[:EACH])
    clocks = Clock.objects.filter(
        case__in=[row.case_id for row in rows], deadline="repeat-acknowledge", state__in=worklist.LIVE_CLOCKS
    )
    running = {each.case_id: each for each in clocks}
    return [
        Decision(
            _("二次投诉"),
            row.case.number,
            _("与 %(earlier)s 同一事，还没有人知悉：%(reason)s")
            % {"earlier": row.earlier.number, "reason": row.case.reason},
            _("知悉"),
            post=f"/workbench/repeats/{row.pk}/",
            **{"clauses": ("S2-1.D.4.10.2",), **_timed(running.get(row.case_id))},
        )
        for row in rows
    ]


def _unrouted(person: Any, brand: Any) -> list[Decision]:
    words = Words(people.brands_of(person))
    left = unrouted(person, words).order_by("pk")
    rows: list[Any] = list((left if brand is None else left.filter(brand=brand))[:EACH])
    first = Clock.objects.filter(case__in=rows, thing_kind="case", state__in=worklist.LIVE_CLOCKS).order_by("-due_at")
    due = {each.case_id: each for each in first}
    asked = rulebook.decisions_of_kind("case", words.routings).filter(pk__in=[case.route for case in rows])
    hit = {each.pk: tuple(row["row"] for row in each.rows[:1]) for each in asked}
    return [
        Decision(
            _("无部门可转"),
            case.number,
            _("“%(reason)s”，规则没有给出部门（%(category)s）")
            % {"reason": case.reason, "category": words.categories.get(case.category, case.category)},
            _("指定部门"),
            url=f"/cases/{case.number}/transfer/",
            clauses=hit.get(case.route, ()),
            running=due.get(case.pk),
            basis_url=f"/rulebook/basis/decision/{case.route}/",
            due_at=due[case.pk].due_at if case.pk in due else None,
        )
        for case in rows
    ]


def _approvals(person: Any, brand: Any) -> list[Decision]:
    waiting = [row for row in people.waiting_approvals(person) if brand is None or row.brand_id == brand.pk][:EACH]
    rules = rules_of_person(person) if waiting else None
    return [
        Decision(
            _("待审批"),
            row.number,
            _("%(who)s：%(title)s") % {"who": row.asked_by, "title": row.title},
            _("审批"),
            url=f"/approvals/{row.number}/",
            clauses=tuple(row.clauses),
            basis_url=clause_url(rules, row.clauses),
        )
        for row in waiting
    ]


def _offers(person: Any, brand: Any) -> list[Decision]:
    """Hand-overs whose time to answer is over."""
    seen = figures.live_cases(person, brand).filter(pk=OuterRef("case"))
    overdue = Clock.objects.filter(
        case=OuterRef("case"), thing_kind="offer", thing_id=OuterRef("pk"), state="running", due_at__lt=clock.now()
    )
    rows = list(
        Offer.objects.filter(Exists(seen), Exists(overdue), state="offered")
        .select_related("case", "giver", "taker")
        .order_by("offered_at")[:EACH]
    )
    running = worklist.clocks_of("offer", rows)
    return [
        Decision(
            _("移交没人接"),
            row.case.number,
            _("%(giver)s 移交给 %(taker)s，还没有接受") % {"giver": row.giver, "taker": row.taker},
            _("改派"),
            url=f"/cases/batch/?do=reassign&case={row.case.number}",
            **_timed(running.get(row.pk)),
        )
        for row in rows
    ]


def _broken(person: Any, brand: Any) -> list[Decision]:
    seen = figures.live_cases(person, brand).filter(pk=OuterRef("case"))
    rows = list(
        Promise.objects.filter(Exists(seen), state="broken")
        .select_related("case", "case__owner")
        .order_by("due_at")[:EACH]
    )
    running = worklist.clocks_of("promise", rows)
    return [
        Decision(
            _("承诺未兑现"),
            row.case.number,
            _("%(who)s 答应“%(what)s”") % {"who": row.case.owner, "what": row.what},
            _("查看"),
            url=f"/cases/{row.case.number}/",
            **{"clauses": ("S3-5.2.2.2i",), "due_at": row.due_at, **_timed(running.get(row.pk))},
        )
        for row in rows
    ]


@require_POST
def supervise(request: HttpRequest, number: str) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(queries.visible_to(person), number=number)
    actions.supervise(case, by=person)
    messages.success(request, _("已督办 %(number)s，负责人会收到通知。") % {"number": number})
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": "/board/"})
    return redirect("board")


urlpatterns = [
    path("board/", board, name="board"),
    path("board/live/", live, name="board-live"),
    path("board/supervision/<str:number>/", supervise, name="board-supervision"),
]
