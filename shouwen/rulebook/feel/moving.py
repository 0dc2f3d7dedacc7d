"""Moving days, times and moments, and what lies between them: in nanoseconds, over the whole calendar of FEEL."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, TypeAlias

from shouwen.rulebook.feel.temporal import (
    TICK,
    FarDate,
    FarMoment,
    FineTime,
    Months,
    day_at,
    day_number,
    day_of,
    joined,
    month_length,
    nano_of,
    offset_of,
    parts,
)

Value: TypeAlias = Any
DAY = 86_400_000_000_000  # nanoseconds


def shift(day: Value, by: Value) -> Value:
    """A day or moment moved by a duration. Raises OverflowError, ValueError beyond the calendar's end."""
    if isinstance(by, Months):
        clock = None
        if isinstance(day, datetime | FarMoment):
            day, clock = parts(day)
        year, month = divmod(day.year * 12 + day.month - 1 + by.count, 12)
        # the end of a short month stands in for a day it has not
        moved = day_of(year, month + 1, min(day.day, month_length(year, month + 1)))
        return moved if clock is None or moved is None else joined(moved, clock)
    try:
        if isinstance(day, datetime) and day.tzinfo is not None:  # across a change of clocks time goes on
            return (day.astimezone(UTC) + by).astimezone(day.tzinfo)
        return day + by if isinstance(day, date) else _shift_far(day, by)
    except OverflowError:
        return _shift_far(day, by)


def _shift_far(day: Value, by: timedelta) -> Value:
    if isinstance(day, date | FarDate) and not isinstance(day, datetime):
        return day_at(day_number(day) + by.days)
    start, clock = parts(day)
    days, rest = divmod(day_number(start) * DAY + nanos_of(clock) + by // TICK * 1000, DAY)
    moved = day_at(days)
    return None if moved is None else joined(moved, clock_at(rest, clock.tzinfo))


def turn(clock: time, by: timedelta) -> time:
    """A time of day moved by a duration, around midnight if need be."""
    return clock_at((nanos_of(clock) + by // TICK * 1000) % DAY, clock.tzinfo)


def nanos_of(clock: time) -> int:
    """Nanoseconds since midnight, whatever the offset."""
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return (seconds * 1_000_000 + clock.microsecond) * 1000 + nano_of(clock)


def clock_at(nanos: int, zone: tzinfo | None) -> time:
    """The time of day so many nanoseconds after midnight."""
    micros, nano = divmod(nanos, 1000)
    seconds, micros = divmod(micros, 1_000_000)
    return FineTime.of(time(seconds // 3600, seconds // 60 % 60, seconds % 60, micros, tzinfo=zone), nano)


def difference(left: Value, right: Value) -> timedelta | None:
    """What lies between two times, or two moments or days; None where only one of them has an offset.

    A day among moments is its midnight in UTC, as the standard has it. Raises OverflowError.
    """
    one, other = instant(left), instant(right)
    if (one[0] is None) != (other[0] is None):
        return None
    return timedelta(microseconds=(one[1] - other[1]) // 1000)


def _midnight(day: Value) -> Value:
    return joined(day, time(tzinfo=UTC))


def instant(value: Value) -> tuple[timedelta | None, int]:
    """The offset of a day, time or moment, and nanoseconds since the calendar's (or the day's) beginning in UTC."""
    if not isinstance(value, datetime | FarMoment | time):
        value = _midnight(value)
    offset = offset_of(value)
    day, clock = (None, value) if isinstance(value, time) else parts(value)
    nanos = (day_number(day) if day else 0) * DAY + nanos_of(clock)
    return offset, nanos - (offset // TICK * 1000 if offset else 0)
