"""Finds the gaps, overlaps, dead rows and idle columns of a table by cutting each input at the values its rows name.

Every column falls into finitely many cells in which all rows behave alike. Walking the columns left to right, only
the sets of rows still open are kept (as bits), each with one situation that leads there; the product is never built.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Literal

from shouwen.rulebook.feel import Months, Value, compile_test, kind_of, parse_tests
from shouwen.rulebook.feel.nodes import Interval, literals, names
from shouwen.rulebook.feel.typed import plain
from shouwen.rulebook.feel.values import ORDERS
from shouwen.rulebook.sheets import Input
from shouwen.rulebook.tables import LISTING, Table

BOUND = 200_000  # sets of open rows looked at before giving up
MOST_MEMBERS = 10  # a list column falls into 2^n cells
GAPS_SHOWN = 8
OTHER = "<其他值 other>"

Cell = tuple[str, Value]  # how it reads, and a value that stands for it
Part = tuple[str, tuple[Cell, ...]]  # a column and the cells of it in which the same rows fit
Situation = tuple[Part, ...]
Class = tuple[Part, int]  # and the rows that fit there, as bits


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a table; `row` is empty for the table as a whole.

    `kind` says what it is, `other` the second row of an overlap, `column` the input that never matters, and
    `situation` where a gap or an overlap lies.
    """

    row: str
    zh: str
    en: str
    level: Literal["error", "note"] = "error"
    kind: Literal["", "gap", "overlap", "dead", "idle", "unsure"] = ""
    other: str = ""
    column: str = ""
    situation: Situation = ()


@dataclass(slots=True)
class _Walk:
    """Where the columns lead: `ends` maps a set of rows that fit to one situation; `gaps` situations no row fits."""

    ends: dict[int, Situation]
    gaps: list[Situation]
    whole: bool  # False if the bound was reached


def check_table(table: Table, required: Iterable[str] = (), *, gaps_allowed: bool = False) -> list[Finding]:
    """Every finding of a compiled table. Inputs in `required` are never null; the others may be.

    A policy that lists its hits (R O C C#) has no gaps: an empty list is an answer.
    """
    columns, unsure, found = _cut(table, set(required))
    walk = _walk(table, columns)
    found += _without_effect(table, columns, unsure, {each.column for each in found})
    if not gaps_allowed and table.hit not in LISTING:
        found += _gaps(walk)
    found += _overlaps(table, walk, unsure) + _dead(table, walk, unsure)
    if unsure or not walk.whole:
        zh, en = (
            "条件看别的输入或组合过多，未能全部核对。",
            "Not fully checked: tests on other inputs, or too many cases.",
        )
        found.append(Finding(", ".join(_ids(table, unsure)), zh, en, "note", "unsure"))
    return found


def has_gap(table: Table, required: Iterable[str] = ()) -> bool:
    """Whether some situation fits no row."""
    columns, _, _ = _cut(table, set(required))
    return bool(_walk(table, columns).gaps)


def _cut(table: Table, required: set[str]) -> tuple[list[list[Class]], int, list[Finding]]:
    """The classes of every column, the rows that cannot be told from their cells alone, and the idle columns."""
    unsure = _unsure_rows(table)
    columns: list[list[Class]] = []
    idle: list[Finding] = []
    for name, column in table.inputs.items():
        classes = _classes(table, name, column, name in required)
        if classes is None:
            unsure |= _rows_testing(table, name)
            classes = [((name, ()), (1 << len(table.rows)) - 1)]
        elif len(classes) == 1 and table.rows and name not in table.named and not _rows_testing(table, name) & unsure:
            zh, en = f"输入列「{name}」从不影响结果。", f'The input "{name}" never matters.'
            idle.append(Finding("", zh, en, "note", "idle", column=name))
        columns.append(classes)
    return columns, unsure, idle


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def _ids(table: Table, mask: int) -> list[str]:
    return [table.rows[number].id for number in _bits(mask)]


def _unsure_rows(table: Table) -> int:
    """Rows whose tests look at other inputs: they may fit in any cell of their column."""
    return sum(
        1 << number
        for number, cells in enumerate(table.cells)
        if any(True for cell in cells.values() for _ in names(cell))
    )


def _rows_testing(table: Table, name: str) -> int:
    return sum(1 << number for number, tests in enumerate(table.tests) if name in dict(tests))


# Cells.


def _classes(table: Table, name: str, column: Input, required: bool) -> list[Class] | None:
    """The column's cells joined where the same rows fit. None if it cannot be cut."""
    cells = cells_of(table, name, column, required)
    if cells is None:
        return None
    everyone = (1 << len(table.rows)) - 1
    testing = [
        (number, dict(tests)[name])
        for number, tests in enumerate(table.tests)
        if name in dict(tests) and not any(names(table.cells[number][name]))
    ]
    classes: dict[int, list[Cell]] = {}
    for label, value in cells:
        shut = sum(1 << number for number, test in testing if not test(value, {}))
        classes.setdefault(everyone & ~shut, []).append((label, value))
    return [((name, tuple(joined)), mask) for mask, joined in classes.items()]


