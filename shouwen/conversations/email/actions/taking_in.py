"""Taking a letter in: read, kept whole, and given to the conversation it belongs to. No letter is dropped silently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shouwen.conversations import actions as conversations
from shouwen.conversations.email import markup, queries
from shouwen.conversations.email.problems import gravest
from shouwen.conversations.email.reading import Mail, chunks, read, read_file
from shouwen.kernel.policy import require
from shouwen.people import queries as people


@dataclass(frozen=True)
class Taken:
    """What became of a letter: outcome is opened · joined · duplicate · automatic · kept · unreadable."""

    outcome: str
    mail: Mail
    received: Any = None

    @property
    def problem(self) -> str:
        """The name of what is wrong with it; "" when nothing is."""
        return gravest(self.mail.problems)

    @property
    def is_plain(self) -> bool:
        """True for a letter of a person that could be read: the kind a case is made of."""
        return self.outcome in ("opened", "joined")


def take_in_file(path: Path, *, by: Any, brand: Any = None, mailbox: Any = None) -> Taken:
    """Takes in a letter from a file. Raises `OSError` for a file that cannot be opened."""
    mail, raw = read_file(path)
    return _take(mail, [raw] if raw else chunks(path), by=by, brand=brand, mailbox=mailbox)


def take_in(raw: bytes, *, by: Any, brand: Any = None, mailbox: Any = None) -> Taken:
    """Takes in a letter as it came."""
    return _take(read(raw), [raw], by=by, brand=brand, mailbox=mailbox)


def _take(mail: Mail, source: Iterable[bytes], *, by: Any, brand: Any, mailbox: Any) -> Taken:
    if "empty" in mail.problems:
        return Taken("unreadable", mail)
    box = mailbox or queries.addressed(mail.recipients)
    if box is not None and brand is not None and box.channel.brand_id != brand.pk:
        box = None
    brand = brand or (box.channel.brand if box is not None else people.default_brand())
    require(by, "conversations.receive", brand)
    received = conversations.receive(_incoming(mail, source, brand=brand, box=box), by=by)
    return Taken(_outcome(mail, received), mail, received)


def _outcome(mail: Mail, received: Any) -> str:
    if received.outcome == "duplicate":
        return "duplicate"
    if mail.is_automatic:
        return "automatic"
    return "kept" if mail.is_grave else str(received.outcome)


def _incoming(mail: Mail, source: Iterable[bytes], *, brand: Any, box: Any) -> Any:
    return conversations.Incoming(
        brand=brand,
        once=f"mail:{brand.pk}:{mail.fingerprint or mail.digest}",
        channel=box.channel if box is not None else None,
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        text=mail.text,
        whole=mail.whole,
        html=markup.clean(mail.html) if mail.html else "",
        recipients=tuple(mail.recipients),
        external_id=mail.message_id,
        answers=tuple(mail.answers),
        written_at=mail.written_at,
        is_automatic=mail.is_automatic,
        problem=gravest(mail.problems),
        is_readable=not mail.is_grave,
        files=tuple(conversations.Enclosed(file.name, file.data) for file in mail.files),
        source=source,
        source_name="original.eml",
    )
