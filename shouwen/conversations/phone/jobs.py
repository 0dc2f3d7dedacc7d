"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.conversations.phone import actions
from shouwen.kernel.jobs import job


@job
def work_in_left() -> None:
    actions.work_in_left()
