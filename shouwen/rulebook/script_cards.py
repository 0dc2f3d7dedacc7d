"""Script cards of a pack: a situation as a clerk reads it, for one house; and which event brings which card.

Pure. A line rests on the clauses of the house's own article; where that article is silent the line is marked borrowed.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.phrase_book import Sheets, sheets_of
from shouwen.rulebook.phrase_sheets import Situation, Step
from shouwen.rulebook.script_sheets import CardRow, EventRow, SignalRow


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say. `profiles` are the houses whose line it is; empty = all."""

    id: str
    title: str
    text: str
    clauses: tuple[str, ...]
    certainty: str
    origin: str
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Never:
    """What must not be said. `severity` is block · warn · hint, or empty for a rule that is not of words."""

    text: str
    clauses: tuple[str, ...]
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause of whole seconds and what to do when it ends."""

    seconds: int
    then: str
    clauses: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Hold:
    """How long somebody may be kept on hold, in seconds."""

    seconds: int
    origin: str


@dataclass(frozen=True, slots=True)
class Card:
    """One situation for one house."""

    situation: str
    title: str
    channel: str
    profile: str
    profile_title: str
    lines: tuple[Line, ...]
    never: tuple[Never, ...]
    waits: tuple[Wait, ...]
    repeats: int
    next: str
    trigger: str
    clauses: tuple[str, ...]
    certainty: str
    origin: str
    hold: Hold | None = None

    def filled(self, fill: Callable[[str], str], hold: Hold | None = None) -> Card:
        """The same card with the places in its lines filled in."""
        lines = tuple(dataclasses.replace(each, text=fill(each.text)) for each in self.lines)
        waits = tuple(dataclasses.replace(each, then=fill(each.then)) for each in self.waits)
        return dataclasses.replace(self, lines=lines, waits=waits, hold=hold)

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @property
    def seconds(self) -> str:
        """`5,5,5`: what the page's timer counts."""
        return ",".join(str(each.seconds) for each in self.waits)


def article_of(clause: str) -> str:
    """`S2-3` of `S2-3.1.4`."""
    return clause.split(".")[0]


class ScriptBook:
    """The cards, events and signals of a pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.sheets: Sheets = sheets_of(pack)

    @cached_property
    def more(self) -> dict[str, CardRow]:
        return {row.id: row for sheet in self.pack.scripts.values() for row in sheet.card}

    @cached_property
    def events(self) -> dict[str, EventRow]:
        return {row.id: row for sheet in self.pack.scripts.values() for row in sheet.event}

    @cached_property
    def signals(self) -> dict[str, SignalRow]:
        return {row.id: row for sheet in self.pack.scripts.values() for row in sheet.signal}

    @property
    def own_profile(self) -> str:
        """The house of the pack; empty when it has none."""
        return next((each.id for each in self.sheets.profiles.values() if each.default), "")

    def row_for(self, event: str, channel: str, profile: str) -> EventRow | None:
        """What an event brings up: the row of this channel and house first, then the wider ones."""
        found = [row for row in self.events.values() if row.on == event and row.channel in (channel, "any")]
        found = [row for row in found if not row.profile or profile in row.profile]
        found.sort(key=lambda row: (not row.profile, row.channel == "any"))
        return found[0] if found else None

    def supposed(self, words: str) -> list[str]:
        """Events a customer's words let suppose, in the order of the table."""
        told = folded(words)
        found = [row.on for row in self.signals.values() if _speaks(row, told)]
        return list(dict.fromkeys(found))

    def cards(self, profile: str = "") -> list[Card]:
        return [self.card(id, profile) for id in self.sheets.situations]

    def card(self, situation: str, profile: str = "") -> Card:
        """The card of a situation for a house (the pack's own without one). Raises KeyError."""
        each = self.sheets.situations[situation]
        profile = profile or self.own_profile
        more = self.more.get(situation, CardRow(id=situation))
        clauses, borrowed = self._clauses(each.because, profile)
        known = self.sheets.profiles.get(profile)
        return Card(
            situation=each.id,
            title=each.title,
            channel=each.channel,
            profile=profile,
            profile_title=known.title if known else "",
            lines=(*self._samples(each, profile), *self._written(more, profile)),
            never=(*self._families(each), *(Never(r.text, tuple(r.because)) for r in more.never if _for(r, profile))),
            waits=tuple(self._waits(each, more, profile)),
            repeats=each.repeats,
            next=each.next,
            trigger=each.trigger,
            clauses=clauses,
            certainty=each.certainty,
            origin="borrowed" if borrowed else each.origin,
        )

    def _clauses(self, because: Iterable[str], profile: str) -> tuple[tuple[str, ...], bool]:
        """The clauses of the house's own article and False; all of them and True when it has none."""
        known = self.sheets.profiles.get(profile)
        articles = {article_of(each) for each in known.because} if known else set()
        mine = tuple(each for each in because if article_of(each) in articles)
        return (mine, False) if mine else (tuple(because), bool(articles))

    def _samples(self, situation: Situation, profile: str) -> Iterator[Line]:
        steps = [step for step in situation.step if not step.profile or profile in step.profile] or situation.step
        for step in steps:
            if step.sample:
                yield self._sample(situation, step, profile)

    def _sample(self, situation: Situation, step: Step, profile: str) -> Line:
        house = profile if not step.profile or profile in step.profile else step.profile[0]
        clauses, silent = self._clauses(situation.because, house)
        origin = "borrowed" if silent or house != profile else situation.origin
        return Line(step.id, step.title, step.sample, clauses, situation.certainty, origin, tuple(step.profile))

    def _written(self, more: CardRow, profile: str) -> Iterator[Line]:
        for row in more.line:
            if _for(row, profile):
                yield Line(row.id, "", row.text, tuple(row.because), row.certainty, row.origin, tuple(row.profile))

    def _families(self, situation: Situation) -> Iterator[Never]:
        for id in situation.forbids:
            family = self.sheets.families[id]
            yield Never(family.title, tuple(family.because), family.severity)

    def _waits(self, situation: Situation, more: CardRow, profile: str) -> Iterator[Wait]:
        own = situation.timers.get(profile) or situation.timers.get("*") or []
        row = next((each for each in more.wait if _for(each, profile)), None)
        seconds = [int(each.removesuffix("s")) for each in ((row.seconds or own) if row else own)]
        clauses, borrowed = self._clauses(situation.because, profile)
        origin = "borrowed" if borrowed else situation.origin
        if row:
            clauses, borrowed = self._clauses(row.because, profile)
            origin = "borrowed" if borrowed and row.origin == "source" else row.origin
        for at, pause in enumerate(seconds):
            last = situation.next if at == len(seconds) - 1 else ""
            yield Wait(pause, row.then[at] if row and at < len(row.then) else last, clauses, origin)


def _for(row: Any, profile: str) -> bool:
    return not row.profile or profile in row.profile


def folded(text: str) -> str:
    """Full width folded, small letters, no spaces: what signals are looked for in."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _speaks(row: SignalRow, told: str) -> bool:
    for harmless in row.innocent:
        told = told.replace(folded(harmless), "□")
    return any(folded(word) in told for word in row.words)
