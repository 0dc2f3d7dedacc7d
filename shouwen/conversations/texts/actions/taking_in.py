"""What was written down goes to its conversation: line by line in the order it came, one bad one stops no other."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

from django.db import transaction

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.texts import queries
from shouwen.conversations.texts.actions.hearing import TAKE_IN, said_of, write_down
from shouwen.conversations.texts.actions.texting import note_report, was_in_hand
from shouwen.conversations.texts.identity import digest
from shouwen.conversations.texts.models import Arrival, Line, Media, TextIdentity, Thread
from shouwen.conversations.texts.vendor import Said, Trouble
from shouwen.conversations.texts.vendors import vendor_of
from shouwen.customers import actions as customer_actions
from shouwen.customers import queries as customers
from shouwen.kernel import clock, jobs, vault
from shouwen.kernel.phone_numbers import last_four, mask, normalise
from shouwen.kernel.policy import SYSTEM

log = logging.getLogger("shouwen.texts")
FETCH = "conversations.texts.fetch_media"
#: Said with the message until what is enclosed is here.
FETCHING = "media_fetching"
TRIES = 8
GIST = 40
KEEP = dt.timedelta(days=7)


class TooEarly(Exception):
    """A report of what may be a text whose number at the vendor we are about to learn: looked at again."""


def take_in(line: Line, *, by: Any = SYSTEM) -> int:
    """Takes in everything of a line that waits; gives how many went well."""
    done, failed, last = 0, 0, 0
    while (row := queries.next_arrival(line, last, TRIES)) is not None:
        last = row.pk
        try:
            done += _take_one(line, row, by=by)
        except Exception as problem:  # noqa: BLE001  the next one must not wait for it; nothing of it goes to the log
            words = str(problem) if isinstance(problem, Trouble) else type(problem).__name__
            log.warning("arrival %s of line %s was not taken in: %s", row.pk, line.pk, words)
            _put_off(row)
            failed += 1
    if failed:
        wait = dt.timedelta(seconds=30 * 2 ** min(failed, 5))
        key = f"take-in:{line.pk}:again:{clock.now():%Y%m%d%H%M}"
        jobs.JOBS[TAKE_IN].enqueue(key=key, run_at=clock.now() + wait, line=line.pk)
    return done


def _put_off(row: Arrival) -> None:
    tries = row.tries + 1
    given_up = {"done_at": clock.now(), "outcome": "failed"} if tries >= TRIES else {}
    Arrival.objects.filter(pk=row.pk, tries=row.tries, done_at=None).update(tries=tries, **given_up)


def _take_one(line: Line, row: Arrival, *, by: Any) -> int:
    said = said_of(row)
    found: list[Said] = []
    cursor = line.cursor
    if said.kind == "nudge":
        found, cursor = vendor_of(line).pull(line, said.details)
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)  # one after the other: who writes first has the first thread
        mine = Arrival.objects.filter(pk=row.pk, done_at=None)
        outcome = _outcome(line, row, said, by=by) if mine.exists() else ""
        if not outcome:
            return 0
        write_down(line, found)
        if cursor != line.cursor:
            Line.objects.filter(pk=line.pk).update(cursor=cursor)
            line.cursor = cursor
        mine.update(done_at=clock.now(), outcome=outcome, locked="")
    return 1


def _outcome(line: Line, row: Arrival, said: Said, *, by: Any) -> str:
    if said.kind == "report":
        details = said.details
        is_ours = note_report(
            line.channel, details["message"], reached=bool(details["reached"]), code=details.get("code", "")
        )
        if not is_ours and was_in_hand(line.channel, row.at):
            raise TooEarly
        return "report" if is_ours else "unknown"
    if said.kind != "message":
        return said.kind
    return _receive(line, row, said, by=by)


def _receive(line: Line, row: Arrival, said: Said, *, by: Any) -> str:
    identity = _identity(line, said)
    received = conversations.receive(
        conversations.Incoming(
            brand=line.channel.brand,
            once=f"text:{line.pk}:{row.ident}"[:120],
            kind=line.channel.kind,
            channel=line.channel,
            sender=identity.shown,
            sender_name=said.name,
            subject=_gist(said.text),
            text=said.text,
            problem=FETCHING if said.media else "",
            written_at=said.written_at,
            customer=identity.customer,
            conversation=_live(identity),
        ),
        by=by,
    )
    if received.outcome == "duplicate":
        return "duplicate"
    Thread.objects.get_or_create(conversation=received.conversation, defaults={"identity": identity})
    TextIdentity.objects.filter(pk=identity.pk).update(last_in_at=clock.now())
    for each in said.media:
        ref = vault.lock(json.dumps(each.ref))
        made = Media.objects.create(line=line, message=received.message, locked=ref, name=each.name[:200])
        jobs.JOBS[FETCH].enqueue(key=f"media:{made.pk}:0", media=made.pk)
    return str(received.outcome)


def _gist(text: str) -> str:
    """The beginning, for lists. Numbers of ours are left out: whose thread it is the identity says, not what is written."""
    beginning = " ".join(text.split())[:GIST]
    return "" if talks.numbers_in(beginning) else beginning


def _live(identity: TextIdentity) -> Any:
    """The thread it goes on with: the last one, unless it was ended longer ago than the setting says."""
    thread = queries.last_thread(identity)
    if thread is None:
        return None
    ended = thread.conversation.wrapped_up_at
    within = queries.thread_within(identity.line.channel.brand)
    return thread.conversation if ended is None or clock.now() - ended <= within else None


def _identity(line: Line, said: Said) -> TextIdentity:
    """Who writes: known again by the digest, else a new row with its customer."""
    kind = line.channel.kind
    number = normalise(said.sender) if kind == "sms" else None
    value = number or said.sender
    there = TextIdentity.objects.select_related("customer", "line__channel__brand").filter(
        line=line, digest=digest(kind, value)
    )
    found = there.first()
    if found is not None:
        return found
    shown = (mask(number) if number else "****") if kind == "sms" else _stranger(line, said)
    TextIdentity.objects.create(
        line=line,
        digest=digest(kind, value),
        locked=vault.lock(value),
        shown=shown,
        last_four=last_four(number) if number else "",
        customer=_customer(line, said, number, shown),
    )
    return there.get()


def _stranger(line: Line, said: Said) -> str:
    """What lists call somebody of whom only an open id is known: never the id itself."""
    return f"{line.channel.get_kind_display()} {digest(line.channel.kind, said.sender)[:6]}"


def _customer(line: Line, said: Said, number: str | None, shown: str) -> Any:
    """Whoever has this number; None when several do, for a person to say; a stranger is registered."""
    brand = line.channel.brand
    if number is not None:
        found = customers.with_number(brand, number)
        if found:
            return found[0] if len(found) == 1 else None
    name = said.name.strip() or shown
    return customer_actions.register(by=SYSTEM, brand=brand, name=name, phone=number or "")


def forget_arrivals() -> int:
    """Takes away what was done long ago: after a week no vendor's call is young enough to be a copy of it."""
    return Arrival.objects.filter(done_at__lt=clock.now() - KEEP).delete()[0]


def take_in_waiting() -> int:
    """Queues lines whose arrivals a dead worker left."""
    lines = queries.lines_waiting(clock.now() - dt.timedelta(minutes=10), TRIES)
    for pk in lines:
        jobs.JOBS[TAKE_IN].enqueue(key=f"take-in:{pk}:left:{clock.now():%Y%m%d%H%M}", line=pk)
    return len(lines)
