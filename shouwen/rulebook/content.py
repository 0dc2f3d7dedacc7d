"""Changes to a pack's content as plain JSON. Pure: each gives new content and leaves the old as it was.

LookupError when there is no such table, row or parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Content = dict[str, Any]
Sheet = dict[str, Any]


def row_at(sheet: Sheet, id: str) -> int:
    """The place of a row in a table."""
    for at, row in enumerate(sheet.get("row", [])):
        if row["id"] == id:
            return at
    raise LookupError(id)


def row_of(content: Content, table: str, id: str) -> dict[str, Any]:
    sheet = content["tables"][table]
    found: dict[str, Any] = sheet["row"][row_at(sheet, id)]
    return found


def with_table(content: Content, name: str, change: Callable[[Sheet], None]) -> Content:
    """The content with one table changed in place by `change`, which gets a copy."""
    sheet = deepcopy(content["tables"][name])
    change(sheet)
    return {**content, "tables": {**content["tables"], name: sheet}}


def with_row(content: Content, table: str, id: str, /, **changes: Any) -> Content:
    """Other keys for a row; None takes a key away. A new id is followed by the examples that name the row."""

    def change(sheet: Sheet) -> None:
        row = sheet["row"][row_at(sheet, id)]
        row.update(changes)
        for key in [key for key, value in changes.items() if value is None]:
            row.pop(key, None)

    changed = with_table(content, table, change)
    new = changes.get("id", id)
    return changed if new == id else _renamed(changed, table, id, new)


def _renamed(content: Content, table: str, old: str, new: str) -> Content:
    asking = {
        name
        for name, sheet in content.get("decisions", {}).items()
        if any(use["table"] == table for use in sheet.get("use", []))
    }
    examples = deepcopy(content.get("examples", {}))
    for sheet in examples.values():
        for example in sheet.get("example", []):
            if example.get("decision") in asking and old in example.get("rows", []):
                example["rows"] = [new if row == old else row for row in example["rows"]]
    return {**content, "examples": examples}


def with_part(content: Content, table: str, id: str, part: str, column: str, value: Any) -> Content:
    """Another test (`when`) or answer (`then`) of a row; None leaves the column out."""
    cells = {**row_of(content, table, id).get(part, {}), column: value}
    return with_row(content, table, id, **{part: {key: each for key, each in cells.items() if each is not None}})


def with_new_row(content: Content, table: str, row: dict[str, Any], after: str = "") -> Content:
    """One more row, below `after` or at the end."""

    def change(sheet: Sheet) -> None:
        rows = sheet.setdefault("row", [])
        rows.insert(row_at(sheet, after) + 1 if after else len(rows), row)

    return with_table(content, table, change)


def without_row(content: Content, table: str, id: str) -> Content:
    return with_table(content, table, lambda sheet: sheet["row"].pop(row_at(sheet, id)))


def with_row_moved(content: Content, table: str, id: str, step: int) -> Content:
    """The row `step` places further down (up when negative), at most to the ends."""

    def change(sheet: Sheet) -> None:
        at = row_at(sheet, id)
        row = sheet["row"].pop(at)
        sheet["row"].insert(min(max(at + step, 0), len(sheet["row"])), row)

    return with_table(content, table, change)


def with_sheet(content: Content, table: str, sheet: Sheet) -> Content:
    """Another table in the place of this one, its columns in their new order."""
    order = dict(content.get("order", {}))
    for part in ("inputs", "outputs"):
        order[f"tables/{table}/{part}"] = list(sheet.get(part, {}))
    order["tables"] = [*order.get("tables", []), *([] if table in order.get("tables", []) else [table])]
    return {**content, "tables": {**content["tables"], table: deepcopy(sheet)}, "order": order}


def with_setting(content: Content, id: str, **changes: Any) -> Content:
    """Other keys for a parameter of the register."""
    sheet = content.get("settings", {})
    rows = [{**row, **changes} if row["id"] == id else row for row in sheet.get("setting", [])]
    if rows == sheet.get("setting", []) and all(row["id"] != id for row in rows):
        raise LookupError(id)
    return {**content, "settings": {**sheet, "setting": rows}}


def with_header(content: Content, **changes: Any) -> Content:
    """Other keys of the pack itself; None takes one away."""
    header = {**content["pack"], **changes}
    return {**content, "pack": {key: value for key, value in header.items() if value is not None}}


def examples_of(content: Content) -> list[tuple[str, int, dict[str, Any]]]:
    """Every example as (file, place in it, example)."""
    return [
        (stem, at, example)
        for stem, sheet in content.get("examples", {}).items()
        for at, example in enumerate(sheet.get("example", []))
    ]


def with_example(content: Content, file: str, example: dict[str, Any], at: int | None = None) -> Content:
    """An example in the place of another, or one more in this file."""
    examples = {stem: dict(sheet) for stem, sheet in content.get("examples", {}).items()}
    order = content.get("order", {})
    if file not in examples and order:
        order = {**order, "examples": [*order.get("examples", []), file]}
    rows = list(examples.get(file, {}).get("example", []))
    if at is None:
        rows.append(example)
    else:
        rows[at] = example
    examples[file] = {**examples.get(file, {}), "example": rows}
    return {**content, "examples": examples, **({"order": order} if order else {})}


def without_example(content: Content, file: str, at: int) -> Content:
    rows = [row for place, row in enumerate(content["examples"][file]["example"]) if place != at]
    return {**content, "examples": {**content["examples"], file: {**content["examples"][file], "example": rows}}}


def free_id(sheet: Sheet) -> str:
    """An id no row has yet, in the manner of the table's own: after R-09 comes R-10."""
    taken = {row["id"] for row in sheet.get("row", [])}
    last = next((row["id"] for row in reversed(sheet.get("row", []))), "R-0")
    head = last.rstrip("0123456789abcdefgh+").rstrip("0123456789") or "R-"
    number = len(taken) + 1
    while f"{head}{number:02d}" in taken:
        number += 1
    return f"{head}{number:02d}"


def copied(content: Content) -> Content:
    """A copy that may be put in order without touching the original."""
    return deepcopy(content)
