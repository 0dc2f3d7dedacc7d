"""Deadlines: what a rule of deadlines.toml means in minutes, and how to explain it to the minute.

Pure: rule, event, calendar and pauses are passed in; moments are aware and come back in UTC.
A rule states what it counts (decisions.md 10): `calendar` time, or `working` time of the work
calendar, in which days are working days (Civil Code 201, 203; see `add_working_days`). The 24 h of
S2-1.D.4.5b are calendar hours. Working rules may raise `worktime.NoCalendarData`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Literal, cast

from shouwen.kernel import worktime
from shouwen.kernel.worktime import MIDNIGHT, NOTHING, ONE_DAY, WEEKDAYS, Due, Segment, Window, WorkCalendar

Shape = Literal["after", "before", "window", "month_end", "recurrence"]
Counts = Literal["calendar", "working"]
Pause = tuple[datetime, datetime]  # from, to
Moment = Due | datetime  # a due time, marked or bare

_UNITS = {"mo": "months", "m": "minutes", "h": "hours", "d": "days", "w": "weeks", "y": "years"}
_SHORT = re.compile(r"(\d{1,5})(mo|m|h|d|w|y)", re.ASCII)
_ISO = re.compile(
    r"P(?:(?P<years>\d{1,5})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,5})M)?)?",
    re.ASCII,
)
_REPEATS = {"day": r"", "week": rf"(?P<day>{'|'.join(WEEKDAYS)}) ", "month": r"(?P<day>last|[1-9]|[12]\d|3[01]) "}


class DeadlineError(ValueError):
    """A rule that cannot be meant, or a limit nobody gave; `zh` and `en` are sentences for people."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Span:
    """A length as the standard writes it. Months and days are dates' steps, `exact` is elapsed time."""

    months: int = 0
    days: int = 0
    exact: timedelta = NOTHING
    same_day: bool = False  # "same day": until its end, for working rules the end of business


def parse_span(text: str) -> Span:
    """`30m 24h 2d 1w 6mo 1y`, joined ones such as `1d12h`, ISO 8601 such as `PT24H`, or `same [working] day`."""
    if text in ("same day", "same working day"):
        return Span(same_day=True)
    parts: dict[str, int] = {}
    iso = _ISO.fullmatch(text)
    if iso and text[-1] not in "PT":
        parts = {unit: int(number) for unit, number in iso.groupdict().items() if number}
    elif text and _SHORT.sub("", text) == "":
        for number, unit in _SHORT.findall(text):
            if _UNITS[unit] in parts:
                raise DeadlineError(f"期限“{text}”里同一单位写了两次", f"{text!r} names a unit twice")
            parts[_UNITS[unit]] = int(number)
    else:
        raise DeadlineError(
            f"看不懂期限“{text}”，请写成 30m、24h、2d、6mo", f"{text!r} is no duration: write 30m, 24h, 2d, 6mo"
        )
    return Span(
        months=parts.get("months", 0) + 12 * parts.get("years", 0),
        days=parts.get("days", 0) + 7 * parts.get("weeks", 0),
        exact=timedelta(hours=parts.get("hours", 0), minutes=parts.get("minutes", 0)),
    )


def elapsed(text: str) -> timedelta:
    """`48h` or `30d` as elapsed time; months count 30 days."""
    span = parse_span(text)
    return span.exact + timedelta(days=span.days + 30 * span.months)


