"""Who gets what: a pure reckoning over those on duty and those who wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Candidate:
    """Somebody on duty: what he may take, what he is able to, and how much room he has in hundredths of a place."""

    person: Any
    since: dt.datetime
    sees: frozenset[int]
    skills: frozenset[int]
    room: int
    load: int = 0

    def fits(self, waiting: Waiting) -> bool:
        """True when he may have this one: he sees it, is able to, and has room for it."""
        able = waiting.skill is None or waiting.skill in self.skills
        return waiting.ident in self.sees and able and self.load + waiting.weight <= self.room


@dataclass(frozen=True)
class Waiting:
    """One that waits: since when, what it asks for, how heavy it is, and who was asked first."""

    ident: int
    since: dt.datetime
    weight: int
    skill: int | None = None
    first_asked: int | None = None


def best(waiting: Waiting, candidates: Iterable[Candidate]) -> Candidate | None:
    """Of those it fits the one with the least on his hands; then who was asked first, then the longest on duty."""
    fitting = [each for each in candidates if each.fits(waiting)]
    return min(fitting, key=lambda each: _rank(waiting, each), default=None)


def _rank(waiting: Waiting, one: Candidate) -> tuple[int, bool, dt.datetime, int]:
    return one.load, one.person.pk != waiting.first_asked, one.since, one.person.pk


def shared_out(waiting: Iterable[Waiting], candidates: list[Candidate]) -> list[tuple[int, Candidate]]:
    """Who is given which, the longest waiting first, until nothing that waits fits anybody."""
    given = []
    for each in sorted(waiting, key=lambda one: (one.since, one.ident)):
        found = best(each, candidates)
        if found is not None:
            found.load += each.weight
            given.append((each.ident, found))
    return given


def left_together(waiting: Iterable[Waiting], candidates: list[Candidate]) -> list[tuple[int, int]]:
    """Pairs that must not be: somebody waits, and somebody on duty could have him (features 13)."""
    return [(each.ident, one.person.pk) for each in waiting for one in candidates if one.fits(each)]
