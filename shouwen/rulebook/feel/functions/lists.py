"""Lists: what they hold, cut, joined, put in order. Positions count from 1, and from the end when negative."""

from decimal import Decimal
from functools import cmp_to_key
from itertools import chain

from shouwen.rulebook.feel.functions.registry import built_in
from shouwen.rulebook.feel.functions.statistics import plain, same
from shouwen.rulebook.feel.notes import spend
from shouwen.rulebook.feel.values import Function, Value, relate


def place(values: list[Value], position: Decimal, *, behind: int = 0) -> int:
    """Where a position lies, from 0. Raises LookupError outside the list."""
    at = int(position)
    if at != position or at == 0 or abs(at) > len(values) + behind:
        raise LookupError
    return at - 1 if at > 0 else len(values) + at


@built_in("list contains", "list: list, element: any")
def holds(values: list[Value], wanted: Value) -> Value:
    spend(len(values))
    return any(same(each, wanted) for each in values)


@built_in("sublist", "list: list, start position: number, length?: number")
def sublist(values: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    first = place(values, start)
    if length is None:
        return list(values[first:])
    last = first + int(length)
    return list(values[first:last]) if int(length) >= 1 and last <= len(values) else None


@built_in("append", "list: list, item...: any", "list: list")
def append(values: list[Value], *more: Value) -> Value:
    return [*values, *more]


@built_in("concatenate", "list...: list")
def concatenate(*lists: list[Value]) -> Value:
    return list(chain.from_iterable(lists))


@built_in("insert before", "list: list, position: number, newItem: any")
def insert_before(values: list[Value], position: Decimal, new: Value) -> Value:
    at = place(values, position)
    return [*values[:at], new, *values[at:]]


@built_in("remove", "list: list, position: number")
def remove(values: list[Value], position: Decimal) -> Value:
    at = place(values, position)
    return [*values[:at], *values[at + 1 :]]


@built_in("list replace", "list: list, position: number, newItem: any")
def replace_at(values: list[Value], position: Decimal, new: Value) -> Value:
    at = place(values, position)
    return [*values[:at], new, *values[at + 1 :]]


@built_in("list replace", "list: list, match: function, newItem: any")
def replace_matching(values: list[Value], match: Function, new: Value) -> Value:
    truths = [match.apply(each, new) for each in values]
    if any(not isinstance(truth, bool) for truth in truths):
        return None
    return [new if truth else each for each, truth in zip(values, truths, strict=True)]


@built_in("reverse", "list: list")
def reverse(values: list[Value]) -> Value:
    return list(reversed(values))


@built_in("index of", "list: list, match: any")
def index_of(values: list[Value], wanted: Value) -> Value:
    spend(len(values))
    return [Decimal(at) for at, each in enumerate(values, 1) if same(each, wanted)]


@built_in("distinct values", "list: list")
def distinct(values: list[Value]) -> Value:
    if plain(values):  # by kind too: 1 and true are one to Python
        return list({(type(each), each): each for each in values}.values())
    found: list[Value] = []
    for each in values:
        spend(len(found) + 1)
        if not any(same(each, other) for other in found):
            found.append(each)
    return found


@built_in("duplicate values", "list: list")
def duplicates(values: list[Value]) -> Value:
    spend(len(values) ** 2)
    return distinct([each for each in values if sum(same(each, other) for other in values) > 1])


@built_in("union", "list...: list")
def union(*lists: list[Value]) -> Value:
    return distinct(concatenate(*lists))


@built_in("flatten", "list: list")
def flatten(values: list[Value]) -> Value:
    flat: list[Value] = []
    spend(len(values))
    for each in values:
        flat += flatten(each) if isinstance(each, list | tuple) else [each]
    return flat


@built_in("sort", "list: list, precedes?: function")
def sort(values: list[Value], precedes: Function | None = None) -> Value:
    """Stable: two members neither of which goes before the other stay as they are."""

    def before(one: Value, other: Value) -> bool:
        spend()
        truth = relate("<", one, other) if precedes is None else precedes.apply(one, other)
        if not isinstance(truth, bool):
            raise TypeError
        return truth

    return sorted(values, key=cmp_to_key(lambda one, other: -1 if before(one, other) else int(before(other, one))))
