"""What a parsed S-FEEL text is made of. Plain frozen shapes, so that tables can be checked as well as run."""

from collections.abc import Iterator
from dataclasses import dataclass

from shouwen.rulebook.sfeel.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is + - * / ** = != < <= > >= and or not negative, or `call NAME`."""

    sign: str
    parts: tuple["Node", ...]


Node = Literal | Name | Operation


@dataclass(frozen=True, slots=True)
class Compare:
    """`>= 3`; a bare `"a"` is `= "a"`."""

    sign: str
    bound: Node


@dataclass(frozen=True, slots=True)
class Interval:
    low: Node
    low_in: bool
    high: Node
    high_in: bool


@dataclass(frozen=True, slots=True)
class Members:
    """`any of (…)`, `all of (…)`: the list holds any, or all, of these."""

    every: bool
    wanted: tuple[Node, ...]


Choice = Compare | Interval | Members


@dataclass(frozen=True, slots=True)
class Tests:
    """A whole cell: `choices` joined by or, the lot denied if `negated`; no choices = `-`."""

    choices: tuple[Choice, ...]
    negated: bool = False


def bounds(choice: Choice) -> tuple[Node, ...]:
    """The expressions a choice compares the input with."""
    if isinstance(choice, Compare):
        return (choice.bound,)
    return (choice.low, choice.high) if isinstance(choice, Interval) else choice.wanted


def names(node: Node | Tests) -> Iterator[str]:
    """Every name the text looks up."""
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, Operation):
        for part in node.parts:
            yield from names(part)
    elif isinstance(node, Tests):
        for choice in node.choices:
            for bound in bounds(choice):
                yield from names(bound)


def literals(tests: Tests) -> list[Value]:
    """Every literal bound of a cell, null left out."""
    found = [bound for choice in tests.choices for bound in bounds(choice)]
    return [bound.value for bound in found if isinstance(bound, Literal) and bound.value is not None]


def only_literals(tests: Tests) -> bool:
    """Whether the cell merely lists values (`"a","b"`, `not(null)`, `-`)."""
    return all(
        isinstance(choice, Compare) and choice.sign == "=" and isinstance(choice.bound, Literal)
        for choice in tests.choices
    )
