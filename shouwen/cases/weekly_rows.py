"""The complaints of a week, read from the tables into the lines that the weekly sheet counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from shouwen.cases.models import Case, Clock, Named, Transfer, Visit
from shouwen.cases.rules import rules_for
from shouwen.cases.weekly import Data, Line, Part, figures
from shouwen.kernel import calendars, clock
from shouwen.kernel.worktime import NoCalendarData, WorkCalendar, working_between

ANSWER = ("first-answer", "answer-limit")  # the former where the pack has both
WEEK = dt.timedelta(days=7)


def draw(sheet: Any, at: dt.datetime | None = None) -> Data:
    """The sheet as it stands: what was frozen, or counted now."""
    if sheet.frozen:
        frozen: Data = sheet.frozen
        return frozen
    return figures(lines(sheet.brand, sheet.starts_on), lines(sheet.brand, sheet.starts_on - WEEK), at or clock.now())


def bounds(starts_on: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From Monday 00:00 to the next Monday 00:00, in Shanghai."""
    return clock.midnight(starts_on), clock.midnight(starts_on + WEEK)


def lines(brand: Any, starts_on: dt.date) -> list[Line]:
    """Every complaint of the brand received in that week, in the order of arrival."""
    begin, end = bounds(starts_on)
    sent = Transfer.objects.exclude(state__in=("withdrawn", "declined")).select_related("department").order_by("id")
    clocks = Clock.objects.filter(deadline__in=(*ANSWER, "department-answer")).exclude(state="void").order_by("id")
    found = (
        Case.objects.filter(brand=brand, kind="complaint", received_at__gte=begin, received_at__lt=end)
        .select_related("customer", "matter", "responsible")
        .prefetch_related(
            Prefetch("transfers", sent, "sent"),
            Prefetch("clocks", clocks, "counting"),
            Prefetch("visits", Visit.objects.filter(outcome="reached"), "reached"),
        )
        .order_by("received_at", "id")
    )
    labels = {category.id: category.label for category in rules_for(brand).pack.categories.values()}
    cal = calendars.current()
    return [_line(case, labels, cal) for case in found]


def _line(case: Any, labels: dict[str, str], cal: WorkCalendar) -> Line:
    by_deadline = {running.deadline: running for running in case.counting if running.thing_kind == "case"}
    answer = next((by_deadline[name] for name in ANSWER if name in by_deadline), None)
    state = {"paused": "running"}.get(answer.state, answer.state) if answer else ""
    limits = {running.thing_id: running for running in case.counting if running.thing_kind == "transfer"}
    return Line(
        number=case.number,
        received_at=case.received_at,
        category=labels.get(case.category, case.category) or _("未定类别"),
        customer=case.customer.name if case.customer else "",
        waybill=case.matter.number if case.matter else "",
        department=case.responsible.name if case.responsible else _("未转办"),
        gist=" ".join(case.gist.split()),
        answer=state,
        answer_due_at=answer.due_at if answer else None,
        answered_at=case.answered_at,
        hours=_hours(cal, case.received_at, case.answered_at, answer.pauses if answer else []),
        visited=bool(case.reached),
        satisfaction=case.satisfaction,
        repeat=case.repeat_of_id is not None,
        is_open=case.is_live,
        parts=tuple(_part(sent, limits.get(sent.pk), cal) for sent in case.sent),
    )


def _part(sent: Any, limit: Any, cal: WorkCalendar) -> Part:
    """The clock moves with pauses, so it says the limit; the transfer where there is none."""
    due_at = limit.due_at if limit is not None else sent.due_at
    hours = _hours(cal, sent.sent_at, sent.answered_at, limit.pauses if limit is not None else [])
    return Part(sent.department.name, due_at, sent.answered_at, sent.chased, hours)


def _hours(cal: WorkCalendar, since: dt.datetime, until: dt.datetime | None, pauses: list[Any]) -> float | None:
    """Working hours between two moments without the pauses. None when it has not ended, or the calendar does not know."""
    if until is None:
        return None
    try:
        worked = working_between(cal, since, until)
        for began, ended in pauses:
            start, end = max(dt.datetime.fromisoformat(began), since), min(dt.datetime.fromisoformat(ended), until)
            worked -= working_between(cal, start, end) if end > start else dt.timedelta()
    except NoCalendarData:
        return None
    return round(worked.total_seconds() / 3600, 2)


def hidden_from(person: Any, data: Data) -> set[str]:
    """Numbers of cases on the sheet that complain of this person: he reads none of their words (decisions.md 7)."""
    named = set(Named.objects.filter(person=person).values_list("case__number", flat=True))
    return named & {line["number"] for line in data["lines"]}
