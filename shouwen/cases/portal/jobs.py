"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.cases.portal import actions, queries
from shouwen.kernel.jobs import job


@job(atomic=True)  # type: ignore[untyped-decorator]
def send_code(asking: int) -> None:
    found = queries.asking_with(asking)
    if found is not None:
        actions.send_code(found)


@job
def sweep() -> None:
    actions.sweep()
