"""Decision tables of models: their parts, and what they say.

The tables of packs (`rulebook.tables`) promise more than the standard: typed columns, look-ups, an error instead of null
where a policy is broken. The tests of both are the same FEEL.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shouwen.rulebook.dmn.documents import Element, text_in, type_ref
from shouwen.rulebook.dmn.items import Allowed, allowed
from shouwen.rulebook.feel import Expression, FeelError, Scope, Value, compile_feel, compile_feel_tests
from shouwen.rulebook.feel.functions.statistics import least, most, total
from shouwen.rulebook.feel.names import normal
from shouwen.rulebook.feel.nodes import Tests
from shouwen.rulebook.feel.notes import note, spend
from shouwen.rulebook.feel.testing import Ternary, compile_tests
from shouwen.rulebook.feel.values import equal

if TYPE_CHECKING:
    from shouwen.rulebook.dmn.boxed import Surroundings

POLICIES = {
    "UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O", "COLLECT": "C",
}  # fmt: skip
AGGREGATIONS = {"": "", "SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}


def policy_of(element: Element) -> str:
    """The hit policy in short: `U`, `C+`."""
    hit = POLICIES.get(element.get("hitPolicy", "UNIQUE").strip(), "U")
    return hit + (AGGREGATIONS.get(element.get("aggregation", "").strip(), "") if hit == "C" else "")


@dataclass(frozen=True, slots=True)
class _Output:
    """`ranks` are the tests of the output's values, best first; `default` what it is when no rule fits."""

    name: str
    ranks: tuple[Ternary, ...]
    default: Expression | None


@dataclass(frozen=True, slots=True)
class _Rule:
    tests: tuple[Ternary, ...]
    outputs: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    hit: str
    inputs: tuple[tuple[Expression, Allowed | None], ...]
    outputs: tuple[_Output, ...]
    rules: tuple[_Rule, ...]

    def __call__(self, scope: Scope) -> Value:
        values = []
        for expression, permitted in self.inputs:
            value = expression(scope)
            if permitted is not None and value is not None and not _permits(permitted, value):
                return note("输入不在允许的取值里。", "An input is not among its allowed values.")
            values.append(value)
        spend(len(self.rules))
        fitting = [rule for rule in self.rules if self._fits(rule, values, scope)]
        if not fitting:
            return self._nothing(scope)
        fitting = fitting[:1] if self.hit == "F" else fitting
        return _HITS[self.hit](self, [tuple(each(scope) for each in rule.outputs) for rule in fitting])

    def _fits(self, rule: _Rule, values: list[Value], scope: Scope) -> bool:
        return all(test(value, scope) is True for test, value in zip(rule.tests, values, strict=True))

    def _nothing(self, scope: Scope) -> Value:
        """The default outputs, an empty list or count, or null."""
        if any(output.default is not None for output in self.outputs):
            chosen = tuple(output.default(scope) if output.default else None for output in self.outputs)
            return self.shown(chosen)
        return {"C": [], "C#": Decimal(0)}.get(self.hit)

    def shown(self, row: tuple[Value, ...]) -> Value:
        """The outputs of a rule: a value alone, or a context by name."""
        if len(self.outputs) == 1:
            return row[0]
        return {output.name: value for output, value in zip(self.outputs, row, strict=True)}

    def ordered(self, rows: list[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
        """Rows by the order of their output values, the first output before the second."""
        return sorted(
            rows, key=lambda row: [_rank(output, each) for output, each in zip(self.outputs, row, strict=True)]
        )


def _permits(permitted: Allowed, value: Value) -> bool:
    return permitted(value) or (isinstance(value, list) and all(permitted(each) for each in value))


def _rank(output: _Output, value: Value) -> int:
    return next((at for at, test in enumerate(output.ranks) if test(value, {}) is True), len(output.ranks))


def compile_table(element: Element, around: "Surroundings") -> Expression:
    """The table as a function of the scope. A cell that cannot be read makes its rule never fit, with a message."""
    inputs = tuple(_input(each, around) for each in element.findall("input"))
    outputs = tuple(_output(each, around) for each in element.findall("output"))
    rules = tuple(_rule(each, len(inputs), around) for each in element.findall("rule"))
    return _Table(policy_of(element), inputs, outputs, rules)


def _input(element: Element, around: "Surroundings") -> tuple[Expression, Allowed | None]:
    asked = _read(text_in(element, "inputExpression/text") or "null", around)
    return asked, allowed(element.find("inputValues"))


def _output(element: Element, around: "Surroundings") -> _Output:
    permitted = allowed(element.find("outputValues")) or around.items.named(type_ref(element)).allowed
    ranks = tuple(compile_tests(Tests((choice,))) for choice in permitted.tests.choices) if permitted else ()
    default = text_in(element, "defaultOutputEntry/text")
    return _Output(normal(element.get("name", "")), ranks, _read(default, around) if default else None)


def _rule(element: Element, width: int, around: "Surroundings") -> _Rule:
    cells = [text_in(each) or "-" for each in element.findall("inputEntry")]
    tests = tuple(_test(cell, around) for cell in [*cells, *["-"] * width][:width])
    return _Rule(tests, tuple(_read(text_in(each) or "null", around) for each in element.findall("outputEntry")))


def _test(text: str, around: "Surroundings") -> Ternary:
    try:
        return compile_feel_tests(text, around.vocabulary)
    except FeelError as error:
        zh, en = error.zh, error.en
        return lambda value, scope: note(zh, en)


def _read(text: str, around: "Surroundings") -> Expression:
    try:
        return compile_feel(text, around.vocabulary)
    except FeelError as error:
        zh, en = error.zh, error.en
        return lambda scope: note(zh, en)


# ---- what each hit policy makes of the rows that fit

_Rows = list[tuple[Value, ...]]


def _unique(table: _Table, rows: _Rows) -> Value:
    if len(rows) > 1:
        return note("唯一命中的表命中了几行。", "A table of unique hits was hit by several rules.")
    return table.shown(rows[0])


def _any(table: _Table, rows: _Rows) -> Value:
    if any(equal(list(row), list(rows[0])) is not True for row in rows[1:]):
        return note("命中的几行答案不同。", "The rules that fit give different answers.")
    return table.shown(rows[0])


def _listed(table: _Table, rows: _Rows) -> Value:
    return [table.shown(row) for row in rows]


def _aggregated(reckon: Callable[[list[Value]], Any]) -> Callable[[_Table, _Rows], Value]:
    def aggregate(table: _Table, rows: _Rows) -> Value:
        return table.shown(tuple(reckon(list(column)) for column in zip(*rows, strict=True)))

    return aggregate


_HITS: dict[str, Callable[[_Table, _Rows], Value]] = {
    "U": _unique,
    "A": _any,
    "F": _unique,
    "P": lambda table, rows: table.shown(table.ordered(rows)[0]),
    "R": _listed,
    "O": lambda table, rows: _listed(table, table.ordered(rows)),
    "C": _listed,
    "C+": _aggregated(total),
    "C<": _aggregated(least),
    "C>": _aggregated(most),
    "C#": lambda table, rows: Decimal(len(rows)),
}
