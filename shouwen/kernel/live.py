"""Live nudges: which topics open browsers may listen to, and what changed since a sealed number."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from shouwen.kernel import clock
from shouwen.kernel.models import Fact, Seal, SealHead, Whisper, about

CHANNEL = "shouwen"
READ_AT_ONCE = 2000


@dataclass(frozen=True)
class Topic:
    """A kind of topic: who may listen to one, and (when not plainly `about`) which ids a fact touches."""

    kind: str
    may_listen: Callable[[Any, int], bool]
    touched: Callable[[Fact], Iterable[int]] | None = None


TOPICS: dict[str, Topic] = {}


def topic(
    kind: str,
    *,
    may_listen: Callable[[Any, int], bool],
    touched: Callable[[Fact], Iterable[int]] | None = None,
) -> None:
    """Declares the topics `kind:id`. A fact about a thing of this kind touches its topic; `touched` adds others."""
    if kind in TOPICS:
        raise ValueError(f"topic declared twice: {kind}")
    TOPICS[kind] = Topic(kind, may_listen, touched)


def name_of(thing: Any) -> str:
    """The topic of a thing: `case:12`."""
    return "{}:{}".format(*about(thing))


def may_listen(person: Any, name: str) -> bool:
    """True when `person` may hear of `name`. Unknown kinds and malformed names are refused."""
    kind, _, number = name.partition(":")
    known = TOPICS.get(kind)
    if known is None or not number.isascii() or not number.isdigit() or len(number) > 18:
        return False
    return bool(known.may_listen(person, int(number)))


def topics_of(fact: Fact) -> set[str]:
    """Topics that a fact touches."""
    found = {f"{fact.about_kind}:{fact.about_id}"} if fact.about_kind in TOPICS else set()
    for known in TOPICS.values():
        if known.touched is not None:
            found |= {f"{known.kind}:{touched}" for touched in known.touched(fact)}
    return found


def publish(thing: Any) -> None:
    """Asks the sealer and the sockets to look, after commit. It writes nothing: the sealed fact is the truth."""
    transaction.on_commit(wake)


def wake() -> None:
    """Wakes listening processes. On SQLite they see the commit itself; in a transaction it goes off at commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


#: How long a signal is kept, and who speaks when it is no colleague.
HOLDS = dt.timedelta(minutes=10)
CUSTOMER = "customer"


def whisper(thing: Any, kind: str, *, by: str, number: int = 0) -> None:
    """A passing signal to whoever listens to a thing: `typing`, `seen` up to a number. No fact, kept for minutes.

    `by` is a staff number, or `customer`.
    """
    Whisper.objects.create(topic=name_of(thing), kind=kind, by=by, number=number, at=clock.now())
    transaction.on_commit(wake)


#: What a room does when somebody gives a signal about a thing of a kind: (person, id, signal, number).
SIGNALS: dict[str, Callable[[Any, int, str, int], None]] = {}


def on_signal(kind: str) -> Callable[[Callable[[Any, int, str, int], None]], Callable[[Any, int, str, int], None]]:
    """Makes a function the one that hears passing signals from pages about things of this kind."""

    def register(hear: Callable[[Any, int, str, int], None]) -> Callable[[Any, int, str, int], None]:
        if kind in SIGNALS:
            raise ValueError(f"signals heard twice: {kind}")
        SIGNALS[kind] = hear
        return hear

    return register


def signal(person: Any, name: str, word: str, number: int) -> None:
    """Hands a page's signal about `name` to the room it belongs to. That he may listen has been asked."""
    kind, _, ident = name.partition(":")
    if kind in SIGNALS:
        SIGNALS[kind](person, int(ident), word, number)


def whispered(topic: str, kind: str, *, since: dt.datetime, by_staff: bool) -> bool:
    """True when such a signal was given since then, by a colleague or by the customer."""
    found = Whisper.objects.filter(topic=topic, kind=kind, at__gt=since)
    return (found.exclude(by=CUSTOMER) if by_staff else found.filter(by=CUSTOMER)).exists()


def last_whisper() -> int:
    return Whisper.objects.order_by("-id").values_list("pk", flat=True).first() or 0


def whispers_since(number: int) -> list[Whisper]:
    """Signals after this one, oldest first."""
    return list(Whisper.objects.filter(pk__gt=number).order_by("id")[:READ_AT_ONCE])


def forget_whispers() -> int:
    """Takes away old signals. The newest stays, so that their numbers go on where the database gives them anew."""
    old = Whisper.objects.filter(at__lt=clock.now() - HOLDS).exclude(pk=last_whisper())
    return old.delete()[0]


def head() -> int:
    """The last sealed number."""
    return SealHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def since(number: int, limit: int = READ_AT_ONCE) -> tuple[int, set[str] | None]:
    """The last sealed number and the topics touched after `number`; None when that cannot be told from here.

    That is so when `number` is too far back, or beyond the end (the browser knew a record that was restored since).
    """
    last, facts = facts_since(number, limit)
    return last, (None if facts is None else {name for fact in facts for name in topics_of(fact)})


def facts_since(number: int, limit: int = READ_AT_ONCE) -> tuple[int, list[Fact] | None]:
    """The last sealed number and the facts sealed after `number`, in order; None when they cannot be told from here."""
    seals = list(Seal.objects.filter(number__gt=number).order_by("number").select_related("fact")[: limit + 1])
    if len(seals) > limit:
        return head(), None
    if not seals:
        # What is sealed between the two questions is not skipped: the number stays until its facts have been read.
        last = head()
        return (number, []) if last >= number else (last, None)
    return seals[-1].number, [seal.fact for seal in seals]


class Watch:
    """Notices, for the thread that made it, that another connection has committed something."""

    def __init__(self, fallback: float = 1.0) -> None:
        self.fallback = fallback
        self.version: Any = None
        self.listening: Any = None
        self.looked = time.monotonic()

    def wait(self, seconds: float, pause: float = 0.05) -> bool:
        """Waits up to `seconds`; True as soon as there may be something new."""
        until = time.monotonic() + seconds
        while not self.changed():
            left = until - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(pause, left))
        return True

    def changed(self) -> bool:
        """True when there may be something new since it was last asked."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                version = cursor.execute("PRAGMA data_version").fetchone()[0]
            fresh, self.version = version != self.version, version
            return bool(fresh)
        return self._notified() or self._overdue()

    def _notified(self) -> bool:
        connection.ensure_connection()
        wire = connection.connection
        if self.listening is not wire:  # a new connection must say again that it listens
            wire.execute(f"LISTEN {CHANNEL}")
            self.listening = wire
            return True
        return any(True for _ in wire.notifies(timeout=0))

    def _overdue(self) -> bool:
        """A wake-up may be lost (a failed-over server): look from time to time all the same."""
        now = time.monotonic()
        due = now - self.looked >= self.fallback
        if due:
            self.looked = now
        return due
