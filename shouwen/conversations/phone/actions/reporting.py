"""What an exchange reports: kept first, once, then worked into its call in whatever order it came (R17)."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import IntegrityError, transaction

from shouwen.conversations import actions as conversations
from shouwen.conversations.phone import facts as told
from shouwen.conversations.phone import queries
from shouwen.conversations.phone.actions.ringing import keep, lines
from shouwen.conversations.phone.actions.talking import claim, measured, owe_call_back, settle_missed, tell_late
from shouwen.conversations.phone.folding import Story, fold, way
from shouwen.conversations.phone.models import Call, Event, Exchange, Pause
from shouwen.conversations.phone.rules import of_brand
from shouwen.conversations.phone.states import call_machine
from shouwen.kernel import clock, facts, live
from shouwen.kernel.phone_numbers import last_four
from shouwen.kernel.policy import SYSTEM, may, require
from shouwen.kernel.refusals import Refusal
from shouwen.kernel.states import amend

log = logging.getLogger("shouwen.conversations.phone")


def report(exchange: Exchange, *, by: Any, **event: Any) -> str:
    """Keeps one report and works it in: taken · duplicate. A report that cannot be worked in yet is tried again later."""
    require(by, "conversations.receive", exchange.channel.brand)
    now = clock.now()
    ident = event.pop("ident")
    try:
        with transaction.atomic():
            _kept, new = Event.objects.get_or_create(
                exchange=exchange, ident=ident, defaults={**event, "received_at": now}
            )
    except IntegrityError:
        return "duplicate"
    if not new:
        return "duplicate"
    Exchange.objects.filter(pk=exchange.pk).update(heard_at=now)
    try:
        work_in(exchange.pk, event["call_ident"])
    except Exception:
        log.warning("exchange %s: reports of a call are kept and wait", exchange.pk, exc_info=True)
    return "taken"


@transaction.atomic
def work_in(exchange: int, ident: str) -> None:
    """Brings a call to where its reports say it is. One at a time for an exchange."""
    locked = Exchange.objects.select_for_update(of=("self",)).select_related("channel__brand").get(pk=exchange)
    events = list(Event.objects.filter(exchange=locked, call_ident=ident).order_by("id"))
    if not events:
        return
    story = fold(events)
    call = queries.of_exchange(locked, ident) or _new(locked, ident, story)
    _follow(locked, call, story)
    Event.objects.filter(pk__in=[each.pk for each in events], applied_at=None).update(applied_at=clock.now())
    live.publish(call)


def _new(exchange: Exchange, ident: str, story: Story) -> Call:
    person = queries.who_at(exchange, story.extension)
    call = keep(
        brand=exchange.channel.brand,
        number=story.number,
        exchange=exchange,
        ident=ident,
        person=person,
        rang_at=story.rang_at,
    )
    facts.record(told.RUNG, by=SYSTEM, about_thing=call, refs=lines(call))
    return call


def _follow(exchange: Exchange, call: Call, story: Story) -> None:
    _fill_in(call, story)
    person = queries.who_at(exchange, story.extension) or call.person
    if story.answered_at is not None and call.answered_at is None:
        amend(call, person=person, **measured(call, story.answered_at, story.rings))
        tell_late(call, by=SYSTEM)
        if person is not None:
            _quietly(claim, call, by=person)
        settle_missed(call, by=person or SYSTEM)
    _keep_holds(call, story)
    before = {*lines(call)["lines"]}
    for verb in way(call_machine.moves.values(), call.state, story.reached) or ():
        refs = {"lines": sorted({0, *before, *lines(call)["lines"]})}
        call_machine.move(call, verb, by=SYSTEM, changes=_changes(exchange, call, story, verb), refs=refs)
        if verb == "miss" and call.direction == "in":
            owe_call_back(call, by=SYSTEM)
        elif verb == "correct":  # it was answered: there was never anything to call back
            call.conversation.refresh_from_db()
            conversations.void_clocks(call.conversation, by=SYSTEM)
    _hand_on(exchange, call, story)


def _fill_in(call: Call, story: Story) -> None:
    """What a late report adds to a call that is further on: its number, an earlier beginning, who hung up."""
    values: dict[str, Any] = {}
    if story.rang_at is not None and story.rang_at < call.rang_at:
        values["rang_at"] = story.rang_at
    if story.number and not call.number:
        values |= {"number": story.number, "last_four": last_four(story.number)}
        values["index"] = queries.index_of(story.number)
    if story.ended_at is not None and call.ended_at not in (None, story.ended_at):
        values["ended_at"] = story.ended_at
    if story.ended_by and not call.ended_by and call.state == "ended":
        values["ended_by"] = story.ended_by
    if values:
        amend(call, **values)
    known = queries.callers(call) if "number" in values else []
    if len(known) == 1 and call.conversation.customer_id is None:
        conversations.know(call.conversation, by=SYSTEM, customer=known[0])


def _keep_holds(call: Call, story: Story) -> None:
    """Stretches on hold as reported; a consent that was ticked stays with the stretch."""
    limit = int(of_brand(call.brand).value("call.hold_limit").value)
    for start, end in story.holds:
        found, new = Pause.objects.get_or_create(
            call=call, kind="hold", started_at=start, defaults={"limit": limit, "ended_at": end}
        )
        if not new and found.ended_at != end:
            Pause.objects.filter(pk=found.pk).update(ended_at=end)
    starts = [start for start, _end in story.holds]
    call.pauses.filter(kind="hold").exclude(started_at__in=starts).delete()


def _changes(exchange: Exchange, call: Call, story: Story, verb: str) -> dict[str, Any]:
    if verb in ("end", "correct"):
        over = {"ended_at": story.ended_at, "ended_by": story.ended_by or call.ended_by, "offered_to": None}
        return {**over, "is_muted": False, "call_back_due_at": None}
    if verb == "miss":
        ended_at: dt.datetime = story.ended_at or clock.now()
        return {"ended_at": ended_at, **({"person": None} if call.direction == "in" else {})}
    if verb == "transfer":
        taker = queries.who_at(exchange, story.target)
        return {"offered_to": taker, "transfers": story.transfers}
    if verb == "accept":
        return {"person": queries.who_at(exchange, story.extension) or call.person, "offered_to": None}
    return {}


def _hand_on(exchange: Exchange, call: Call, story: Story) -> None:
    """The conversation follows the line: offered when it is transferred, the taker's when he answers."""
    person = queries.who_at(exchange, story.extension)
    values: dict[str, Any] = {"transfers": story.transfers} if call.transfers != story.transfers else {}
    if story.answered_at is not None and person is not None and call.person_id != person.pk:
        values["person"] = person
    if values and call.state != "missed":
        amend(call, **values)
    talk = call.conversation
    talk.refresh_from_db()
    taker = call.offered_to
    if call.state == "transferred" and taker is not None and talk.owner is not None and talk.owner_id != taker.pk:
        if talk.offered_to_id != taker.pk:
            _quietly(conversations.hand_over, talk, by=talk.owner, taker=taker, why="转接")
    elif person is not None and talk.owner_id not in (None, person.pk) and story.transfers:
        if talk.offered_to_id != person.pk:
            _quietly(conversations.hand_over, talk, by=talk.owner, taker=person, why="转接")
        talk.refresh_from_db()
        if may(person, "conversations.accept", talk):
            _quietly(conversations.accept, talk, by=person)


def _quietly(work: Any, thing: Any, **more: Any) -> None:
    """Somebody's post may not allow what his telephone does: the call goes on, its conversation stays where it is."""
    try:
        with transaction.atomic():
            work(thing, **more)
    except Refusal as refusal:
        log.info("call's conversation stays where it is: %s", refusal.code)
        thing.refresh_from_db()


def work_in_left() -> int:
    """Works in what could not be worked in when it came."""
    left = queries.not_applied()
    for exchange, ident in left:
        try:
            work_in(exchange, ident)
        except Exception:
            log.warning("exchange %s: reports of a call still wait", exchange, exc_info=True)
    return len(left)
