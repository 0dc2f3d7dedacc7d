"""What a channel's chapter must offer, and how what comes in looks when it has been read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from shouwen.kernel.refusals import Unacceptable


@dataclass(frozen=True)
class Enclosed:
    """A file that came with a message."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Incoming:
    """One message as its channel read it. `once` tells it from every other; `source` is the whole as it came.

    A channel that knows the customer or the thread itself (a chat, a call) says so in `customer` and `conversation`;
    a mail leaves both to be found.
    """

    brand: Any
    once: str
    kind: str = "mail"
    channel: Any = None
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    whole: str = ""
    html: str = ""
    recipients: tuple[str, ...] = ()
    external_id: str = ""
    answers: tuple[str, ...] = ()
    written_at: dt.datetime | None = None
    is_automatic: bool = False
    problem: str = ""
    is_readable: bool = True
    files: tuple[Enclosed, ...] = ()
    source: Iterable[bytes] | None = None
    source_name: str = ""
    customer: Any = None
    conversation: Any = None


@dataclass(frozen=True)
class Received:
    """Where it went: outcome is opened · joined · duplicate."""

    outcome: str
    conversation: Any
    message: Any


@dataclass(frozen=True)
class Health:
    """How a channel is: well, or in words what is wrong."""

    is_well: bool
    words: str = ""
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a person is about to send, as a check before sending sees it. `why` is what he says of each warning.

    `cites`: ids of the versions of knowledge it rests on.
    """

    conversation: Any
    by: Any
    text: str
    once: str = ""
    why: dict[str, str] = field(default_factory=dict)
    cites: tuple[int, ...] = ()


class Undeliverable(Exception):
    """It cannot be delivered and trying again will not help; the words are for people."""


class Adapter(Protocol):
    """What a chapter registers: it brings in by its own job, and is asked to deliver and how it is."""

    def deliver(self, message: Any) -> str:
        """Sends a queued message and returns its identifier there; raises `Undeliverable` or any passing trouble."""

    def health(self, channel: Any) -> Health:
        """Looks now."""

    def words(self, problem: str) -> str:
        """What is wrong with a message it brought in, for people."""


ADAPTERS: dict[str, Adapter] = {}


def register(kind: str, adapter: Adapter) -> None:
    """Declares who speaks for channels of this kind."""
    ADAPTERS[kind] = adapter


#: Kinds whose channels keep hours of their own: whether the channel (the argument) is answered now.
OPEN_NOW: dict[str, Callable[[Any], bool]] = {}


#: What a check wants done, in the same transaction, with the message when it has been written.
Then = Callable[[Any], None]
Check = Callable[[Answer], Then | None]
#: Asked in order inside the transaction of sending, before anything is written; a refusal stops the answer.
BEFORE_SENDING: list[Check] = []


def before_sending(check: Check) -> Check:
    """Declares a check that every answer of a person passes, whichever page or interface it comes by."""
    BEFORE_SENDING.append(check)
    return check


#: Asked in order of an answer that leaves later than it was written, let out by a second reader or tried again: whether
#: it still reaches anybody. A refusal keeps it back.
BEFORE_LEAVING: list[Callable[[Any], None]] = []


def before_leaving(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Declares a check of a written message that has not left yet."""
    BEFORE_LEAVING.append(check)
    return check


#: Asked of words that will go out by themselves, a receipt, a greeting, a template, before they are kept:
#: (whose brand and department, the form's field, the words). A refusal keeps them from being kept.
BEFORE_KEEPING: list[Callable[[Any, str, str], None]] = []


def before_keeping(check: Callable[[Any, str, str], None]) -> Callable[[Any, str, str], None]:
    """Declares a check of standing words."""
    BEFORE_KEEPING.append(check)
    return check


def mind_standing_words(whose: Any, **texts: str) -> None:
    """Asks every check of each text, by its field."""
    for field_, text in texts.items():
        for check in BEFORE_KEEPING:
            check(whose, field_, text)


def adapter_of(kind: str) -> Adapter:
    """Who speaks for this kind; refused with a sentence when there is nobody."""
    if kind not in ADAPTERS:
        raise Unacceptable(f"no adapter for {kind}")
    return ADAPTERS[kind]
