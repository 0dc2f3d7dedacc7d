"""What a draft changes, in rows and cells a manager reads: tables row by row, parameters by value, the rest by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from shouwen.rulebook import reading, setting_words, wording
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sheets import RowSheet, TableSheet

Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class CellChange:
    """One cell: the column's label, and both texts in words."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row. A row that only stands elsewhere now is `moved`; under hit policies that read downwards that matters."""

    id: str
    kind: Kind
    cells: tuple[CellChange, ...] = ()


@dataclass
class TableChange:
    """A table with its changed rows. `columns` says what became of columns, title or hit policy."""

    name: str
    title: str
    kind: Kind
    rows: list[RowChange] = field(default_factory=list)
    columns: list[CellChange] = field(default_factory=list)

    def count(self, kind: Kind) -> int:
        return sum(row.kind == kind for row in self.rows)


@dataclass
class Changes:
    """Everything a draft changes. `parts` is (part, added, changed, removed) by name for all other sheets."""

    tables: list[TableChange]
    settings: list[tuple[str, str, str, str]]  # id, title, before, after
    parts: list[tuple[str, list[str], list[str], list[str]]]

    def count(self, kind: Kind) -> int:
        return sum(table.count(kind) for table in self.tables)

    def __bool__(self) -> bool:
        return bool(self.tables or self.settings or self.parts)


def changes(before: Pack, after: Pack) -> Changes:
    """What `after` changes of `before`."""
    tables = [_table(name, before.tables.get(name), after.tables.get(name))
              for name in dict.fromkeys([*before.tables, *after.tables])]  # fmt: skip
    told = {_("规则表"), _("参数")} if before.settings.keys() == after.settings.keys() else {_("规则表")}
    parts = [each for each in reading.differences(before, after) if each[0] not in told]
    return Changes([each for each in tables if each is not None], _settings(before, after), parts)


def table_changes(before: Pack, after: Pack, name: str) -> TableChange | None:
    """The changes of one table; None when there are none."""
    return _table(name, before.tables.get(name), after.tables.get(name))


def _table(name: str, before: TableSheet | None, after: TableSheet | None) -> TableChange | None:
    if before is None or after is None:
        there = after or before
        if there is None:
            return None
        kind: Kind = "added" if before is None else "removed"
        return TableChange(name, there.title, kind, [RowChange(row.id, kind) for row in there.row])
    if before == after:
        return None
    return TableChange(name, after.title, "changed", _rows(before, after), _columns(before, after))


def _rows(before: TableSheet, after: TableSheet) -> list[RowChange]:
    old, new = {row.id: row for row in before.row}, {row.id: row for row in after.row}
    moved = _moved([id for id in old if id in new], [id for id in new if id in old])
    found = []
    for id, row in new.items():
        if id not in old:
            found.append(RowChange(id, "added", tuple(_cells(None, row, before, after))))
        elif cells := tuple(_cells(old[id], row, before, after)):
            found.append(RowChange(id, "changed", cells))
        elif id in moved:
            found.append(RowChange(id, "moved"))
    return found + [
        RowChange(id, "removed", tuple(_cells(row, None, before, after))) for id, row in old.items() if id not in new
    ]


def _moved(old: list[str], new: list[str]) -> set[str]:
    """The fewest ids that must be taken out so that the rest keep their order (longest increasing run)."""
    places = {id: at for at, id in enumerate(old)}
    best: list[list[str]] = [[]]
    for id in new:
        longest = max((run for run in best if not run or places[run[-1]] < places[id]), key=len)
        best.append([*longest, id])
    kept = set(sorted(best, key=len)[-1])
    return {id for id in new if id not in kept}


def _cells(old: RowSheet | None, new: RowSheet | None, before: TableSheet, after: TableSheet) -> list[CellChange]:
    pairs: list[tuple[str, str, str, bool]] = []
    for name in dict.fromkeys([*after.inputs, *before.inputs]):
        column = after.inputs.get(name) or before.inputs[name]
        texts = [row.when.get(name, "-") if row else "-" for row in (old, new)]
        said = [wording.cell(column, text) for text in texts]
        pairs.append((column.label or name, said[0], said[1], texts[0] != texts[1]))
    for name in dict.fromkeys([*after.outputs, *before.outputs]):
        output = after.outputs.get(name) or before.outputs[name]
        values = [row.then.get(name) if row else None for row in (old, new)]
        said = [wording.value(output, value) for value in values]
        pairs.append((output.label or name, said[0], said[1], values[0] != values[1]))
    for label, words in ((_("条款"), _because), (_("把握"), _certainty), (_("说明"), _note)):
        texts = [words(row) if row else "" for row in (old, new)]
        pairs.append((label, texts[0] or "—", texts[1] or "—", texts[0] != texts[1]))
    return [CellChange(label, a, b) for label, a, b, differs in pairs if differs]


def _because(row: RowSheet) -> str:
    return "、".join(each if each != "gap" else _("未见条文") for each in row.because)


def _certainty(row: RowSheet) -> str:
    return {"stated": _("明文"), "analogy": _("类推"), "manual": _("人工")}[row.certainty]


def _note(row: RowSheet) -> str:
    return row.note


def _columns(before: TableSheet, after: TableSheet) -> list[CellChange]:
    found = []
    for label, a, b in ((_("名称"), before.title, after.title), (_("命中方式"), before.hit, after.hit),
                        (_("说明"), before.note, after.note)):  # fmt: skip
        if a != b:
            found.append(CellChange(label, a or "—", b or "—"))
    for label, old, new in ((_("输入列"), before.inputs, after.inputs), (_("输出列"), before.outputs, after.outputs)):
        if old != new:
            found.append(CellChange(label, "、".join(reading.labels(dict(old))), "、".join(reading.labels(dict(new)))))
    return found


def _settings(before: Pack, after: Pack) -> list[tuple[str, str, str, str]]:
    return [
        (id, new.title, setting_words.said(before, old, old.value), setting_words.said(after, new, new.value))
        for id, new in after.settings.items()
        if (old := before.settings.get(id)) is not None and old != new
    ]
