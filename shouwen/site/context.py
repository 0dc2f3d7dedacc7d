"""What every page's frame shows: menu, edition in force, unread notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from shouwen.kernel.policy import may
from shouwen.kernel.rooms import rooms
from shouwen.rulebook import queries as rulebook


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu entries the person may use, grouped; nothing for a visitor."""
    person = getattr(request, "person", None)
    if person is None:
        return {"shell": {"person": None}}
    entries = [
        nav
        for room in rooms()
        for nav in room.nav
        if not nav.verb or any(may(person, verb) for verb in nav.verb.split())
    ]
    groups: dict[str, list[Any]] = {"mine": [], "work": [], "manage": []}
    for nav in sorted(entries, key=lambda nav: nav.order):
        groups.setdefault(nav.group, []).append(nav)
    brand, pack = person.reach.home or ("", "")
    edition = rulebook.edition_in_force(pack) if pack else None
    said = {"brand": brand, "edition": f"{edition.pack} {edition.number}" if edition else ""}
    return {"shell": {"person": person, "groups": groups, "path": request.path, **said}}
