"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.claims.seizure import actions, queries
from shouwen.kernel import clock
from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM


@job(atomic=True)  # type: ignore[untyped-decorator]
def watch() -> None:
    """A shipper not told in time is proposed as the branch's liability; a period that is over opens the write-off."""
    for seizure in queries.not_told_in_time(clock.now()):
        actions.propose(seizure, by=SYSTEM, reason="seizure_late_notice")
    for seizure in queries.due_for_write_off(clock.today()):
        actions.allow_write_off(seizure, by=SYSTEM)
