"""Running the listeners: each hears every sealed fact of its kinds once, with its effect in the same transaction."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from itertools import groupby
from operator import attrgetter

from django.db import IntegrityError, transaction

from shouwen.kernel import clock, jobs, live
from shouwen.kernel.facts import LISTENERS
from shouwen.kernel.models import Cursor, Fact, Job, Reaction, Seal

log = logging.getLogger("shouwen.reactions")
TRIES = 8
LONGEST_WAIT = 60
PREFIX = "reaction:"


def react(limit: int = 200) -> int:
    """Lets each listener hear up to `limit` sealed facts beyond its cursor; returns how many were heard."""
    head, now, heard = live.head(), jobs.database_now(), 0
    behind = [cursor for cursor in cursors() if cursor.number < head]
    ready = [cursor for cursor in behind if cursor.retry_at is None or cursor.retry_at <= now]
    for number, group in groupby(sorted(ready, key=attrgetter("number")), key=attrgetter("number")):
        seals = list(Seal.objects.filter(number__gt=number).order_by("number").select_related("fact")[:limit])
        if seals:
            heard += _hear(list(group), seals)
    return heard


def cursors() -> list[Cursor]:
    """Cursors of all listeners, made where missing.

    In a new installation they start at 0; a listener added by an upgrade starts at the head, so that it does
    not send last year's notices again.
    """
    there = {cursor.listener: cursor for cursor in Cursor.objects.filter(listener__in=list(LISTENERS))}
    missing = LISTENERS.keys() - there.keys()
    if missing:
        start = live.head() if Cursor.objects.exists() else 0
        Cursor.objects.bulk_create([Cursor(listener=name, number=start) for name in missing], ignore_conflicts=True)
        return cursors()
    return list(there.values())


def _hear(group: list[Cursor], seals: list[Seal]) -> int:
    """Brings cursors that stand at the same number to the end of `seals`, except those that stumble."""
    heard, through = 0, []
    for cursor in group:
        kinds, _ = LISTENERS[cursor.listener]
        for seal in seals:
            if seal.fact.kind in kinds:
                try:
                    heard += _once(cursor.listener, seal.fact)
                except Exception as problem:  # noqa: BLE001  _stumbled logs it
                    _stumbled(cursor, seal, problem)
                    break
        else:
            through.append(cursor.listener)
    reached = seals[-1].number
    passed = Cursor.objects.filter(listener__in=through, number__lt=reached)
    passed.update(number=reached, tries=0, retry_at=None)
    return heard


def _once(name: str, fact: Fact) -> bool:
    """Takes the fact for this listener and calls it, in one transaction; False when that was done already."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                Reaction.objects.create(fact=fact, listener=name, at=clock.now())
        except IntegrityError:
            return False
        LISTENERS[name][1](fact)
    return True


def _stumbled(cursor: Cursor, seal: Seal, problem: Exception) -> None:
    """Holds this listener back for a while; after eight tries sets the fact aside, so that it stops nothing else.

    When even this cannot be written (disk full), the error goes to the worker and no try is counted.
    """
    log.error("listener %s failed on fact %s", cursor.listener, seal.fact_id, exc_info=problem)
    here = Cursor.objects.filter(pk=cursor.pk, number__lt=seal.number)
    tries = 1 + (cursor.tries if seal.number == cursor.number + 1 else 0)
    if tries < TRIES:
        wait = dt.timedelta(seconds=min(2**tries, LONGEST_WAIT))
        here.update(number=seal.number - 1, tries=tries, retry_at=jobs.database_now() + wait)
        return
    error = "".join(traceback.format_exception(problem))
    with transaction.atomic():
        if here.update(number=seal.number, tries=0, retry_at=None):
            jobs.bury(f"{PREFIX}{cursor.listener}", {"fact": seal.fact_id}, error)


def _again(job: Job) -> None:
    """A fact that was set aside, revived by a person."""
    _once(job.name.removeprefix(PREFIX), Fact.objects.get(pk=job.args["fact"]))


jobs.KINDS[PREFIX] = _again
