"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.conversations.texts import actions, queries
from shouwen.conversations.texts.simulators import vendors  # noqa: F401  answers in a demo
from shouwen.kernel.jobs import job


@job
def deliver_text(text: int) -> None:
    found = queries.text(text)
    if found is not None:
        actions.deliver(found)


@job
def deliver_waiting_texts() -> None:
    actions.deliver_waiting()
    actions.take_in_waiting()


@job
def take_in(line: int) -> None:
    found = queries.line(line)
    if found is not None:
        actions.take_in(found)


@job
def fetch_media(media: int) -> None:
    found = queries.media(media)
    if found is not None:
        actions.fetch_media(found)


@job
def forget_arrivals() -> None:
    actions.forget_arrivals()