@dataclass(frozen=True)
class Rule:
    """One row of deadlines.toml, as far as time is concerned; DeadlineError if it cannot be meant."""

    shape: Shape
    counts: Counts
    within: Span | None = None  # None: given with each event, by a table or by a person
    window: Window | None = None  # daily, wall time; shape window
    every: Literal["day", "week", "month"] | None = None
    on: str = ""  # "10:00", "mon 10:00", "25 10:00", "last 17:00"
    remind: tuple[str, ...] = ()  # "50%" of the time gone, "30m" left

    def __post_init__(self) -> None:
        if self.shape not in ("after", "before", "window", "month_end", "recurrence"):
            raise DeadlineError(f"没有“{self.shape}”这种期限", f"no shape {self.shape!r}")
        if self.counts not in ("calendar", "working"):
            raise DeadlineError("须写明按自然时间还是工作时间", "counts is calendar or working")
        if self.within is not None and self.shape in ("month_end", "recurrence"):
            raise DeadlineError("月末和周期期限不带时长", f"{self.shape} takes no duration")
        if (self.shape == "window") != (self.window is not None):
            raise DeadlineError("时段期限须且只须写时段", "a window goes with the shape window, and only with it")
        if self.window is not None:
            worktime.checked_windows([self.window])
        if (self.shape == "recurrence") != (self.every is not None):
            raise DeadlineError("周期期限须写 every", "every goes with the shape recurrence, and only with it")
        if self.every is not None:
            _occasion(self)
        _checked(self, self.within)
        for text in self.remind:
            _reminder(self, text, NOTHING)

    @classmethod
    def from_pack(cls, row: Mapping[str, object]) -> Rule:
        """A rule from a `[[deadline]]` table of a pack; keys that do not concern time are left alone."""
        within, window, remind = row.get("within"), row.get("window"), row.get("remind", [])
        if not isinstance(remind, list) or not (window is None or (isinstance(window, list) and len(window) == 2)):
            raise DeadlineError("remind、window 须是列表", "remind is a list, window a list of two times")
        return cls(
            shape=cast(Shape, row.get("shape")),  # checked on construction
            counts=cast(Counts, row.get("counts")),
            within=None if within is None else parse_span(str(within)),
            window=None if window is None else (worktime.clock(str(window[0])), worktime.clock(str(window[1]))),
            every=cast(Literal["day", "week", "month"] | None, row.get("every")),
            on=str(row.get("on", "")),
            remind=tuple(str(text) for text in remind),
        )


def due(
    rule: Rule,
    event_at: datetime,
    cal: WorkCalendar,
    within: Span | str | None = None,
    stated: datetime | None = None,
) -> Due:
    """When the rule falls due for an event.

    `stated` is the due time a person gave (S2-1.D.4.7b) and wins; then `within`, from a table; then
    the rule's own. DeadlineError when none is there or the stated one is not after the event.
    """
    if stated is not None:
        if stated <= event_at and rule.shape != "before":
            raise DeadlineError("所定时限早于起算时刻", "the stated due time is not after the event")
        return Due(stated.astimezone(UTC))
    if rule.shape == "month_end":
        return _month_end(rule, event_at, cal)
    if rule.shape == "recurrence":
        return next_occurrence(rule, event_at, cal)
    span = _checked(rule, parse_span(within) if isinstance(within, str) else within or rule.within)
    if span is None:
        if rule.shape != "window":
            raise DeadlineError("本期限须逐次给定时限", "this deadline needs its limit given each time")
        span = Span()
    result = _stepped(rule, event_at, cal, span)
    return _into_window(rule, result, cal) if rule.window else result


def next_occurrence(rule: Rule, after: datetime, cal: WorkCalendar) -> Due:
    """The first occurrence strictly after; in a working rule one on a closed day moves to the next open day."""
    is_due_on, clock = _occasion(rule)
    day, assumed = cal.local(after).date(), False
    while rule.counts == "working" and not cal.windows_on(day - ONE_DAY):
        day -= ONE_DAY  # an occurrence planned in the closed stretch before may land after `after`
    while True:
        if is_due_on(day):
            lands = day
            if rule.counts == "working":
                while not cal.windows_on(lands):
                    lands += ONE_DAY
                assumed = cal.assumed_on(lands) or cal.assumed_on(day) or assumed
            if (moment := cal.moment(lands, worktime.clock(clock), end=clock == "24:00")) > after:
                return Due(moment, assumed)
        day += ONE_DAY


def shift_for_pause(rule: Rule, due: Moment, paused_from: datetime, paused_to: datetime, cal: WorkCalendar) -> Due:
    """The due time after a pause: later by the time of the pause that the rule counts.

    A clock already run out at `paused_from` does not move, nor does an appointment (before,
    month_end, recurrence): a pause does not move Monday.
    """
    was = due if isinstance(due, Due) else Due(due)
    if paused_to < paused_from:
        raise DeadlineError("暂停的终点早于起点", "the pause ends before it begins")
    if rule.shape not in ("after", "window") or paused_from >= was.at:
        return was
    moved = _add(rule, was.at, _counted(rule, paused_from, paused_to, cal), cal)
    moved = _into_window(rule, moved, cal) if rule.window else moved
    return Due(moved.at, moved.assumed or was.assumed)


