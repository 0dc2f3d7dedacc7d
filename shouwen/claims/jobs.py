"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.claims import actions
from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM


@job
def open_claim_reports() -> None:
    actions.open_finished_reports(by=SYSTEM)


@job
def remind_claim_reports() -> None:
    actions.remind_late_reports(by=SYSTEM)
