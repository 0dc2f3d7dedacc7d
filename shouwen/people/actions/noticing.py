"""Verbs about notices in the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.people import facts as told
from shouwen.people.models import Notice, Person


def notify(
    person: Person,
    *,
    text: str,
    url: str = "",
    clauses: list[str] | None = None,
    origin: str = "source",
    tone: str = "",
    wants_acknowledgement: bool = False,
    key: str | None = None,
) -> None:
    """Puts a notice on a person's page. With `key`, the same notice is never given twice."""
    values = {
        "text": text[:300],
        "url": url,
        "clauses": clauses or [],
        "origin": origin,
        "tone": tone,
        "wants_acknowledgement": wants_acknowledgement,
        "at": clock.now(),
        "person": person,
    }
    if key is None:
        Notice.objects.create(**values)
    else:
        Notice.objects.get_or_create(key=f"{key}:{person.pk}"[:120], defaults=values)


@transaction.atomic
def read_notices(notices: Iterable[Notice], *, by: Any) -> int:
    """Marks one's own notices as seen; returns how many were new. Acknowledging is another matter."""
    fresh = [notice.pk for notice in notices if notice.read_at is None]
    if not fresh:
        return 0
    done = Notice.objects.filter(pk__in=fresh, person=by, read_at=None).update(read_at=clock.now())
    if done:
        facts.record(told.NOTICES_READ, by=by, about_thing=by, refs={"count": done})
    return done


@transaction.atomic
def acknowledge(notice: Notice, *, by: Any) -> None:
    """Says "I know": the time is kept (S2-1.D.4.10.2)."""
    require(by, "people.acknowledge", notice)
    done = Notice.objects.filter(pk=notice.pk, acknowledged_at=None).update(
        acknowledged_at=clock.now(), read_at=notice.read_at or clock.now()
    )
    if done:
        facts.record(told.ACKNOWLEDGED, by=by, about_thing=notice)
