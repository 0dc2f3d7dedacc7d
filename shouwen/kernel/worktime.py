"""Working time: which moments count as worked, and arithmetic over them, to the microsecond.

Pure: the calendar and every moment are passed in. All moments are aware and come back in UTC;
windows are wall time in the calendar's zone. A window is half open for "are we working"
(08:30 yes, 17:30 no), but a reckoned due time that falls exactly on a window's end stays there.
The kernel table is the truth (decisions.md 11); a year it has no data for raises `NoCalendarData`
(stack.md row 11, promise R20) unless a person chose to assume plain weekends for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

import chinese_calendar

Window = tuple[time, time]  # wall time, start < end; an end of 00:00 means 24:00
YearSource = Literal["official", "assumed"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = time(0)
NOTHING = timedelta(0)
ONE_DAY = timedelta(days=1)
INSTANT = timedelta.resolution


class NoCalendarData(Exception):
    """The work calendar knows nothing of `year`: a promise in working time must be refused."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year
        self.zh = (
            f"工作日历没有 {year} 年的节假日安排，不能按工作时间承诺期限。"
            "请先录入该年安排，或由负责人选择“按普通周末推定”。"
        )
        self.en = (
            f"The work calendar has no holidays for {year}, so no deadline in working time can be "
            "promised. Enter that year, or have a responsible person assume plain weekends for it."
        )

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True)
class Due:
    """A reckoned moment (UTC); `assumed` when any day of an assumed year was walked over."""

    at: datetime
    assumed: bool = False


@dataclass(frozen=True)
class Segment:
    """A stretch of time and why it counts or not.

    reason: working · lunch (between two windows) · night (before the first or after the last) ·
    weekend · closed (a weekday without windows) · holiday; `deadlines` adds calendar · paused ·
    first_day. `name` is the special day's name, such as 国庆节, else "".
    """

    from_at: datetime
    to_at: datetime
    counted: bool
    reason: str
    name: str = ""


@dataclass(frozen=True)
class DayRule:
    """One special day: a holiday, or worked with its own windows or those of a weekday (调休)."""

    working: bool
    windows: tuple[Window, ...] | None = None
    as_weekday: int | None = None  # 0 = Monday
    name: str = ""

    def __post_init__(self) -> None:
        given = (self.windows is not None) + (self.as_weekday is not None)
        if given != int(self.working):
            raise ValueError("a worked day has windows or a weekday, a holiday has neither")
        if self.windows is not None:
            object.__setattr__(self, "windows", checked_windows(self.windows))
            if not self.windows:
                raise ValueError("a worked day has at least one window")
        if self.as_weekday is not None and self.as_weekday not in range(7):
            raise ValueError(f"no weekday {self.as_weekday}: Monday is 0, Sunday is 6")

    @classmethod
    def holiday(cls, name: str = "") -> DayRule:
        return cls(working=False, name=name)


