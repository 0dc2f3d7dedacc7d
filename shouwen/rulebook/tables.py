"""Decision tables with DMN hit policies: compiled once, asked often, never silent about two answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shouwen.rulebook.sfeel import (
    Expression,
    FeelError,
    Test,
    Value,
    compile_expression,
    compile_test,
    parse_expression,
    parse_tests,
    read_duration,
)
from shouwen.rulebook.sfeel.nodes import Tests, literals, names, only_literals
from shouwen.rulebook.sfeel.typed import read_value
from shouwen.rulebook.sfeel.values import relate
from shouwen.rulebook.sheets import Input, RowSheet, TableSheet

LISTING = ("R", "O", "C", "C#")  # policies to which no hit is an answer: an empty list, or none counted


class TableError(ValueError):
    """A table that cannot answer: `table`, the ids of the `rows` concerned, and a sentence in two languages."""

    def __init__(self, table: str, rows: list[str], zh: str, en: str) -> None:
        self.table, self.rows, self.zh, self.en = table, rows, zh, en
        super().__init__(f"{table} {rows}: {zh} / {en}")


class CompileError(TableError):
    """A table whose text cannot be compiled; `problems` lists (row id, zh, en), one for each bad cell."""

    def __init__(self, table: str, problems: list[tuple[str, str, str]]) -> None:
        self.problems = problems
        super().__init__(table, [row for row, _, _ in problems], problems[0][1], problems[0][2])


@dataclass(frozen=True, slots=True)
class Row:
    """A compiled row. `fixed` are plain outputs, `computed` those given by an expression; `of` as in the sheet."""

    id: str
    because: tuple[str, ...]
    certainty: str
    origin: str
    note: str
    fixed: dict[str, Value]
    computed: tuple[tuple[str, Expression], ...]
    of: str = ""

    def outputs(self, scope: Mapping[str, Value]) -> dict[str, Value]:
        """Output name -> value; an output the row leaves out is absent."""
        if not self.computed:
            return self.fixed
        return self.fixed | {name: expression(scope) for name, expression in self.computed}


@dataclass(frozen=True, slots=True)
class Hits:
    """What a table said: the rows that count, in the policy's order, their outputs, and the outcome they make.

    `outcome` holds one value for each output (U A P F, C+ C< C> C#) or a list for each output (R O C). No hit: no rows,
    and an empty outcome (lists empty, a count of 0).
    """

    table: str
    rows: tuple[Row, ...]
    outputs: tuple[dict[str, Value], ...]
    outcome: dict[str, Value]


@dataclass(slots=True)
class _Column:
    """The rows open to each listed value, as bits; `other` for a value no row lists."""

    name: str
    by_value: dict[Value, int]
    other: int


@dataclass(slots=True)
class Table:
    """A compiled table. Made by `compile_table`."""

    name: str
    hit: str
    inputs: dict[str, Input]
    outputs: tuple[str, ...]
    order: list[Value]
    rows: tuple[Row, ...]
    cells: tuple[dict[str, Tests], ...]
    tests: tuple[tuple[tuple[str, Test], ...], ...]  # for each row every test it has
    named: frozenset[str]  # inputs that tests of other columns or expressions look at
    _columns: list[_Column] = field(default_factory=list)
    _rest: list[tuple[tuple[str, Test], ...]] = field(default_factory=list)

    def evaluate(self, inputs: Mapping[str, Value]) -> Hits:
        """The hits for typed inputs (absent = null). Raises TableError if U or A is broken by this situation."""
        found = list(self._matching(inputs))
        if self.hit in ("U", "F") and len(found) < 2:
            return self._single(found, inputs)
        outputs = [self.rows[number].outputs(inputs) for number in found]
        return _POLICIES[self.hit](self, [self.rows[number] for number in found], outputs)

    def _single(self, found: list[int], inputs: Mapping[str, Value]) -> Hits:
        if not found:
            return Hits(self.name, (), (), {})
        outputs = self.rows[found[0]].outputs(inputs)
        return Hits(self.name, (self.rows[found[0]],), (outputs,), dict(outputs))

    def _matching(self, inputs: Mapping[str, Value]) -> Iterator[int]:
        open_rows = (1 << len(self.rows)) - 1
        for column in self._columns:
            open_rows &= column.by_value.get(inputs.get(column.name), column.other)
        while open_rows:
            lowest = open_rows & -open_rows
            open_rows ^= lowest
            number = lowest.bit_length() - 1
            for name, test in self._rest[number]:
                if not test(inputs.get(name), inputs):
                    break
            else:
                yield number
                if self.hit == "F":
                    return


def compile_table(sheet: TableSheet, name: str = "") -> Table:
    """Compiles every cell. Raises CompileError listing all bad cells."""
    name = name or sheet.title
    problems: list[tuple[str, str, str]] = []
    rows, cells, tests = [], [], []
    for row in sheet.row:
        try:
            rows.append(_row(sheet, row))
            cells.append({column: parse_tests(text) for column, text in row.when.items()})
            tests.append(tuple(_tests(sheet, row)))
        except FeelError as error:
            problems.append((row.id, error.zh, error.en))
    if problems:
        raise CompileError(name, problems)
    table = Table(
        name,
        sheet.hit,
        dict(sheet.inputs),
        tuple(sheet.outputs),
        list(sheet.order),
        tuple(rows),
        tuple(cells),
        tuple(tests),
        frozenset(_named(sheet, cells)),
    )
    _index(table)
    return table


def _named(sheet: TableSheet, cells: list[dict[str, Tests]]) -> Iterator[str]:
    for row in cells:
        for cell in row.values():
            yield from names(cell)
    for each in sheet.row:
        for raw in each.then.values():
            if isinstance(raw, dict) and "feel" in raw:
                yield from names(parse_expression(str(raw["feel"])))


def _tests(sheet: TableSheet, row: RowSheet) -> Iterator[tuple[str, Test]]:
    for column, text in row.when.items():
        if column not in sheet.inputs:
            raise FeelError(1, f"没有输入列「{column}」。", f'There is no input column "{column}".')
        if parse_tests(text).choices:
            yield column, compile_test(text, sheet.inputs[column].type)


def _row(sheet: TableSheet, row: RowSheet) -> Row:
    fixed: dict[str, Value] = {}
    computed: list[tuple[str, Expression]] = []
    for name, raw in row.then.items():
        if name not in sheet.outputs:
            raise FeelError(1, f"没有输出列「{name}」。", f'There is no output column "{name}".')
        if isinstance(raw, dict) and set(raw) == {"feel"}:
            computed.append((name, compile_expression(str(raw["feel"]))))
        else:
            fixed[name] = read_output(name, sheet.outputs[name].type, raw)
    return Row(row.id, tuple(row.because), row.certainty, row.origin, row.note, fixed, tuple(computed), row.of)


def read_output(name: str, type: str, raw: Any) -> Value:
    """An output as its column's type; times, dates and durations stay as written (`2d` at work is not `48h`).

    Raises FeelError if it is not of the type.
    """
    try:
        value = read_value(type, raw)
    except ValueError:
        raise FeelError(
            1, f"输出「{name}」的值 {raw!r} 不是 {type}。", f'Output "{name}": {raw!r} is not a {type}.'
        ) from None
    if type in ("number", "money"):
        return value
    return list(value) if type == "list" and value is not None else raw


def _index(table: Table) -> None:
    """Columns of listed values become look-ups; every other cell stays a test of its row."""
    everyone = (1 << len(table.rows)) - 1
    rest: list[list[tuple[str, Test]]] = [[] for _ in table.rows]
    for column, sheet in table.inputs.items():
        listed: dict[int, tuple[Tests, Test]] = {}
        for number, row_tests in enumerate(table.tests):
            test = dict(row_tests).get(column)
            if test and sheet.type != "list" and only_literals(table.cells[number][column]):
                listed[number] = (table.cells[number][column], test)
            elif test:
                rest[number].append((column, test))
        if listed:
            table._columns.append(_column(column, listed, everyone))
    table._rest = [tuple(each) for each in rest]


def _column(name: str, listed: dict[int, tuple[Tests, Test]], everyone: int) -> _Column:
    values = {value for cell, _ in listed.values() for value in literals(cell)} | {None}
    by_value = {}
    for value in values:
        shut = sum(1 << number for number, (_, test) in listed.items() if not test(value, {}))
        by_value[value] = everyone & ~shut
    other = everyone & ~sum(1 << number for number, (cell, _) in listed.items() if not cell.negated)
    return _Column(name, by_value, other)


# What each hit policy makes of several rows.


def _unique(table: Table, rows: list[Row], outputs: list[dict[str, Value]]) -> Hits:
    ids = [row.id for row in rows]
    raise TableError(table.name, ids, "唯一命中的表命中了几行。", "A table of unique hits was hit by several rows.")


def _any(table: Table, rows: list[Row], outputs: list[dict[str, Value]]) -> Hits:
    if any(each != outputs[0] for each in outputs[1:]):
        ids = [row.id for row in rows]
        raise TableError(table.name, ids, "命中的几行答案不同。", "The rows that fit give different answers.")
    return Hits(table.name, tuple(rows), tuple(outputs), dict(outputs[0]) if outputs else {})


def _by_order(table: Table, rows: list[Row], outputs: list[dict[str, Value]]) -> list[int]:
    first = table.outputs[0]
    ranks = {str(value): rank for rank, value in enumerate(table.order)}
    return sorted(range(len(rows)), key=lambda number: ranks.get(str(outputs[number].get(first)), len(ranks)))


def _priority(table: Table, rows: list[Row], outputs: list[dict[str, Value]]) -> Hits:
    if not rows:
        return Hits(table.name, (), (), {})
    best = _by_order(table, rows, outputs)[0]
    return Hits(table.name, (rows[best],), (outputs[best],), dict(outputs[best]))


def _listed(table: Table, rows: list[Row], outputs: list[dict[str, Value]]) -> Hits:
    outcome = {name: [each[name] for each in outputs if name in each] for name in table.outputs}
    return Hits(table.name, tuple(rows), tuple(outputs), outcome)


def _in_order(table: Table, rows: list[Row], outputs: list[dict[str, Value]]) -> Hits:
    numbers = _by_order(table, rows, outputs)
    return _listed(table, [rows[number] for number in numbers], [outputs[number] for number in numbers])


def _aggregate(reckon: Callable[[list[Value]], Value]) -> Callable[[Table, list[Row], list[dict[str, Value]]], Hits]:
    def aggregated(table: Table, rows: list[Row], outputs: list[dict[str, Value]]) -> Hits:
        listed = _listed(table, rows, outputs).outcome
        outcome = {name: reckon([each for each in values if each is not None]) for name, values in listed.items()}
        kept = {name: value for name, value in outcome.items() if value is not None}
        return Hits(table.name, tuple(rows), tuple(outputs), kept)

    return aggregated


def _best(sign: str) -> Callable[[list[Value]], Value]:
    def best(values: list[Value]) -> Value:
        chosen = values[0] if values else None
        for value in values[1:]:
            chosen = value if relate(sign, _measured(value), _measured(chosen)) else chosen
        return chosen

    return best


def _measured(value: Value) -> Value:
    """Durations are kept as written, and compared by their length."""
    return (read_duration(value) or value) if isinstance(value, str) else value


_POLICIES: dict[str, Callable[[Table, list[Row], list[dict[str, Value]]], Hits]] = {
    "U": _unique,
    "A": _any,
    "P": _priority,
    "F": _unique,  # never reached: a first hit is single
    "R": _listed,
    "O": _in_order,
    "C": _listed,
    "C+": _aggregate(lambda values: sum(values[1:], values[0]) if values else None),
    "C<": _aggregate(_best("<")),
    "C>": _aggregate(_best(">")),
    "C#": _aggregate(len),
}
