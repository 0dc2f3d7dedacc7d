"""What an exchange's reports amount to, in whatever order they came. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

RANK = {"ringing": 0, "answered": 1, "transfer": 2, "hold": 3, "unhold": 4, "ended": 5, "missed": 5}


@dataclass
class Story:
    """A call as its reports tell it. `holds` are stretches, the last one open when its end is None."""

    reached: str = "ringing"
    number: str = ""
    extension: str = ""
    target: str = ""
    rang_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    ended_by: str = ""
    rings: int | None = None
    transfers: int = 0
    holds: list[list[Any]] = field(default_factory=list)


def fold(events: Iterable[Any]) -> Story:
    """Reads reports (kind, at, number, extension, target, rings, ended_by, id) by the exchange's own times.

    Who ended before anybody answered was missed; what is reported after the end counts for nothing.
    """
    story = Story()
    for each in sorted(events, key=lambda event: (event.at, RANK[event.kind], event.id)):
        story.number = story.number or each.number
        story.rings = each.rings if each.rings is not None else story.rings
        story.rang_at = story.rang_at or each.at
        if story.ended_at is None:
            READ[each.kind](story, each)
    story.reached = _reached(story)
    if story.ended_at is not None and story.holds and story.holds[-1][1] is None:
        story.holds[-1][1] = story.ended_at
    return story


def _ringing(story: Story, event: Any) -> None:
    story.extension = event.extension or story.extension


def _answered(story: Story, event: Any) -> None:
    story.answered_at = story.answered_at or event.at
    story.extension = event.extension or story.target or story.extension
    story.target = ""


def _transfer(story: Story, event: Any) -> None:
    story.target = event.target or story.target
    story.transfers += 1


def _hold(story: Story, event: Any) -> None:
    if not story.holds or story.holds[-1][1] is not None:
        story.holds.append([event.at, None])


def _unhold(story: Story, event: Any) -> None:
    if story.holds and story.holds[-1][1] is None:
        story.holds[-1][1] = event.at


def _ended(story: Story, event: Any) -> None:
    story.ended_at, story.ended_by = event.at, event.ended_by


READ = {
    "ringing": _ringing,
    "answered": _answered,
    "transfer": _transfer,
    "hold": _hold,
    "unhold": _unhold,
    "ended": _ended,
    "missed": _ended,
}


def _reached(story: Story) -> str:
    if story.ended_at is not None:
        return "ended" if story.answered_at is not None else "missed"
    if story.answered_at is None:
        return "ringing"
    if story.target:
        return "transferred"
    return "on_hold" if story.holds and story.holds[-1][1] is None else "answered"


def way(moves: Iterable[Any], start: str, end: str) -> list[str] | None:
    """The shortest row of verbs from one state to another; None when there is none."""
    known: dict[str, list[str]] = {start: []}
    queue = [start]
    while queue:
        at = queue.pop(0)
        if at == end:
            return known[at]
        for move in moves:
            if at in move.start and move.end not in known:
                known[move.end] = [*known[at], move.verb]
                queue.append(move.end)
    return None
