"""What pages share: keyset paging over any queryset, and where a request comes from."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True)
class Leaf:
    """One page of a keyset list, newest first: rows, and the id after which the next begins (None at the end)."""

    rows: list[Any]
    next_after: int | None
    first: bool


def whole_number(text: str | None) -> int | None:
    """The number of a row as an address or a form has it, in plain digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def leaf(found: QuerySet[Any], after: str | None, size: int = SIZE) -> Leaf:
    """Rows with ids below `after`, by falling id. A word that is no number counts as the first page."""
    start = whole_number(after)
    if start is not None:
        found = found.filter(pk__lt=start)
    rows = list(found.order_by("-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Leaf(rows, rows[-1].pk if more and rows else None, start is None)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as limits count it: behind IPv6 a whole /64 is one caller.

    What a proxy says of the caller was taken at the door, and only from `SHOUWEN_PROXIES`.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        return told
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
