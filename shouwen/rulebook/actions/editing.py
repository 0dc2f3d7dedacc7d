"""Changing a draft's content: a cell, an answer, what a row rests on, a row more or less, a parameter, a whole table.

Every change is refused when it cannot be read, or when somebody changed the same meanwhile: then both texts are shown.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Stale, Unacceptable
from shouwen.kernel.states import amend
from shouwen.rulebook import cells, content, wording
from shouwen.rulebook import facts as told
from shouwen.rulebook.actions.deciding import pack_value_problem
from shouwen.rulebook.content import Content
from shouwen.rulebook.models import RuleDraft
from shouwen.rulebook.packs import Pack, build
from shouwen.rulebook.sheets import TableSheet, read_sheet

CERTAINTIES = ("stated", "analogy", "manual")
GAP = ["gap"]


@transaction.atomic
def change_cell(draft: RuleDraft, *, by: Any, table: str, row: str, column: str, text: str, seen: str | None) -> None:
    """Another test. `seen` is the text that stood there when the person began; another one there now is stale."""
    require_open(draft, by)
    sheet = table_of(draft, table)
    before = raw_row(draft, table, row).get("when", {}).get(column, "-")
    if column not in sheet.inputs:
        raise Unacceptable(_("表里没有这一列。"))
    wanted = cells.read_test(sheet.inputs[column], text)
    not_stale(before, seen, wanted)
    problem = cells.test_problem(sheet, column, wanted)
    if problem:
        raise Unacceptable(wording.either(*problem), details={"text": wording.either(*problem)})
    changed = content.with_part(draft.content, table, row, "when", column, None if wanted == "-" else wanted)
    keep(draft, changed, by=by, part=table, row=row, typed=wanted)


@transaction.atomic
def change_answer(draft: RuleDraft, *, by: Any, table: str, row: str, column: str, text: str, seen: str | None) -> None:
    """Another answer, in the same way."""
    require_open(draft, by)
    sheet = table_of(draft, table)
    before = raw_row(draft, table, row).get("then", {}).get(column)
    if column not in sheet.outputs:
        raise Unacceptable(_("表里没有这一列。"))
    wanted = cells.read_answer(sheet.outputs[column], text)
    not_stale(cells.shown_answer(before), seen, cells.shown_answer(wanted))
    problem = cells.answer_problem(sheet, column, wanted) if wanted is not None else None
    if problem:
        raise Unacceptable(wording.either(*problem), details={"text": wording.either(*problem)})
    changed = content.with_part(draft.content, table, row, "then", column, wanted)
    keep(draft, changed, by=by, part=table, row=row, typed=cells.shown_answer(wanted))


@transaction.atomic
def change_row(
    draft: RuleDraft,
    *,
    by: Any,
    table: str,
    row: str,
    id: str,
    because: list[str],
    certainty: str,
    note: str,
    seen: str | None,
) -> None:
    """What a row rests on. Without a clause it must say `gap`, and then it is shown as no part of the rulebook."""
    require_open(draft, by)
    before = raw_row(draft, table, row)
    not_stale(grounds_text(before), seen, "\n".join([id, "、".join(because), certainty, note]))
    clauses = _clauses(draft, because)
    if certainty not in CERTAINTIES:
        raise Unacceptable(_("请选择把握。"), details={"certainty": _("请选择把握。")})
    if clauses == GAP and certainty == "stated":
        sentence = _("没有条款的，不能算条文写明。")
        raise Unacceptable(sentence, details={"certainty": sentence})
    taken = {each["id"] for each in draft.content["tables"][table]["row"]} - {row}
    if not id.strip() or id.strip() in taken:
        sentence = _("行号不能空，也不能和别的行相同。")
        raise Unacceptable(sentence, details={"id": sentence})
    origin = _origin(before, clauses)
    changes = {"id": id.strip()[:40], "because": clauses, "certainty": certainty, "origin": origin, "note": note[:300]}
    changed = content.with_row(draft.content, table, row, **{**changes, "note": changes["note"] or None})
    keep(draft, changed, by=by, part=table, row=id.strip()[:40])


def _origin(before: dict[str, Any], clauses: list[str]) -> str:
    """A row that rests on nothing is a gap, or the product's proposal if it was that; with a clause it comes from there."""
    was = str(before.get("origin") or ("gap" if before.get("because") == GAP else "source"))
    if clauses == GAP:
        return was if was in ("default", "gap", "borrowed") else "gap"
    return was if was in ("default", "borrowed") and before.get("because") == clauses else "source"


