"""The few functions an expression may call. Each takes values and gives a value; null in, null out."""

from collections.abc import Callable
from datetime import date, datetime, time
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

from shouwen.rulebook.sfeel.values import (
    DECIMAL128,
    Value,
    calculate,
    equal,
    kind_of,
    read_date,
    read_datetime,
    read_duration,
    read_time,
    relate,
)


def _rounded(rounding: str) -> Callable[..., Value]:
    def round_to(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
        return number.quantize(Decimal(1).scaleb(-int(places)), rounding=rounding, context=DECIMAL128)

    return round_to


def _date(value: Value) -> Value:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else read_date(value)


def _time(value: Value) -> Value:
    if isinstance(value, datetime):
        return value.timetz()
    return value if isinstance(value, time) else read_time(value)


def _datetime(value: Value, clock: Value = None) -> Value:
    if clock is not None:
        return datetime.combine(value, clock)
    return value if isinstance(value, datetime) else read_datetime(value)


def _best(sign: str) -> Callable[..., Value]:
    def best(*values: Value) -> Value:
        chosen = values[0]
        for value in values[1:]:
            better = relate(sign, value, chosen)
            if better is None:
                return None
            chosen = value if better else chosen
        return chosen

    return best


def _sum(*values: Value) -> Value:
    total: Value = Decimal(0)
    for value in values:
        total = calculate("+", total, value)
    return total


def _modulo(number: Decimal, divisor: Decimal) -> Value:
    # FEEL takes the sign of the divisor, Python's Decimal that of the number.
    floor = DECIMAL128.divide(number, divisor).to_integral_value(ROUND_FLOOR)
    return DECIMAL128.subtract(number, DECIMAL128.multiply(divisor, floor))


# name -> (function, least and most arguments)
FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {
    "date": (_date, 1, 1),
    "time": (_time, 1, 1),
    "date and time": (_datetime, 1, 2),
    "duration": (read_duration, 1, 1),
    "abs": (abs, 1, 1),
    "floor": (_rounded(ROUND_FLOOR), 1, 2),
    "ceiling": (_rounded(ROUND_CEILING), 1, 2),
    "decimal": (_rounded(ROUND_HALF_EVEN), 2, 2),
    "round up": (_rounded(ROUND_UP), 2, 2),
    "round down": (_rounded(ROUND_DOWN), 2, 2),
    "round half up": (_rounded(ROUND_HALF_UP), 2, 2),
    "round half down": (_rounded(ROUND_HALF_DOWN), 2, 2),
    "modulo": (_modulo, 2, 2),
    "min": (_best("<"), 1, 99),
    "max": (_best(">"), 1, 99),
    "sum": (_sum, 1, 99),
    "count": (lambda values: Decimal(len(values)) if kind_of(values) == "list" else None, 1, 1),
    "list contains": (lambda values, value: any(equal(value, each) for each in values), 2, 2),
    "contains": (lambda text, part: part in text, 2, 2),
    "starts with": (lambda text, part: text.startswith(part), 2, 2),
    "ends with": (lambda text, part: text.endswith(part), 2, 2),
    "string length": (lambda text: Decimal(len(text)) if isinstance(text, str) else None, 1, 1),
}


def call(name: str, arguments: list[Value]) -> Value:
    """Calls a function of the list; null where an argument is null or of the wrong kind."""
    if any(argument is None for argument in arguments):
        return None
    try:
        return FUNCTIONS[name][0](*arguments)
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return None
