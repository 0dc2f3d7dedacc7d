"""Visitors are no persons: a token opens one visit. Who keeps web channels is asked by the room's own verb."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

#: The verb of the room below that everything here asks for.
KEEP = "conversations.keep_channels"


def fits(origin: str, sites: list[str], own: str) -> bool:
    """True when a page at `origin` may use a channel: one of its sites, or a page of this house (`own` is its host)."""
    given = origin.strip().lower().rstrip("/")
    if given in {str(site).lower().rstrip("/") for site in sites}:
        return bool(given)
    page = urlsplit(given)
    return page.scheme in ("http", "https") and bool(own) and page.netloc == own.lower()


def may_watch(person: Any, conversation: Any) -> bool:
    """True for whoever answers the visitor, whom he lets see his page, and for who supervises (S0-1.40.4)."""
    return bool(conversation.owner_id == person.pk or person.granted("conversations.supervise"))


def may_talk(visit: Any) -> bool:
    """True while what he writes still reaches somebody."""
    return bool(visit.state != "ended" and visit.channel.channel.is_active)
