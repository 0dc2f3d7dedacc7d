"""What time it is. The only place that asks; tests hold it still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
#: What lies outside is a slip of whoever wrote it; at the ends of the calendar a moment has no wall time in some zone.
EARLIEST, LATEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
_held: list[dt.datetime] = []


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return _held[-1] if _held else dt.datetime.now(dt.UTC)


def is_held() -> bool:
    """True within a test that holds the clock."""
    return bool(_held)


def today() -> dt.date:
    """Today's date in Shanghai."""
    return now().astimezone(LOCAL).date()


def local(at: dt.datetime) -> dt.datetime:
    """`at` as wall-clock time in Shanghai."""
    return at.astimezone(LOCAL)


def can_be(at: dt.datetime) -> bool:
    """True for an aware moment that can be reckoned with in every zone: from 1900 until 2200."""
    return EARLIEST <= at < LATEST


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of a day in Shanghai."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LOCAL)


@contextmanager
def held(at: dt.datetime) -> Iterator[None]:
    """Holds the clock at `at` (aware) within the block."""
    _held.append(at.astimezone(dt.UTC))
    try:
        yield
    finally:
        _held.pop()