def _said(situation: Situation) -> str:
    """A situation as it reads in a sentence: `days = 3 | (3..7)；fragile = true`."""
    return "；".join(f"{name} = {_joined([label for label, _ in cells])}" for name, cells in situation) or "-"


def _joined(labels: list[str]) -> str:
    return " | ".join(labels[:4]) + (" | …" if len(labels) > 4 else "")


def cells_of(table: Table, name: str, column: Input, required: bool) -> list[Cell] | None:
    """The cells of one input, null among them unless it is required; None if there are too many or no order to cut."""
    tests = [cells[name] for cells in table.cells if name in cells]
    mentioned = [value for cell in tests for value in literals(cell)]
    nothing: list[Cell] = [] if required else [("null", None)]
    if column.type == "bool":
        return [("true", True), ("false", False), *nothing]
    if column.type == "list":
        members = _listed(mentioned, column.domain)
        return None if len(members) > MOST_MEMBERS else [*_subsets(members), *nothing]
    if column.type == "text":
        ordered = any(isinstance(c, Interval) or getattr(c, "sign", "=") in ORDERS for t in tests for c in t.choices)
        if isinstance(column.domain, list):
            return [*((value, value) for value in column.domain), *nothing]
        return None if ordered else [*((value, value) for value in _unique(mentioned)), (OTHER, OTHER), *nothing]
    allowed = _allowed(column)
    if isinstance(column.domain, str):
        mentioned += literals(parse_tests(column.domain))
    return [*((label, value) for label, value in _line(column.type, _unique(mentioned)) if allowed(value)), *nothing]


def _unique(values: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(values))


def _allowed(column: Input) -> Callable[[Value], bool]:
    if not isinstance(column.domain, str):
        return lambda value: True
    test = compile_test(column.domain, column.type)
    return lambda value: test(value, {})


def _listed(mentioned: list[Value], domain: list[str] | str | None) -> list[str]:
    members: list[str] = _unique(mentioned)
    return [each for each in members if each in domain] if isinstance(domain, list) else members


def _subsets(members: list[str]) -> Iterator[Cell]:
    for size in range(len(members) + 1):
        for chosen in combinations(members, size):
            yield f"[{', '.join(chosen)}]", chosen


def _line(type: str, points: list[Value]) -> Iterator[Cell]:
    """Points and the open stretches between them, along the line of numbers or of time."""
    months = sorted(point for point in points if kind_of(point) == "months")
    if months:
        yield from _stretches(months, _months_between)
    line = sorted(point for point in points if kind_of(point) != "months")
    yield from _stretches(line, _BETWEEN[type])


def _stretches(points: list[Value], between: Callable[[Value, Value], Value]) -> Iterator[Cell]:
    ends: list[Value] = [None, *points, None]
    for low, high in pairwise(ends):
        if low is not None:
            yield str(plain(low)), low
        inner = between(low, high)
        if inner is not None:
            left, right = ("…" if end is None else plain(end) for end in (low, high))
            yield f"({left}..{right})", inner


def _number_between(low: Decimal | None, high: Decimal | None) -> Decimal:
    if low is None or high is None:
        return Decimal(0) if low is high else (low + 1 if low is not None else Decimal(str(high)) - 1)
    return (low + high) / 2


def _months_between(low: Months | None, high: Months | None) -> Months | None:
    count = _whole_between(low.count if low else None, high.count if high else None)
    return None if count is None else Months(count)


def _whole_between(low: int | None, high: int | None) -> int | None:
    inner = high - 1 if low is None and high is not None else (low or 0) + 1
    return inner if high is None or low is None or inner < high else None


def _date_between(low: date | None, high: date | None) -> date | None:
    start = date(2000, 1, 1).toordinal()
    inner = _whole_between(low.toordinal() if low else None if high else start, high.toordinal() if high else None)
    return None if inner is None else date.fromordinal(inner)


def _datetime_between(low: datetime | None, high: datetime | None) -> datetime | None:
    if low is None or high is None:
        return low + timedelta(days=1) if low else high - timedelta(days=1) if high else datetime(2000, 1, 1)
    return low + (high - low) / 2


def _duration_between(low: timedelta | None, high: timedelta | None) -> timedelta | None:
    if low is None:  # no lengths of time below nothing
        return timedelta(hours=1) if high is None else high / 2 if high > timedelta(0) else None
    return low + timedelta(days=1) if high is None else low + (high - low) / 2


def _time_between(low: time | None, high: time | None) -> time | None:
    day = timedelta(days=1)
    start, end = (_since_midnight(low) if low else -timedelta(microseconds=1)), (_since_midnight(high) if high else day)
    inner = start + (end - start) / 2
    if not start < inner < end or inner < timedelta(0):
        return None
    return (datetime(2000, 1, 1) + inner).time().replace(tzinfo=(low or high or time()).tzinfo)


