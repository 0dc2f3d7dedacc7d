"""The values of FEEL and how they compare and calculate: three-valued, `None` stands for null.

text = str · number, money = Decimal · bool · date · time · datetime · duration = timedelta or Months · list = list or
tuple · context = dict · range = Range · function = Function.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException
from typing import Any, TypeAlias

from shouwen.rulebook.feel.moving import difference, instant, shift, turn
from shouwen.rulebook.feel.notes import spend
from shouwen.rulebook.feel.temporal import FarDate, FarMoment, FineTime, Months

Value: TypeAlias = Any

# DMN asks for decimal128; a context of our own keeps the result free of whatever the thread has set.
LONGEST_TEXT = 1_000_000  # a text that doubles itself a few dozen times would fill the machine
DECIMAL128 = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144)


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """`[1..5)`, `(< 5)`. An end that is None is open for ever."""

    low: Value
    low_in: bool
    high: Value
    high_in: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something that can be called: `parameters` are (name, type), `apply` takes their values in this order.

    Built-in functions find the fitting signature themselves; they have `called`, which takes what the call says.
    """

    name: str
    parameters: tuple[tuple[str, Any], ...]
    apply: Callable[..., Value]
    result: Any = None
    called: Callable[[list[Value], tuple[str, ...] | None], Value] | None = None


_KINDS: dict[type, str] = {
    str: "text",
    Decimal: "number",
    bool: "bool",
    date: "date",
    FarDate: "date",
    datetime: "datetime",
    FarMoment: "datetime",
    time: "time",
    FineTime: "time",
    timedelta: "duration",
    Months: "months",
    tuple: "list",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
    type(None): "null",
}


def kind_of(value: Value) -> str:
    """The kind of a value; two values of different kinds never compare."""
    return _KINDS.get(type(value), "unknown")


def equal(left: Value, right: Value) -> bool | None:
    """FEEL `=`: null equals only null; values of different kinds give null."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right) or kind == "function":
        return None
    if kind in ("text", "number", "bool"):
        return bool(left == right)
    if kind in _DEEP:
        return _DEEP[kind](left, right)
    if kind in ("datetime", "time"):
        one, other = instant(left), instant(right)
        return (one[0] is None) == (other[0] is None) and one[1] == other[1]
    return bool(left == right)


def _equal_lists(left: Value, right: Value) -> bool:
    spend(len(left))  # lists that hold one another's parts many times are long to compare
    return len(left) == len(right) and all(equal(one, other) is True for one, other in zip(left, right, strict=True))


def _equal_contexts(left: Value, right: Value) -> bool:
    spend(len(left))
    return left.keys() == right.keys() and all(equal(each, right[key]) is True for key, each in left.items())


def _equal_ranges(left: Range, right: Range) -> bool:
    ends = _equal_lists((left.low, left.high), (right.low, right.high))
    return ends and (left.low_in, left.high_in) == (right.low_in, right.high_in)


_DEEP: dict[str, Callable[[Any, Any], bool]] = {
    "list": _equal_lists,
    "context": _equal_contexts,
    "range": _equal_ranges,
}


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
    if kind != kind_of(right) or kind not in _ORDERED:
        return None
    if kind in ("datetime", "time"):
        one, other = instant(left), instant(right)
        left, right = one[1], other[1]
        if (one[0] is None) != (other[0] is None):  # a moment with an offset against one without
            return None
    elif kind == "date":
        left, right = ((each.year, each.month, each.day) for each in (left, right))
    return bool(ORDERS[sign](left, right))


_ORDERED = frozenset({"text", "number", "date", "datetime", "time", "duration", "months"})
ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def within(value: Value, range: Range) -> bool | None:
    """Whether a range holds a value; null where they cannot be compared."""
    low = True if range.low is None else relate(">=" if range.low_in else ">", value, range.low)
    high = True if range.high is None else relate("<=" if range.high_in else "<", value, range.high)
    return both(low, high)


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
_LENGTHS = ("duration", "months")


def _mixed(sign: str, left: Value, right: Value, kinds: tuple[str, str]) -> Value:
    if sign == "+" and kinds == ("text", "text"):
        return left + right if len(left) + len(right) <= LONGEST_TEXT else None
    if sign == "+" and kinds == ("duration", "duration"):
        return left + right
    if sign == "-" and kinds == ("duration", "duration"):
        return left - right
    if sign == "-" and (kinds == ("time", "time") or set(kinds) <= {"date", "datetime"}):
        return difference(left, right)
    if kinds[0] in ("date", "datetime") and kinds[1] in _LENGTHS and sign in ("+", "-"):
        return shift(left, right if sign == "+" else opposite_number(right))
    if kinds == ("time", "duration") and sign in ("+", "-"):
        return turn(left, right if sign == "+" else -right)
    if kinds[0] in _LENGTHS and kinds[1] in ("date", "datetime", "time") and sign == "+":
        return _mixed(sign, right, left, (kinds[1], kinds[0]))
    if kinds[0] in _LENGTHS:
        return _scaled(sign, left, right, kinds)
    return _mixed(sign, right, left, (kinds[1], kinds[0])) if sign == "*" and kinds[0] == "number" else None


def _scaled(sign: str, left: Value, right: Value, kinds: tuple[str, str]) -> Value:
    """A duration and a number, or two durations of one kind, counted in months or in microseconds."""
    counted = left.count if kinds[0] == "months" else left // timedelta(microseconds=1)
    if kinds[1] == "number" and sign in ("*", "/"):
        count = int(_NUMBERS[sign](Decimal(counted), right))
        return Months(count) if kinds[0] == "months" else timedelta(microseconds=count)
    if kinds[0] != kinds[1]:
        return None
    if sign == "/":
        other = right.count if kinds[1] == "months" else right // timedelta(microseconds=1)
        return DECIMAL128.divide(Decimal(counted), Decimal(other))
    return Months(counted + (right.count if sign == "+" else -right.count)) if sign in ("+", "-") else None


def opposite_number(value: Value) -> Value:
    """Unary minus on a number or duration; null for anything else."""
    if isinstance(value, Months):
        return Months(-value.count)
    if isinstance(value, Decimal):
        return DECIMAL128.minus(value)  # a bare minus would round to the thread's own precision
    return -value if isinstance(value, timedelta) else None
