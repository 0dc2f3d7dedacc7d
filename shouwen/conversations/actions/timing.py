"""Limits that run on conversations: started with their whole plan of rings, rung once each, stopped by an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations import limits, telling
from shouwen.conversations.models import Conversation, TalkClock
from shouwen.conversations.states import talk_clock_machine
from shouwen.kernel import calendars, clock, facts, live
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Stale, Unacceptable
from shouwen.kernel.states import amend
from shouwen.kernel.worktime import NoCalendarData
from shouwen.people import actions as people_actions

#: So many are rung in one round of the timetable.
MOST = 200


def start_clocks(
    fact: str, *, conversation: Conversation, by: Any, at: dt.datetime | None = None, url: str = ""
) -> dt.datetime | None:
    """Starts the limits of the pack that begin with `fact`; says when the first falls due, which the lists show.

    `url`: where it is acted on, when that is not the conversation's own page. A limit the work calendar has no data
    for is refused with a fact, and the conversation goes on without it.
    """
    since = at or clock.now()
    found = [_start(each, conversation, since, url, by=by) for each in _limits(conversation, fact)]
    dues = [each.due_at for each in found if each is not None]
    if dues:
        amend(conversation, due_at=min(dues))
    return min(dues, default=None)


def _limits(conversation: Conversation, fact: str) -> list[limits.Limit]:
    return [] if conversation.is_automatic else limits.limits_of(conversation.brand, conversation.kind, fact=fact)


def _start(limit: limits.Limit, conversation: Conversation, at: dt.datetime, url: str, *, by: Any) -> TalkClock | None:
    try:
        plan = limits.planned(limit, at, calendars.current())
    except (NoCalendarData, Unacceptable) as missing:
        refs = {"title": limit.title, "deadline": limit.id, "year": getattr(missing, "year", "")}
        facts.record(told.CLOCK_REFUSED, by=by, about_thing=conversation, refs=refs)
        return None
    return TalkClock.objects.create(
        conversation=conversation,
        deadline=limit.id,
        title=limit.title,
        started_at=at,
        due_at=plan.due_at,
        counts=limit.rule.counts,
        calendar_version=plan.calendar,
        is_assumed=plan.is_assumed,
        clauses=list(limit.clauses),
        origin=limit.origin,
        edition_id=limit.edition,
        stops_on=list(limit.stops_on),
        url=url,
        rings=plan.rings,
        next_ring_at=plan.rings[0]["at"] if plan.rings else None,
    )


def stop_clocks(fact: str, *, conversation: Conversation, by: Any) -> None:
    """Stops what ends with `fact`. A call has no answer in writing: what it owed is off the lists with its clock."""
    now = clock.now()
    stopped = [each for each in _running(conversation) if fact in each.stops_on]
    for each in stopped:
        _end(each, "meet" if now <= each.due_at else "miss", by=by, at=now)
    if stopped and conversation.kind == "call":
        conversation.refresh_from_db()
        amend(conversation, due_at=None)


def void_clocks(conversation: Conversation, *, by: Any) -> None:
    """What still runs on a conversation that ended, or has become something with a promise of its own, is void."""
    voided = _running(conversation)
    for each in voided:
        _end(each, "void", by=by, at=clock.now())
    if voided:
        amend(conversation, due_at=None)


def _running(conversation: Conversation) -> list[TalkClock]:
    return list(TalkClock.objects.filter(conversation=conversation, state="running"))


def _end(running: TalkClock, verb: str, *, by: Any, at: dt.datetime) -> None:
    talk_clock_machine.move(
        running,
        verb,
        by=by,
        fact_about=running.conversation,
        changes={"stopped_at": at, "next_ring_at": None},
        refs={"title": running.title, "deadline": running.deadline},
    )


def ring_clocks() -> int:
    """Rings what is due, each entry of a plan once; says how many."""
    due = TalkClock.objects.filter(state="running", next_ring_at__lte=clock.now()).order_by("next_ring_at")
    return sum(_ring(each) for each in due.select_related("conversation__brand", "conversation__owner")[:MOST])


@transaction.atomic
def _ring(running: TalkClock) -> bool:
    """False when it was answered, or rung by another worker, at this moment."""
    entry, after = running.rings[running.rung], running.rings[running.rung + 1 :]
    try:
        with transaction.atomic():
            amend(running, rung=running.rung + 1, next_ring_at=after[0]["at"] if after else None)
    except Stale:
        return False
    conversation = running.conversation
    refs = {"title": running.title, "deadline": running.deadline, "what": entry["what"], "text": entry["text"]}
    late = entry["what"] == "rung"
    facts.record(told.LATE if late else told.SOON, by=SYSTEM, about_thing=conversation, refs=refs)
    words = _("%(number)s %(title)s已超过时限，客户还在等") if late else _("%(number)s %(title)s快到时限")
    for person in telling.hearers(conversation, entry["tell"]):
        people_actions.notify(
            person,
            text=words % {"number": conversation.number, "title": running.title},
            url=running.url or f"/conversations/{conversation.number}/",
            clauses=entry["clauses"],
            origin=entry["origin"],
            tone="late" if late else "soon",
            key=f"talk-ring:{running.pk}:{running.rung}",
        )
    live.publish(conversation)
    return True
