"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from shouwen.conversations.webchat import actions, limits
from shouwen.kernel import live
from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM


@job
def send_transcript(transcript: int) -> None:
    actions.send_transcript(transcript, by=SYSTEM)


@job
def see_off() -> None:
    actions.see_off(by=SYSTEM)
    actions.end_stale_syncs(by=SYSTEM)
    live.forget_whispers()


@job
def purge() -> None:
    limits.purge()
