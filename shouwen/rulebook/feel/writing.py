"""Values written as FEEL writes them."""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from shouwen.rulebook.feel.names import WORD
from shouwen.rulebook.feel.notes import spend
from shouwen.rulebook.feel.temporal import FarDate, FarMoment, Months, write
from shouwen.rulebook.feel.values import Function, Range, Value

_TEMPORAL = date | time | timedelta | Months | FarDate | FarMoment


def written(value: Value, *, quoted: bool = False) -> str:
    """The value as `string(…)` gives it; `quoted` as it would stand in an expression."""
    spend()
    if isinstance(value, str):
        return quote(value) if quoted else value
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, _TEMPORAL):
        return f'@"{write(value)}"' if quoted else write(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {written(each, quoted=True)}" for key, each in value.items()) + "}"
    if isinstance(value, Range):
        return _range(value)
    if isinstance(value, Function):
        return f"function({', '.join(name for name, _ in value.parameters)})"
    return "[" + ", ".join(written(each, quoted=True) for each in value) + "]"


def number(value: Decimal) -> str:
    """A number in plain figures, without idle zeros."""
    said = format(value, "f")
    return (said.rstrip("0").rstrip(".") if "." in said else said).replace("-0", "0") if not value else _trimmed(said)


def _trimmed(said: str) -> str:
    return said.rstrip("0").rstrip(".") if "." in said else said


def quote(text: str) -> str:
    """A text in quotation marks, with its escapes."""
    escaped = re.sub(r'["\\]', lambda found: f"\\{found[0]}", text)
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _key(key: str) -> str:
    return key if re.fullmatch(rf"{WORD.pattern}(?: {WORD.pattern})*", key) else quote(key)


def _range(value: Range) -> str:
    if value.low is None:
        return f"({'<=' if value.high_in else '<'} {written(value.high, quoted=True)})"
    if value.high is None:
        return f"({'>=' if value.low_in else '>'} {written(value.low, quoted=True)})"
    low, high = (written(end, quoted=True) for end in (value.low, value.high))
    return f"{'[' if value.low_in else '('}{low}..{high}{']' if value.high_in else ')'}"
