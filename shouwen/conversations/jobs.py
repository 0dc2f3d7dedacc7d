"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.conversations import actions, queries
from shouwen.kernel.jobs import job


@job
def deliver(message: int) -> None:
    found = queries.message(message)
    if found is not None:
        actions.deliver(found)


@job
def deliver_waiting() -> None:
    actions.deliver_waiting()
