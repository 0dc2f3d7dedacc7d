"""Tests as Python functions of a value: cells of packs, checked against their column's type, and tests of models."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from shouwen.rulebook.feel import closures
from shouwen.rulebook.feel.cells import parse_tests
from shouwen.rulebook.feel.nodes import Choice, Compare, Fits, Interval, Literal, Members, Node, Tests, bounds
from shouwen.rulebook.feel.scanning import FeelError
from shouwen.rulebook.feel.scopes import Layer, Scope
from shouwen.rulebook.feel.values import ORDERS, Range, Value, both, either, equal, kind_of, negate, relate, within

Test = Callable[[Value, Scope], bool]
Ternary = Callable[[Value, Scope], bool | None]

KINDS_OF_TYPE: dict[str, tuple[str, ...]] = {
    "text": ("text",),
    "number": ("number",),
    "money": ("number",),
    "bool": ("bool",),
    "date": ("date",),
    "time": ("time",),
    "datetime": ("datetime",),
    "duration": ("duration", "months"),
    "share": (),
    "list": ("text",),
}


def compile_test(text: str, type: str) -> Test:
    """A function of (value, scope) telling whether a cell of a pack fits an input of this column type.

    A test that yields null does not fit. Raises FeelError, also for a literal of another type than the column's.
    """
    tests = parse_tests(text)
    _check_kinds(tests, text, type)
    if not tests.choices:
        return lambda value, scope: True
    truth = compile_tests(tests)
    return lambda value, scope: truth(value, scope) is True


def _check_kinds(tests: Tests, text: str, type: str) -> None:
    """A literal of a foreign type could never match: that is a slip of the pen, not a rule."""
    for choice in tests.choices:
        plain_null = choice == Compare("=", Literal(None))
        if isinstance(choice, Members) != (type == "list") and not plain_null:
            raise FeelError(
                1,
                f"「{text}」：any of、all of 用于列表，列表也只能用它们。",
                f'"{text}": any of and all of are for lists, and a list takes nothing else.',
            )
        for bound in bounds(choice):
            if isinstance(bound, Literal) and not plain_null and kind_of(bound.value) not in KINDS_OF_TYPE[type]:
                raise FeelError(
                    1,
                    f"「{text}」里的值与该列类型（{type}）不符。",
                    f'"{text}" holds a value that is not of the column\'s type ({type}).',
                )
        if type == "bool" and not (isinstance(choice, Compare) and choice.sign in ("=", "!=")):
            raise FeelError(1, f"「{text}」：是非值没有大小。", f'"{text}": true and false have no order.')


def compile_tests(tests: Tests) -> Ternary:
    """A function of (value, scope): whether the tests hold. No tests hold always."""
    if not tests.choices:
        return lambda value, scope: True
    choices = [_choice(choice) for choice in tests.choices]

    def any_fits(value: Value, scope: Scope) -> bool | None:
        truth: bool | None = False
        for choice in choices:
            fits = choice(value, scope)
            if fits:
                return True
            if fits is None:
                truth = None
        return truth

    whole = choices[0] if len(choices) == 1 else any_fits
    return (lambda value, scope: negate(whole(value, scope))) if tests.negated else whole


def _choice(choice: Choice) -> Ternary:
    if isinstance(choice, Compare):
        return _compare(choice.sign, choice.bound)
    if isinstance(choice, Interval):
        return _inside(choice)
    return _members(choice) if isinstance(choice, Members) else _fits(choice)


def _inside(choice: Interval) -> Ternary:
    low = None if choice.low is None else _compare(">=" if choice.low_in else ">", choice.low)
    high = None if choice.high is None else _compare("<=" if choice.high_in else "<", choice.high)
    if low is None or high is None:
        return low or high or (lambda value, scope: True)
    return lambda value, scope: both(low(value, scope), high(value, scope))


def _compare(sign: str, bound: Node) -> Ternary:
    if isinstance(bound, Literal) and type(bound.value) in (str, Decimal):
        return _compare_fast(sign, bound.value)
    right = closures.compile_node(bound)
    return lambda value, scope: relate(sign, value, right(scope))


def _compare_fast(sign: str, bound: Value) -> Ternary:
    """The common case, one literal: the type is looked at once and the operator called directly."""
    cls = type(bound)
    if sign in ORDERS:
        order = ORDERS[sign]
        return lambda value, scope: order(value, bound) if type(value) is cls else None
    wanted = sign == "="

    def same(value: Value, scope: Scope) -> bool | None:
        if type(value) is cls:
            return bool((value == bound) is wanted)
        return (not wanted) if value is None else None

    return same


def _members(choice: Members) -> Ternary:
    wanted = [closures.compile_node(part) for part in choice.wanted]
    every = choice.every

    def holds(value: Value, scope: Scope) -> bool | None:
        if kind_of(value) != "list":
            return None
        truth: bool | None = every
        for part in wanted:
            item = part(scope)
            found = any(equal(item, each) for each in value)
            truth = both(truth, found) if every else either(truth, found)
        return truth

    return holds


def _fits(choice: Fits) -> Ternary:
    expression, asks = closures.compile_node(choice.expression), choice.asks

    def fits(value: Value, scope: Any) -> bool | None:
        said = expression(Layer({"?": value}, scope))
        if asks:
            return said if isinstance(said, bool) else None
        return holds(said, value)

    return fits


def holds(said: Value, value: Value) -> bool | None:
    """Whether what a test says fits the value: it is true, equals it, or is a list or range that holds it."""
    if isinstance(said, bool) and not isinstance(value, bool):
        return said if value is not None else said and None
    if isinstance(said, Range) and not isinstance(value, Range):
        return within(value, said)
    if kind_of(said) == "list":
        if kind_of(value) == "list" and equal(said, value):
            return True
        return any(holds(each, value) is True for each in said if not isinstance(each, bool)) or any(
            equal(each, value) for each in said
        )
    return equal(value, said)
