"""The built-in functions of FEEL (DMN 1.5), one module for each family."""

from collections.abc import Callable

from shouwen.rulebook.feel.functions import contexts, conversion, lists, moments, numbers, ranges, statistics, text
from shouwen.rulebook.feel.functions.registry import function, names, takes
from shouwen.rulebook.feel.temporal import read_datetime, read_duration, read_time
from shouwen.rulebook.feel.values import Function, Value

__all__ = ["BUILT_IN", "PACK_FUNCTIONS", "takes"]
_FAMILIES = (contexts, conversion, lists, moments, numbers, ranges, statistics, text)  # importing enters them

BUILT_IN: dict[str, Function] = {name: function(name) for name in names()}


def _as_packs_write(name: str, read: Callable[[str], Value]) -> Function:
    """The function, reading a text the way packs write it (`6mo`, `08:30`)."""
    plain = BUILT_IN[name]

    def apply(*values: Value) -> Value:
        short = read(values[0]) if len(values) == 1 and isinstance(values[0], str) else None
        return plain.apply(*values) if short is None else short

    return Function(name, plain.parameters, apply, called=lambda values, _: apply(*values))


# A pack's answer hangs on its inputs alone: no clock, and nothing that takes a function.
PACK_FUNCTIONS: dict[str, Function] = {
    **{name: each for name, each in BUILT_IN.items() if name not in ("now", "today", "sort", "list replace")},
    "duration": _as_packs_write("duration", read_duration),
    "time": _as_packs_write("time", read_time),
    "date and time": _as_packs_write("date and time", read_datetime),
}
