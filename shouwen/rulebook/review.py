"""A table of a draft as its editor shows it: every cell with its text and trouble, every row with its marks, the gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from shouwen.rulebook import cells, situations, wording
from shouwen.rulebook.differences import TableChange, table_changes
from shouwen.rulebook.pack_check import never_null
from shouwen.rulebook.pack_examples import UNNAMED, name_of
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sheets import Problem, RowSheet, TableSheet
from shouwen.rulebook.table_check import Finding, check_table
from shouwen.rulebook.tables import CompileError, Table

LINES = ("number", "money", "date", "datetime", "time", "duration", "share")
ICONS = {
    "gap": "square-dashed",
    "overlap": "layers-intersect",
    "dead": "eye-off",
    "idle": "columns-3",
    "unsure": "help",
}


@dataclass(frozen=True)
class Trouble:
    """One thing to do: a mark on its row, and a line in the list beside the table. `does` names a button."""

    level: Literal["error", "note"]
    icon: str
    row: str
    short: str
    words: str
    does: Literal["", "example", "renew"] = ""
    file: str = ""
    at: int = 0


@dataclass(frozen=True)
class Cell:
    """One cell: `part` when or then, `text` in words, `trouble` a sentence or ""."""

    part: str
    column: str
    label: str
    text: str
    trouble: str
    is_changed: bool


@dataclass
class Row:
    """One row with its cells and marks. `change` is "", "new", "edit" or "moved"."""

    at: int
    sheet: RowSheet
    cells: list[Cell]
    change: str = ""
    marks: list[Trouble] = field(default_factory=list)

    @property
    def tone(self) -> str:
        """bad for an error, odd for a remark."""
        levels = {mark.level for mark in self.marks} | {"error" for cell in self.cells if cell.trouble}
        return "bad" if "error" in levels else "odd" if levels else ""


@dataclass(frozen=True)
class Gap:
    """A situation no row fits: words by column, and the tests of a row that would."""

    words: dict[str, str]
    tests: dict[str, str]


@dataclass
class Review:
    """A table with everything its editor shows. `gone` are the rows the draft removed."""

    name: str
    sheet: TableSheet
    rows: list[Row]
    gaps: list[Gap]
    troubles: list[Trouble]
    changed: TableChange | None
    idle: set[str]

    @property
    def gone(self) -> list[str]:
        return [row.id for row in self.changed.rows if row.kind == "removed"] if self.changed else []

    def count(self, level: str) -> int:
        return sum(each.level == level for each in self.troubles)


def review(before: Pack, pack: Pack, name: str, problems: Iterable[Problem]) -> Review:
    """The table `name` of a draft. `problems` are those of the whole draft; the ones of this table are taken."""
    sheet = pack.tables[name]
    found = _findings(pack, name)
    troubles = [*_of_findings(pack, name, found), *_of_pack(pack, name, problems, {each.zh for each in found})]
    changed = table_changes(before, pack, name)
    kinds = {each.id: each.kind for each in changed.rows} if changed else {}
    words = {each.id: {cell.column for cell in each.cells} for each in changed.rows} if changed else {}
    rows = [
        Row(at, row, _cells(sheet, row, words.get(row.id, set())), _CHANGES.get(kinds.get(row.id, ""), ""))
        for at, row in enumerate(sheet.row)
    ]
    for row in rows:
        mine = [each for each in troubles if row.sheet.id in each.row.split(", ")]
        row.marks = list({each.short: each for each in mine}.values())
    troubles += [
        Trouble("error", "alert-octagon", row.sheet.id, _("看不懂"), f"{cell.label}：{cell.trouble}")
        for row in rows for cell in row.cells if cell.trouble
    ]  # fmt: skip
    gaps = _gaps(pack, name, found)
    idle = {each.column for each in found if each.kind == "idle"}
    troubles.sort(key=lambda trouble: trouble.level != "error")
    return Review(name, sheet, rows, gaps, troubles, changed, idle)


_CHANGES = {"added": "new", "changed": "edit", "moved": "moved"}


def _findings(pack: Pack, name: str) -> list[Finding]:
    sheet = pack.tables[name]
    try:
        table = pack.table(name)
    except (CompileError, ValueError):
        return []
    return check_table(table, never_null(pack, name, sheet), gaps_allowed=sheet.gaps == "manual")


def _of_findings(pack: Pack, name: str, found: list[Finding]) -> list[Trouble]:
    """Overlaps are marked on both rows; a gap has a row of its own in the table."""
    told, sheet = [], pack.tables[name]
    for each in found:
        words = wording.either(each.zh, each.en)
        label = sheet.inputs[each.column].label or each.column if each.column else ""
        if each.kind == "overlap":
            short = _("与 %(row)s 重叠")
            said = _("%(one)s 与 %(two)s 重叠：%(where)s") % {
                "one": each.other, "two": each.row, "where": _where(pack, name, each)}  # fmt: skip
            told.append(Trouble(each.level, ICONS["overlap"], each.row, short % {"row": each.other}, said))
            told.append(Trouble(each.level, ICONS["overlap"], each.other, short % {"row": each.row}, ""))
        elif each.kind == "dead":
            said = _("%(row)s 永不命中：没有一种情形走得到它。") % {"row": each.row}
            told.append(Trouble(each.level, ICONS["dead"], each.row, _("永不命中"), said))
        elif each.kind == "gap":
            said = _("缺口：%(where)s") % {"where": _where(pack, name, each)}
            told.append(Trouble(each.level, ICONS["gap"], "", _("无行可用"), said))
        elif each.kind == "idle":
            said = _("“%(column)s”不影响结果") % {"column": label}
            told.append(Trouble(each.level, ICONS["idle"], "", said, said))
        else:
            told.append(Trouble(each.level, ICONS.get(each.kind, "alert-octagon"), "", words, words))
    return told


def _words_of(pack: Pack, name: str, finding: Finding) -> dict[str, str]:
    """Where a finding lies, column by column: figures and times as a test, listed values by their labels."""
    sheet = pack.tables[name]
    said = dict(zip((part[0] for part in finding.situation),
                    (words for _label, words in situations.in_words(sheet.inputs, finding.situation)), strict=True))  # fmt: skip
    tests = situations.tests_of(pack.table(name), finding.situation, never_null(pack, name, sheet))
    lines = {
        key: wording.cell(sheet.inputs[key], text) for key, text in tests.items() if sheet.inputs[key].type in LINES
    }
    return said | lines


def _where(pack: Pack, name: str, finding: Finding) -> str:
    inputs = pack.tables[name].inputs
    said = [f"{inputs[key].label or key} {words}" for key, words in _words_of(pack, name, finding).items()]
    return "，".join(said) or _("任何情形")


def _of_pack(pack: Pack, name: str, problems: Iterable[Problem], told: set[str]) -> list[Trouble]:
    """What else the check says of this table, and of the examples that ask it."""
    asking = {key for key, each in pack.decisions.items() if any(use.table == name for use in each.use)}
    answers: dict[tuple[str, str], list[str]] = {}
    examples = {(example.file, name_of(example)): example for example in pack.examples if example.decision in asking}
    places = {id(example): at for at, example in _numbered(pack)}
    found = []
    for problem in problems:
        words = wording.either(problem.zh, problem.en)
        if problem.file == f"tables/{name}.toml" and problem.zh not in told:
            if "（examples/" in problem.zh:  # told with its example
                continue
            unnamed = problem.zh == UNNAMED[0]
            short = _("没有例子") if unnamed else words[:14]
            icon = "flask" if unnamed else "file-alert"
            does: Literal["", "example"] = "example" if unnamed else ""
            said = (
                _("%(row)s 没有例子：改规则时要有一个例子说明这一行管什么。") % {"row": problem.row}
                if unnamed
                else words
            )
            found.append(Trouble(problem.level, icon, problem.row, short, said, does))
        elif (problem.file, problem.row) in examples and problem.level == "error":
            answers.setdefault((problem.file, problem.row), []).append(words)
    for key, said_of in answers.items():
        example = examples[key]
        row = example.rows[0] if example.rows else ""
        said = _("例子“%(name)s”：%(words)s") % {"name": _question(pack, example), "words": " ".join(said_of)}
        stem = key[0].removeprefix("examples/").removesuffix(".toml")
        found.append(Trouble("error", "flask", row, _("例子不符"), said, "renew", stem, places[id(example)]))
    return found


def _question(pack: Pack, example: Any) -> str:
    """An example by its own name, else by the situation it asks about, in words."""
    if example.id or example.title:
        return str(example.title or example.id)
    inputs = pack.decisions[example.decision].inputs
    said = [
        f"{inputs[name].label or name} {wording.value(inputs[name], value)}" if name in inputs else f"{name} {value}"
        for name, value in example.given.items()
    ]
    return "，".join(said)


def _numbered(pack: Pack) -> list[tuple[int, Any]]:
    """Every example with its place in its own file."""
    counted: dict[str, int] = {}
    found = []
    for example in pack.examples:
        found.append((counted.get(example.file, 0), example))
        counted[example.file] = counted.get(example.file, 0) + 1
    return found


def _cells(sheet: TableSheet, row: RowSheet, changed: set[str]) -> list[Cell]:
    found = []
    for name, column in sheet.inputs.items():
        text = row.when.get(name, "-")
        problem = cells.test_problem(sheet, name, text) if text != "-" else None
        label = column.label or name
        found.append(Cell("when", name, label, wording.cell(column, text), _sentence(problem), label in changed))
    for name, output in sheet.outputs.items():
        raw = row.then.get(name)
        problem = cells.answer_problem(sheet, name, raw) if raw is not None else None
        label = output.label or name
        found.append(Cell("then", name, label, wording.value(output, raw), _sentence(problem), label in changed))
    return found


def _sentence(problem: cells.Problem | None) -> str:
    return wording.either(*problem) if problem else ""


def _gaps(pack: Pack, name: str, found: list[Finding]) -> list[Gap]:
    sheet = pack.tables[name]
    wanted = [each for each in found if each.kind == "gap" and each.situation]
    if not wanted:
        return []
    table: Table = pack.table(name)
    required = never_null(pack, name, sheet)
    return [Gap(_words_of(pack, name, each), situations.tests_of(table, each.situation, required)) for each in wanted]