def grounds_text(row: dict[str, Any]) -> str:
    """What a row rests on as one text: what `seen` of `change_row` is compared with."""
    certainty = row.get("certainty") or ("manual" if row.get("because") == GAP else "stated")
    return "\n".join([row["id"], "、".join(row.get("because", [])), certainty, row.get("note", "")])


def _clauses(draft: RuleDraft, given: list[str]) -> list[str]:
    wanted = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    if not wanted:
        sentence = _("请写明依据哪一条；条文没有写的，选“未见条文”。")
        raise Unacceptable(sentence, details={"because": sentence})
    unknown = [each for each in wanted if each != "gap" and each not in draft.content["clauses"]]
    if unknown:
        sentence = _("规则包里没有这一条：%(clause)s") % {"clause": "、".join(unknown)}
        raise Unacceptable(sentence, details={"because": sentence})
    return [each for each in wanted if each != "gap"] or GAP


@transaction.atomic
def add_row(
    draft: RuleDraft, *, by: Any, table: str, after: str = "", tests: dict[str, str] | None = None, seen: int
) -> str:
    """One more row, with the tests of a gap when given. It rests on nothing yet, and says so. Returns its id."""
    require_open(draft, by)
    same_version(draft, seen)
    sheet = table_of(draft, table)
    for column, text in (tests or {}).items():
        problem = cells.test_problem(sheet, column, text)
        if problem:
            raise Unacceptable(wording.either(*problem))
    id = content.free_id(draft.content["tables"][table])
    row = {"id": id, "when": dict(tests or {}), "then": {}, "because": GAP, "certainty": "manual", "origin": "gap"}
    if after:
        raw_row(draft, table, after)
    keep(draft, content.with_new_row(draft.content, table, row, after), by=by, part=table, row=id)
    return id


@transaction.atomic
def remove_row(draft: RuleDraft, *, by: Any, table: str, row: str, seen: int) -> None:
    """Takes a row out, and the examples that named it and no other row."""
    require_open(draft, by)
    same_version(draft, seen)
    raw_row(draft, table, row)
    changed = content.without_row(draft.content, table, row)
    asking = {name for name, each in drafted(draft).decisions.items() if any(use.table == table for use in each.use)}
    for file, at, example in reversed(content.examples_of(changed)):
        if example.get("decision") in asking and example.get("rows") == [row]:
            changed = content.without_example(changed, file, at)
    keep(draft, changed, by=by, part=table, row=row)


@transaction.atomic
def move_row(draft: RuleDraft, *, by: Any, table: str, row: str, step: int, seen: int) -> None:
    """Moves a row up or down; under F, P and O the order decides."""
    require_open(draft, by)
    same_version(draft, seen)
    raw_row(draft, table, row)
    keep(draft, content.with_row_moved(draft.content, table, row, step), by=by, part=table, row=row)


@transaction.atomic
def change_setting_default(draft: RuleDraft, *, by: Any, key: str, value: Any, seen: Any) -> None:
    """Another value of a parameter in the pack itself. What a brand has changed for itself still goes before it."""
    require_open(draft, by)
    pack = drafted(draft)
    if key not in pack.settings:
        raise Unacceptable(_("没有这个参数。"))
    setting = pack.settings[key]
    not_stale(str(setting.value), str(seen), str(value))
    problem = pack_value_problem(pack, setting, value)
    if problem:
        raise Unacceptable(problem, details={"value": problem})
    keep(draft, content.with_setting(draft.content, key, value=value), by=by, part="settings", row=key)


