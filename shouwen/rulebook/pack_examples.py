"""Checks a pack's examples: each gets its answer, and every row of every table is hit by one that names it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shouwen.rulebook.deciding import InputError, Reckoner, decide, read_inputs, run_tables, settings_of
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sfeel import FeelError, kind_of
from shouwen.rulebook.sfeel.typed import plain, read_value
from shouwen.rulebook.sheets import DecisionSheet, Example, Problem
from shouwen.rulebook.tables import LISTING, CompileError, TableError

Problems = Iterator[Problem]


def check_examples(pack: Pack, reckoners: Mapping[str, Reckoner] | None) -> Problems:
    named: set[tuple[str, str]] = set()
    for example in pack.examples:
        decision = pack.decisions.get(example.decision)
        if decision is None or any(use.table not in pack.tables for use in decision.use):
            yield from missing(example.file, _row(example), ("决定", "decision"), example.decision, pack.decisions)
            continue
        yield from _vanished(pack, example, decision)
        try:
            wrong, covered = _asked(pack, example, decision, reckoners)
        except (CompileError, FeelError):
            continue  # reported with its table or domain
        except InputError as error:
            yield Problem(example.file, _row(example), f"{error.field}：{error.zh}", f"{error.field}: {error.en}")
            continue
        except TableError as error:
            yield Problem(f"tables/{error.table}.toml", ", ".join(error.rows), *_told(example, error.zh, error.en))
            yield Problem(example.file, _row(example), error.zh, error.en)
            continue
        yield from wrong
        named |= covered
    for name, sheet in pack.tables.items():
        for row in sheet.row:
            if (name, row.id) not in named:
                zh, en = (
                    "没有例子点到这一行（examples 的 rows）。",
                    "Row without example: no example names it and hits it.",
                )
                yield Problem(f"tables/{name}.toml", row.id, zh, en)


def _row(example: Example) -> str:
    given = ", ".join(f"{key}={plain(value)}" for key, value in example.given.items())
    return example.id or example.title or f"{example.decision}({given})"


def _told(example: Example, zh: str, en: str) -> tuple[str, str]:
    where = f"{example.file} {_row(example)}"
    return f"{zh}（{where}）", f"{en} ({where})"


def _vanished(pack: Pack, example: Example, decision: DecisionSheet) -> Problems:
    """A row an example names but no table has: reported at the table it most likely stood in."""
    tables = {use.table for use in decision.use}
    # A reckoner may answer with rows of other tables.
    there = {
        name
        for table in (pack.tables if decision.reckoner else tables)
        for row in pack.tables[table].row
        for name in (row.id, row.of)
    }
    there |= {decision.otherwise.row} if decision.otherwise else set()
    for gone in example.rows:
        if gone not in there:
            table = _once_of(pack, gone, example.rows, decision)
            told = _told(example, "例子点到的行不见了。", "An example names this row, but it is gone.")
            yield Problem(f"tables/{table}.toml", gone, *told)


def _once_of(pack: Pack, gone: str, named: list[str], decision: DecisionSheet) -> str:
    """The table a vanished row stood in: the first, if the example names no other row of it, else the likeliest."""
    rows = {use.table: [row.id for row in pack.tables[use.table].row] for use in decision.use}
    first = decision.use[0].table
    answered = {table for table, ids in rows.items() if set(ids) & set(named)}
    if decision.otherwise and decision.otherwise.row in named:
        answered.add(first)
    if first not in answered and pack.tables[first].hit not in LISTING:
        return first
    # A table of single hits that is named already has no place for another row.
    open_tables = [each for each in rows if each not in answered or pack.tables[each].hit not in ("U", "F", "P")]
    return max(open_tables or [first], key=lambda each: max((_alike(gone, id) for id in rows[each]), default=0))


def _alike(one: str, two: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _asked(
    pack: Pack, example: Example, decision: DecisionSheet, reckoners: Mapping[str, Reckoner] | None
) -> tuple[list[Problem], set[tuple[str, str]]]:
    """What is wrong with the example's answer, and the rows (table, id) it names and hits."""
    absent = {decision.reckoner, decision.words_by} - {None, *(reckoners or {})}
    if absent:
        inputs = read_inputs(decision.inputs, example.given, settings_of(pack, decision, example.settings))
        _, _, reasons = run_tables(pack, decision, inputs)
        hit = {(each.table, each.line or each.row) for each in reasons if each.row in example.rows}
        zh, en = (
            f"算法「{'、'.join(map(str, absent))}」不在场，只核对了表。",
            f'Without "{", ".join(map(str, absent))}" only its tables were checked.',
        )
        return [Problem(example.file, _row(example), zh, en, "note")], hit
    answer = decide(pack, example.decision, example.given, reckoners, example.settings)
    wrong = []
    for name, expected in example.expect.items():
        if not _same(expected, answer.outcome.get(name)):
            got = plain(answer.outcome.get(name))
            wrong.append((f"{name} 应为 {expected}，得到 {got}。", f"{name} should be {expected}, but is {got}."))
    rows = [each.row for each in answer.rows]
    if example.rows and sorted(rows) != sorted(example.rows):
        wrong.append(
            (f"命中的行应为 {example.rows}，得到 {rows}。", f"The rows should be {example.rows}, but are {rows}.")
        )
    if example.clauses and sorted(answer.clauses) != sorted(example.clauses):
        got = list(answer.clauses)
        wrong.append(
            (f"条款应为 {example.clauses}，得到 {got}。", f"The clauses should be {example.clauses}, but are {got}.")
        )
    if example.certainty and example.certainty != answer.certainty:
        got = answer.certainty
        wrong.append(
            (
                f"确定程度应为 {example.certainty}，得到 {got}。",
                f"Certainty should be {example.certainty}, but is {got}.",
            )
        )
    hits = {(each.table, each.line or each.row) for each in answer.rows if each.row in example.rows}
    return [Problem(example.file, _row(example), zh, en) for zh, en in wrong], hits


def _same(expected: Any, got: Any) -> bool:
    """Equal as the outcome's type has it: "50" and 50.00 are one amount."""
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(_same, expected, got))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(_same(expected[key], got[key]) for key in got)
    if kind_of(got) == "number":
        try:
            return bool(read_value("number", expected) == got)
        except ValueError:
            return False
    return bool(expected == plain(got))


def missing(file: str, row: str, what: tuple[str, str], value: str, known: Iterable[str]) -> Problems:
    if value and value not in known:
        yield Problem(file, row, f"没有{what[0]}「{value}」。", f'There is no {what[1]} "{value}".')
