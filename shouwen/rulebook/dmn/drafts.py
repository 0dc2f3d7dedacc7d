"""A table's sheet as TOML, the way docs/packs.md shows it."""

import json
import re
from typing import Any

from shouwen.rulebook.sheets import Input, Output, TableSheet


def sheet_text(sheet: TableSheet) -> str:
    """The sheet as the text of a file in `tables/`. What stands at its default is left out."""
    lines = [f"title = {_value(sheet.title)}", f"hit = {_value(sheet.hit)}"]
    lines += [f"{key} = {_value(getattr(sheet, key))}" for key in ("order", "gaps", "note") if getattr(sheet, key)]
    for side, columns in (("inputs", sheet.inputs), ("outputs", sheet.outputs)):
        for name, column in columns.items():
            lines += ["", f"[{side}.{_key(name)}]", *_column(column)]
    for row in sheet.row:
        lines += ["", "[[row]]"]
        said = row.model_dump()
        first = ("id", "of", "when", "then", "because", "certainty", "origin", "note")
        always = ("id", "when", "then", "because", "certainty", "origin")
        for key in (*first, *(key for key in said if key not in first)):
            lines += [f"{key} = {_value(said[key])}"] if key in always or said[key] else []
    return "\n".join(lines) + "\n"


def _column(column: Input | Output) -> list[str]:
    held = column.model_dump(exclude_defaults=True)
    return [f"{key} = {_value(held[key])}" for key in held if held[key] is not None]


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _text(text: str) -> str:
    # JSON escapes what TOML wants escaped, all but the delete character
    text = text.encode("utf-8", "replace").decode()
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        held = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items() if each is not None)
        return f"{{ {held} }}" if held else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each) for each in value if each is not None) + "]"
    return _text(str(value))
