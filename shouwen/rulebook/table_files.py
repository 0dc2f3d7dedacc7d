"""A decision table as a file and back: rows of text for Excel, TOML as packs are written. Pure.

Back from a file every text that means the same as before stays written as before, so out and in again changes nothing.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from shouwen.rulebook import cells, wording
from shouwen.rulebook.sheets import Input, Output, RowSheet, TableSheet

HEAD, CLAUSES, CERTAINTY, ORIGIN, NOTE = "行", "条款", "把握", "来源", "说明"
CERTAINTIES = {"stated": "明文", "analogy": "类推", "manual": "人工"}
ORIGINS = {"source": "条文", "default": "默认建议", "gap": "未见条文", "borrowed": "借用他条"}
GAP = "未见条文"
COLUMN = re.compile(r"\[([^\[\]]+)\]\s*$")
MOST_ROWS = 5_000


class FileProblem(ValueError):
    """A file that is no such table; `rows` are sentences with the row's number in the file."""

    def __init__(self, rows: list[str]) -> None:
        self.rows = rows
        super().__init__("\n".join(rows))


# ---- out


def heads(sheet: TableSheet) -> list[str]:
    """Column titles; the name in brackets is what a column is known by when it comes back."""
    tests = [f"若 {column.label or name} [{name}]" for name, column in sheet.inputs.items()]
    answers = [f"则 {column.label or name} [{name}]" for name, column in sheet.outputs.items()]
    return [HEAD, *tests, *answers, CLAUSES, CERTAINTY, ORIGIN, NOTE]


def rows(sheet: TableSheet) -> Iterator[list[str]]:
    """Every row as texts: values by their labels where they read back as the same."""
    for row in sheet.row:
        tests = [shown_test(column, row.when.get(name, "-")) for name, column in sheet.inputs.items()]
        answers = [shown_answer(column, row.then.get(name)) for name, column in sheet.outputs.items()]
        because = "、".join(GAP if each == "gap" else each for each in row.because)
        yield [row.id, *tests, *answers, because, CERTAINTIES[row.certainty], ORIGINS[row.origin], row.note]


def shown_test(column: Input, text: str) -> str:
    """A test by its labels, if they are read as the same test again; else as it is written."""
    if text.strip() in ("", "-"):
        return "—"
    friendly = cells.QUOTED.sub(lambda found: column.labels.get(found[0][1:-1], found[0]), text)
    same = friendly != text and cells.read_test(column, friendly) == cells.read_test(column, text)
    return friendly.replace(",", "、") if same else text


def shown_answer(column: Output, raw: Any) -> str:
    text = cells.shown_answer(raw)
    label = column.labels.get(text, "")
    return label if label and cells.read_answer(column, label) == raw else text


def to_toml(sheet: dict[str, Any]) -> str:
    """The table as a pack has it."""
    lines = [f"{key} = {_toml(value)}" for key, value in _sorted(sheet) if key not in ("inputs", "outputs", "row")]
    for part in ("inputs", "outputs"):
        for name, column in sheet.get(part, {}).items():
            lines += ["", f"[{part}.{_key(name)}]", *(f"{key} = {_toml(value)}" for key, value in _sorted(column))]
    for row in sheet.get("row", []):
        lines += ["", "[[row]]", *(f"{key} = {_toml(value)}" for key, value in _sorted(row))]
    return "\n".join(lines) + "\n"


#: The order in which packs write keys; a database may have shuffled them.
KEYS = (
    "id",
    "title",
    "hit",
    "order",
    "gaps",
    "label",
    "type",
    "domain",
    "labels",
    "required",
    "when",
    "then",
    "because",
)


