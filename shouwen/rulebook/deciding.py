"""Asks a pack: types the situation, runs the tables of a decision in order, and gives outcome, rows and clauses."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sfeel import Test, Value, compile_test
from shouwen.rulebook.sfeel.typed import plain, read_value
from shouwen.rulebook.sheets import DecisionSheet, Input
from shouwen.rulebook.tables import LISTING, Hits, Row, TableError

WEAKEST_FIRST = ("manual", "analogy", "stated")

# reckoner(inputs, hits by table name, outcome so far) -> {"outcome": {…}, "rows": [Reason, …], "certainty": "…"};
# all three optional: outcome and rows replace what the tables said, certainty can only weaken.
Reckoner = Callable[[dict[str, Value], dict[str, Hits], dict[str, Value]], Mapping[str, Any]]
# A word maker is a pure function too: typed inputs -> the words of the decision, plain or typed, null where unknown.


class InputError(ValueError):
    """A situation that cannot be asked about: `field` and a sentence in two languages."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        self.field, self.zh, self.en = field, zh, en
        super().__init__(f"{field}: {zh} / {en}")


class UnknownDecision(LookupError):
    """The pack has no decision of this name, or the reckoner it names was not handed in."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One row that counted, and the clauses it rests on. `line` is the sheet's own line where the row has several."""

    table: str
    row: str
    clauses: tuple[str, ...]
    certainty: str
    line: str = field(default="", compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The row as JSON shows it."""
        return {"table": self.table, "row": self.row, "clauses": list(self.clauses), "certainty": self.certainty}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the pack says. `outcome` is typed (Decimal …), `inputs` the typed situation it was asked about.

    `settings` are the values of the parameter register that the decision looked at, as JSON shows them.
    """

    decision: str
    inputs: dict[str, Value]
    outcome: dict[str, Value]
    rows: tuple[Reason, ...]
    clauses: tuple[str, ...]
    certainty: str
    edition: str
    settings: dict[str, Value] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON shows it; decimals as strings."""
        return {
            "outcome": plain(self.outcome),
            "rows": [row.as_dict() for row in self.rows],
            "clauses": list(self.clauses),
            "certainty": self.certainty,
            "edition": self.edition,
        }


def decide(
    pack: Pack,
    name: str,
    given: Mapping[str, Any],
    reckoners: Mapping[str, Callable[..., Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Answer:
    """The answer to a decision of the pack, under `settings` (id -> value; the pack's own where none is given).

    Raises UnknownDecision, InputError (missing, unknown or unfit input) and TableError (the table gives two answers
    or none); never an empty answer.
    """
    if name not in pack.decisions:
        raise UnknownDecision(f"{pack.id}/{name}")
    sheet = pack.decisions[name]
    used = settings_of(pack, sheet, settings or {})
    inputs = read_inputs(sheet.inputs, given, used)
    inputs |= _words(pack, name, sheet, inputs, reckoners or {})
    hits, outcome, reasons = run_tables(pack, sheet, inputs)
    certainty = _weakest([reason.certainty for reason in reasons])
    if sheet.reckoner:
        if reckoners is None or sheet.reckoner not in reckoners:
            raise UnknownDecision(f"{pack.id}/{name}: reckoner {sheet.reckoner}")
        said = reckoners[sheet.reckoner](inputs, hits, outcome)
        outcome = dict(said.get("outcome", outcome))
        reasons = [_reason(row) for row in said["rows"]] if "rows" in said else reasons
        certainty = _weakest([*(reason.certainty for reason in reasons), said.get("certainty", "stated")])
    clauses = tuple(dict.fromkeys(each for reason in reasons for each in reason.clauses if each != "gap"))
    return Answer(name, inputs, outcome, tuple(reasons), clauses, certainty, pack.edition, plain(used))


def settings_of(pack: Pack, sheet: DecisionSheet, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the settings a decision looks at, by setting id: the changed one, else the pack's."""
    asked = [column.setting for column in sheet.inputs.values() if column.setting]
    return {id: changed.get(id, pack.settings[id].value) for id in asked}


def _words(
    pack: Pack, name: str, sheet: DecisionSheet, inputs: dict[str, Value], makers: Mapping[str, Callable[..., Any]]
) -> dict[str, Value]:
    """What a room's pure function makes of the inputs before the tables are asked (ARCHITECTURE: a rule's line)."""
    if not sheet.words_by:
        return {}
    if sheet.words_by not in makers:
        raise UnknownDecision(f"{pack.id}/{name}: {sheet.words_by}")
    made = makers[sheet.words_by](inputs)
    return {word: read_value(column.type, made.get(word)) for word, column in sheet.words.items()}


def canonical(given: Mapping[str, Any]) -> str:
    """The situation as sorted JSON with decimals as strings: equal situations give equal text."""
    shown = {key: plain(value) for key, value in given.items() if value is not None}
    return json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_inputs(
    columns: Mapping[str, Input], given: Mapping[str, Any], settings: Mapping[str, Any] | None = None
) -> dict[str, Value]:
    """Every input typed, null where it was not given. Raises InputError.

    An input that names a setting takes its value from `settings`, and from nobody who asks.
    """
    for name in given:
        if name not in columns:
            raise InputError(name, f"没有输入项「{name}」。", f'There is no input "{name}".')
        if columns[name].setting:
            zh, en = f"「{name}」由参数登记决定，不能填写。", f'"{name}" comes from the parameter register.'
            raise InputError(name, zh, en)
    taken = {name: (settings or {}).get(column.setting) for name, column in columns.items() if column.setting}
    return {name: _read(name, column, {**given, **taken}.get(name)) for name, column in columns.items()}


def _read(name: str, column: Input, raw: Any) -> Value:
    if raw is None:
        if column.required:
            raise InputError(name, f"缺少必填项「{column.label or name}」。", f'The input "{name}" is required.')
        return None
    try:
        value = read_value(column.type, raw)
    except ValueError:
        zh, en = f"「{raw}」不是 {column.type}。", f'"{raw}" is not a {column.type}.'
        raise InputError(name, zh, en) from None
    if not in_domain(column, value):
        raise InputError(name, f"「{raw}」不在允许的值里。", f'"{raw}" is not one of the allowed values.')
    return value


def in_domain(column: Input, value: Value) -> bool:
    """Whether a typed value is allowed: one of the listed, or fitting the S-FEEL range."""
    if column.domain is None:
        return True
    if isinstance(column.domain, str):
        return _domain_test(column.domain, column.type)(value, {})
    members = value if column.type == "list" else [value]
    return all(plain(each) in column.domain for each in members)


@lru_cache(maxsize=1024)
def _domain_test(text: str, type: str) -> Test:
    return compile_test(text, type)


def run_tables(
    pack: Pack, sheet: DecisionSheet, inputs: Mapping[str, Value]
) -> tuple[dict[str, Hits], dict[str, Value], list[Reason]]:
    """Hits by table, merged outcome and reasons, before any reckoner. A later table may ask what an earlier said."""
    outcome = _typed(pack, sheet, sheet.outcome)
    hits: dict[str, Hits] = {}
    reasons: list[Reason] = []
    for number, use in enumerate(sheet.use):
        table = pack.table(use.table)
        asked = {name: _asked(table.name, name, column, inputs, outcome) for name, column in table.inputs.items()}
        found = table.evaluate({**inputs, **asked})
        hits[use.table] = found
        reasons += [reason_for(use.table, row) for row in found.rows]
        if number == 0 and not found.rows and sheet.otherwise:
            row = sheet.otherwise
            reasons.append(Reason(use.table, row.row, tuple(row.because), row.certainty))
            _lay_over(outcome, _typed(pack, sheet, row.then))
        elif number == 0 and not found.rows and table.hit not in LISTING:
            raise TableError(use.table, [], "没有一行符合，也没有兜底。", "No row fits and nothing is said otherwise.")
        _lay_over(outcome, {use.as_: _collected(found)} if use.as_ else found.outcome)
    return hits, outcome, reasons


def reason_for(table: str, row: Row) -> Reason:
    """The reason a row of a table gives; for reckoners that choose among hits."""
    return Reason(table, row.of or row.id, row.because, row.certainty, row.id)


def _asked(table: str, name: str, column: Input, inputs: Mapping[str, Value], outcome: Mapping[str, Value]) -> Value:
    if name in inputs:
        return inputs[name]
    try:
        return read_value(column.type, outcome.get(name))
    except ValueError:
        zh, en = (
            f"前一张表给出的「{name}」不是 {column.type}。",
            f'"{name}" of an earlier table is not a {column.type}.',
        )
        raise TableError(table, [], zh, en) from None


def _typed(pack: Pack, sheet: DecisionSheet, then: Mapping[str, Any]) -> dict[str, Value]:
    """Plain values of `outcome` and `otherwise` as the tables' outputs would give them: figures as Decimal."""
    types = {name: column.type for use in sheet.use for name, column in pack.tables[use.table].outputs.items()}
    figures = ("number", "money")
    return {name: read_value(types[name], raw) if types.get(name) in figures else raw for name, raw in then.items()}


def _collected(found: Hits) -> list[Value]:
    """The rows' outputs as one list: plain values of a single output, else one dict for each row."""
    collected: list[Value] = []
    for each in found.outputs:
        values = list(each.values())
        one = values[0] if len(values) == 1 else each
        collected += one if isinstance(one, list) else [one] if values else []
    return collected


def _lay_over(outcome: dict[str, Value], said: Mapping[str, Value]) -> None:
    """Later over earlier; lists are joined without repeats."""
    for name, value in said.items():
        before = outcome.get(name)
        if isinstance(before, list) and isinstance(value, list):
            outcome[name] = [
                *before,
                *(each for number, each in enumerate(value) if each not in before + value[:number]),
            ]
        elif isinstance(value, list):
            outcome[name] = [each for number, each in enumerate(value) if each not in value[:number]]
        else:
            outcome[name] = value


def _weakest(certainties: list[str]) -> str:
    return min(certainties, key=WEAKEST_FIRST.index, default="manual")


def _reason(row: Any) -> Reason:
    if isinstance(row, Reason):
        return row
    return Reason(row["table"], row["row"], tuple(row["clauses"]), row["certainty"], row.get("line", ""))
