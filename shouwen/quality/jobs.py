"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM
from shouwen.quality import actions


@job
def open_months() -> None:
    actions.open_months(by=SYSTEM)


@job
def remind_of_months() -> None:
    actions.remind_of_months(by=SYSTEM)
