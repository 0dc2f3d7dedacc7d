"""The monthly detail: opened with its month, handed in once, then locked; what comes later goes to the next month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import calendars, clock
from shouwen.kernel.deadlines import Rule, due, reminders
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.worktime import NoCalendarData
from shouwen.people import actions as people_actions
from shouwen.people import queries as people
from shouwen.quality import monthly, queries
from shouwen.quality.actions.ledger import locked
from shouwen.quality.models import MonthlyDetail, Penalty
from shouwen.quality.queries import following, month_name
from shouwen.quality.rules import DEADLINE, FORM, rules_for
from shouwen.quality.states import month_machine, penalty_machine

CLAUSE = "S2-1.A3.5"


@transaction.atomic
def open_month(*, brand: Any, month: str, by: Any) -> MonthlyDetail:
    """The detail of a month, made when it is not there yet."""
    require(by, "quality.submit_month", MonthlyDetail(brand=brand))
    if month > month_name(clock.today()):
        raise Unacceptable(_("这个月还没有开始。"))
    return locked(brand, month, by=by)


def open_months(*, by: Any = SYSTEM) -> list[MonthlyDetail]:
    """This month's detail for every brand whose pack has the form. The job of every day."""
    brands = [brand for brand in people.brands() if FORM in rules_for(brand).pack.forms]
    return [open_month(brand=brand, month=month_name(clock.today()), by=by) for brand in brands]


def draw(detail: MonthlyDetail) -> dict[str, Any]:
    """Lines and totals: as frozen when handed in, else as they stand now."""
    return detail.frozen if detail.frozen is not None else monthly.drawn(detail, clock.now())


def missing(detail: MonthlyDetail) -> str:
    """Why a draft cannot be handed in yet; "" when it can."""
    if detail.month > month_name(clock.today()):
        return _("这个月还没有开始。")
    return ""


@transaction.atomic
def submit_month(detail: MonthlyDetail, *, by: Any) -> None:
    """Hands the month in: its lines are frozen, and the penalties on it are listed (S2-1.A1.7, A3.5).

    What is decided afterwards goes to the next month, this month's days included.
    """
    require(by, "quality.submit_month", detail)
    held = locked(detail.brand, detail.month, by=by)  # nobody writes into the month while its lines are read
    lacks = missing(held)
    if lacks:
        raise Unacceptable(lacks, clause=CLAUSE)
    now = clock.now()
    changes = {"frozen": monthly.drawn(held, now), "submitted_by": None if by is SYSTEM else by, "submitted_at": now}
    month_machine.move(held, "submit", by=by, changes=changes, refs={"month": held.month})
    entered = queries.entries_of(held).exclude(penalty=None).values("penalty")
    for penalty in Penalty.objects.filter(pk__in=entered, state="notified").select_related("violation"):
        refs = {"penalty": penalty.pk, "month": held.month}
        penalty_machine.move(penalty, "list", by=by, fact_about=penalty.violation, refs=refs)
    locked(held.brand, following(held.month), by=by)
    for reader in people.holders("领导", brand=held.brand):
        text = _("%(month)s 监察奖罚明细已提交，请阅") % {"month": held.month}
        people_actions.notify(reader, text=text, url=f"/quality/months/{held.pk}/", clauses=[CLAUSE])
    detail.refresh_from_db()


@transaction.atomic
def settle_month(detail: MonthlyDetail, *, by: Any) -> int:
    """Notes that payroll has dealt with the month. Penalties still open to objection wait; returns how many settled."""
    require(by, "quality.settle", detail)
    if detail.state != "submitted":
        raise MoveRefused(_("明细还没有提交，薪酬部门还没有收到。"))
    now = clock.now()
    due_now = Penalty.objects.filter(violation__brand=detail.brand_id, month=detail.month, state="listed")
    settled = 0
    for penalty in due_now.filter(objection_until__lt=now).select_related("violation"):
        refs = {"penalty": penalty.pk, "month": detail.month}
        penalty_machine.move(
            penalty, "settle", by=by, fact_about=penalty.violation, changes={"settled_at": now}, refs=refs
        )
        settled += 1
    if not settled:
        raise MoveRefused(_("没有过了异议期而未了结的处罚。"))
    return settled


def due_of(detail: MonthlyDetail) -> dict[str, Any] | None:
    """When the month is to be handed in, by which clause, and the plan of rings; None when nobody says so.

    The kernel's clocks run on cases and weekly sheets only, so this is reckoned from the pack when it is asked.
    """
    rules = rules_for(detail.brand)
    deadline = rules.pack.deadlines.get(DEADLINE)
    if deadline is None:
        return None
    year, month = map(int, detail.month.split("-"))
    start = dt.datetime(year, month, 1, tzinfo=clock.LOCAL)
    rule = Rule.from_pack(deadline.model_dump(by_alias=True))
    try:
        cal = calendars.current()
        when = due(rule, start, cal)
        plan = [{"at": at, "tell": [deadline.owner], "late": False} for _text, at in reminders(rule, start, when, cal)]
        ladder = rules.pack.ladders.get(deadline.ladder)
        for rung in ladder.rung if ladder else []:
            passed = Rule("after", "calendar")
            at = when.at if rung.after == "0m" else due(passed, when.at, cal, within=rung.after).at
            plan.append({"at": at, "tell": list(rung.tell), "late": True})
    except NoCalendarData:
        return None
    clauses = tuple(each for each in deadline.because if each != "gap")
    return {
        "at": when.at,
        "start": start,
        "clauses": clauses,
        "origin": deadline.origin,
        "title": deadline.title,
        "owner": deadline.owner,
        "plan": plan,
        "edition": rules.edition,
    }


def remind_of_months(*, by: Any = SYSTEM) -> int:
    """Rings the plan of every draft: reminders before, the ladder after. Each notice once; returns how many were due."""
    now, rung = clock.now(), 0
    for detail in MonthlyDetail.objects.filter(state="draft").select_related("brand"):
        limit = due_of(detail)
        for number, entry in enumerate(limit["plan"] if limit else []):
            if limit is not None and entry["at"] <= now:
                rung += _ring(detail, limit, number, entry)
    return rung


def _ring(detail: MonthlyDetail, limit: dict[str, Any], number: int, entry: dict[str, Any]) -> int:
    words = _("%(month)s %(title)s已逾期") if entry["late"] else _("%(month)s %(title)s快到期")
    told = 0
    for word in entry["tell"]:
        post = {"owner": limit["owner"], "leaders": "post:领导"}.get(word, word)
        for person in people.holders(post.removeprefix("post:"), brand=detail.brand):
            people_actions.notify(
                person,
                text=words % {"month": detail.month, "title": limit["title"]},
                url=f"/quality/months/{detail.pk}/",
                clauses=list(limit["clauses"]),
                origin=limit["origin"],
                tone="late" if entry["late"] else "soon",
                key=f"month:{detail.pk}:{number}",
            )
            told += 1
    return told
