"""Situations a check found, written back as tests of a row, as sample values, and in the words of the pack.

Pure. A text is only given when it fits exactly the cells it stands for: it is compiled and tried on all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from shouwen.rulebook.feel import FeelError, Value, compile_test
from shouwen.rulebook.feel.typed import plain
from shouwen.rulebook.sheets import Input
from shouwen.rulebook.table_check import OTHER, Cell, Situation, cells_of
from shouwen.rulebook.tables import Table

NOBODY_KNOWS = "null"
TRIED = 4_000  # combinations looked at for an example


def tests_of(table: Table, situation: Situation, required: set[str]) -> dict[str, str]:
    """S-FEEL tests of a row that fits the situation. A column that cannot be said exactly is left out."""
    found = {}
    for name, wanted in situation:
        whole = cells_of(table, name, table.inputs[name], name in required) or []
        text = test_of(table.inputs[name], whole, wanted)
        if text and text != "-":
            found[name] = text
    return found


def test_of(column: Input, whole: Sequence[Cell], wanted: Sequence[Cell]) -> str:
    """The shortest test that fits the `wanted` cells of a column and none of the others; "" if there is none."""
    inside = [cell for cell in whole if cell in wanted]
    outside = [cell for cell in whole if cell not in wanted]
    if not outside:
        return "-"
    for text in _candidates(column, whole, inside, outside):
        if text and _is_exact(column, text, inside, outside):
            return text
    return ""


def _candidates(column: Input, whole: Sequence[Cell], inside: list[Cell], outside: list[Cell]) -> Iterator[str]:
    said = _listed(column, whole, inside)
    denied = _listed(column, whole, outside)
    shorter, other = (said, f"not({denied})" if denied else "")
    yield from (other, shorter) if len(outside) < len(inside) and denied else (shorter, other)


def _listed(column: Input, whole: Sequence[Cell], cells: list[Cell]) -> str:
    """The cells joined by commas, stretches that touch joined into one; "" if one of them has no text."""
    line = column.type not in ("text", "bool", "list")
    texts = list(_runs(whole, cells)) if line else [_alone(column, cell) for cell in cells]
    return ", ".join(texts) if all(texts) else ""


def _alone(column: Input, cell: Cell) -> str:
    label, value = cell
    if value is None:
        return NOBODY_KNOWS
    if label == OTHER or column.type == "list":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _runs(whole: Sequence[Cell], cells: list[Cell]) -> Iterator[str]:
    """Neighbouring points and stretches of a line as one interval."""
    run: list[Cell] = []
    for cell in [*whole, None]:
        if cell is not None and cell in cells and cell[1] is not None:
            run.append(cell)
            continue
        if run:
            yield _interval(run)
            run = []
        if cell is not None and cell in cells:
            yield NOBODY_KNOWS


def _interval(run: list[Cell]) -> str:
    (low, low_in), (high, high_in) = _ends(run[0])[0], _ends(run[-1])[1]
    if low is None and high is None:
        return "not(null)"
    if low is None:
        return f"{'<=' if high_in else '<'} {high}"
    if high is None:
        return f"{'>=' if low_in else '>'} {low}"
    if low == high:
        return low
    return f"{'[' if low_in else '('}{low}..{high}{']' if high_in else ')'}"


def _ends(cell: Cell) -> tuple[tuple[str | None, bool], tuple[str | None, bool]]:
    """Both ends of a point or an open stretch as S-FEEL, and whether they belong to it."""
    label, value = cell
    if not label.startswith("("):
        text = _literal(label, value)
        return (text, True), (text, True)
    low, _, high = label[1:-1].replace("…..", "…|", 1).replace("..…", "|…", 1).replace("..", "|", 1).partition("|")
    ends = [None if end == "…" else _literal(end, value) for end in (low, high)]
    return (ends[0], False), (ends[1], False)


def _literal(text: str, value: Value) -> str:
    """A number as it is; dates, times and lengths of time as S-FEEL writes them."""
    return text if not isinstance(value, str) and _is_number(text) else f'@"{text}"'


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _is_exact(column: Input, text: str, inside: list[Cell], outside: list[Cell]) -> bool:
    try:
        test = compile_test(text, column.type)
        return all(test(value, {}) for _, value in inside) and not any(test(value, {}) for _, value in outside)
    except (FeelError, TypeError, ValueError):
        return False


def in_words(inputs: Mapping[str, Input], situation: Situation, *, most: int = 3) -> list[tuple[str, str]]:
    """(column label, values by their labels) of a situation, for people."""
    return [(inputs[name].label or name, _joined(inputs[name], cells, most)) for name, cells in situation]


def _joined(column: Input, cells: Sequence[Cell], most: int) -> str:
    words = [_said(column, cell) for cell in cells]
    return "、".join(words[:most]) + (f" …（{len(words)}）" if len(words) > most else "")


def _said(column: Input, cell: Cell) -> str:
    label, value = cell
    if value is None:
        return _("未填")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, tuple):
        return "＋".join(column.labels.get(str(each), str(each)) for each in value) or _("一个也没有")
    return _("其他值") if label == OTHER else column.labels.get(str(value), label)


def samples(table: Table, row: int, required: set[str]) -> dict[str, Any] | None:
    """Plain values of a situation that fits this row and, where it can be, no row above it; None if there is none."""
    columns = []
    for name, column in table.inputs.items():
        cells = cells_of(table, name, column, name in required)
        tests = dict(table.tests[row])
        fitting = [v for _, v in cells or [] if name not in tests or _fits(tests[name], v)]
        if not fitting:
            return None
        # Where the row does not look, unknown is the simplest value; else the first that fits.
        columns.append(
            [(name, v) for v in (fitting if name in tests else sorted(fitting, key=lambda v: v is not None))]
        )
    second: dict[str, Any] | None = None
    for number, combination in enumerate(product(*columns)):
        if number > TRIED:
            break
        inputs = dict(combination)
        hits = [at for at, tests in enumerate(table.tests) if all(_fits(t, inputs.get(n), inputs) for n, t in tests)]
        if row in hits and hits[0] == row:
            return {name: plain(value) for name, value in inputs.items() if value is not None and value != OTHER}
        if row in hits and second is None:
            second = inputs
    return {name: plain(value) for name, value in second.items() if value is not None} if second else None


def _fits(test: Any, value: Value, scope: dict[str, Value] | None = None) -> bool:
    try:
        return bool(test(value, scope or {}))
    except (TypeError, ValueError):
        return False
