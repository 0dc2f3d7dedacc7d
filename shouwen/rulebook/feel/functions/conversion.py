"""From one kind of value to another: date, time, date and time, duration, number, string; and not."""

import re
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal

from shouwen.rulebook.feel.functions.registry import built_in, function
from shouwen.rulebook.feel.scanning import unescaped
from shouwen.rulebook.feel.temporal import (
    FarMoment,
    FineTime,
    day_of,
    joined,
    parts,
    read_date,
    read_feel_datetime,
    read_feel_time,
    read_iso_duration,
)
from shouwen.rulebook.feel.values import DECIMAL128, Range, Value, kind_of, negate, relate
from shouwen.rulebook.feel.writing import written

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@built_in("not", "negand: boolean")
def opposite(truth: bool) -> Value:
    return negate(truth)


@built_in("date", "from: string")
def date_from_text(text: str) -> Value:
    return read_date(text)


@built_in("date", "from: day")
def date_from_moment(value: Value) -> Value:
    return parts(value)[0] if isinstance(value, datetime | FarMoment) else value


@built_in("date", "year: number, month: number, day: number")
def date_from_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    whole = [int(each) for each in (year, month, day)]
    return day_of(*whole) if whole == [year, month, day] else None


@built_in("time", "from: string")
def time_from_text(text: str) -> Value:
    return read_feel_time(text)


@built_in("time", "from: time|date and time|date")
def time_from_moment(value: Value) -> Value:
    if isinstance(value, time):
        return value
    return parts(value)[1] if isinstance(value, datetime | FarMoment) else time(tzinfo=UTC)


@built_in("time", "hour: number, minute: number, second: number, offset?: days and time duration~")
def time_from_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None) -> Value:
    if int(hour) != hour or int(minute) != minute:
        return None
    whole, fraction = divmod(second, 1)
    if offset is not None and abs(offset) > timedelta(hours=14):
        return None
    zone = None if offset is None else timezone(offset) if offset else UTC
    micros, nano = divmod(int(fraction * 1_000_000_000), 1000)
    return FineTime.of(time(int(hour), int(minute), int(whole), micros, tzinfo=zone), nano)


@built_in("date and time", "from: string")
def moment_from_text(text: str) -> Value:
    moment = read_feel_datetime(text)
    day = read_date(text) if moment is None else None
    return moment if day is None else joined(day, time())


@built_in("date and time", "from: date and time|date")
def moment_from_value(value: Value) -> Value:
    return value


@built_in("date and time", "date: day, time: time")
def moment_from_parts(day: Value, clock: time) -> Value:
    return joined(date_from_moment(day), clock)


@built_in("duration", "from: string")
def duration_from_text(text: str) -> Value:
    return read_iso_duration(text)


@built_in("duration", "from: duration")
def duration_from_value(value: Value) -> Value:
    return value


@built_in("number", "from: number")
def number_from_value(value: Decimal) -> Value:
    return value


@built_in("number", "from: string, grouping separator?: string~, decimal separator?: string~")
def number_from_text(text: str, grouping: str | None = None, point: str | None = None) -> Value:
    """`grouping` is a blank, a comma or a point, `point` a point or a comma, and they differ."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or (grouping and grouping == point):
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point and point != "." else plain
    return DECIMAL128.create_decimal(plain) if _NUMBER.fullmatch(plain) else None


@built_in("string", "from: any")
def text_from_value(value: Value) -> Value:
    return None if value is None or kind_of(value) == "unknown" else written(value)


_END = r'\s*(?:(-?[0-9.]+(?:[eE][+-]?[0-9]+)?)|(@|date and time\(|date\(|time\(|duration\()?("(?:\\.|[^"\\])*")\)?)?\s*'
_RANGE = re.compile(rf"\s*([\[(\]]){_END}\.\.{_END}([\])\[])\s*", re.DOTALL)


@built_in("range", "from: string")
def range_from_text(text: str) -> Value:
    """`[18..21)`, also with one end left open: `(..21]`. The ends are literals of one kind, the lesser first."""
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    low, high = _end(*found.group(2, 3, 4)), _end(*found.group(5, 6, 7))
    low_in, high_in = found[1] == "[", found[8] == "]"
    if (low is None and low_in) or (high is None and high_in) or low is high:
        return None
    if low is not None and high is not None and relate("<=", low, high) is not True:
        return None
    return Range(low, low_in, high, high_in)


def _end(figure: str | None, opening: str | None, quoted: str | None) -> Value:
    """A literal end of a range; None for one left out. Raises ValueError for one that is none."""
    if figure is None and quoted is None:
        return None
    said = "" if quoted is None else unescaped(quoted[1:-1])
    if opening is None:
        value: Value = said if figure is None else number_from_text(figure)
    elif opening == "@":
        readers = (read_iso_duration, read_feel_datetime, read_date, read_feel_time)
        value = next((each for read in readers if (each := read(said)) is not None), None)
    else:
        value = function(opening[:-1]).apply(said)
    if value is None:
        raise ValueError(quoted)
    return value
