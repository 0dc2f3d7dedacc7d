"""A small pack with money in it: what a lost parcel costs, by days late. For drafts and their replay."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.kernel.policy import SYSTEM
from shouwen.rulebook import actions
from shouwen.rulebook.models import Decision, Edition
from shouwen.rulebook.packs import Pack


def raw(**settings: Any) -> dict[str, Any]:
    """The pack as plain JSON. Three bands of days; the last goes to a person."""
    days = {"label": "晚到天数", "type": "number", "domain": "[0..30]", "required": True}
    fragile = {"label": "易碎", "type": "bool"}
    rows = [
        {"id": "F-1", "when": {"days": "< 3"}, "then": {"amount": "10.00", "department": "客服中心"}},
        {"id": "F-2", "when": {"days": "[3..7]"}, "then": {"amount": "50.00", "department": "客服中心"}},
        {"id": "F-3", "when": {"days": "> 7"}, "then": {"department": "监察部"}, "certainty": "manual"},
    ]
    clauses = {
        "T-1": {"id": "T-1", "title": "晚到", "text": "晚到要赔。", "article": "赔付", "file": "clauses/t.md"},
        "T-2": {"id": "T-2", "title": "易碎", "text": "易碎要小心。", "article": "赔付", "file": "clauses/t.md"},
    }
    departments = [
        {"id": "centre", "name": "客服中心", "kind": "centre"},
        {"id": "sv", "name": "监察部", "kind": "supervision"},
    ]
    outputs = {"amount": {"label": "赔付", "type": "money"}, "department": {"label": "转给", "type": "text"}}
    table = {
        "title": "晚到赔付",
        "hit": "U",
        "inputs": {"days": days, "fragile": fragile},
        "outputs": outputs,
        "row": [{"because": ["T-1"], **row} for row in rows],
    }
    decision = {"title": "赔多少", "inputs": {"days": days, "fragile": fragile}, "use": [{"table": "fine"}]}
    parameter = {"id": "fine.most", "title": "最多赔", "type": "money", "value": "500.00", "because": ["T-1"]}
    example = [
        {"decision": "fine", "given": {"days": day}, "expect": {"department": department}, "rows": [row]}
        for day, department, row in ((1, "客服中心", "F-1"), (5, "客服中心", "F-2"), (9, "监察部", "F-3"))
    ]
    return {
        "pack": {"schema": 1, "id": "fines", "title": "赔付规范", "version": "2026.1"},
        "clauses": clauses,
        "organisation": {"department": departments},
        "tables": {"fine": table},
        "decisions": {"fine": decision},
        "settings": {"setting": [parameter]},
        "examples": {"fine": {"example": example}},
    }


def publish(day: str = "2026-01-01", content: dict[str, Any] | None = None) -> Edition:
    """The pack as an edition in force."""
    pack = Pack.from_json(content or raw())
    return actions.publish_edition(pack, by=SYSTEM, in_force_from=dt.date.fromisoformat(day))


def decided(thing: Any, *days: int) -> list[Decision]:
    """One kept decision about `thing` for each number of days."""
    return [actions.decide("fine", {"days": each}, pack="fines", about_thing=thing, by=SYSTEM) for each in days]
