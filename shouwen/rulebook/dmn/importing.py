"""A decision table of a DMN model as a table of a pack. What no clause bears yet says so: `because = ["gap"]`."""

import json
import re
from typing import Any

from pydantic import ValidationError

from shouwen.rulebook.dmn import documents, showing
from shouwen.rulebook.dmn.decision_tables import policy_of
from shouwen.rulebook.dmn.documents import OURS, Element, ModelError, text_in, type_ref
from shouwen.rulebook.dmn.exporting import ANNOTATIONS, annotation, output_values
from shouwen.rulebook.dmn.items import Items, allowed
from shouwen.rulebook.feel import FeelError, kind_of, parse_tests
from shouwen.rulebook.feel.names import normal
from shouwen.rulebook.feel.nodes import literals, only_literals
from shouwen.rulebook.sheets import RowSheet, TableSheet

PACK_TYPES = {
    "text": "text", "number": "number", "bool": "bool", "date": "date", "time": "time", "datetime": "datetime",
    "duration": "duration", "months": "duration", "list": "list",
}  # fmt: skip
Raw = dict[str, Any]


def import_table(text: str | bytes, name: str = "") -> TableSheet:
    """The sheet of a decision's table, by the decision's name or id; without one, of the only table. Raises ModelError.

    A table `export_table` wrote comes back equal, but for what has been changed in the file since.
    """
    root = documents.read(text)
    decision = _decision(root, name)
    table = decision.find("decisionTable")
    assert table is not None  # noqa: S101  _decision looks for it
    kept = _kept(decision)
    raw = _sheet(decision, table, Items(root), kept)
    try:
        return TableSheet.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ModelError(f"这张表写不成规则表：{place}。", f"The table cannot become a sheet: {place}.") from None


def _decision(root: Element, name: str) -> Element:
    tables = [each for each in root.findall("decision") if each.find("decisionTable") is not None]
    wanted = normal(name)
    found = [each for each in tables if not name or wanted in (normal(each.get("name", "")), each.get("id"))]
    if len(found) == 1 or (found and name):
        return found[0]
    there = "、".join(normal(each.get("name", "")) for each in tables)
    if not name and tables:
        raise ModelError(f"模型有几张表，请写明哪一张：{there}。", f"The model has several tables, name one: {there}.")
    raise ModelError(f"模型里没有决策表「{name}」（有：{there}）。", f"The model has no decision table {name!r}.")


def _kept(decision: Element) -> TableSheet | None:
    """The sheet our export put in the file; None in files of others, or if it has been spoiled."""
    found = decision.find(f"extensionElements/{{{OURS}}}sheet")
    try:
        return TableSheet.model_validate_json(found.text or "") if found is not None else None
    except ValidationError:
        return None


def _sheet(decision: Element, table: Element, items: Items, kept: TableSheet | None) -> Raw:
    inputs, outputs = _inputs(table, items), _outputs(table, items)
    before: Raw = json.loads(kept.model_dump_json()) if kept else {}
    raw: Raw = {
        "title": normal(decision.get("name", "")) or "table",
        "hit": policy_of(table),
        "order": _order(table, policy_of(table)),
        "note": "" if kept else _defaults(table),
        "inputs": inputs,
        "outputs": outputs,
    }
    if kept:
        raw["gaps"], raw["note"] = kept.gaps, kept.note
        if raw["title"] == normal(showing.clean(kept.title)) or not showing.clean(kept.title).strip():
            raw["title"] = kept.title
        first = table.find("output")
        if text_in(first, "outputValues/text") == output_values(kept, next(iter(kept.outputs))):
            raw["order"] = kept.order
        for side, columns in (("inputs", inputs), ("outputs", outputs)):
            for name, column in columns.items():
                _keep_column(column, before[side].get(name), kept, side, name)
    for column in (*inputs.values(), *outputs.values()):
        column.pop("shown", None)
        column.pop("reference", None)
    raw["row"] = _rows(table, raw, kept)
    return raw


def _keep_column(column: Raw, before: Raw | None, kept: TableSheet, side: str, name: str) -> None:
    """Takes what DMN cannot say from the sheet, and what it says where the file still says the same."""
    if before is None:
        return
    own: Any = kept.inputs[name] if side == "inputs" else kept.outputs[name]
    shown = showing.domain(own) if side == "inputs" else output_values(kept, name)
    for key in before:
        if key not in ("label", "type", "domain"):
            column[key] = before[key]
    if column["shown"] == shown:
        column["domain"] = before["domain"]
    if column["label"] == normal(showing.clean(own.label)):
        column["label"] = own.label
    if column["reference"] == showing.type_of(kept, own, name):
        column["type"] = own.type


def _inputs(table: Element, items: Items) -> Raw:
    columns: Raw = {}
    for number, each in enumerate(table.findall("input")):
        text = normal(text_in(each, "inputExpression/text"))
        cells = [text_in(rule.findall("inputEntry")[number]) for rule in _whole(table, "inputEntry", number)]
        name = _word(text, columns, f"input_{number + 1}")
        column = _column(each, each.find("inputExpression"), each.find("inputValues"), items, cells)
        column["label"] = normal(each.get("label", "")) or ("" if text == name else text)
        columns[name] = column
    return columns


