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


@job
def hand_out() -> None:
    """The sweep behind the steps that hand out themselves: a dead process leaves nobody waiting for long."""
    actions.put_back_unanswered()
    actions.take_from_absent()
    actions.hand_out()


@job
def watch() -> None:
    actions.leave_idle()
    actions.ring_clocks()