def checked_windows(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The windows in order; ValueError if one is empty, crosses midnight or overlaps another."""
    ordered = tuple(sorted((start, end) for start, end in windows))
    for start, end in ordered:
        if end != MIDNIGHT and end <= start:
            raise ValueError(f"window {start:%H:%M}-{end:%H:%M} is empty or crosses midnight")
    for (_, end), (start, _) in pairwise(ordered):
        if end == MIDNIGHT or start < end:
            raise ValueError(f"windows overlap at {start:%H:%M}")
    return ordered


@dataclass(frozen=True)
class WorkCalendar:
    """One version of the work calendar; immutable. Weekdays left out of `week` are not worked."""

    version: int
    week: Mapping[int, Sequence[Window]]
    days: Mapping[date, DayRule] = field(default_factory=dict)
    years: Mapping[int, YearSource] = field(default_factory=dict)
    zone: ZoneInfo = SHANGHAI
    _spans: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        week = {day: checked_windows(self.week.get(day, ())) for day in range(7)}
        if set(self.week) - set(week):
            raise ValueError("weekdays are numbered 0 (Monday) to 6 (Sunday)")
        if not any(week.values()):
            raise ValueError("a week without any working window can never end a deadline")
        if set(self.years.values()) - {"official", "assumed"}:
            raise ValueError('a year is "official" or "assumed"')
        for name, value in (("week", week), ("days", self.days), ("years", self.years)):
            object.__setattr__(self, name, MappingProxyType(dict(value)))  # copied: truly immutable

    def __hash__(self) -> int:
        return hash((self.version, self.zone.key))

    def local(self, at: datetime) -> datetime:
        """`at` as wall time of the zone; ValueError when it is naive."""
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be placed in the calendar")
        return at.astimezone(self.zone)

    def moment(self, day: date, clock: time = MIDNIGHT, *, end: bool = False) -> datetime:
        """Wall time on `day` as UTC; with `end`, 00:00 is read as 24:00."""
        day = day + ONE_DAY if end and clock == MIDNIGHT else day
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def assumed_on(self, day: date) -> bool:
        """Whether the day's year is assumed; raises NoCalendarData for a year without data."""
        source = self.years.get(day.year)
        if source is None:
            raise NoCalendarData(day.year)
        return source == "assumed"

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The day's windows in wall time, () when it is not worked; raises NoCalendarData."""
        self.assumed_on(day)
        rule = self.days.get(day)
        if rule is None:
            return tuple(self.week[day.weekday()])
        if rule.as_weekday is not None:
            return tuple(self.week[rule.as_weekday])
        return rule.windows or ()

    def spans_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The day's windows as UTC moments; kept, because spans of months ask again and again."""
        if day not in self._spans:
            self._spans[day] = tuple(
                (self.moment(day, start), self.moment(day, end, end=True)) for start, end in self.windows_on(day)
            )
        return self._spans[day]


def is_working(cal: WorkCalendar, at: datetime) -> bool:
    """Whether `at` lies in a window, start included, end not."""
    return any(start <= at < end for start, end in cal.spans_on(cal.local(at).date()))


def is_holiday(cal: WorkCalendar, day: date) -> bool:
    """Whether the calendar names the day a holiday: not merely a day of the week without work."""
    rule = cal.days.get(day)
    return rule is not None and not rule.working


def add_working(cal: WorkCalendar, start: datetime, duration: timedelta) -> Due:
    """`start` plus working time; negative goes back; zero is `start` itself, worked or not.

    A result exactly on a window's edge stays there: 17:30, not next morning.
    """
    start, day, assumed = start.astimezone(UTC), cal.local(start).date(), False
    forward, left = duration > NOTHING, abs(duration)
    while True:
        assumed = cal.assumed_on(day) or assumed
        if not left:
            return Due(start, assumed)
        for opens, closes in cal.spans_on(day) if forward else reversed(cal.spans_on(day)):
            begin, end = (max(opens, start), closes) if forward else (opens, min(closes, start))
            if left <= end - begin:
                return Due(begin + left if forward else end - left, assumed)
            left -= max(end - begin, NOTHING)
        day += ONE_DAY if forward else -ONE_DAY


def working_between(cal: WorkCalendar, a: datetime, b: datetime) -> timedelta:
    """The working time from `a` to `b`; negative when `b` is earlier."""
    if b < a:
        return -working_between(cal, b, a)
    total = NOTHING
    for day in _days(cal, a, b):
        for begin, end in cal.spans_on(day):
            total += max(min(end, b) - max(begin, a), NOTHING)
    return total


def start_of_next_working(cal: WorkCalendar, at: datetime) -> Due:
    """`at` itself if it is worked, else the start of the next window."""
    at, day, assumed = at.astimezone(UTC), cal.local(at).date(), False
    while True:
        assumed = cal.assumed_on(day) or assumed
        for begin, end in cal.spans_on(day):
            if at < end:
                return Due(max(begin, at), assumed)
        day += ONE_DAY


def same_working_day_end(cal: WorkCalendar, at: datetime) -> Due:
    """The end of the last window of the day `at` falls on.

    After that end, or on a day not worked, it is the end of the next working day (S2-1.D.4.5a:
    "at once" is by default the same working day).
    """
    begun = start_of_next_working(cal, at)
    return Due(cal.spans_on(cal.local(begun.at).date())[-1][1], begun.assumed)


def add_working_days(cal: WorkCalendar, start: datetime, n: int) -> Due:
    """The close of the n-th working day after `start`'s date (before it, when n is negative).

    The day of the event is not counted and the last day ends with business (Civil Code 201, 203),
    so Friday 20:00 and Saturday plus one both give Monday's close. n = 0: `same_working_day_end`.
    """
    if n == 0:
        return same_working_day_end(cal, start)
    step, left, day = (ONE_DAY if n > 0 else -ONE_DAY), abs(n), cal.local(start).date()
    assumed = cal.assumed_on(day)
    while left:
        day += step
        assumed = cal.assumed_on(day) or assumed
        left -= bool(cal.windows_on(day))
    return Due(cal.spans_on(day)[-1][1], assumed)


def assumed_between(cal: WorkCalendar, a: datetime, b: datetime) -> bool:
    """Whether any day from `a` to `b` lies in an assumed year; raises NoCalendarData."""
    return any(cal.assumed_on(day) for day in _days(cal, min(a, b), max(a, b)))


def segments(cal: WorkCalendar, a: datetime, b: datetime) -> list[Segment]:
    """The time from `a` to `b` cut where its reason changes, gapless and in order."""
    found: list[Segment] = []
    for day in _days(cal, a, b):
        for part in _day_segments(cal, day):
            begin, end = max(part.from_at, a), min(part.to_at, b)
            if begin < end:
                found.append(Segment(begin.astimezone(UTC), end.astimezone(UTC), *_why(part)))
    return merged(found)


def merged(parts: Sequence[Segment]) -> list[Segment]:
    """Neighbouring segments with the same reason made one (an evening and its early morning)."""
    out: list[Segment] = []
    for part in parts:
        if out and _why(out[-1]) == _why(part) and out[-1].to_at == part.from_at:
            out[-1] = Segment(out[-1].from_at, part.to_at, *_why(part))
        else:
            out.append(part)
    return out


def due_clock(cal: WorkCalendar, due: datetime) -> tuple[date, str]:
    """A due time for the eye: a moment at midnight is the day before, "24:00"."""
    local = cal.local(due)
    if local.time() == MIDNIGHT:
        return local.date() - ONE_DAY, "24:00"
    return local.date(), f"{local:%H:%M}"


def official_year(year: int, makeup_as: int = 0) -> dict[date, DayRule]:
    """The State Council's holidays and make-up days of `year`, by their Chinese names.

    A make-up day gets the windows of weekday `makeup_as` (Monday). Raises NoCalendarData beyond
    the data of chinesecalendar.
    """
    days: dict[date, DayRule] = {}
    day = date(year, 1, 1)
    while day.year == year:
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            raise NoCalendarData(year) from None
        if name is not None:  # None: an ordinary weekday or weekend
            named = chinese_calendar.Holiday(name).chinese
            days[day] = DayRule(not off, None, None if off else makeup_as, named)
        day += ONE_DAY
    return days


def clock(text: str) -> time:
    """ "08:30" as a time; "24:00" is midnight, to be read as an end."""
    if text == "24:00":
        return MIDNIGHT
    if len(text) != 5 or text[2] != ":" or not (text[:2] + text[3:]).isascii():
        raise ValueError(f"a time is written 08:30, not {text!r}")
    return time.fromisoformat(text)


def to_json(cal: WorkCalendar) -> dict[str, Any]:
    """The calendar as plain JSON; `from_json` gives it back equal."""

    def pairs(windows: Sequence[Window]) -> list[list[str]]:
        return [[f"{start:%H:%M}", "24:00" if end == MIDNIGHT else f"{end:%H:%M}"] for start, end in windows]

    def special(rule: DayRule) -> dict[str, Any]:
        out: dict[str, Any] = {"working": rule.working, "name": rule.name}
        if rule.windows is not None:
            out["windows"] = pairs(rule.windows)
        if rule.as_weekday is not None:
            out["as"] = WEEKDAYS[rule.as_weekday]
        return out

    return {
        "version": cal.version,
        "zone": cal.zone.key,
        "week": {WEEKDAYS[day]: pairs(windows) for day, windows in cal.week.items()},
        "days": {day.isoformat(): special(rule) for day, rule in sorted(cal.days.items())},
        "years": {str(year): source for year, source in sorted(cal.years.items())},
    }


def from_json(data: Mapping[str, Any]) -> WorkCalendar:
    """A calendar from the shape `to_json` writes; ValueError or KeyError when it is not that."""

    def windows(pairs: Sequence[Sequence[str]]) -> tuple[Window, ...]:
        return tuple((clock(start), clock(end)) for start, end in pairs)

    def special(rule: Mapping[str, Any]) -> DayRule:
        own = windows(rule["windows"]) if "windows" in rule else None
        like = WEEKDAYS.index(rule["as"]) if "as" in rule else None
        return DayRule(rule["working"], own, like, rule.get("name", ""))

    return WorkCalendar(
        version=data["version"],
        week={WEEKDAYS.index(day): windows(pairs) for day, pairs in data["week"].items()},
        days={date.fromisoformat(day): special(rule) for day, rule in data["days"].items()},
        years={int(year): source for year, source in data["years"].items()},
        zone=ZoneInfo(data["zone"]),
    )


def _why(part: Segment) -> tuple[bool, str, str]:
    return part.counted, part.reason, part.name


def _days(cal: WorkCalendar, a: datetime, b: datetime) -> Iterator[date]:
    """The local dates from `a` up to `b`; a `b` at midnight does not touch the day it opens."""
    day, last = cal.local(a).date(), cal.local(b - INSTANT).date()
    while day <= last:
        yield day
        day += ONE_DAY


def _day_segments(cal: WorkCalendar, day: date) -> Iterator[Segment]:
    """The whole local day, 00:00 to 24:00, cut at its windows."""
    rule, spans = cal.days.get(day), cal.spans_on(day)
    name = rule.name if rule else ""
    begin, end = cal.moment(day), cal.moment(day + ONE_DAY)
    if not spans:
        usual = "weekend" if day.weekday() >= 5 else "closed"
        yield Segment(begin, end, False, "holiday" if rule and not rule.working else usual, name)
        return
    for number, (start, stop) in enumerate(spans):
        if begin < start:
            yield Segment(begin, start, False, "lunch" if number else "night")
        yield Segment(start, stop, True, "working", name)
        begin = stop
    if begin < end:
        yield Segment(begin, end, False, "night")
