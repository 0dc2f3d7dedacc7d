"""What a parsed FEEL text is made of. Plain frozen shapes, so that tables can be checked as well as run."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

from shouwen.rulebook.feel.types import Type
from shouwen.rulebook.feel.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is + - * / ** = != < <= > >= and or negative between."""

    sign: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`names` are those of the arguments if the call names them."""

    callee: "Node"
    arguments: tuple["Node", ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Path:
    source: "Node"
    step: str


@dataclass(frozen=True, slots=True)
class Filter:
    source: "Node"
    condition: "Node"


@dataclass(frozen=True, slots=True)
class Items:
    """`[1, 2]`."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """`{a: 1, b: a + 1}`; keys in their order."""

    entries: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class If:
    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Loop:
    """`for`, `some` or `every`: `iterators` are (name, domain); a domain of two nodes counts from one to the other."""

    word: str
    iterators: tuple[tuple[str, tuple["Node", ...]], ...]
    body: "Node"


@dataclass(frozen=True, slots=True)
class Lambda:
    """`function(a: number) a + 1`; without a body it is external, which we never run."""

    parameters: tuple[tuple[str, Type], ...]
    body: "Node | None"


@dataclass(frozen=True, slots=True)
class InstanceOf:
    value: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class In:
    value: "Node"
    tests: "Tests"


@dataclass(frozen=True, slots=True)
class Compare:
    """`>= 3`; a bare `"a"` is `= "a"`."""

    sign: str
    bound: "Node"


@dataclass(frozen=True, slots=True)
class Interval:
    """`[1..5)`: a test in a cell, a range elsewhere. An end that is None is open for ever, as in `(< 5)`."""

    low: "Node | None"
    low_in: bool
    high: "Node | None"
    high_in: bool


@dataclass(frozen=True, slots=True)
class Members:
    """`any of (…)`, `all of (…)`: the list holds any, or all, of these."""

    every: bool
    wanted: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Fits:
    """An expression as a test: true, or equal to the input, or a list or range that holds it. `?` is the input."""

    expression: "Node"
    asks: bool  # whether it speaks of `?`, and so is itself the answer


Node: TypeAlias = (
    Literal
    | Name
    | Operation
    | Call
    | Path
    | Filter
    | Items
    | Entries
    | If
    | Loop
    | Lambda
    | InstanceOf
    | In
    | Interval
)
Choice: TypeAlias = Compare | Interval | Members | Fits


@dataclass(frozen=True, slots=True)
class Tests:
    """A whole cell: `choices` joined by or, the lot denied if `negated`; no choices = `-`."""

    choices: tuple[Choice, ...]
    negated: bool = False


def bounds(choice: Choice) -> tuple[Node, ...]:
    """The expressions a choice compares the input with."""
    if isinstance(choice, Compare):
        return (choice.bound,)
    if isinstance(choice, Fits):
        return (choice.expression,)
    if isinstance(choice, Members):
        return choice.wanted
    return tuple(end for end in (choice.low, choice.high) if end is not None)


def walk(node: Any) -> Iterator[Any]:
    """The node and every node in it."""
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif is_dataclass(node) and type(node) in _NODES:
        yield node
        for field in fields(node):
            yield from walk(getattr(node, field.name))


_NODES = {
    Literal, Name, Operation, Call, Path, Filter, Items, Entries, If, Loop, Lambda, InstanceOf, In,
    Compare, Interval, Members, Fits, Tests,
}  # fmt: skip


def names(node: Node | Tests) -> Iterator[str]:
    """Every name the text looks up; what a call calls is not looked up."""
    called = {id(each.callee) for each in walk(node) if isinstance(each, Call)}
    return (each.name for each in walk(node) if isinstance(each, Name) and id(each) not in called)


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
