"""What the conversation report is made of: figures with their definition, and who adds some.

A chapter's `measures.py` adds what the room does not know (rings, ratings, words) by `measure(place)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.conversations import limits
from shouwen.conversations.scope import Scope
from shouwen.rulebook import queries as rulebook


@dataclass(frozen=True)
class Basis:
    """What a figure is held to: a limit in words, its clauses, where it comes from, where its clause is read."""

    clauses: tuple[str, ...] = ()
    origin: str = "source"
    url: str = ""
    limit: Any = ""
    whose: str = ""
    note: str = ""


#: For a figure that no clause asks for: it says so.
NO_CLAUSE = Basis(origin="gap")


@dataclass(frozen=True)
class Figure:
    """One number with its definition. `kind`: count, share (0.886), span (timedelta), mean.

    `n` is the population's size; `why_none` says why there is no value, so that nobody takes a gap for a nought.
    """

    name: str
    title: Any
    value: Any
    n: int | None
    formula: Any
    population: Any
    kind: str = "count"
    part: int | None = None
    under: Any = ""
    bases: tuple[Basis, ...] = (NO_CLAUSE,)
    why_none: Any = ""
    tone: str = ""
    is_head: bool = False
    is_inner: bool = False  # the centre's own business: not for the client's sheet

    @property
    def percent(self) -> str:
        """A share as it is written: 88.6."""
        return f"{100 * self.value:.1f}" if self.value is not None else "—"

    @property
    def words(self) -> str:
        """A length of time as it is written."""
        return lasting(self.value)


@dataclass(frozen=True)
class Section:
    """Figures that belong together."""

    name: str
    title: Any
    figures: tuple[Figure, ...]


Measure = Callable[[Scope], Iterable[Section]]
#: Measures by their place in the report.
MEASURES: dict[int, Measure] = {}


def measure(place: int) -> Callable[[Measure], Measure]:
    """Declares figures of the report, by their place in it."""

    def keep(found: Measure) -> Measure:
        if place in MEASURES:
            raise ValueError(f"two measures at {place}")
        MEASURES[place] = found
        return found

    return keep


def clause_url(edition: int | None, clauses: Iterable[str]) -> str:
    """Where the drawer reads the first of these clauses that the edition has."""
    if edition is None:
        return ""
    known = rulebook.pack_numbered(edition).clauses
    first = next((each for each in clauses if each in known), "")
    return reverse("clause", args=[edition, first]) if first else ""


def read_in(pack: str, clauses: Iterable[str]) -> str:
    """The same in the edition of a pack that is in force."""
    edition = rulebook.current_edition(pack)
    return clause_url(edition.pk if edition is not None else None, clauses)


def cited(brands: Iterable[Any], *clauses: str) -> tuple[Basis, ...]:
    """A clause of the books, read in the first of these packs that has it; said to be none where no pack has it."""
    for brand in brands:
        url = read_in(brand.pack, clauses)
        if url:
            return (Basis(clauses, url=url),)
    return (NO_CLAUSE,)


def bases(brands: Iterable[Any], found: Callable[[Any], Basis]) -> tuple[Basis, ...]:
    """What each brand holds it to: once where all agree, else each with its name."""
    each = {brand.name: found(brand) for brand in brands}
    if len({(one.limit, one.clauses, one.origin) for one in each.values()}) <= 1:
        return tuple(each.values())[:1] or (NO_CLAUSE,)
    return tuple(Basis(one.clauses, one.origin, one.url, one.limit, name, one.note) for name, one in each.items())


def held_to(brand: Any, kind: str, fact: str) -> Basis:
    """The limit that `fact` starts on a channel of this kind, as the pack in force has it."""
    for each in limits.limits_of(brand, kind, fact=fact):
        return Basis(each.clauses, each.origin, clause_url(each.edition, each.clauses), each.words, note=each.note)
    return NO_CLAUSE


def lasting(span: dt.timedelta | None) -> str:
    """How long something took, to the second below an hour: 45 秒, 1 分 35 秒, 1 小时 02 分, 2 天 4 小时."""
    if span is None:
        return ""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 24:
        return _("%(days)s 天 %(hours)s 小时") % {"days": hours // 24, "hours": hours % 24}
    if hours:
        return _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": f"{minutes:02d}"}
    if minutes:
        return _("%(minutes)s 分 %(seconds)s 秒") % {"minutes": minutes, "seconds": f"{seconds:02d}"}
    return _("%(n)s 秒") % {"n": seconds}
