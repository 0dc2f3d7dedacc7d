"""The types of FEEL: what conforms to them, and how a value is brought to one where the standard converts silently."""

from dataclasses import dataclass
from datetime import UTC, time
from typing import Any

from shouwen.rulebook.feel.notes import spend
from shouwen.rulebook.feel.temporal import joined
from shouwen.rulebook.feel.values import Function, Range, Value, kind_of


@dataclass(frozen=True, slots=True)
class Type:
    """`name` is Any, Null, a kind of value, list, context, range or function.

    `parts`: the member of a list or range, the parameters of a function. `entries`: of a context. `result`: of a
    function. `allowed` (of models): a test the value must pass.
    """

    name: str
    parts: tuple["Type", ...] = ()
    entries: tuple[tuple[str, "Type"], ...] = ()
    result: "Type | None" = None
    allowed: Any = None


ANY = Type("Any")
LIST = Type("list", (ANY,))
CONTEXT = Type("context")
# The standard's words, those of its first editions, and the kinds of our values.
SIMPLE: dict[str, Type] = {
    "Any": ANY,
    "Null": Type("Null"),
    "number": Type("number"),
    "string": Type("text"),
    "boolean": Type("bool"),
    "date": Type("date"),
    "time": Type("time"),
    "date and time": Type("datetime"),
    "dateTime": Type("datetime"),
    "days and time duration": Type("duration"),
    "dayTimeDuration": Type("duration"),
    "years and months duration": Type("months"),
    "yearMonthDuration": Type("months"),
    "list": LIST,
    "context": CONTEXT,
    "function": Type("function"),
    "range": Type("range", (ANY,)),
}


def instance_of(value: Value, type: Type) -> bool:
    """FEEL `instance of`: null is an instance of Null alone."""
    return type.name == "Null" if value is None else fits(value, type)


def fits(value: Value, type: Type) -> bool:
    """Whether the value conforms to the type; null conforms to every type."""
    if value is None or type.name == "Any":
        return type.allowed is None or value is None or bool(type.allowed(value))
    if kind_of(value) != type.name or not _inside(value, type):
        return False
    return type.allowed is None or bool(type.allowed(value))


def _inside(value: Value, type: Type) -> bool:
    if type.name == "list":
        spend(len(value))
        return all(fits(each, type.parts[0]) for each in value)
    if type.name == "context":
        return all(key in value and fits(value[key], each) for key, each in type.entries)
    if type.name == "range" and isinstance(value, Range):
        return fits(value.low, type.parts[0]) and fits(value.high, type.parts[0])
    if type.name == "function" and isinstance(value, Function) and type.result is not None:
        return _function_fits(value, type)
    return True


def _function_fits(function: Function, type: Type) -> bool:
    taken = [each or ANY for _, each in function.parameters]
    if len(taken) != len(type.parts) or type.result is None:
        return False
    given = all(conforms(wanted, own) for wanted, own in zip(type.parts, taken, strict=True))
    # what an untyped body gives is not known before it runs
    return given and (function.result is None or conforms(function.result, type.result))


def conforms(one: Type, other: Type) -> bool:
    """Whether every value of the first type is one of the second."""
    if other.name == "Any" or one.name == "Null":
        return True
    if one.name != other.name:
        return False
    if other.name == "context":
        own = dict(one.entries)
        return all(key in own and conforms(own[key], each) for key, each in other.entries)
    if other.name == "function":
        if other.result is None:
            return True
        if one.result is None or len(one.parts) != len(other.parts):
            return False
        backwards = all(conforms(theirs, own) for own, theirs in zip(one.parts, other.parts, strict=True))
        return backwards and conforms(one.result, other.result)
    return all(conforms(own, theirs) for own, theirs in zip(one.parts, other.parts, strict=False))


NO = object()  # "this value cannot be brought to the type", where null is an answer


def bring(value: Value, type: Type) -> Value:
    """The value as the type: as it is, out of or into a list of one, or a date as midnight UTC; NO if none fits."""
    if fits(value, type):
        return value
    if type.name == "list" and kind_of(value) != "list":
        inner = bring(value, type.parts[0])
        return NO if inner is NO or not fits([inner], type) else [inner]
    if type.name == "datetime" and kind_of(value) == "date":
        moment = joined(value, time(tzinfo=UTC))
        return moment if fits(moment, type) else NO
    if kind_of(value) == "list" and len(value) == 1 and type.name != "list":
        return bring(value[0], type)
    return NO
