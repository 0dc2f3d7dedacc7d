"""What happened in a call, newest first, as components/timeline.html shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations.phone.models import Call
from shouwen.conversations.phone.rules import Rules
from shouwen.kernel import facts
from shouwen.people import queries as people


def entries_of(call: Call, rules: Rules) -> list[dict[str, Any]]:
    """Each fact's sentence with who did it; one that broke a standard with its clause."""
    found = list(facts.timeline(call))
    names = people.names_by_key({fact.actor for fact in found})
    return [_entry(fact, names, rules) for fact in found]


def _entry(fact: Any, names: dict[str, str], rules: Rules) -> dict[str, Any]:
    kind = facts.KINDS[fact.kind]
    actor = _("系统") if fact.actor == "system" else names.get(fact.actor, "")
    clauses = [each for each in fact.refs.get("clauses", ()) if isinstance(each, str)]
    return {
        "at": fact.at,
        "icon": kind.icon,
        "tone": kind.tone,
        "text": str(kind.sentence).format(**{**fact.refs, "actor": actor}).strip(),
        "clauses": clauses,
        "basis_url": rules.url(clauses),
    }
