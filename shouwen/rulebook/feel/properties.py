"""What stands after a dot: entries of contexts, and the parts of days, times, durations and ranges."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from shouwen.rulebook.feel.functions.moments import weekday
from shouwen.rulebook.feel.notes import note
from shouwen.rulebook.feel.temporal import Months, nano_of, offset_of, parts
from shouwen.rulebook.feel.values import Value, kind_of

_Part = Callable[[Any], Value]


def step(value: Value, name: str) -> Value:
    """The entry or part of that name; of a list, that of each member. Null if there is none."""
    if isinstance(value, dict):
        return value[name] if name in value else note(f"没有「{name}」这一项。", f'There is no entry "{name}".')
    kind = kind_of(value)
    if kind == "list":
        return [step(each, name) for each in value]
    part = _PARTS.get(kind, {}).get(name)
    return part(value) if part else note(f"这个值没有「{name}」。", f'This value has no "{name}".')


def _clock(value: Value) -> Any:
    return parts(value)[1] if kind_of(value) == "datetime" else value


def _date(value: Value) -> Any:
    return parts(value)[0] if kind_of(value) == "datetime" else value


def _second(value: Value) -> Decimal:
    clock = _clock(value)
    return Decimal(clock.second) + Decimal(clock.microsecond * 1000 + nano_of(clock)).scaleb(-9)


def _zone(value: Value) -> str | None:
    zone = _clock(value).tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else None


def _unit(size: timedelta, whole: int | None) -> _Part:
    """Whole units of a duration, left over from the next greater one; with the duration's sign."""

    def part(value: timedelta) -> Decimal:
        count = abs(value) // size
        count = count % whole if whole else count
        return Decimal(-count if value < timedelta(0) else count)

    return part


def _seconds(value: timedelta) -> Decimal:
    ticks = Decimal(abs(value) % timedelta(minutes=1) // timedelta(microseconds=1)).scaleb(-6)
    seconds = ticks.normalize() if ticks % 1 else ticks.to_integral_value()
    return -seconds if value < timedelta(0) and seconds else seconds


def _of_months(value: Months, pick: int) -> Decimal:
    count = divmod(abs(value.count), 12)[pick]
    return Decimal(-count if value.count < 0 else count)


_DAY: dict[str, _Part] = {
    "year": lambda value: Decimal(_date(value).year),
    "month": lambda value: Decimal(_date(value).month),
    "day": lambda value: Decimal(_date(value).day),
    "weekday": lambda value: Decimal(weekday(value)),
}
_TIME: dict[str, _Part] = {
    "hour": lambda value: Decimal(_clock(value).hour),
    "minute": lambda value: Decimal(_clock(value).minute),
    "second": lambda value: _second(value).normalize() if _second(value) % 1 else Decimal(_clock(value).second),
    "time offset": offset_of,
    "timezone": _zone,
}
_PARTS: dict[str, dict[str, _Part]] = {
    "date": _DAY,
    "time": _TIME,
    "datetime": {**_DAY, **_TIME},
    "months": {"years": lambda value: _of_months(value, 0), "months": lambda value: _of_months(value, 1)},
    "duration": {
        "days": _unit(timedelta(days=1), None),
        "hours": _unit(timedelta(hours=1), 24),
        "minutes": _unit(timedelta(minutes=1), 60),
        "seconds": _seconds,
    },
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_in,
        "end included": lambda value: value.high_in,
    },
}
