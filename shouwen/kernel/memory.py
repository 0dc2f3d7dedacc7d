"""Answers remembered: what is in force (an edition, a setting, the calendar) is asked a hundred times and seldom changes.

A process keeps such an answer for a second, so another process's change is seen by then. A verb that changes one
says `changed()`: its own transaction asks the database from there on, the whole process after the commit, and a
transaction rolled back leaves nothing behind. Within `remembering()` the answers hold for the block.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, transaction

Said = TypeVar("Said")
SECONDS = 1.0
MOST = 4096
_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)
_kept: dict[Hashable, tuple[float, Any]] = {}  # replaced, never emptied: an answer on its way in goes to the old one


@contextmanager
def remembering() -> Iterator[None]:
    """For a batch of verbs in one transaction, where what is in force does not change."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Hashable, ask: Callable[[], Said]) -> Said:
    """What `ask` says: asked once a block within `remembering()`, once a second in the process otherwise."""
    if is_changing():
        return ask()
    block = _memory.get()
    if block is not None:
        if key not in block:
            block[key] = ask()
        said: Said = block[key]
        return said
    kept, now = _kept, time.monotonic()
    found = kept.get(key)
    if found is not None and now - found[0] < SECONDS:
        told: Said = found[1]
        return told
    fresh = ask()
    if len(kept) >= MOST:  # keys of past days
        forget()
    kept[key] = (now, fresh)  # as old as the question, not as the answer
    return fresh


def changed() -> None:
    """Called by a verb that changes what is in force, in its transaction."""
    transaction.on_commit(forget)


def forget(**_: Any) -> None:
    """Lets go of all answers of this process."""
    global _kept  # noqa: PLW0603  replaced whole: an answer on its way in goes to the old one
    _kept = {}


def is_changing() -> bool:
    """True within a transaction that has changed something itself. Django drops the note with a rollback."""
    return any(note[1] is forget for note in connection.run_on_commit)
