"""The arithmetic of the conversation report: periods by days of Shanghai, medians, shares, rows added up. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from shouwen.kernel import clock

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days of the wall clock in Shanghai, both counted: from the first one's midnight to the midnight after the last."""

    first: dt.date
    last: dt.date

    @property
    def starts(self) -> dt.datetime:
        return clock.midnight(self.first)

    @property
    def ends(self) -> dt.datetime:
        """The first moment that no longer belongs to it."""
        return clock.midnight(self.last + DAY)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def named(name: str, today: dt.date) -> Period:
    """`today`, `week` (from Monday) and `month` until today, or `last_month` whole."""
    if name == "week":
        return Period(today - dt.timedelta(days=today.weekday()), today)
    if name == "month":
        return Period(today.replace(day=1), today)
    if name == "last_month":
        return month_of(today.replace(day=1) - DAY)
    return Period(today, today)


def month_of(day: dt.date) -> Period:
    """The whole calendar month a day is in."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


class Spans(Counter[int]):
    """Lengths of time in whole seconds, each with how often it came."""

    @property
    def n(self) -> int:
        return self.total()

    def put(self, seconds: int, times: int = 1) -> None:
        """One that runs backwards (a clock was put right between the two) counts as none at all."""
        self[max(seconds, 0)] += times

    @property
    def middle(self) -> dt.timedelta | None:
        """The median; of an even number the mean of the two in the middle. None of nothing."""
        if not self.n:
            return None
        low, high = self._at((self.n - 1) // 2), self._at(self.n // 2)
        return dt.timedelta(seconds=(low + high) // 2)

    def _at(self, place: int) -> int:
        for seconds in sorted(self):
            place -= self[seconds]
            if place < 0:
                return seconds
        raise IndexError(place)


def share(part: int, whole: int, fewest: int = 1) -> float | None:
    """0.886 of a whole; None below the fewest it may be spoken of."""
    return part / whole if whole >= max(fewest, 1) else None


@dataclass
class Line:
    """Conversations counted together. `came` = `answered` + `lost` + `open`; `owed` have a limit that is decided."""

    came: int = 0
    answered: int = 0
    lost: int = 0
    owed: int = 0
    in_time: int = 0
    cases: int = 0
    replies: Spans = field(default_factory=Spans)
    queued: Spans = field(default_factory=Spans)

    @property
    def open(self) -> int:
        return self.came - self.answered - self.lost

    @property
    def share_answered(self) -> float | None:
        return share(self.answered, self.came)

    @property
    def share_in_time(self) -> float | None:
        return share(self.in_time, self.owed)

    @property
    def replied(self) -> int:
        """How many first answers the median is of. (A page that asks a `Spans` for `n` gets the count of "n".)"""
        return self.replies.n

    @property
    def taken(self) -> int:
        return self.queued.n

    @property
    def reply(self) -> dt.timedelta | None:
        return self.replies.middle

    @property
    def wait(self) -> dt.timedelta | None:
        return self.queued.middle


COUNTED = tuple(each.name for each in fields(Line) if each.type == "int")
Key = Callable[[dict[str, Any]], Any]


def lines(
    counts: Iterable[dict[str, Any]], replies: Iterable[dict[str, Any]], waits: Iterable[dict[str, Any]], by: Key
) -> dict[Any, Line]:
    """Adds rows up by what `by` says of each.

    `counts` carry the numbers of a `Line`; `replies` and `waits` have `seconds` and how many `n` took that long.
    """
    found: dict[Any, Line] = {}
    for row in counts:
        line = found.setdefault(by(row), Line())
        for name in COUNTED:
            setattr(line, name, getattr(line, name) + row[name])
    for row in replies:
        found.setdefault(by(row), Line()).replies.put(row["seconds"], row["n"])
    for row in waits:
        found.setdefault(by(row), Line()).queued.put(row["seconds"], row["n"])
    return found
