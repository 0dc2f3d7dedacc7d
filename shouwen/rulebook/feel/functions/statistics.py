"""What is reckoned over a whole list: count, least and most, sums and means, and truth of all or any."""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce

from shouwen.rulebook.feel.functions.registry import built_in
from shouwen.rulebook.feel.values import DECIMAL128, Value, equal, kind_of, relate

_ONE = Decimal(1)


@built_in("count", "list: list")
def count(values: list[Value]) -> Value:
    return Decimal(len(values))


def over(name: str) -> Callable[[Callable[[list[Value]], Value]], Callable[[list[Value]], Value]]:
    """Enters a function that takes one list, or its members one by one."""

    def enter(function: Callable[[list[Value]], Value]) -> Callable[[list[Value]], Value]:
        built_in(name, "list: list")(function)
        built_in(name, "item...: any")(lambda *values: function(list(values)))
        return function

    return enter


def best(sign: str, values: list[Value]) -> Value:
    """The first value before which no other comes; null where they cannot be ordered."""
    if not values:
        return None
    chosen = values[0]
    for value in values:
        better = relate(sign, value, chosen)
        if better is None:
            return None
        chosen = value if better else chosen
    return chosen


@over("min")
def least(values: list[Value]) -> Value:
    return best("<", values)


@over("max")
def most(values: list[Value]) -> Value:
    return best(">", values)


def _numbers(values: list[Value]) -> list[Decimal] | None:
    return values if values and all(isinstance(each, Decimal) for each in values) else None


@over("sum")
def total(values: list[Value]) -> Value:
    numbers = _numbers(values)
    return numbers and reduce(DECIMAL128.add, numbers)


@over("product")
def product(values: list[Value]) -> Value:
    numbers = _numbers(values)
    return numbers and reduce(DECIMAL128.multiply, numbers)


@over("mean")
def mean(values: list[Value]) -> Value:
    numbers = _numbers(values)
    return numbers and DECIMAL128.divide(reduce(DECIMAL128.add, numbers), Decimal(len(numbers)))


@over("median")
def median(values: list[Value]) -> Value:
    numbers = sorted(_numbers(values) or [])
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return DECIMAL128.divide(DECIMAL128.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@over("stddev")
def deviation(values: list[Value]) -> Value:
    """Of a sample: the squares are shared among one fewer than there are."""
    numbers = _numbers(values)
    if numbers is None or len(numbers) < 2:
        return None
    middle = mean(numbers)
    squares = [DECIMAL128.power(DECIMAL128.subtract(each, middle), 2) for each in numbers]
    return DECIMAL128.sqrt(DECIMAL128.divide(reduce(DECIMAL128.add, squares), Decimal(len(numbers) - 1)))


@over("mode")
def mode(values: list[Value]) -> Value:
    """The most frequent numbers, least first; an empty list for an empty list."""
    if any(not isinstance(each, Decimal) for each in values):
        return None
    often: dict[Decimal, int] = {}
    for each in values:
        often[each] = often.get(each, 0) + 1
    return sorted(each for each, times in often.items() if times == max(often.values()))


@over("all")
def every(values: list[Value]) -> Value:
    if any(each is False for each in values):
        return False
    return True if all(each is True for each in values) else None


@over("any")
def some(values: list[Value]) -> Value:
    if any(each is True for each in values):
        return True
    return False if all(each is False for each in values) else None


def same(left: Value, right: Value) -> bool:
    """Whether two members of lists count as one."""
    return equal(left, right) is True


def plain(values: list[Value]) -> bool:
    """Whether all can be looked up by hash: texts, numbers and truth alone, of one kind each."""
    return all(kind_of(each) in ("text", "number", "bool", "null") for each in values)
