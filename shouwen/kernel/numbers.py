"""Numbers people can read out on the telephone: `LD26-04187`."""

from __future__ import annotations

from django.db import connection

from shouwen.kernel import clock
from shouwen.kernel.models import Sequence


def next_number(code: str, kind: str = "") -> str:
    """The next number of `code` (a short Latin code) in this year of Shanghai. Gaps allowed, never reused.

    Must run inside the verb's transaction, as late as possible: the row is held until commit.
    """
    year = clock.today().year
    key = f"{code}:{kind}:{year}"
    value = _next(key)
    while value is None:
        Sequence.objects.get_or_create(key=key)
        value = _next(key)
    return f"{kind}{code}{year % 100:02d}-{value:05d}"


def _next(key: str) -> int | None:
    """Takes the next value in one statement; None when the sequence has not begun."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_sequence SET value = value + 1 WHERE key = %s RETURNING value", [key])
        row = cursor.fetchone()
    return int(row[0]) if row else None
