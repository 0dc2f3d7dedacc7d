"""What a visitor is asked before the talk: fields as the administrator wrote them, answers as the visitor gave them.

Pure. A field is `{"name", "label", "label_en", "required", "kind", "choices"}`; one line each on the form:
`name | 称呼 | Your name | text | 必填 | 甲/乙`.
"""

from __future__ import annotations

import re
from typing import Any

from shouwen.kernel.phone_numbers import mask, normalise

KINDS = ("text", "phone", "email", "choice", "textarea")
MOST = 8
LONGEST = 2000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_MAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,180}\.[^\s@<>\"']{2,}")
Field = dict[str, Any]


def fields_of(text: str) -> list[Field]:
    """Fields from their lines; `ValueError` with the line that cannot be read."""
    found: list[Field] = []
    for line in filter(str.strip, text.splitlines()):
        parts = [part.strip() for part in line.split("|")] + [""] * 6
        name, label, label_en, kind, required, choices = parts[:6]
        if not _NAME.fullmatch(name) or not label or kind not in KINDS or any(each["name"] == name for each in found):
            raise ValueError(line.strip())
        options = [each.strip()[:60] for each in choices.split("/") if each.strip()]
        if kind == "choice" and not options:
            raise ValueError(line.strip())
        shown = {
            "label": label[:60],
            "label_en": (label_en or label)[:60],
            "required": required in ("必填", "required"),
        }
        found.append({"name": name, **shown, "kind": kind, "choices": options if kind == "choice" else []})
    if len(found) > MOST:
        raise ValueError(found[MOST]["name"])
    return found


def answered(fields: list[Field], given: Any) -> tuple[dict[str, str], list[str]]:
    """Clean answers by name, and the names of those that are missing or make no sense."""
    told = given if isinstance(given, dict) else {}
    answers: dict[str, str] = {}
    wrong: list[str] = []
    for each in fields:
        value = told.get(each["name"], "")
        value = value.strip() if isinstance(value, str) else ""
        if len(value) > LONGEST or not _makes_sense(each, value) or (each["required"] and not value):
            wrong.append(each["name"])
        elif value:
            answers[each["name"]] = value
    return answers, wrong


def _makes_sense(field: Field, value: str) -> bool:
    if not value:
        return True
    if field["kind"] == "email":
        return bool(_MAIL.fullmatch(value)) and len(value) <= 254
    if field["kind"] == "phone":
        return 5 <= sum(char.isdigit() for char in value) <= 20 and len(value) <= 40
    return value in field["choices"] if field["kind"] == "choice" else True


def masked(number: str) -> str:
    """A number as it was typed, for whoever may not read it whole; what is masked already stays so."""
    return number if "****" in number else mask(normalise(number) or number)


def first_of(fields: list[Field], answers: dict[str, str], kind: str) -> str:
    """The answer to the first field of a kind; "" when there is none."""
    return next((answers[each["name"]] for each in fields if each["kind"] == kind and each["name"] in answers), "")


def is_name(text: str) -> bool:
    """Whether a field may be called so."""
    return bool(_NAME.fullmatch(text))


def is_mail(value: str) -> bool:
    return bool(_MAIL.fullmatch(value)) and len(value) <= 254
