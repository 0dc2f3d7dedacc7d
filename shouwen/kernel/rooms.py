"""The name card of a room, and finding every folder that has one."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent

#: Bottom to top. A room may import only from floors below its own.
FLOORS = (
    "rulebook",
    "people",
    "customers",
    "knowledge",
    "conversations",
    "cases",
    "trades",
    "lookouts",
    "doors",
)


@dataclass(frozen=True)
class Nav:
    """One entry of the menu: shown to those who may do any of the verbs in `verb` (to all when it is empty)."""

    title: Any
    url: str
    icon: str
    group: str = "work"
    verb: str = ""
    count: str = ""
    order: int = 50


@dataclass(frozen=True)
class Room:
    """What a room says of itself. `timetable` maps a job's name to a cron line or `every 30s`."""

    title: Any
    floor: str
    prefix: str
    nav: tuple[Nav, ...] = ()
    slots: dict[str, str] = field(default_factory=dict)
    timetable: dict[str, str] = field(default_factory=dict)
    module: str = ""

    @property
    def label(self) -> str:
        return self.module.rsplit(".", 1)[-1]


def folders() -> list[str]:
    """Dotted names of every room and chapter, lowest floor first where floors can be told by folder name."""
    found = ["shouwen." + ".".join(card.parent.relative_to(PACKAGE).parts) for card in PACKAGE.glob("**/room.py")]
    rank = {name: at for at, name in enumerate(FLOORS)}
    return sorted(found, key=lambda name: (rank.get(name.split(".")[1], 99), name))


@cache
def rooms() -> tuple[Room, ...]:
    """Name cards of all rooms, lowest floor first."""
    cards = []
    for module in folders():
        card: Room = importlib.import_module(f"{module}.room").ROOM
        cards.append(Room(**{**card.__dict__, "module": module}))
    return tuple(sorted(cards, key=lambda room: FLOORS.index(room.floor)))


def modules(name: str) -> Iterator[Any]:
    """Imports `<room>.<name>` wherever a room has that file, lowest floor first."""
    for room in ("shouwen.kernel", *folders()):
        path = PACKAGE / Path(*room.split(".")[1:]) / f"{name}.py"
        if path.exists():
            yield importlib.import_module(f"{room}.{name}")
