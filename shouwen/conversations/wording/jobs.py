"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.conversations.wording import actions
from shouwen.kernel.jobs import job


@job
def forget_sentences() -> None:
    actions.forget_sentences()