def remaining(rule: Rule, now: datetime, due: Moment, cal: WorkCalendar) -> timedelta:
    """The time left as the rule counts it, negative when overdue. While paused, `now` is the pause's start."""
    return _counted(rule, now, _at(due), cal)


def fraction_gone(
    rule: Rule, start: datetime, now: datetime, due: Moment, cal: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Fraction:
    """The share of the counted time from start to due that is gone, 0 to 1; 1 from the due time on."""
    if now >= _at(due):
        return Fraction(1)
    total = sum((_counted(rule, a, b, cal) for a, b in _running(start, _at(due), pauses)), NOTHING)
    gone = sum((_counted(rule, a, b, cal) for a, b in _running(start, now, pauses)), NOTHING)
    return Fraction(gone // timedelta.resolution, total // timedelta.resolution) if total else Fraction(0)


def reminders(
    rule: Rule, start: datetime, due: Moment, cal: WorkCalendar, pauses: Sequence[Pause] = ()
) -> list[tuple[str, datetime]]:
    """Each of `rule.remind` with its moment, in order of time; one that would lie before the start is left out."""
    running = list(_running(start, _at(due), pauses))
    total = sum((_counted(rule, a, b, cal) for a, b in running), NOTHING)
    found = []
    for text in rule.remind:
        left = _reminder(rule, text, total)
        for a, b in running:
            length = _counted(rule, a, b, cal)
            if NOTHING <= left <= length:
                found.append((text, _add(rule, a, left, cal).at))
                break
            left -= length
    return sorted(found, key=lambda pair: pair[1])


def explain(rule: Rule, start: datetime, due: Moment, cal: WorkCalendar, pauses: Sequence[Pause] = ()) -> list[Segment]:
    """The way from start to due, gapless, each stretch with whether and why it counts.

    Reasons: those of `worktime.Segment`, and `calendar`, `paused`, `first_day` (the day of the
    event, when the rule counts in working days). An event after its due time gives [].
    """
    end, at, parts = _at(due), start.astimezone(UTC), []
    in_days = rule.counts == "working" and rule.within is not None and rule.within.days > 0
    for a, b in [*_running(start, end, pauses), (end, end)]:
        if at < a:
            parts.append(Segment(at, a, False, "paused"))
        if a < b and rule.counts == "calendar":
            parts.append(Segment(a, b, True, "calendar"))
        elif a < b:
            parts += worktime.segments(cal, a, b)
        at = max(at, b)
    if in_days:
        first = cal.local(start).date()
        parts = [
            Segment(p.from_at, p.to_at, False, "first_day", p.name)
            if p.counted and cal.local(p.from_at).date() == first
            else p
            for p in parts
        ]
    return worktime.merged(parts)


def add_months(day: date, months: int) -> date:
    """The same day of another month; the last one where the month is shorter (S2-1.H.4.5, ambiguity M-11)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _occasion(rule: Rule) -> tuple[Callable[[date], bool], str]:
    """Which days a recurrence falls on, and at what wall time; DeadlineError if `on` does not say it."""
    every = str(rule.every)
    found = re.fullmatch(_REPEATS.get(every, "(?!)") + r"(?P<clock>([01]\d|2[0-3]):[0-5]\d|24:00)", rule.on)
    if found is None:
        raise DeadlineError(
            f"看不懂周期“{every} {rule.on}”，请写成 10:00、mon 10:00、25 10:00、last 17:00",
            f"{every!r} with {rule.on!r} is no recurrence: write 10:00, mon 10:00, 25 10:00, last 17:00",
        )
    clock = found["clock"]
    if every == "day":
        return (lambda day: True), clock
    if every == "week":
        return (lambda day: day.weekday() == WEEKDAYS.index(found["day"])), clock
    wanted = 31 if found["day"] == "last" else int(found["day"])
    return (lambda day: day.day == min(wanted, monthrange(day.year, day.month)[1])), clock


def _reminder(rule: Rule, text: str, total: timedelta) -> timedelta:
    """How much of the counted time is gone when this reminder is due; negative: before the start."""
    if share := re.fullmatch(r"([1-9]\d?|100)%", text):
        return total * int(share[1]) // 100
    span = parse_span(text)
    if span.same_day or span.months or (span.days and rule.counts == "working"):
        raise DeadlineError(f"提醒“{text}”不能这样写，请写成 50%、30m", f"{text!r} is no reminder: write 50% or 30m")
    return total - span.exact - span.days * ONE_DAY


def _at(due: Moment) -> datetime:
    return (due.at if isinstance(due, Due) else due).astimezone(UTC)


def _counted(rule: Rule, a: datetime, b: datetime, cal: WorkCalendar) -> timedelta:
    return worktime.working_between(cal, a, b) if rule.counts == "working" else b - a


def _add(rule: Rule, at: datetime, length: timedelta, cal: WorkCalendar) -> Due:
    return worktime.add_working(cal, at, length) if rule.counts == "working" else Due(at.astimezone(UTC) + length)


def _running(start: datetime, end: datetime, pauses: Sequence[Pause]) -> Iterator[Pause]:
    """The stretches from start to end in which the clock was not paused; pauses may overlap."""
    at = start.astimezone(UTC)
    for a, b in sorted(pauses):
        if at < min(a, end):
            yield at, min(a, end).astimezone(UTC)
        at = max(at, b.astimezone(UTC))
    if at < end:
        yield at, end.astimezone(UTC)


def _checked(rule: Rule, span: Span | None) -> Span | None:
    """The span, unless a working rule has one the calendar cannot mean: then it is refused, never guessed."""
    if span is not None and rule.counts == "working" and (span.months or (span.days and span.exact)):
        raise DeadlineError(
            "工作时间只能写成小时分钟，或整数个工作日", "working time is hours and minutes, or whole working days"
        )
    return span


def _stepped(rule: Rule, event_at: datetime, cal: WorkCalendar, span: Span) -> Due:
    """The event plus (shape before: minus) the span."""
    sign, working = (-1 if rule.shape == "before" else 1), rule.counts == "working"
    if span.same_day:
        if working:
            return worktime.same_working_day_end(cal, event_at)
        return Due(cal.moment(cal.local(event_at).date(), end=True))
    if working and span.days:
        return worktime.add_working_days(cal, event_at, sign * span.days)
    if working:
        return worktime.add_working(cal, event_at, sign * span.exact)
    local = cal.local(event_at)
    day = add_months(local.date(), sign * span.months) + sign * span.days * ONE_DAY
    return Due(datetime.combine(day, local.time(), cal.zone).astimezone(UTC) + sign * span.exact)


def _into_window(rule: Rule, result: Due, cal: WorkCalendar) -> Due:
    """The first moment not before `result` inside the daily window, on a working day for working rules."""
    opens, closes = cast(Window, rule.window)
    # exactly 24:00 still belongs to the window of the day it ends
    last = result.at - timedelta.resolution if closes == MIDNIGHT else result.at
    day, assumed = cal.local(last).date(), result.assumed
    while True:
        open_day = True
        if rule.counts == "working":
            assumed, open_day = cal.assumed_on(day) or assumed, bool(cal.windows_on(day))
        if open_day and result.at <= cal.moment(day, closes, end=True):
            return Due(max(result.at, cal.moment(day, opens)), assumed)
        day += ONE_DAY


def _month_end(rule: Rule, event_at: datetime, cal: WorkCalendar) -> Due:
    """The last moment, or the last working moment, of the event's month.

    Where business has already ended for the month the next month's is meant: a deadline born
    overdue helps nobody.
    """
    first, assumed = cal.local(event_at).date().replace(day=1), False
    if rule.counts == "calendar":
        return Due(cal.moment(add_months(first, 1)))
    while True:
        day = add_months(first, 1) - ONE_DAY
        while day >= first:
            assumed = cal.assumed_on(day) or assumed
            spans = cal.spans_on(day)
            if spans and spans[-1][1] > event_at:
                return Due(spans[-1][1], assumed)
            day -= ONE_DAY
        first = add_months(first, 1)
