"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.cases import actions, queries
from shouwen.kernel.clock import now
from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM


@job
def ring_due_clocks() -> None:
    for clock in queries.clocks_due(at=now()):
        actions.ring_clock(clock, by=SYSTEM)


@job
def find_patterns() -> None:
    actions.find_patterns(by=SYSTEM)
