"""Why a decision came out as it did: clauses of that day, the rows around the hit, inputs and outcome in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.rulebook import actions, queries
from shouwen.rulebook.deciding import InputError, UnknownDecision
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.tables import TableError

AROUND = 1
QUOTED = re.compile(r'"([^"]*)"')
HITS = {
    "U": gettext_lazy("唯一"),
    "A": gettext_lazy("任一"),
    "P": gettext_lazy("优先"),
    "F": gettext_lazy("先到"),
    "R": gettext_lazy("逐行"),
    "O": gettext_lazy("按序"),
    "C": gettext_lazy("汇总"),
}


@dataclass(frozen=True)
class Shown:
    """A table around its hit: heads, and rows as (id, cells, is the hit)."""

    title: str
    hit: str
    policy: str
    heads: list[str]
    rows: list[tuple[str, list[str], bool]]
    note: str


def ground_of(decision: Any) -> dict[str, Any]:
    """Everything the drawer says about a kept decision."""
    pack = queries.pack_of(decision.edition)
    sheet = pack.decisions[decision.name]
    digest = actions.clauses_digest(pack, decision.clauses)
    return {
        "decision": decision,
        "sheet": sheet,
        "edition": decision.edition,
        "clauses": [pack.clauses[each] for each in decision.clauses if each in pack.clauses],
        "tables": _tables(pack, decision),
        "inputs": _inputs(sheet, decision),
        "outcome": said(pack, sheet, decision.outcome),
        "digest": digest,
        "is_same_text": digest == decision.clauses_digest,
        "now": _now(decision),
        "by": person_of(decision.by),
        "publisher": person_of(decision.edition.published_by),
        "confirmer": person_of(decision.confirmed_by),
    }


def person_of(key: str) -> Any:
    """The login behind an actor's key; the key itself for machines."""
    if not key.startswith("person:"):
        return _("系统") if key == "system" else key
    model: Any = get_user_model()
    number = key.removeprefix("person:")
    return model._default_manager.filter(**{model.USERNAME_FIELD: number}).first() or number


def _tables(pack: Pack, decision: Any) -> list[Shown]:
    shown = []
    for name in dict.fromkeys(hit["table"] for hit in decision.rows):
        hits = {hit["row"] for hit in decision.rows if hit["table"] == name}
        if name in pack.tables:
            shown.append(_around(pack, name, hits, decision))
    return shown


def _around(pack: Pack, name: str, hits: set[str], decision: Any) -> Shown:
    """The hit rows with their neighbours; only the columns these rows say something about."""
    table = pack.tables[name]
    at = [number for number, row in enumerate(table.row) if _named(row, hits)]
    near = sorted({n for number in at for n in range(number - AROUND, number + AROUND + 1) if 0 <= n < len(table.row)})
    rows = [table.row[number] for number in near]
    inputs = [each for each in table.inputs if any(each in row.when for row in rows)]
    outputs = [each for each in table.outputs if any(each in row.then for row in rows)]
    lines = [
        (
            row.id,
            [_cell(table.inputs[each], row.when.get(each, "-")) for each in inputs]
            + [_plain(table.outputs[each], row.then.get(each)) for each in outputs],
            _named(row, hits),
        )
        for row in rows
    ]
    heads = [table.inputs[each].label or each for each in inputs] + [
        table.outputs[each].label or each for each in outputs
    ]
    notes = [row.note for row in rows if _named(row, hits) and row.note]
    otherwise = pack.decisions[decision.name].otherwise
    if otherwise is not None and otherwise.row in hits:
        lines.append(
            (otherwise.row, [_("其他都不符合") if inputs else ""] * bool(heads) + [""] * (len(heads) - 1), True)
        )
        notes.append(otherwise.note)
    return Shown(
        table.title,
        "、".join(sorted(hits)),
        f"{table.hit}（{HITS.get(table.hit[0], '')}）",
        heads,
        lines,
        " ".join(notes),
    )


def _named(row: Any, hits: set[str]) -> bool:
    """Whether an answer named this line: by its own id, or by the standard's row it is a part of."""
    return (row.of or row.id) in hits


def _cell(column: Any, text: str) -> str:
    """A cell with its codes said in words."""
    if text in ("-", ""):
        return "—"
    said = QUOTED.sub(lambda found: column.labels.get(found[1], found[1]), text)
    return re.sub(r"\bnull\b", _("未填"), said).replace(",", "、")


def _plain(column: Any, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(_plain(column, each) for each in value)
    if isinstance(value, dict):
        return "，".join(f"{name} {each}" for name, each in value.items())
    labels = getattr(column, "labels", None) or {}
    return str(labels.get(str(value), value))


def _inputs(sheet: Any, decision: Any) -> list[tuple[str, str, bool]]:
    """Every input the decision asks for, as (label, value, given)."""
    return [
        (
            column.label or name,
            _plain(column, decision.inputs.get(name)) if name in decision.inputs else _("未填"),
            name in decision.inputs,
        )
        for name, column in sheet.inputs.items()
    ]


def said(pack: Pack, sheet: Any, outcome: dict[str, Any]) -> list[tuple[str, str]]:
    """An outcome in words; what is empty is left out."""
    columns = {name: column for use in sheet.use for name, column in pack.tables[use.table].outputs.items()}
    labels = {use.as_: pack.tables[use.table].title for use in sheet.use if use.as_}
    lines = []
    for name, value in outcome.items():
        if value in (None, "", []):
            continue
        column = columns.get(name)
        lines.append(((column.label if column else "") or labels.get(name) or name, _plain(column, value)))
    return lines


def _now(decision: Any) -> dict[str, Any]:
    """What the edition in force now would answer to the same question."""
    edition = queries.edition_in_force(decision.edition.pack)
    if edition.pk == decision.edition_id:
        return {"edition": edition, "is_it": True}
    pack = queries.pack_of(edition)
    try:
        answer = queries.preview(pack, decision.name, decision.inputs).as_dict()
    except (InputError, UnknownDecision, TableError):
        return {"edition": edition, "unanswerable": True}
    same = answer["outcome"] == decision.outcome and answer["clauses"] == decision.clauses
    return {"edition": edition, "same": same, "outcome": said(pack, pack.decisions[decision.name], answer["outcome"])}