def _sorted(keys: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(keys.items(), key=lambda item: (KEYS.index(item[0]) if item[0] in KEYS else len(KEYS), item[0]))


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON escapes are a part of its own, but DEL is not let through."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


# ---- in


def from_toml(text: str) -> dict[str, Any]:
    """The sheet of a TOML file. Raises FileProblem."""
    try:
        return dict(tomllib.loads(text, parse_float=str))
    except tomllib.TOMLDecodeError as problem:
        raise FileProblem([_("TOML 读不懂：%(problem)s") % {"problem": problem}]) from problem


def from_rows(found: Iterable[Sequence[str]], before: dict[str, Any], sheet: TableSheet) -> dict[str, Any]:
    """The sheet with the rows of a spreadsheet in the place of its own. Raises FileProblem with every bad row."""
    places, rest = _columns(found, sheet)
    kept = {row["id"]: row for row in before.get("row", [])}
    problems: list[str] = []
    read: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for number, given in rest:
        texts = [*given, *[""] * (max(places.values()) + 1 - len(given))]
        if not any(text.strip() for text in texts):
            continue
        if len(read) >= MOST_ROWS:
            raise FileProblem([_("超过 %(n)s 行，请拆成几张表。") % {"n": MOST_ROWS}])
        row, wrong = _row(texts, places, sheet, kept)
        if row["id"] in seen:
            wrong.append(_("行号“%(id)s”和第 %(n)s 行重复") % {"id": row["id"], "n": seen[row["id"]]})
        seen.setdefault(row["id"], number)
        problems += [_("第 %(n)s 行：%(what)s") % {"n": number, "what": sentence} for sentence in wrong]
        read.append(row)
    if not read and not problems:
        problems = [_("文件里没有一行规则。")]
    if problems:
        raise FileProblem(problems)
    return {**deepcopy(before), "row": read}


def _columns(
    found: Iterable[Sequence[str]], sheet: TableSheet
) -> tuple[dict[str, int], Iterator[tuple[int, Sequence[str]]]]:
    """Where each column stands, from the row that begins with 行; and the rows below it with their numbers."""
    numbered = iter(enumerate(found, 1))
    head = next((texts for _number, texts in numbered if texts and texts[0].strip() == HEAD), None)
    if head is None:
        raise FileProblem([_("找不到表头：第一列要是“行”。请用“导出 Excel”得到的文件改。")])
    places: dict[str, int] = {}
    for at, title in enumerate(head):
        named = COLUMN.search(title)
        name = named[1] if named else title.strip()
        if name in places:
            raise FileProblem([_("表头里“%(title)s”出现两次。") % {"title": title.strip()}])
        if name:
            places[name] = at
    wanted = [HEAD, *sheet.inputs, *sheet.outputs, CLAUSES, CERTAINTY, ORIGIN, NOTE]
    missing = [name for name in wanted if name not in places]
    unknown = [name for name in places if name not in wanted]
    if missing or unknown:
        told = [_("表头缺少“%(name)s”列。") % {"name": name} for name in missing]
        told += [_("不认识的列“%(name)s”。") % {"name": name} for name in unknown]
        raise FileProblem(told)
    return places, numbered


def _row(
    texts: Sequence[str], places: dict[str, int], sheet: TableSheet, kept: dict[str, dict[str, Any]]
) -> tuple[dict[str, Any], list[str]]:
    wrong: list[str] = []
    id = texts[places[HEAD]].strip()
    old = kept.get(id, {})
    row: dict[str, Any] = {**deepcopy(old), "id": id}
    if not id:
        wrong.append(_("没有行号"))
    when = {name: _test(name, column, texts[places[name]], old, sheet, wrong) for name, column in sheet.inputs.items()}
    then = {
        name: _answer(name, column, texts[places[name]], old, sheet, wrong) for name, column in sheet.outputs.items()
    }
    row["when"] = _in_old_order({name: text for name, text in when.items() if text is not None}, old.get("when", {}))
    row["then"] = _in_old_order({name: raw for name, raw in then.items() if raw is not None}, old.get("then", {}))
    row |= _grounds(texts, places, old, wrong)
    if "note" in row and not row["note"]:
        del row["note"]
    return row, wrong


def _in_old_order(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    return {name: new[name] for name in [*old, *new] if name in new}


def _test(name: str, column: Input, text: str, old: dict[str, Any], sheet: TableSheet, wrong: list[str]) -> str | None:
    read = cells.read_test(column, text)
    before = old.get("when", {}).get(name)
    if before is not None and cells.read_test(column, before) == read:
        return str(before)
    problem = cells.test_problem(sheet, name, read) if read != "-" else None
    if problem:
        wrong.append(f"{column.label or name}：{wording.either(*problem)}")
    return None if read == "-" else read


def _answer(name: str, column: Output, text: str, old: dict[str, Any], sheet: TableSheet, wrong: list[str]) -> Any:
    before = old.get("then", {}).get(name)
    if before is not None and text.strip() == shown_answer(column, before).strip():
        return before
    read = cells.read_answer(column, text)
    problem = cells.answer_problem(sheet, name, read) if read is not None else None
    if problem:
        wrong.append(f"{column.label or name}：{wording.either(*problem)}")
    return read


def _grounds(texts: Sequence[str], places: dict[str, int], old: dict[str, Any], wrong: list[str]) -> dict[str, Any]:
    """Clauses, certainty, origin and note; a key the row did not have is left out while its value is the usual one."""
    given = [each.strip() for each in cells.LIST.split(texts[places[CLAUSES]]) if each.strip()]
    because = ["gap" if each == GAP else each for each in given]
    if not because:
        wrong.append(_("没有写条款；条文没有写的，写“%(gap)s”") % {"gap": GAP})
        because = ["gap"]
    said: dict[str, Any] = {"because": because}
    usual = RowSheet.model_validate({"id": "x", "because": because})
    for title, key, words in ((CERTAINTY, "certainty", CERTAINTIES), (ORIGIN, "origin", ORIGINS)):
        text = texts[places[title]].strip()
        codes = {label: code for code, label in words.items()}
        if text not in codes:
            words_said = {"title": title, "known": "、".join(codes), "text": text[:20]}
            wrong.append(_("%(title)s只能是 %(known)s，不是“%(text)s”") % words_said)
        elif key in old or codes[text] != getattr(usual, key):
            said[key] = codes[text]
    return {**said, "note": texts[places[NOTE]].strip()}
