"""What the vendors' ways of signing share: comparing without telling how far it fits, a window of time, a pass kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from shouwen.conversations.texts.models import Line
from shouwen.conversations.texts.vendor import Forged, Late
from shouwen.kernel import clock, vault

#: A pass is asked for anew this long before its end.
AHEAD = dt.timedelta(minutes=5)


def same(ours: str, given: str) -> None:
    """Raises `Forged` unless both are the same."""
    if not hmac.compare_digest(ours.encode(), given.encode("utf-8", "replace")):
        raise Forged


def in_time(told: str, window: int, *, unit: int = 1) -> dt.datetime:
    """The moment told in seconds (or `unit` parts of them); `Late` when it is farther away than `window` seconds."""
    if not (told.isascii() and told.isdigit() and len(told) <= 16):
        raise Forged
    at = int(told) / unit
    if abs(clock.now().timestamp() - at) > window:
        raise Late
    return dt.datetime.fromtimestamp(at, dt.UTC)


def sha1(*parts: str) -> str:
    """Tencent's signature: the parts sorted and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  the vendor's format


def moment(told: Any, unit: int = 1) -> dt.datetime | None:
    """A moment in a message; None for what is none."""
    try:
        at = dt.datetime.fromtimestamp(int(told) / unit, dt.UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return at if clock.can_be(at) else None


def hidden(text: str) -> str:
    """An open id as part of a key that must not tell it."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class LetsIn(ABC):
    """A vendor whose interface is asked with a pass."""

    def hello(self, line: Any) -> None:
        """Signs in now, with a fresh pass."""
        dismissed(line)
        self._pass(line)

    @abstractmethod
    def _pass(self, line: Any) -> str:
        """The pass in force; raises when there is none to be had."""


def admitted(line: Any, ask: Callable[[], tuple[str, int]]) -> str:
    """The line's pass to the vendor's interface, kept in its row for all workers; `ask` fetches one and its seconds."""
    now = clock.now()
    if line.pass_locked and line.pass_until and line.pass_until - AHEAD > now:
        return vault.unlock(line.pass_locked)
    token, seconds = ask()
    line.pass_locked, line.pass_until = vault.lock(token), now + dt.timedelta(seconds=seconds)
    Line.objects.filter(pk=line.pk).update(pass_locked=line.pass_locked, pass_until=line.pass_until)
    return token


def dismissed(line: Any) -> None:
    """The vendor does not know the pass any more: the next call asks for another."""
    line.pass_locked, line.pass_until = "", None
    Line.objects.filter(pk=line.pk).update(pass_locked="", pass_until=None)
