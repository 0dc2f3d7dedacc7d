"""Examples of a draft: each row has one that says what it is for, and a changed answer is agreed to by a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook import cells, content, queries, situations
from shouwen.rulebook.actions.editing import drafted, keep, require_open, same_version
from shouwen.rulebook.deciding import canonical, read_inputs, settings_of
from shouwen.rulebook.models import RuleDraft
from shouwen.rulebook.packs import Pack


@transaction.atomic
def renew_example(draft: RuleDraft, *, by: Any, file: str, at: int, seen: int) -> None:
    """A person agrees that this example gets the draft's answer from now on."""
    require_open(draft, by)
    same_version(draft, seen)
    found = {(stem, place): example for stem, place, example in content.examples_of(draft.content)}
    example = found.get((file, at))
    if example is None:
        raise Unacceptable(_("没有这个例子了。"))
    answer = queries.tried(drafted(draft), example["decision"], example["given"], example.get("settings"))
    new = {**example, "expect": {name: answer.outcome.get(name) for name in example.get("expect", {})}}
    new["expect"] = cells.plain(new["expect"])
    new |= {key: value for key, value in (("rows", [row.row for row in answer.rows]), ("clauses", list(answer.clauses)),
                                          ("certainty", answer.certainty)) if key in example}  # fmt: skip
    keep(draft, content.with_example(draft.content, file, new, at), by=by, part="examples", row=file)


@transaction.atomic
def add_example(draft: RuleDraft, *, by: Any, table: str, row: str, seen: int) -> None:
    """An example for a row that has none: the simplest situation that hits it, with the answer it gets."""
    require_open(draft, by)
    same_version(draft, seen)
    pack = drafted(draft)
    name, example = _example_for(pack, table, row)
    there = [(stem, at, each) for stem, at, each in content.examples_of(draft.content) if each.get("decision") == name]
    question = _question(pack, example)
    same = next(((stem, at) for stem, at, each in there if _question(pack, each) == question), None)
    stem, at = same or (there[-1][0] if there else name, None)
    changed = content.with_example(draft.content, stem, example, at)
    keep(draft, changed, by=by, part="examples", row=row)


def _question(pack: Pack, example: dict[str, Any]) -> str:
    """What an example asks: one question has one example, whichever way its figures are written."""
    sheet = pack.decisions[example["decision"]]
    try:
        settings = settings_of(pack, sheet, example.get("settings", {}))
        return canonical(read_inputs(sheet.inputs, example["given"], settings))
    except ValueError:  # what the check says of it anyway; equal to itself only
        return f"? {example['given']}"


def _example_for(pack: Pack, table: str, row: str) -> tuple[str, dict[str, Any]]:
    nothing = _("找不出只命中这一行的情形，请先看它是否被别的行盖住。")
    at = next((at for at, each in enumerate(pack.table(table).rows) if each.id == row), None)
    for name, sheet in pack.decisions.items():
        if at is None or all(use.table != table for use in sheet.use):
            continue
        given = situations.samples(pack.table(table), at, queries.required_inputs(pack, table))
        if given is None:
            continue
        given = {key: value for key, value in given.items() if key in sheet.inputs and not sheet.inputs[key].setting}
        answer = queries.tried(pack, name, given)
        if row in [each.line or each.row for each in answer.rows]:
            said = answer.as_dict()
            example = {"decision": name, "given": given, "expect": said["outcome"], "certainty": said["certainty"]}
            return name, {**example, "rows": [each["row"] for each in said["rows"]], "clauses": said["clauses"]}
    raise Unacceptable(nothing)
