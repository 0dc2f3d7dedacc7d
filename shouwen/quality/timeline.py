"""What happened to a violation, in sentences: for its handlers, and what the person concerned may read of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import facts
from shouwen.people import queries as people

#: What the person concerned reads: what was decided about him, not who had proposed or what was looked into.
OPEN_TO_HIM = ("penalty.", "objection.", "violation.revoked", "ledger.")


def entries_of(violation: Any, *, own: bool) -> list[dict[str, Any]]:
    """Newest first, as `components/timeline.html` shows them."""
    found = [fact for fact in facts.timeline(violation) if not own or fact.kind.startswith(OPEN_TO_HIM)]
    names = people.names_by_key({fact.actor for fact in found})
    entries = []
    for fact in found:
        kind = facts.KINDS.get(fact.kind)
        if kind is None:
            continue
        words: dict[str, Any] = defaultdict(str, {**fact.refs, "actor": names.get(fact.actor, _machine(fact.actor))})
        text = str(kind.sentence).format_map(words)
        entries.append({"at": fact.at, "icon": kind.icon, "tone": kind.tone, "text": text})
    return entries


def _machine(key: str) -> str:
    return _("系统") if key == "system" else key