def _since_midnight(clock: time) -> timedelta:
    return datetime.combine(date(2000, 1, 1), clock.replace(tzinfo=None)) - datetime(2000, 1, 1)


_BETWEEN: dict[str, Callable[[Value, Value], Value]] = {
    "number": _number_between,
    "money": _number_between,
    "date": _date_between,
    "datetime": _datetime_between,
    "duration": _duration_between,
    "time": _time_between,
}


# The walk, and what it tells.


def _walk(table: Table, columns: list[list[Class]]) -> _Walk:
    everyone = (1 << len(table.rows)) - 1
    walk = _Walk({everyone: ()} if everyone else {}, [] if everyone else [()], True)
    for classes in columns:
        reached: dict[int, Situation] = {}
        for mask, path in walk.ends.items():
            for part, open_rows in classes:
                left = mask & open_rows
                step = (*path, part) if len(classes) > 1 else path
                if left:
                    reached.setdefault(left, step)
                else:
                    walk.gaps.append(step)
        walk.whole = walk.whole and len(reached) <= BOUND
        walk.ends = dict(list(reached.items())[:BOUND])
    return walk


def _gaps(walk: _Walk) -> list[Finding]:
    shown = _unique(walk.gaps)
    found = []
    for path in shown[:GAPS_SHOWN]:
        case = _said(path)
        found.append(Finding("", f"没有一行管到：{case}", f"No row covers: {case}", "error", "gap", situation=path))
    if len(shown) > GAPS_SHOWN:
        more = len(shown) - GAPS_SHOWN
        found.append(Finding("", f"另有 {more} 处空缺。", f"{more} more gaps."))
    return found


def _overlaps(table: Table, walk: _Walk, unsure: int) -> list[Finding]:
    """Rows that fit one situation together: never under U, and under A only with the same outputs."""
    if table.hit not in ("U", "A"):
        return []
    pairs: dict[tuple[int, int], Situation] = {}
    for mask, path in walk.ends.items():
        for pair in combinations(_bits(mask & ~unsure), 2):
            pairs.setdefault(pair, path)
    found = []
    for (one, two), path in sorted(pairs.items()):
        first, second = table.rows[one], table.rows[two]
        same = first.fixed == second.fixed and not first.computed and not second.computed
        if table.hit == "A" and same:
            continue
        case, also = _said(path), first.id
        zh, en = f"与 {also} 同时命中：{case}", f"It overlaps with {also}: {case}"
        found.append(Finding(second.id, zh, en, "error", "overlap", also, situation=path))
    return found


def _dead(table: Table, walk: _Walk, unsure: int) -> list[Finding]:
    """Rows no situation can reach, or that another row always goes before."""
    if not walk.whole:
        return []
    alive = 0
    for mask in walk.ends:
        alive |= _firing(table, mask, unsure)
    dead = ((1 << len(table.rows)) - 1) & ~alive
    zh, en = "这一行永远不会命中。", "This row can never fire."
    return [Finding(id, zh, en, "error", "dead") for id in _ids(table, dead)]


def _without_effect(table: Table, columns: list[list[Class]], unsure: int, idle: set[str]) -> list[Finding]:
    """Inputs that rows do test, yet whose every value leads to the same outcome and clauses whatever the others are."""
    names = list(table.inputs)
    found = []
    for at, name in enumerate(names):
        if len(columns[at]) < 2 or name in idle or name in table.named or unsure:
            continue
        walk = _walk(table, columns[:at] + columns[at + 1 :])
        if walk.whole and all(
            len({_told(table, mask & open_rows) for _, open_rows in columns[at]}) == 1 for mask in walk.ends
        ):
            zh, en = f"输入列「{name}」怎么填结果都一样。", f'Whatever "{name}" is, the outcome stays the same.'
            found.append(Finding("", zh, en, "note", "idle", column=name))
    return found


def _told(table: Table, mask: int) -> tuple[str, ...]:
    """What the policy makes of a set of fitting rows, as far as it tells situations apart."""
    fitting = _bits(_firing(table, mask, 0))
    said = [
        f"{row.because} {row.certainty} {row.id if row.computed else sorted(row.fixed.items(), key=str)}"
        for row in (table.rows[number] for number in fitting)
    ]
    return tuple(dict.fromkeys(said)) if table.hit == "A" else tuple(said)


def _firing(table: Table, mask: int, unsure: int) -> int:
    """The rows of a fitting set whose answer can be the one given. `unsure` rows never shut another out."""
    if table.hit not in ("F", "P"):
        return mask
    firing, fitting = 0, list(_bits(mask))
    if table.hit == "P":
        ranks = {str(value): rank for rank, value in enumerate(table.order)}
        first = table.outputs[0]
        fitting.sort(key=lambda number: ranks.get(str(table.rows[number].fixed.get(first)), len(ranks)))
    for number in fitting:
        firing |= 1 << number
        if not unsure >> number & 1:
            break
    return firing
