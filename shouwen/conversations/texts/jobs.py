"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.conversations.texts import actions, queries
from shouwen.kernel.jobs import job


@job
def deliver_text(text: int) -> None:
    found = queries.text(text)
    if found is not None:
        actions.deliver(found)


@job
def deliver_waiting_texts() -> None:
    actions.deliver_waiting()
