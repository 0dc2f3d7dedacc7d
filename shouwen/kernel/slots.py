"""Holes in pages: a page below names a place, rooms above say on their name card which template fills it."""

from __future__ import annotations

from shouwen.kernel.rooms import rooms


def fillers(place: str) -> list[str]:
    """Templates that fill `place`, lowest floor first."""
    return [room.slots[place] for room in rooms() if place in room.slots]
