"""What a pack's cells and outputs look like in a DMN file: plain FEEL, that other tools understand too."""

import json
import re
from decimal import Decimal
from typing import Any

from shouwen.rulebook.feel import FeelError, kind_of, parse_expression, parse_tests, read_duration
from shouwen.rulebook.feel.nodes import Call, Choice, Compare, Interval, Literal, Members, Name, Operation, Path, Tests
from shouwen.rulebook.feel.typed import read_value
from shouwen.rulebook.feel.writing import quote, written
from shouwen.rulebook.sheets import Input, Output, TableSheet

FEEL_TYPES = {
    "text": "string",
    "number": "number",
    "money": "number",
    "bool": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "date and time",
    "duration": "days and time duration",
    "list": "list",
    "share": "string",
}
# What only packs write: short durations and times, and tests of lists.
_OURS = re.compile(r"\b(?:any|all)\s+of\b|@|\b(?:duration|time)\s*\(")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def type_of(sheet: TableSheet, column: Input | Output, name: str) -> str:
    """The FEEL type of a column. Durations of months are another type than those of hours; both at once have none."""
    if column.type != "duration":
        return FEEL_TYPES[column.type]
    said = [_durations(str(row.when.get(name) or row.then.get(name) or "")) for row in sheet.row]
    kinds = {kind_of(each) for found in said for each in found} - {"null"}
    if "months" in kinds:
        return "years and months duration" if kinds == {"months"} else "Any"
    return FEEL_TYPES["duration"]


def _durations(text: str) -> list[Any]:
    return [read_duration(each) for each in re.findall(r"-?P[0-9YMDTHS.]+|\b\d+(?:mo|m|h|d)\b", text)]


def clean(text: str) -> str:
    """The text without the characters XML cannot hold, and with the one line end it knows."""
    return _NOT_XML.sub("", re.sub("\r\n?", "\n", text))


def escaped(text: str) -> str:
    """JSON with the characters XML cannot hold written as escapes."""
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cell(text: str) -> str:
    """The cell of a pack as unary tests of standard FEEL; one that cannot be read stays as it is."""
    text = text.strip() or "-"
    if not _OURS.search(text):
        return clean(text)
    try:
        return clean(_tests(parse_tests(text)))
    except FeelError:
        return clean(text)


def _tests(tests: Tests) -> str:
    said = ", ".join(map(_choice, tests.choices)) or "-"
    return f"not({said})" if tests.negated else said


def _choice(choice: Choice) -> str:
    if isinstance(choice, Compare):
        return ("" if choice.sign == "=" else f"{choice.sign} ") + feel(choice.bound)
    if isinstance(choice, Interval):
        return feel(choice)
    if isinstance(choice, Members):
        held = [f"list contains(?, {feel(part)})" for part in choice.wanted]
        return (" and " if choice.every else " or ").join(held)
    return feel(choice.expression)


def feel(node: Any) -> str:
    """A parsed expression of a pack as standard FEEL."""
    if isinstance(node, Literal):
        return written(node.value, quoted=True)
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Path):
        return f"{feel(node.source)}.{node.step}"
    if isinstance(node, Interval):
        ends = f"{feel(node.low)}..{feel(node.high)}"
        return f"{'[' if node.low_in else '('}{ends}{']' if node.high_in else ')'}"
    if isinstance(node, Call):
        callee = node.callee
        name = callee.value.name if isinstance(callee, Literal) else feel(callee)
        return f"{name}({', '.join(map(feel, node.arguments))})"
    if not isinstance(node, Operation):
        raise FeelError(1, "规则包里没有这种表达式。", "Packs hold no such expression.")
    if node.sign == "negative":
        return f"-({feel(node.parts[0])})"
    return "(" + f" {node.sign} ".join(map(feel, node.parts)) + ")"


def output(column: Output, raw: Any) -> str:
    """An output of a row as an expression of FEEL; `null` for one the row leaves out."""
    if raw is None:
        return "null"
    if isinstance(raw, dict) and set(raw) == {"feel"}:
        return _expression(str(raw["feel"]))
    try:
        value = read_value(column.type, raw)
    except ValueError:
        return clean(quote(str(raw)))
    if kind_of(value) == "unknown":  # a share: FEEL has no fractions
        return clean(quote(str(raw)))
    return clean(written(list(value) if isinstance(value, tuple) else value, quoted=True))


def _expression(text: str) -> str:
    if not _OURS.search(text):
        return clean(text).strip()
    try:
        return clean(feel(parse_expression(text)))
    except FeelError:
        return clean(text).strip()


def domain(column: Input | Output) -> str:
    """The values a column allows, as unary tests; empty if it allows all."""
    if isinstance(column.domain, list):
        if column.type == "list":
            return ""  # the domain is that of the members
        return clean(", ".join(quote(each) for each in column.domain))
    return cell(column.domain) if column.domain else ""


def order(values: list[Any]) -> str:
    """Output values, best first."""
    return clean(", ".join(quote(each) if isinstance(each, str) else json.dumps(each) for each in values))


def plain(text: str, type: str) -> Any:
    """An output entry as packs write it: a plain value if it is a literal of the type, else `{"feel": …}`."""
    try:
        node = parse_expression(text)
    except FeelError:
        return {"feel": text}
    if not isinstance(node, Literal):
        return {"feel": text}
    said = plain_value(node.value)
    try:
        read_value(type, said)
    except ValueError:
        return {"feel": text}
    return str(said) if type == "money" else said


def plain_value(value: Any) -> Any:
    """A value as packs write it: whole numbers as such, other figures and moments as text."""
    said = value if isinstance(value, str | bool) or value is None else written(value)
    return (
        int(value)
        if isinstance(value, Decimal) and value.adjusted() < 30 and re.fullmatch(r"-?\d+", str(said))
        else said
    )


__all__ = ["cell", "clean", "domain", "escaped", "order", "output", "plain", "plain_value", "type_of"]
