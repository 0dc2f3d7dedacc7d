"""Numbers: rounding, and what a pocket calculator knows."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from shouwen.rulebook.feel.functions.registry import built_in
from shouwen.rulebook.feel.values import DECIMAL128, Value, opposite_number

_SCALES = range(-6111, 6177)
_MANY = Decimal(2)


def rounded(number: Decimal, places: Decimal, rounding: str) -> Value:
    """The number with so many places. One with fewer stays as it is when its digits would not fit."""
    scale = int(places)
    if scale not in _SCALES:
        return None
    if -number.as_tuple().exponent <= scale and number.adjusted() + scale >= DECIMAL128.prec:  # type: ignore[operator]
        return number
    return number.quantize(Decimal(1).scaleb(-scale), rounding=rounding, context=DECIMAL128)


def _rounding(rounding: str) -> Callable[..., Value]:
    def round_to(number: Decimal, places: Decimal = Decimal(0)) -> Value:
        return rounded(number, places, rounding)

    return round_to


for _name, _how in (
    ("decimal", ROUND_HALF_EVEN), ("round up", ROUND_UP), ("round down", ROUND_DOWN),
    ("round half up", ROUND_HALF_UP), ("round half down", ROUND_HALF_DOWN),
):  # fmt: skip
    built_in(_name, "n: number, scale: number")(_rounding(_how))
for _name, _how in (("floor", ROUND_FLOOR), ("ceiling", ROUND_CEILING)):
    built_in(_name, "n: number, scale?: number")(_rounding(_how))


@built_in("abs", "n: number|duration")
def absolute(value: Value) -> Value:
    if isinstance(value, Decimal):
        return DECIMAL128.abs(value)
    return opposite_number(value) if value < type(value)(0) else value


@built_in("modulo", "dividend: number, divisor: number")
def modulo(number: Decimal, divisor: Decimal) -> Value:
    # FEEL takes the sign of the divisor, Python's Decimal that of the number.
    floor = DECIMAL128.divide(number, divisor).to_integral_value(ROUND_FLOOR)
    return DECIMAL128.subtract(number, DECIMAL128.multiply(divisor, floor))


@built_in("sqrt", "number: number")
def square_root(number: Decimal) -> Value:
    return DECIMAL128.sqrt(number)


@built_in("log", "number: number")
def logarithm(number: Decimal) -> Value:
    return DECIMAL128.ln(number) if number > 0 else None


@built_in("exp", "number: number")
def exponential(number: Decimal) -> Value:
    return DECIMAL128.exp(number)


@built_in("odd", "number: number")
def odd(number: Decimal) -> Value:
    return abs(DECIMAL128.remainder(number, _MANY)) == 1


@built_in("even", "number: number")
def even(number: Decimal) -> Value:
    return DECIMAL128.remainder(number, _MANY) == 0
