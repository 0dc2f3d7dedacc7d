"""A call from a vendor: verified, written down once, acknowledged; the work follows in the worker (R17)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from shouwen.conversations.texts.models import Arrival, Line
from shouwen.conversations.texts.vendor import Call, Enclosure, Forged, Late, Said, Taken
from shouwen.conversations.texts.vendors import vendor_of
from shouwen.kernel import clock, jobs, vault

log = logging.getLogger("shouwen.texts")
TAKE_IN = "conversations.texts.take_in"
LONGEST_IDENT = 120


def hear(line: Line, call: Call) -> Taken:
    """Takes note of a verified call. `Forged` and `Late` are counted on the line and passed on, as is `Unreadable`."""
    try:
        taken = vendor_of(line).take(line, call)
    except (Forged, Late) as problem:
        column = "forged" if isinstance(problem, Forged) else "late"
        Line.objects.filter(pk=line.pk).update(**{column: F(column) + 1}, refused_at=clock.now())
        log.warning("a call to line %s was refused: %s", line.pk, column)
        raise
    with transaction.atomic():
        write_down(line, taken.said)
    return taken


def write_down(line: Line, said: Iterable[Said]) -> int:
    """Rows for what is new; copies and retries find theirs. A job takes them in. Gives how many were new."""
    last, new = 0, 0
    for each in said:
        locked = vault.lock(json.dumps(dataclasses.asdict(each), default=str, ensure_ascii=False))
        given = {"locked": locked, "at": clock.now()}
        row, is_new = Arrival.objects.get_or_create(line=line, ident=_ident(each.once), defaults=given)
        if is_new:
            last, new = row.pk, new + 1
    if new:
        jobs.JOBS[TAKE_IN].enqueue(key=f"take-in:{line.pk}:{last}", line=line.pk)
    return new


def _ident(once: str) -> str:
    return once if len(once) <= LONGEST_IDENT else hashlib.sha256(once.encode()).hexdigest()


def said_of(row: Arrival) -> Said:
    """What was written down."""
    told: dict[str, Any] = json.loads(vault.unlock(row.locked))
    told["media"] = tuple(Enclosure(**each) for each in told["media"])
    at = told.pop("written_at")
    moment = dt.datetime.fromisoformat(at) if at else None
    return Said(**told, written_at=moment)
