"""`for`, `some`, `every` and filters."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from shouwen.rulebook.feel.nodes import Filter, In, InstanceOf, Loop, Node, Operation, names
from shouwen.rulebook.feel.notes import note, running, spend
from shouwen.rulebook.feel.scopes import Expression, Layer, Scope
from shouwen.rulebook.feel.temporal import FarDate, day_number
from shouwen.rulebook.feel.values import Range, Value, both, either, kind_of

Compile = Callable[[Any], Expression]
_LONGEST = 1_000_000


class _Nothing(Exception):
    """An iteration over what cannot be gone through."""


def loop(node: Loop, compile: Compile) -> Expression:
    """The expression of a loop."""
    iterators = [(name, [compile(each) for each in domain]) for name, domain in node.iterators]
    return looping(node.word, iterators, compile(node.body), partial="partial" in names(node.body))


def looping(word: str, iterators: "_Iterators", body: Expression, *, partial: bool) -> Expression:
    """A loop of compiled parts; `partial` says whether the body of a `for` looks at the results so far."""
    gather = {"for": _for_partial if partial else _for, "some": _some, "every": _every}[word]

    def run(scope: Scope) -> Value:
        try:
            return gather(iterators, body, scope)
        except _Nothing:
            return note("只能在列表或区间上循环。", "Only lists and ranges can be gone through.")

    return run


_Iterators = list[tuple[str, list[Expression]]]


def _for(iterators: _Iterators, body: Expression, scope: Scope) -> Value:
    return [body(layer) for layer in _rounds(iterators, scope)]


def _for_partial(iterators: _Iterators, body: Expression, scope: Scope) -> Value:
    """`for` whose body looks at the results so far: each round sees them as they stand, not as they will grow."""
    results: list[Value] = []
    for layer in _rounds(iterators, scope):
        spend(len(results))
        layer.own["partial"] = list(results)
        results.append(body(layer))
    return results


def _some(iterators: _Iterators, body: Expression, scope: Scope) -> Value:
    truth: bool | None = False
    for layer in _rounds(iterators, scope):
        truth = either(truth, body(layer))
        if truth is True:
            return True
    return truth


def _every(iterators: _Iterators, body: Expression, scope: Scope) -> Value:
    truth: bool | None = True
    for layer in _rounds(iterators, scope):
        truth = both(truth, body(layer))
        if truth is False:
            return False
    return truth


def _rounds(iterators: _Iterators, scope: Any) -> Iterator[Layer]:
    """A layer for every combination; later iterators run fastest and see the earlier ones."""
    (name, domain), *rest = iterators
    for value in _domain([each(scope) for each in domain]):
        spend()
        layer = Layer({name: value}, scope)
        if rest:
            yield from _rounds(rest, layer)
        else:
            yield layer


def _domain(values: list[Value]) -> Iterator[Value]:
    if len(values) == 2:
        return _counted(*values)
    (value,) = values
    if isinstance(value, Range):
        return _counted_range(value)
    if value is None:
        raise _Nothing
    return iter(value) if kind_of(value) == "list" else iter([value])


def _counted_range(range: Range) -> Iterator[Value]:
    """The whole numbers or days of a range."""
    low, high = _whole(range.low), _whole(range.high)
    low, high = low + (not range.low_in), high - (not range.high_in)
    return _made(range.low, low, high) if low <= high else iter(())


def _counted(first: Value, last: Value) -> Iterator[Value]:
    """From one whole number or day to the other, down as well as up."""
    if kind_of(first) != kind_of(last):
        raise _Nothing
    return _made(first, _whole(first), _whole(last))


def _whole(value: Value) -> int:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if kind_of(value) == "date" and not isinstance(value, FarDate):
        return day_number(value)
    raise _Nothing


def _made(like: Value, first: int, last: int) -> Iterator[Value]:
    if abs(last - first) > _LONGEST:
        raise _Nothing
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return (Decimal(each) if isinstance(like, Decimal) else date.fromordinal(each) for each in numbers)


# ---- filters

_TRUTHS = ("=", "!=", "<", "<=", ">", ">=", "and", "or", "between")


def filtered(node: Filter, compile: Compile) -> Expression:
    """`list[2]` takes one by its place, `list[item > 2]` those for which the condition holds."""
    return filtering(compile(node.source), compile(node.condition), asks=_tells_truth(node.condition))


def filtering(source: Expression, condition: Expression, *, asks: bool) -> Expression:
    """A filter of compiled parts; `asks` says that the condition gives truth and never a place."""

    def run(scope: Scope) -> Value:
        values = source(scope)
        if values is None:
            return None
        values = values if kind_of(values) == "list" else [values]
        place = None if asks else _quietly(condition, scope)
        if isinstance(place, Decimal):
            return _at(values, place)
        spend(len(values))
        return [each for each in values if condition(_item(each, scope)) is True]

    return run


def _tells_truth(node: Node) -> bool:
    """Whether a condition gives truth by its shape, so that it need not be tried as a place first."""
    return isinstance(node, In | InstanceOf) or (isinstance(node, Operation) and node.sign in _TRUTHS)


def _quietly(condition: Expression, scope: Scope) -> Value:
    """Tried without an item, for a place; what it complains about does not count."""
    with running() as run:
        before = list(run.messages)
        value = condition(scope)
        run.messages[:] = before
    return value


def _at(values: Any, place: Decimal) -> Value:
    at = int(place)
    if at != place or at == 0 or abs(at) > len(values):
        return note("列表没有这个位置。", "The list has no such place.")
    return values[at - 1 if at > 0 else at]


def _item(value: Value, scope: Any) -> Any:
    """The item by the name `item`, and its entries if it is a context; an entry called `item` goes first."""
    return Layer({"item": value, **(value if isinstance(value, dict) else {})}, scope)
