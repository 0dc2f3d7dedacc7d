"""The questions asked before a talk as rows of a form: typed, added, removed, put elsewhere, and kept as fields.

A row is `{"name", "label", "label_en", "kind", "required", "choices"}`, all texts as they were typed; `choices` one a line.
The name of a field is nobody's business: it is made here and stays with its row.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations.webchat import preform

KINDS = (
    ("text", gettext_lazy("短文本")),
    ("textarea", gettext_lazy("长文本")),
    ("choice", gettext_lazy("单选")),
    ("phone", gettext_lazy("电话")),
    ("email", gettext_lazy("邮箱")),
)
PARTS = ("name", "label", "label_en", "kind", "required", "choices")
LONGEST = 60
#: More rows than may be kept are still shown again, within reason.
SHOWN = 20
Row = dict[str, Any]
EMPTY: Row = {"name": "", "label": "", "label_en": "", "kind": "text", "required": False, "choices": ""}


def rows_of(fields: list[preform.Field]) -> list[Row]:
    """Fields as rows to change."""
    return [{**each, "choices": "\n".join(each["choices"])} for each in fields]


def typed(data: Any) -> list[Row]:
    """Rows as they were sent: `ask-0-label`, …; `ask-rows` says how many."""
    count = data.get("ask-rows", "")
    count = min(int(count), SHOWN) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    found = [{part: data.get(f"ask-{at}-{part}", "") for part in PARTS} for at in range(count)]
    return [{**each, "required": bool(each["required"])} for each in found]


def arranged(rows: list[Row], do: str) -> list[Row]:
    """The rows after `add`, `remove:2`, `up:2` or `down:2`; anything else leaves them."""
    verb, _colon, text = do.partition(":")
    at = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    rows = list(rows)
    if verb == "add" and len(rows) < SHOWN:
        rows.append(dict(EMPTY))
    elif verb == "remove" and 0 <= at < len(rows):
        del rows[at]
    elif verb in ("up", "down") and 0 <= at < len(rows) and 0 <= (to := at + (1 if verb == "down" else -1)) < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows


def fields_of(rows: list[Row]) -> tuple[list[preform.Field], dict[int, dict[str, str]]]:
    """Fields to keep, and sentences by row and part. A row in which nothing was written is none."""
    wrong: dict[int, dict[str, str]] = {}
    fields: list[preform.Field] = []
    taken = {row["name"] for row in rows}
    for at, row in enumerate(rows):
        if not row["label"].strip() and not row["label_en"].strip() and not row["choices"].strip():
            continue
        problems = _wrong(row)
        if problems:
            wrong[at] = problems
        field = _field(row)
        if not preform.is_name(field["name"]) or any(each["name"] == field["name"] for each in fields):
            field["name"] = next(name for n in range(1, 99) if (name := f"q{n}") not in taken)
            taken.add(field["name"])
        fields.append(field)
        if len(fields) == preform.MOST + 1:
            wrong.setdefault(at, {})["label"] = _("最多先问 %(n)s 项。") % {"n": preform.MOST}
    return fields, wrong


def _wrong(row: Row) -> dict[str, str]:
    found: dict[str, str] = {}
    options = _options(row["choices"])
    if not row["label"].strip():
        found["label"] = _("请写中文名称。")
    for part in ("label", "label_en"):
        if len(row[part].strip()) > LONGEST:
            found[part] = _("最多 %(n)s 个字。") % {"n": LONGEST}
    if row["kind"] not in preform.KINDS:
        found["kind"] = _("请选一种。")
    if row["kind"] == "choice" and len(options) < 2:
        found["choices"] = _("单选至少要有两个选项，每行一个。")
    elif row["kind"] == "choice" and (any(len(each) > LONGEST for each in options) or len(options) != len({*options})):
        found["choices"] = _("选项不能重复，每个最多 %(n)s 个字。") % {"n": LONGEST}
    return found


def _options(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def _field(row: Row) -> preform.Field:
    label = row["label"].strip()
    shown = {"label": label, "label_en": row["label_en"].strip() or label, "required": bool(row["required"])}
    options = _options(row["choices"]) if row["kind"] == "choice" else []
    return {"name": row["name"], **shown, "kind": row["kind"], "choices": options}
