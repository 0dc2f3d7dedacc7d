"""Drafts: what a person has typed and not yet sent, by place. His alone; a colleague's act never erases it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.kernel import clock
from shouwen.kernel.models import Draft

MOMENT = dt.timedelta(seconds=45)


def draft_of(person: Any, place: str) -> dict[str, Any]:
    """What was kept for this place, or nothing."""
    kept = Draft.objects.filter(person=person, place=place).values_list("content", flat=True).first()
    return kept if isinstance(kept, dict) else {}


def writers(place: str, *, besides: Any = None) -> list[int]:
    """Ids of those who were writing here a moment ago, whatever they wrote."""
    since = clock.now() - MOMENT
    others = Draft.objects.filter(place=place, saved_at__gte=since)
    if besides is not None:
        others = others.exclude(person=besides)
    return list(others.values_list("person", flat=True))


def keep(person: Any, place: str, content: dict[str, Any]) -> Draft:
    """Keeps what has been typed so far; the newest counts."""
    kept, _new = Draft.objects.update_or_create(
        person=person, place=place, defaults={"content": content, "saved_at": clock.now()}
    )
    return kept


def forget(person: Any, place: str) -> None:
    """Takes the draft away once it was sent, or when its writer does not want it any more."""
    Draft.objects.filter(person=person, place=place).delete()
