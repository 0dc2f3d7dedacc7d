"""What goes on with a case while somebody talks with its customer, as events of script cards (docs/packs.md).

Events bear the name of the kind: `complaint`, its end `complaint_end`. A kind the pack has no such event for brings up none.
"""

from __future__ import annotations

from typing import Any


def ending(case: Any) -> str:
    """The event of the closing talk."""
    return f"{case.kind}_end"


def events_of(case: Any, *, passed_on: bool) -> list[str]:
    """Of a live case, the nearest first: what to say of its kind; once it is passed on or told, how the talk ends."""
    if not case.is_live:
        return []
    return [ending(case), case.kind] if passed_on or case.state == "answered" else [case.kind]