def _outputs(table: Element, items: Items) -> Raw:
    columns: Raw = {}
    for number, each in enumerate(table.findall("output")):
        text = normal(each.get("name", ""))
        cells = [text_in(rule.findall("outputEntry")[number]) for rule in _whole(table, "outputEntry", number)]
        name = _word(text, columns, f"output_{number + 1}")
        column = _column(each, each, each.find("outputValues"), items, cells)
        column["label"] = normal(each.get("label", "")) or ("" if text == name else text)
        columns[name] = column
    return columns


def _whole(table: Element, tag: str, number: int) -> list[Element]:
    return [rule for rule in table.findall("rule") if len(rule.findall(tag)) > number]


def _word(text: str, taken: Raw, otherwise: str) -> str:
    """A column's name: the words of the text joined, told apart from those before."""
    word = re.sub(r"\W+", "_", text).strip("_")
    word = word if re.match(r"[^\W\d]", word) else otherwise
    return word if word not in taken else f"{word}_{len(taken) + 1}"


def _column(clause: Element, typed: Element | None, values: Element | None, items: Items, cells: list[str]) -> Raw:
    reference, shown = type_ref(typed), text_in(values)
    kind = PACK_TYPES.get(items.named(reference).name) or _guessed(cells)
    column: Raw = {"type": kind, "shown": shown, "reference": reference}
    permitted = allowed(values) or items.named(reference).allowed
    if permitted is not None and kind == "text" and only_literals(permitted.tests) and not permitted.tests.negated:
        column["domain"] = [str(value) for value in literals(permitted.tests)] or None
    elif shown and kind == "number":
        column["domain"] = shown
    return column


def _guessed(cells: list[str]) -> str:
    """The type most literals of a column have; text if there are none."""
    kinds = []
    for cell in cells:
        try:
            kinds += [PACK_TYPES.get(kind_of(value), "text") for value in literals(parse_tests(cell or "-"))]
        except FeelError:
            continue
    return max(kinds, key=kinds.count) if kinds else "text"


def _order(table: Element, hit: str) -> list[Any]:
    """For P and O the first output's values, best first."""
    permitted = allowed((table.find("output") or table).find("outputValues")) if hit in ("P", "O") else None
    return [showing.plain_value(value) for value in literals(permitted.tests)] if permitted else []


def _defaults(table: Element) -> str:
    """Default outputs have no place in a sheet: they are told, so that somebody decides."""
    said = [(each.get("name", ""), text_in(each, "defaultOutputEntry/text")) for each in table.findall("output")]
    told = "；".join(f"{name} = {text}" if name else text for name, text in said if text)
    return f"默认输出：{told}" if told else ""


def _rows(table: Element, raw: Raw, kept: TableSheet | None) -> list[Raw]:
    names = [each.get("name", "") for each in table.findall("annotation")]
    before = {annotation(row, "id"): row for row in kept.row} if kept else {}
    rows: list[Raw] = []
    for number, rule in enumerate(table.findall("rule"), 1):
        notes = dict(zip(names, map(text_in, rule.findall("annotationEntry")), strict=False))
        old = before.get(notes.get("id", "")) if set(ANNOTATIONS) <= set(names) else None
        rows.append(_row(rule, raw, notes, old, kept) if old and kept else _new_row(rule, raw, notes, number))
    return rows


def _cells(rule: Element, tag: str, columns: Raw) -> dict[str, str]:
    return dict(zip(columns, map(text_in, rule.findall(tag)), strict=False))


def _new_row(rule: Element, raw: Raw, notes: dict[str, str], number: int) -> Raw:
    when = {name: text for name, text in _cells(rule, "inputEntry", raw["inputs"]).items() if text not in ("", "-")}
    then = {
        name: showing.plain(text, raw["outputs"][name]["type"])
        for name, text in _cells(rule, "outputEntry", raw["outputs"]).items()
        if text not in ("", "null")
    }
    told = [text for text in notes.values() if text] or [text_in(rule, "description")]
    return {
        "id": f"R-{number:02}",
        "when": when,
        "then": then,
        "because": ["gap"],
        "note": "；".join(filter(None, told)),
    }


def _row(rule: Element, raw: Raw, notes: dict[str, str], old: RowSheet, kept: TableSheet) -> Raw:
    """A row we wrote: the old part wherever the file still shows it, else what the file shows."""
    new = _new_row(rule, raw, {}, 0)
    when, then = new["when"], new["then"]
    for name, text in _cells(rule, "inputEntry", raw["inputs"]).items():
        if name in kept.inputs and showing.cell(old.when.get(name, "-")) == (text or "-"):
            when = {key: each for key, each in when.items() if key != name} | _held(old.when, name)
    for name, text in _cells(rule, "outputEntry", raw["outputs"]).items():
        if name in kept.outputs and showing.output(kept.outputs[name], old.then.get(name)) == (text or "null"):
            then = {key: each for key, each in then.items() if key != name} | _held(old.then, name)
    said: Raw = {key: each for key, each in old.model_dump().items() if key not in ("when", "then")}
    for word in ("certainty", "origin", "note"):
        if notes[word] != annotation(old, word):
            said[word] = notes[word]
    if notes["because"] != annotation(old, "because"):
        said["because"] = [each for part in notes["because"].split(",") if (each := part.strip())] or ["gap"]
    return {**said, "when": _like(when, old.when), "then": _like(then, old.then)}


def _held(old: Raw, name: str) -> Raw:
    return {name: old[name]} if name in old else {}


def _like(new: Raw, old: Raw) -> Raw:
    """The entries in the old order, new ones behind."""
    return {key: new[key] for key in [*(key for key in old if key in new), *(key for key in new if key not in old)]}
