"""What the reading pages show of an edition: a table as rows of cells, a deadline in words, what a new edition changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.rulebook import wording
from shouwen.rulebook.packs import Pack


@dataclass(frozen=True)
class Line:
    """One row of a decision table, in words."""

    id: str
    tests: list[str]
    answers: list[str]
    because: list[str]
    certainty: str
    origin: str
    note: str


def lines(table: Any) -> list[Line]:
    """The rows of a table with every column in its place."""
    return [
        Line(
            row.id,
            [wording.cell(column, row.when.get(name, "-")) for name, column in table.inputs.items()],
            [wording.value(column, row.then.get(name)) for name, column in table.outputs.items()],
            row.because,
            row.certainty,
            row.origin,
            row.note,
        )
        for row in table.row
    ]


def labels(columns: dict[str, Any]) -> list[str]:
    return [column.label or name for name, column in columns.items()]


def users(pack: Pack, table: str) -> list[tuple[str, Any]]:
    """Decisions that look into a table."""
    return [(name, each) for name, each in pack.decisions.items() if any(use.table == table for use in each.use)]


def deadlines(pack: Pack) -> list[dict[str, Any]]:
    """Every deadline in words."""
    return [
        {
            "deadline": each,
            "limit": wording.limit(each),
            "starts": wording.event(each.starts_on),
            "stops": "、".join(wording.event(name) for name in each.stops_on),
            "owner": wording.hearer(each.owner),
            "remind": "、".join(_reminder(text) for text in each.remind),
            "table": each.table or "",
        }
        for each in pack.deadlines.values()
    ]


def _reminder(text: str) -> str:
    return (
        _("用去 %(share)s") % {"share": text}
        if text.endswith("%")
        else _("还剩 %(span)s") % {"span": wording.span(text)}
    )


def ladders(pack: Pack) -> list[dict[str, Any]]:
    """Every escalation ladder, rung by rung."""
    acts = {"tell": _("告知"), "chase": _("催办"), "supervise": _("督办")}
    return [
        {
            "ladder": each,
            "used_by": [deadline.title for deadline in pack.deadlines.values() if deadline.ladder == each.id],
            "rungs": [
                (rung, _("到期时") if rung.after == "0m" else _("逾期 %(span)s") % {"span": wording.span(rung.after)},
                 "、".join(wording.hearer(word) for word in rung.tell), acts[rung.action])
                for rung in each.rung
            ],
        }
        for each in pack.ladders.values()
    ]  # fmt: skip


def found_clauses(pack: Pack, typed: str) -> list[Any]:
    """Clauses whose number, title or words hold everything typed, in the book's order."""
    words = typed.lower().split()
    return [
        clause for clause in pack.clauses.values()
        if all(word in f"{clause.id} {clause.title} {clause.text}".lower() for word in words)
    ]  # fmt: skip


def cited_by(pack: Pack) -> dict[str, int]:
    """How many rows, steps and deadlines rest on each clause."""
    counted: dict[str, int] = {}
    cited: list[Any] = [*pack.deadlines.values(), *pack.settings.values(), *pack.categories.values(), *pack.notices]
    for table in pack.tables.values():
        cited += table.row
    for kind in pack.kinds.values():
        cited += [*kind.step, *kind.gate]
    for ladder in pack.ladders.values():
        cited += ladder.rung
    for each in cited:
        for clause in each.because:
            counted[clause] = counted.get(clause, 0) + 1
    return counted


PARTS = ("clauses", "tables", "decisions", "kinds", "forms", "phrases", "situations", "examples")
SHEETS = ("categories", "deadlines", "ladders", "notices", "settings", "organisation", "calendar")


def differences(old: Pack | None, new: Pack) -> list[tuple[str, list[str], list[str], list[str]]]:
    """What a new edition changes, part by part: (part, added, changed, removed) by name."""
    titles = {
        "clauses": _("条款"),
        "tables": _("规则表"),
        "decisions": _("裁定"),
        "kinds": _("事项类型"),
        "forms": _("表单"),
        "phrases": _("用语"),
        "situations": _("情景"),
        "examples": _("例子"),
        "categories": _("类别"),
        "deadlines": _("时限"),
        "ladders": _("升级"),
        "notices": _("通知"),
        "settings": _("参数"),
        "organisation": _("部门与岗位"),
        "calendar": _("工作日历"),
    }
    found = []
    for part in PARTS:
        found.append((titles[part], *_compared(old.written(part) if old else {}, new.written(part))))
    for sheet in SHEETS:
        found.append((titles[sheet], *_compared(_rows(old.written(sheet) if old else {}), _rows(new.written(sheet)))))
    return [each for each in found if each[1] or each[2] or each[3]]


def _compared(before: dict[str, Any], after: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    added = [name for name in after if name not in before]
    changed = [name for name in after if name in before and after[name] != before[name]]
    return added, changed, [name for name in before if name not in after]


def _rows(sheet: dict[str, Any]) -> dict[str, Any]:
    """The rows of a sheet by id; its plain keys by name."""
    found: dict[str, Any] = {}
    for key, held in sheet.items():
        if isinstance(held, list):
            found |= {
                str(row.get("id") or row.get("on") or at): row for at, row in enumerate(held) if isinstance(row, dict)
            }
        else:
            found[key] = held
    return found
