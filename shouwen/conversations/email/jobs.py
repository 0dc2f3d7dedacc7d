"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.conversations.email import actions, queries
from shouwen.kernel import clock
from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM


@job
def fetch_mail() -> None:
    """A job for each mailbox, so that a slow one holds up only itself."""
    for box in queries.fetchable():
        fetch_mailbox.enqueue(key=f"fetch:{box.pk}:{clock.now():%Y%m%d%H%M}", mailbox=box.pk)


@job
def fetch_mailbox(mailbox: int) -> None:
    box = queries.mailbox(mailbox)
    if box is not None:
        actions.fetch(box, by=SYSTEM)
