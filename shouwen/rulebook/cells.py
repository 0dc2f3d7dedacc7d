"""A cell as a manager types it: read into the pack's words, and what is wrong with it. Pure.

Tests are S-FEEL; labels, 是、否、未填 and Chinese punctuation are taken too. A problem is a sentence in two languages.
"""

from __future__ import annotations

import json
import re
from typing import Any

from shouwen.rulebook.feel import FeelError, compile_expression, compile_test, parse_expression, parse_tests
from shouwen.rulebook.feel.nodes import Tests, literals, names, only_literals
from shouwen.rulebook.feel.typed import plain as plain
from shouwen.rulebook.sheets import Input, Output, TableSheet
from shouwen.rulebook.tables import read_output

Problem = tuple[str, str]  # Chinese, English
NOTHING = ("", "-", "—", "–", "－", "不看")
WORDS = {
    "是": "true",
    "否": "false",
    "未填": "null",
    "不清楚": "null",
    "true": "true",
    "false": "false",
    "null": "null",
}
SIGNS = str.maketrans(
    {"，": ",", "、": ",", "（": "(", "）": ")", "＜": "<", "＞": ">", "＝": "=", "≤": "<=", "≥": ">="}
)
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
LIST = re.compile(r"[、,，;；\n]")


def read_test(column: Input, typed: str) -> str:
    """The test a person typed, as the pack writes it; `-` for nothing asked."""
    text = _outside_quotes(typed.strip().replace("“", '"').replace("”", '"'))
    if text in NOTHING:
        return "-"
    denied = re.fullmatch(r"(?:not|不是)\s*\((.*)\)", text)
    words = [_word(column, word.strip()) for word in _split(denied[1] if denied else text)]
    if all(words):
        joined = ", ".join(words)
        return f"not({joined})" if denied else joined
    return text


def _outside_quotes(text: str) -> str:
    parts, at = [], 0
    for found in QUOTED.finditer(text):
        parts += [text[at : found.start()].translate(SIGNS), found[0]]
        at = found.end()
    return "".join([*parts, text[at:].translate(SIGNS)])


def _split(text: str) -> list[str]:
    """At commas outside quotes."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    bare = QUOTED.sub(keep, text)
    return [re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], part) for part in bare.split(",")]


def _word(column: Input, word: str) -> str:
    """A single value as S-FEEL; "" when it is none the column knows by name."""
    if QUOTED.fullmatch(word):
        return word
    codes = {label: code for code, label in column.labels.items()}
    code = codes.get(word) or (word if isinstance(column.domain, list) and word in column.domain else "")
    if code and column.type == "text":
        return json.dumps(code, ensure_ascii=False)
    return WORDS.get(word, "") if column.type == "bool" or word in ("null", "未填") else ""


def picked(column: Input, text: str) -> list[str] | None:
    """The values a cell lists, `null` among them, if it merely lists values of the column's domain; else None."""
    try:
        tests = parse_tests(text)
    except FeelError:
        return None
    if column.type != "text" or not isinstance(column.domain, list) or tests.negated or not only_literals(tests):
        return None
    return [plain(value) for value in _values(tests)]


def _values(tests: Tests) -> list[Any]:
    found: list[Any] = literals(tests)
    return [*found, *(["null"] if len(found) < len(tests.choices) else [])]


def listed(values: list[str]) -> str:
    """The test that fits any of these values."""
    return ", ".join("null" if each == "null" else json.dumps(each, ensure_ascii=False) for each in values) or "-"


def test_problem(sheet: TableSheet, name: str, text: str) -> Problem | None:
    """What is wrong with a test of this column."""
    column = sheet.inputs.get(name)
    if column is None:
        return f"没有输入列「{name}」。", f'There is no input column "{name}".'
    try:
        tests = parse_tests(text)
        compile_test(text, column.type)
    except FeelError as error:
        return error.zh, error.en
    except (ValueError, ArithmeticError, RecursionError) as error:
        return f"看不懂：{error}", f"This cannot be read: {error}"
    for unknown in names(tests):
        if unknown.split(".")[0] not in sheet.inputs:
            return (
                f"不认识「{unknown}」；文字要加引号。",
                f'"{unknown}" is no input of the table; texts need quotation marks.',
            )
    for value in literals(tests) if isinstance(column.domain, list) else []:
        if plain(value) not in (column.domain or []):
            known = "、".join(column.labels.get(each, each) for each in column.domain or [])
            return f"「{plain(value)}」不在取值里：{known}", f'"{plain(value)}" is not one of the values: {known}'
    return None


def read_answer(column: Output, typed: str) -> Any:
    """The answer a person typed as the pack writes it; None for none, `{"feel": …}` for what begins with =."""
    text = typed.strip()
    if text in NOTHING:
        return None
    if text.startswith("="):
        return {"feel": text[1:].strip()}
    codes = {label: code for code, label in column.labels.items()}
    if column.type == "bool":
        return {"true": True, "false": False}.get(WORDS.get(text, ""), text)
    if column.type == "list":
        return [codes.get(each.strip(), each.strip()) for each in LIST.split(text) if each.strip()]
    if column.type == "number" and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if column.type == "money":
        return text.replace(",", "").replace("，", "").removeprefix("¥").removesuffix("元").strip()
    return codes.get(text, text)


def answer_problem(sheet: TableSheet, name: str, raw: Any) -> Problem | None:
    """What is wrong with an answer of this column."""
    column = sheet.outputs.get(name)
    if column is None:
        return f"没有输出列「{name}」。", f'There is no output column "{name}".'
    try:
        if isinstance(raw, dict):
            compile_expression(str(raw.get("feel", "")))
            for unknown in names(parse_expression(str(raw.get("feel", "")))):
                if unknown.split(".")[0] not in sheet.inputs:
                    return f"不认识「{unknown}」。", f'"{unknown}" is no input of the table.'
            return None
        read_output(name, column.type, raw)
    except FeelError as error:
        return error.zh, error.en
    except (ValueError, ArithmeticError, RecursionError) as error:
        return f"看不懂：{error}", f"This cannot be read: {error}"
    if column.type == "money" and not re.fullmatch(r"-?\d{1,13}(\.\d{1,2})?", str(raw)):
        return "金额写成 50.00，最多两位小数。", "Write an amount as 50.00, with at most two decimals."
    return _outside(column, raw)


def _outside(column: Output, raw: Any) -> Problem | None:
    if isinstance(column.domain, list):
        for each in raw if isinstance(raw, list) else [raw]:
            if each not in column.domain:
                known = "、".join(column.labels.get(one, one) for one in column.domain)
                return f"「{each}」不在取值里：{known}", f'"{each}" is not one of the values: {known}'
    return None


def shown_answer(raw: Any) -> str:
    """An answer as a person types it again: `read_answer` gives the same back."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, dict):
        return f"= {raw.get('feel', '')}"
    return "、".join(map(str, raw)) if isinstance(raw, list) else str(raw)
