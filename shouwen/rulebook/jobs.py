"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM
from shouwen.rulebook import actions


@job
def run_replay(pk: int) -> None:
    actions.run_replay(pk)


@job
def remind_of_revision() -> None:
    actions.note_revisions_due(by=SYSTEM)
