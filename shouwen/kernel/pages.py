"""What pages share: keyset paging over any queryset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

SIZE = 50


@dataclass(frozen=True)
class Leaf:
    """One page of a keyset list, newest first: rows, and the id after which the next begins (None at the end)."""

    rows: list[Any]
    next_after: int | None
    first: bool


def leaf(found: QuerySet[Any], after: str | None, size: int = SIZE) -> Leaf:
    """Rows with ids below `after`, by falling id. A word that is no number counts as the first page."""
    start = int(after) if after and after.isdigit() and len(after) < 19 else None
    if start is not None:
        found = found.filter(pk__lt=start)
    rows = list(found.order_by("-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Leaf(rows, rows[-1].pk if more and rows else None, start is None)
