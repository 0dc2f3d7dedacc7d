"""What every vendor's adapter offers, and what it tells of a call it has verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from shouwen.conversations import actions as conversations

#: No call of a vendor is longer; what is longer is refused before it is read.
LONGEST = 256 * 1024


#: The smallest of the vendors' own limits for a picture.
LARGEST_PICTURE = 10 * 1024 * 1024


class Forged(Exception):
    """The signature does not fit: not from the vendor."""


class Late(Exception):
    """Signed, but too long ago or ahead of our clock."""


class Unreadable(Exception):
    """Signed, but not in the vendor's format."""


class Trouble(Exception):
    """The vendor did not take it this time. Its words name no person and no number, so that they may be logged."""


class TooLarge(conversations.Undeliverable):
    """What is enclosed is larger than may be kept."""


@dataclass(frozen=True)
class Call:
    """A request from outside, as adapters read it. Names of headers are in small letters."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Enclosure:
    """A picture, voice or file that still lies at the vendor: `ref` is what its interface asks for."""

    name: str
    ref: dict[str, str]


@dataclass(frozen=True)
class Picture:
    """What goes out beside words: its content was looked at when it was kept."""

    kind: str
    data: bytes

    @property
    def name(self) -> str:
        """What vendors are told: never the clerk's own name of the file."""
        return f"picture.{self.kind.rpartition('/')[2]}"


@dataclass(frozen=True)
class Said:
    """Something a person wrote, or (kind `report`) what became of a message of ours, or (kind `nudge`) that news wait."""

    once: str
    kind: str = "message"
    sender: str = ""
    name: str = ""
    text: str = ""
    written_at: dt.datetime | None = None
    media: tuple[Enclosure, ...] = ()
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """A verified call: what it tells, and what the vendor wants to hear at once."""

    said: tuple[Said, ...] = ()
    answer: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Field:
    """One thing to fill in when a line is set up: `name` is a column of Line or, when secret, a key of its lock."""

    name: str
    label: Any
    is_secret: bool = False
    is_needed: bool = True
    help: Any = ""


def labelled(title: str, rest: Any = "") -> str:
    """What is no plain text, as one reads it: `[图片]`, `[位置] 昆山市…`."""
    return f"[{title}] {rest or ''}".strip()


class Vendor(Protocol):
    """One kind of line."""

    fields: tuple[Field, ...]
    #: Bytes an answer may have.
    longest: int
    #: Media types of pictures it takes in an answer; none where it takes words alone.
    pictures: frozenset[str]

    def take(self, line: Any, call: Call) -> Taken:
        """Verifies and reads a call; raises `Forged`, `Late` or `Unreadable`."""

    def pull(self, line: Any, details: dict[str, str]) -> tuple[list[Said], str]:
        """What was said, for a vendor that only nudges, and how far it is read; raises `Trouble`."""

    def send(self, line: Any, to: str, text: str, once: str) -> str:
        """Sends words to a person and gives the vendor's number of it; raises `Undeliverable` or `Trouble`."""

    def send_picture(self, line: Any, to: str, picture: Picture, once: str) -> str:
        """Sends a picture to a person, as `send` does words."""

    def fetch(self, line: Any, ref: dict[str, str]) -> tuple[str, bytes]:
        """Name and content of something enclosed; raises `Undeliverable` or `Trouble`."""

    def hello(self, line: Any) -> None:
        """Signs in now; raises when that does not go."""
