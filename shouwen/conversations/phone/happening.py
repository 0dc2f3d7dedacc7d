"""What a call shows by itself, as an event script cards answer to. Pure: the call's own figures come in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """A call as events see it. `warned` is how often the caller was asked for civility, `most` how often he may be."""

    direction: str
    state: str
    is_late: bool = False
    is_paused: bool = False
    is_back: bool = False
    warned: int = 0
    most: int = 3


def event_of(seen: Seen) -> str:
    """The event of this moment, "" when the call is nobody's to speak in (offered to another, ended)."""
    if seen.state == "ringing":
        return "answered" if seen.direction == "in" else "outbound_open"  # to be read before it is said
    if seen.state not in ("answered", "on_hold"):
        return ""
    if seen.is_paused:
        return "hold_asked"
    if seen.warned:
        return "abuse_third" if seen.warned >= seen.most else "abuse"
    if seen.is_back:
        return "hold_over"
    if seen.direction == "out":
        return "outbound_open"
    return "slow_answer" if seen.is_late else "answered"
