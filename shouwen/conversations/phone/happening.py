"""What a call shows by itself, as events script cards answer to. Pure: the call's own figures come in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """A call as events see it. `warned` is how often the caller was asked for civility, `most` how often he may be.

    `about`: what goes on with the thing it is about, the nearest first, as rooms above say it.
    """

    direction: str
    state: str
    is_late: bool = False
    is_paused: bool = False
    is_back: bool = False
    is_just_back: bool = False
    warned: int = 0
    most: int = 3
    about: tuple[str, ...] = ()


def events_of(seen: Seen) -> list[str]:
    """Events of this moment, the nearest first: the first with a card in the pack is the moment's.

    None when the call is nobody's to speak in (offered to another, ended). What presses goes before what it is about,
    that before the greeting, which was said when it was asked about.
    """
    if seen.state == "ringing":
        return (
            [*_outbound(seen), "outbound_open"] if seen.direction == "out" else ["answered"]
        )  # read before it is said
    if seen.state not in ("answered", "on_hold"):
        return []
    if seen.is_paused:
        return ["hold_asked"]
    if seen.warned:
        return ["abuse_third" if seen.warned >= seen.most else "abuse"]
    if seen.is_just_back or (seen.is_back and not seen.about):
        return ["hold_over"]
    if seen.direction == "out":
        return [*_outbound(seen), "outbound_open"]
    return [*seen.about, "slow_answer" if seen.is_late else "answered"]


def _outbound(seen: Seen) -> list[str]:
    """We call about something: `outbound_complaint`."""
    return [f"outbound_{each}" for each in seen.about]