@transaction.atomic
def replace_table(draft: RuleDraft, *, by: Any, table: str, sheet: dict[str, Any], seen: int) -> None:
    """A whole table from a file. Refused with the sentences of all rows that cannot be read (`details["rows"]`)."""
    require_open(draft, by)
    same_version(draft, seen)
    table_of(draft, table)
    read, problems = read_sheet(TableSheet, sheet, f"tables/{table}.toml")
    wrong = [f"{each.row} {wording.either(each.zh, each.en)}".strip() for each in problems]
    if read is not None and not wrong:
        wrong = cells_wrong(read)
    if read is None or wrong:
        raise Unacceptable(_("这张表还有 %(n)s 处读不懂，没有换。") % {"n": len(wrong)}, details={"rows": wrong[:40]})
    keep(draft, content.with_sheet(draft.content, table, sheet), by=by, part=table, row="")


def cells_wrong(sheet: TableSheet) -> list[str]:
    """A sentence for every cell of a table that cannot be read, and for ids that stand twice."""
    wrong: list[str] = []
    ids = [row.id for row in sheet.row]
    wrong += [_("%(row)s：这个行号出现两次") % {"row": id} for id in dict.fromkeys(ids) if ids.count(id) > 1]
    for row in sheet.row:
        found = [(column, cells.test_problem(sheet, column, text)) for column, text in row.when.items()]
        found += [(column, cells.answer_problem(sheet, column, raw)) for column, raw in row.then.items()]
        columns: dict[str, Any] = {**sheet.inputs, **sheet.outputs}
        for column, problem in found:
            if problem:
                label = columns[column].label or column if column in columns else column
                wrong.append(f"{row.id} {label}：{wording.either(*problem)}")
    return wrong


# ---- what every change shares


def require_open(draft: RuleDraft, by: Any) -> None:
    """Who may, and while its content may still be changed."""
    require(by, "rulebook.edit_draft", draft)
    if not draft.is_open:
        state = draft.get_state_display()
        raise MoveRefused(_("这份草稿现在是“%(state)s”，不能再改。") % {"state": state})


def drafted(draft: RuleDraft) -> Pack:
    """The draft's content as a pack; bad rows are left out."""
    pack, _problems = build(content.copied(draft.content))
    if pack is None:
        raise Unacceptable(_("这份草稿读不出来。"))
    return pack


def table_of(draft: RuleDraft, table: str) -> TableSheet:
    """A table of the draft."""
    found = drafted(draft).tables.get(table)
    if found is None:
        raise Unacceptable(_("草稿里没有这张表。"))
    return found


def raw_row(draft: RuleDraft, table: str, id: str) -> dict[str, Any]:
    """A row as it is written in the draft."""
    try:
        return content.row_of(draft.content, table, id)
    except LookupError:
        raise Unacceptable(_("没有这一行了：%(row)s") % {"row": id}) from None


def not_stale(now: str, seen: str | None, wanted: str) -> None:
    """Refuses when somebody changed the same text meanwhile, unless to the same."""
    if seen is not None and seen != now and wanted != now:
        raise Stale(yours={"text": wanted}, theirs={"text": now})


def same_version(draft: RuleDraft, seen: int) -> None:
    """Rows have no text of their own to compare: adding, removing and moving ask that nothing changed meanwhile."""
    if draft.version != seen:
        who = draft.changed_by.removeprefix("person:")
        raise Stale(yours={"version": seen}, theirs={"version": f"{draft.version}（{who}）"})


def keep(draft: RuleDraft, changed: Content, *, by: Any, part: str, row: str, typed: str = "") -> None:
    """Writes the new content, who did it, and the fact; a lost race is told with what was typed."""
    pack, _problems = build(content.copied(changed))
    if pack is None:
        raise Unacceptable(_("改完就读不出来了，没有存。"))
    hands = [*draft.hands, *([] if by.key in draft.hands else [by.key])]
    kept: dict[str, Any] = {"content": pack.to_json(), "digest": pack.digest, "hands": hands}
    try:
        amend(draft, **kept, changed_by=by.key, changed_at=clock.now())
    except Stale:  # the two contents are too long to be shown: what was typed, and who was first
        now = type(draft)._default_manager.values_list("changed_by", flat=True).get(pk=draft.pk)
        words = _("%(who)s 刚存了这份草稿，请刷新后再改。") % {"who": now.removeprefix("person:")}
        raise Stale(yours={"text": typed or row}, theirs={"text": words}) from None
    facts.record(
        told.DRAFT_CHANGED, by=by, about_thing=draft, refs={"part": part, "row": row, "digest": pack.digest[:12]}
    )
