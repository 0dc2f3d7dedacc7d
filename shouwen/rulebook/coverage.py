"""Which clauses of a pack something rests on, where, and by which nothing is decided yet. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shouwen.rulebook.packs import Clause, Pack

#: What may rest on a clause, most deciding first: (code, Chinese, English).
WAYS = (
    ("table", "规则表", "table rows"),
    ("deadline", "时限", "deadlines"),
    ("ladder", "升级", "ladders"),
    ("step", "步骤", "steps"),
    ("gate", "关闭条件", "closing gates"),
    ("notice", "通知", "notices"),
    ("category", "类别", "categories"),
    ("setting", "参数", "settings"),
    ("form", "表单", "forms"),
    ("phrase", "用语", "phrases"),
    ("organisation", "部门与岗位", "departments and posts"),
    ("person", "由人决定", "left to a person"),
    ("nothing", "还没有落到哪里", "nothing yet"),
)


@dataclass(frozen=True, slots=True)
class Use:
    """One place that rests on a clause: `way` of WAYS, `part` the sheet (`routing`, a case kind …), `row`, its title."""

    way: str
    part: str
    row: str
    title: str = ""


@dataclass(slots=True)
class Covered:
    """A clause with everything that rests on it. `ways` are codes of WAYS, `nothing` alone when there is none."""

    clause: Clause
    uses: list[Use] = field(default_factory=list)

    @property
    def ways(self) -> list[str]:
        there = {use.way for use in self.uses}
        return [code for code, _zh, _en in WAYS if code in there] or ["nothing"]


def coverage(pack: Pack) -> list[Covered]:
    """Every clause in the book's order. A row left to a person counts as `person`, not as a deciding row."""
    found = {id: Covered(clause) for id, clause in pack.clauses.items()}
    for use, because in _cited(pack):
        for clause in because:
            if clause in found and use not in found[clause].uses:
                found[clause].uses.append(use)
    return list(found.values())


def counts(covered: list[Covered]) -> dict[str, int]:
    """How many clauses are covered in each way; one covered in two ways counts in both. `all` is how many there are."""
    return {"all": len(covered)} | {code: sum(code in each.ways for each in covered) for code, _zh, _en in WAYS}


def _cited(pack: Pack) -> Iterator[tuple[Use, list[str]]]:
    for name, table in pack.tables.items():
        for row in table.row:
            yield Use("person" if row.certainty == "manual" else "table", name, row.id), row.because
    for name, decision in pack.decisions.items():
        if decision.otherwise:
            way = "person" if decision.otherwise.certainty == "manual" else "table"
            yield Use(way, name, decision.otherwise.row), decision.otherwise.because
    for kind in pack.kinds.values():
        yield from ((Use("step", kind.id, each.id, each.title), each.because) for each in kind.step)
        yield from ((Use("gate", kind.id, each.id, each.title), each.because) for each in kind.gate)
    yield from ((Use("deadline", "", each.id, each.title), each.because) for each in pack.deadlines.values())
    yield from (
        (Use("ladder", each.id, rung.after), rung.because) for each in pack.ladders.values() for rung in each.rung
    )
    yield from ((Use("notice", "", each.id or each.on), each.because) for each in pack.notices)
    yield from ((Use("category", "", each.id, each.label), each.because) for each in pack.categories.values())
    yield from ((Use("setting", "", each.id, each.title), each.because) for each in pack.settings.values())
    yield from ((Use("organisation", "", each.id, each.name), each.because) for each in pack.departments.values())
    yield from ((Use("organisation", "", each.id, each.name), each.because) for each in pack.posts.values())
    for name, form in pack.forms.items():
        for at, because in _anywhere(form.model_dump(), name):
            yield Use("phrase" if name.startswith("phrase") else "form", name, at), because


def _anywhere(value: Any, row: str) -> Iterator[tuple[str, list[str]]]:
    """Every `because` within a sheet whose words are its own, with the nearest id or title above it."""
    if isinstance(value, dict):
        here = str(value.get("id") or value.get("title") or value.get("label") or row)
        because = value.get("because")
        if isinstance(because, list):
            yield here, [str(each) for each in because]
        for each in value.values():
            yield from _anywhere(each, here)
    elif isinstance(value, list):
        for each in value:
            yield from _anywhere(each, row)
