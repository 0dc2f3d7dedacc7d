"""Days and times: sameness, their place in week and year, what lies between, and the clock if the caller lends one."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from shouwen.rulebook.feel.functions.registry import built_in
from shouwen.rulebook.feel.moving import nanos_of
from shouwen.rulebook.feel.notes import note, present
from shouwen.rulebook.feel.temporal import FarMoment, Months, day_number, day_of, offset_of, parts
from shouwen.rulebook.feel.values import Value, equal, kind_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


@built_in("is", "value1: any, value2: any")
def same_thing(one: Value, other: Value) -> Value:
    """Equal in kind and in every part: an offset counts, where `=` only sees the instant."""
    if kind_of(one) != kind_of(other):
        return False
    if kind_of(one) in ("time", "datetime"):
        return equal(one, other) is True and _zone(one) == _zone(other)
    return equal(one, other)


def _zone(value: Value) -> Value:
    """What a time says of its zone: nothing, an offset, or a name, which is another thing than its offset."""
    zone = (value if isinstance(value, time) else parts(value)[1]).tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else offset_of(value)


def _day(value: Value) -> Value:
    return parts(value)[0] if isinstance(value, datetime | FarMoment) else value


def weekday(value: Value) -> int:
    """1 is Monday."""
    return (day_number(_day(value)) - 1) % 7 + 1


@built_in("day of year", "date: day")
def day_of_year(value: Value) -> Value:
    day = _day(value)
    return Decimal(day_number(day) - day_number(day_of(day.year, 1, 1)) + 1)


@built_in("day of week", "date: day")
def day_of_week(value: Value) -> Value:
    return _DAYS[weekday(value) - 1]


@built_in("month of year", "date: day")
def month_of_year(value: Value) -> Value:
    return _MONTHS[_day(value).month - 1]


@built_in("week of year", "date: day")
def week_of_year(value: Value) -> Value:
    """The week of ISO 8601: the one that holds the year's first Thursday is the first."""
    day = _day(value)
    return Decimal(day.isocalendar()[1]) if isinstance(day, date) else None


@built_in("years and months duration", "from: day, to: day")
def months_between(start: Value, end: Value) -> Value:
    """Whole months from one to the other."""
    first, last = sorted((_ordered(start), _ordered(end)))
    count = (last[0] - first[0]) * 12 + last[1] - first[1] - (last[2:] < first[2:])
    return Months(count if _ordered(start) <= _ordered(end) else -count)


def _ordered(value: Value) -> tuple[int, int, int, int]:
    day = _day(value)
    clock = time() if day is value else parts(value)[1]
    return day.year, day.month, day.day, nanos_of(clock)


@built_in("now", "")
def now() -> Value:
    moment = present()
    return moment if moment is not None else _no_clock()


@built_in("today", "")
def today() -> Value:
    moment = present()
    return moment.date() if moment is not None else _no_clock()


def _no_clock() -> None:
    note("这里没有时钟可问。", "There is no clock to ask here.")
