"""Turns parsed S-FEEL into Python functions, once, so that deciding costs no parsing."""

from collections.abc import Callable
from typing import Any

from shouwen.rulebook.sfeel.nodes import Choice, Compare, Interval, Literal, Members, Name, Node, Tests, bounds
from shouwen.rulebook.sfeel.parsing import FeelError, apply, parse_expression, parse_tests
from shouwen.rulebook.sfeel.values import ORDERS, Scope, Value, both, either, equal, kind_of, negate, relate

Expression = Callable[[Scope], Value]
Test = Callable[[Value, Scope], bool]
_Ternary = Callable[[Value, Scope], bool | None]

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


def compile_expression(text: str) -> Expression:
    """A function of the scope (name -> value). Unknown names and unfit kinds give null. Raises FeelError."""
    return _expression(parse_expression(text))


def compile_test(text: str, type: str) -> Test:
    """A function of (value, scope) telling whether a cell fits an input of this column type.

    A test that yields null does not fit. Raises FeelError, also for a literal of another type than the column's.
    """
    tests = parse_tests(text)
    _check_kinds(tests, text, type)
    if not tests.choices:
        return lambda value, scope: True
    truth = _tests(tests)
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


def _expression(node: Node) -> Expression:
    if isinstance(node, Literal):
        value = node.value
        return lambda scope: value
    if isinstance(node, Name):
        return _lookup(node.name)
    sign, parts = node.sign, [_expression(part) for part in node.parts]
    return lambda scope: apply(sign, [part(scope) for part in parts])


def _lookup(name: str) -> Expression:
    if "." not in name:
        return lambda scope: scope.get(name)
    path = name.split(".")

    def follow(scope: Scope) -> Value:
        value: Any = scope
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return scope.get(name, value)

    return follow


def _tests(tests: Tests) -> _Ternary:
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


def _choice(choice: Choice) -> _Ternary:
    if isinstance(choice, Compare):
        return _compare(choice.sign, choice.bound)
    if isinstance(choice, Interval):
        low = _compare(">=" if choice.low_in else ">", choice.low)
        high = _compare("<=" if choice.high_in else "<", choice.high)
        return lambda value, scope: both(low(value, scope), high(value, scope))
    return _members(choice)


def _compare(sign: str, bound: Node) -> _Ternary:
    if isinstance(bound, Literal) and kind_of(bound.value) in ("text", "number", "date", "duration"):
        return _compare_fast(sign, bound.value)
    right = _expression(bound)
    return lambda value, scope: relate(sign, value, right(scope))


def _compare_fast(sign: str, bound: Value) -> _Ternary:
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


def _members(choice: Members) -> _Ternary:
    wanted = [_expression(part) for part in choice.wanted]
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
