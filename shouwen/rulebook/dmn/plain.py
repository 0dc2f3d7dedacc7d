"""Between JSON and FEEL: inputs read by their declared type, results written so that no figure is lost."""

import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from shouwen.rulebook.dmn.documents import ModelError
from shouwen.rulebook.feel import running, temporal
from shouwen.rulebook.feel.notes import Exhausted, spend
from shouwen.rulebook.feel.types import ANY, Type
from shouwen.rulebook.feel.values import DECIMAL128, Value, kind_of
from shouwen.rulebook.feel.writing import written

_NUMBER = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def read_json(text: str) -> Any:
    """JSON with its figures as decimals. Raises ValueError, also for NaN and Infinity."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise ValueError(word)


def as_typed(value: Any, type: Type) -> Value:
    """A plain value as FEEL knows it. A text becomes what the type asks for, if it reads as that; else it stays."""
    if isinstance(value, str):
        read = _READERS.get(type.name if type.name != "list" else type.parts[0].name)
        found = read(value) if read else None
        return value if found is None else found
    if isinstance(value, dict):
        entries = dict(type.entries if type.name != "list" else type.parts[0].entries)
        return {str(key): as_typed(each, entries.get(str(key), ANY)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        member = type.parts[0] if type.name == "list" else type
        return [as_typed(each, member) for each in value]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _held(value)
    return value


def _held(figure: int | float | Decimal) -> Decimal | None:
    """The figure as decimal128 holds it, or None beyond its end."""
    try:
        return DECIMAL128.create_decimal(figure if isinstance(figure, int | Decimal) else str(figure))
    except ArithmeticError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        return DECIMAL128.create_decimal(text.strip()) if _NUMBER.fullmatch(text) else None
    except (InvalidOperation, ArithmeticError):
        return None


def _moment(text: str) -> Value:
    moment = temporal.read_datetime(text)
    return temporal.read_date(text) if moment is None else moment


def _duration(kind: str) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        value = temporal.read_iso_duration(text)
        return value if kind_of(value) == kind else None

    return read


_READERS: dict[str, Callable[[str], Value]] = {
    "number": _number,
    "bool": lambda text: {"true": True, "false": False}.get(text.strip()),
    "date": temporal.read_date,
    "time": temporal.read_time,
    "datetime": _moment,
    "duration": _duration("duration"),
    "months": _duration("months"),
}


def to_json(value: Value) -> str:
    """The value as JSON on one line: whole numbers as integers, others as exact decimals, moments in ISO form.

    Raises ModelError for one so large that it would not fit on a line anybody reads.
    """
    with running():  # writing counts as work too: a few lines of FEEL make a value that is endless to write
        try:
            return _json(value)
        except (Exhausted, RecursionError):
            raise ModelError("结果太大，没有写出。", "The result is too large to be written.") from None


def _json(value: Value) -> str:
    spend()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(str(key))}: {_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, Decimal):
        return written(value) if -40 < value.adjusted() < 40 else str(value)
    return _text(written(value))


def _text(text: str) -> str:
    # half of a pair of surrogates is no character, and could not be printed
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
