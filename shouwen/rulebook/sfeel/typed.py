"""Between plain data (JSON, TOML) and typed values: what a column of each type takes, and how it is written back."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from shouwen.rulebook.sfeel.values import Months, Value, read_date, read_datetime, read_duration, read_time


def read_value(type: str, raw: Value) -> Value:
    """A typed value from plain data; null stays null. Raises ValueError if it does not fit the type."""
    value = None if raw is None else _READERS[type](raw)
    if value is None and raw is not None:
        raise ValueError(f"{raw!r} is not a {type}")
    return value


def _number(raw: Value) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(raw: Value) -> str | None:
    return raw if isinstance(raw, str) else None


def _bool(raw: Value) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _share(raw: Value) -> Fraction | None:
    """A part of a whole, kept exact: "1/3", "50%", "0.25"; above 0, at most 1."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Fraction):
        return None
    text = str(raw).strip()
    try:
        share = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return share if 0 < share <= 1 else None


def _list(raw: Value) -> tuple[str, ...] | None:
    """Words; a whole number counts as the word it is written with, for marks such as 0 and 1."""
    fits = isinstance(raw, list | tuple) and all(type(each) in (str, int) for each in raw)
    return tuple(str(each) for each in raw) if fits else None


def _date(raw: Value) -> date | None:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    return read_date(raw) if isinstance(raw, str) else None


def _time(raw: Value) -> time | None:
    return raw if isinstance(raw, time) else read_time(raw) if isinstance(raw, str) else None


def _datetime(raw: Value) -> datetime | None:
    return raw if isinstance(raw, datetime) else read_datetime(raw) if isinstance(raw, str) else None


def _duration(raw: Value) -> timedelta | Months | None:
    return raw if isinstance(raw, timedelta | Months) else read_duration(raw) if isinstance(raw, str) else None


_READERS: dict[str, Callable[[Value], Value]] = {
    "text": _text,
    "number": _number,
    "money": _number,
    "bool": _bool,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "duration": _duration,
    "share": _share,
    "list": _list,
}


def plain(value: Value) -> Value:
    """The value as JSON knows it: decimals as strings ("50.00"), times in ISO form, durations like `90m`."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _short(value)
    if isinstance(value, Months):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def _short(duration: timedelta) -> str:
    seconds = duration.total_seconds()
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= 0 and seconds % length == 0:
            return f"{int(seconds // length)}{unit}"
    return f"{'-' if seconds < 0 else ''}PT{abs(seconds):g}S"
