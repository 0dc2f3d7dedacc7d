"""The values of S-FEEL and how they compare and calculate: three-valued, `None` stands for null.

text = str · number, money = Decimal · bool · date · time · datetime · duration = timedelta or Months · list = tuple.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException
from typing import Any, TypeAlias

Value: TypeAlias = Any
Scope: TypeAlias = Mapping[str, Any]

# DMN asks for decimal128; a context of our own keeps the result free of whatever the thread has set.
DECIMAL128 = Context(prec=34, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, order=True, slots=True)
class Months:
    """A duration of whole months (`6mo`, `P1Y6M`); never comparable with hours or days."""

    count: int

    def __str__(self) -> str:
        return f"{self.count}mo"


_KINDS: dict[type, str] = {
    str: "text",
    Decimal: "number",
    bool: "bool",
    date: "date",
    datetime: "datetime",
    time: "time",
    timedelta: "duration",
    Months: "months",
    tuple: "list",
    list: "list",
    type(None): "null",
}
_SHORT = re.compile(r"(\d+)(mo|m|h|d)")
_DAYS = re.compile(r"(-?)P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_YEARS = re.compile(r"(-?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?")


def kind_of(value: Value) -> str:
    """The kind of a value; two values of different kinds never compare."""
    return _KINDS.get(type(value), "unknown")


def read_duration(text: str) -> timedelta | Months | None:
    """`30m`, `24h`, `2d`, `6mo` of the packs or ISO `PT24H`, `P2D`, `P6M`; None if it is neither."""
    if short := _SHORT.fullmatch(text):
        count, unit = int(short[1]), short[2]
        if unit == "mo":
            return Months(count)
        return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[unit]: count})
    if days := _DAYS.fullmatch(text):
        sign = -1 if days[1] else 1
        seconds = timedelta(seconds=float(days[5] or 0))
        return sign * (timedelta(days=int(days[2] or 0), hours=int(days[3] or 0), minutes=int(days[4] or 0)) + seconds)
    if years := _YEARS.fullmatch(text):
        count = int(years[2] or 0) * 12 + int(years[3] or 0)
        return Months(-count if years[1] else count)
    return None


def read_date(text: str) -> date | None:
    """`2026-01-31`; None if there is no such day."""
    return _from_iso(date.fromisoformat, text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def read_time(text: str) -> time | None:
    """`08:30`, `08:30:00`, with or without an offset; None if there is no such time."""
    return _from_iso(time.fromisoformat, text) if re.match(r"\d\d:\d\d", text) else None


def read_datetime(text: str) -> datetime | None:
    """`2026-01-31T08:30:00`, with or without an offset; None if there is no such moment."""
    return _from_iso(datetime.fromisoformat, text) if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text) else None


def _from_iso(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError:
        return None


def equal(left: Value, right: Value) -> bool | None:
    """FEEL `=`: null equals only null; values of different kinds give null."""
    if left is None or right is None:
        return left is right
    if kind_of(left) != kind_of(right):
        return None
    return bool(left == right)


def negate(truth: bool | None) -> bool | None:
    """FEEL not: null stays null."""
    return None if truth is None else not truth


def relate(sign: str, left: Value, right: Value) -> bool | None:
    """FEEL comparison by its sign; null where the two cannot be ordered."""
    if sign == "=":
        return equal(left, right)
    if sign == "!=":
        return negate(equal(left, right))
    kind = kind_of(left)
    if kind != kind_of(right) or kind in ("null", "bool", "list", "unknown"):
        return None
    try:
        return bool(ORDERS[sign](left, right))
    except TypeError:  # a moment with an offset against one without
        return None


ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def both(left: Value, right: Value) -> bool | None:
    """FEEL and."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Value, right: Value) -> bool | None:
    """FEEL or."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def calculate(sign: str, left: Value, right: Value) -> Value:
    """FEEL arithmetic; null for null, for kinds that do not go together and for division by zero."""
    kinds = kind_of(left), kind_of(right)
    try:
        if kinds == ("number", "number"):
            return _NUMBERS[sign](left, right)
        return _mixed(sign, left, right, kinds)
    except (DecimalException, OverflowError, ValueError, TypeError, ZeroDivisionError):
        return None


_NUMBERS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": DECIMAL128.add,
    "-": DECIMAL128.subtract,
    "*": DECIMAL128.multiply,
    "/": DECIMAL128.divide,
    "**": DECIMAL128.power,
}


def _mixed(sign: str, left: Value, right: Value, kinds: tuple[str, str]) -> Value:
    if sign == "+" and kinds in (("text", "text"), ("duration", "duration")):
        return left + right
    if sign == "-" and kinds[0] == kinds[1] and kinds[0] in ("date", "datetime", "duration"):
        return left - right
    if kinds[0] in ("date", "datetime") and sign in "+-":
        return _shift(left, right if sign == "+" else _minus(right))
    if kinds[1] in ("date", "datetime") and sign == "+":
        return _shift(right, left)
    if kinds == ("duration", "number") and sign in "*/":
        factor = right if sign == "*" else DECIMAL128.divide(Decimal(1), right)
        return timedelta(microseconds=int(Decimal(left // timedelta(microseconds=1)) * factor))
    if kinds[0] == "months":
        return _months(sign, left, right, kinds[1])
    return _mixed(sign, right, left, (kinds[1], kinds[0])) if sign == "*" and kinds[0] == "number" else None


def _months(sign: str, left: Months, right: Value, kind: str) -> Months | None:
    if kind == "months" and sign in "+-":
        return Months(left.count + right.count if sign == "+" else left.count - right.count)
    return Months(int(left.count * right)) if kind == "number" and sign == "*" else None


def _shift(day: Value, by: Value) -> Value:
    if isinstance(by, timedelta):
        return day + by
    if not isinstance(by, Months):
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + by.count, 12)
    last = 31
    while True:  # the end of a short month stands in for a day it has not
        try:
            return day.replace(year=year, month=month + 1, day=min(day.day, last))
        except ValueError:
            if last == 28:
                raise
            last -= 1


def _minus(value: Value) -> Value:
    return Months(-value.count) if isinstance(value, Months) else -value


def opposite_number(value: Value) -> Value:
    """Unary minus on a number or duration; null for anything else."""
    return _minus(value) if kind_of(value) in ("number", "duration", "months") else None
