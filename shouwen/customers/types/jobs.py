"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.customers.types import actions, queries
from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM


@job
def expire_marks() -> None:
    """Deletes every mark whose time is over."""
    for each in queries.over():
        actions.expire(each, by=SYSTEM)
