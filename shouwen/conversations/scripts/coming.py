"""Which events a written conversation shows by itself. Pure: what was said, when, and the pack's limits come in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A conversation as events see it. `supposed` are events that the customer's last words let suppose."""

    kind: str
    is_live: bool
    last_in_at: dt.datetime | None
    last_out_at: dt.datetime | None
    supposed: tuple[str, ...] = ()
    abuse: int = 0


@dataclass(frozen=True)
class Limits:
    """What the register says for this channel; `silent` None = nobody is asked again on this channel."""

    waiting: dt.timedelta
    silent: dt.timedelta | None
    warnings: int


def events_of(state: State, limits: Limits, now: dt.datetime, *, in_hours: bool, is_holiday: bool = False) -> list[str]:
    """Events, the most pressing first. What a customer wrote long ago, and was answered, brings nothing up.

    On a holiday the first word wishes a happy one (S2-2.4.1).
    """
    if not state.is_live:
        return []
    found: list[str] = []
    unanswered = state.last_in_at is not None and (state.last_out_at is None or state.last_in_at > state.last_out_at)
    if state.abuse >= limits.warnings:
        found.append("abuse_third")
    elif state.abuse:
        found.append("abuse")
    if unanswered and state.last_in_at and now - state.last_in_at >= limits.waiting:
        found.append("waiting_too_long")
    if unanswered:
        found += state.supposed
    if not in_hours:
        found.append("after_hours")
    if not unanswered and limits.silent and state.last_out_at and now - state.last_out_at >= limits.silent:
        found.append("silent_customer")
    if unanswered and state.last_out_at is None:
        if is_holiday:
            found.append("holiday")
        elif not found:
            found.append("arrived")
    return list(dict.fromkeys(found))
