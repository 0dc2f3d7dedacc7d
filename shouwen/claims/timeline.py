"""What happened on a claim, newest first: each fact's sentence with the names, the words kept beside it, and clauses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.claims import parties
from shouwen.claims.templatetags.amounts import yuan
from shouwen.kernel import clock, facts
from shouwen.people import queries as people

#: Said again by the fact that stands beside them.
TWICE = ("claim.opinion_confirmed", "claim.opinion_undone", "voucher.paid", "voucher.voided")
CLAUSES = {
    "claim.investigated": "S2-1.C.4.1",
    "claim.accident_signed": "S2-1.C.4.1",
    "claim.evidence_requested": "S2-1.C.3.2",
    "claim.opinion_drafted": "S2-1.C.4.3",
    "claim.voucher_issued": "S2-1.C.4.4",
    "claim.paid": "S2-1.C.4.5",
    "claim.self_settled": "S2-1.A2.5",
    "share.notified": "S2-1.A4.3",
}
ROWS = {"talk": "talks", "item": "evidence", "request": "requests_sent", "report": "reports", "share": "shares"}


class _Words(dict[str, Any]):
    """The words a sentence may use; one the fact does not know is left out, not an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def entries_of(claim: Any, rules: Any, limit: int = 200) -> list[dict[str, Any]]:
    """Entries as components/timeline.html shows them."""
    found = [fact for fact in facts.timeline(claim, limit) if fact.kind not in TWICE]
    names = people.names_by_key({fact.actor for fact in found})
    rows = {ref: {row.pk: row for row in getattr(claim, related).all()} for ref, related in ROWS.items()}
    return [_entry(fact, rows, names, rules) for fact in found]


def _entry(fact: Any, rows: dict[str, Any], names: dict[str, str], rules: Any) -> dict[str, Any]:
    kind = facts.KINDS[fact.kind]
    pointed = [rows[ref].get(fact.refs[ref]) for ref in ROWS if isinstance(fact.refs.get(ref), int)]
    clause = CLAUSES.get(fact.kind, "")
    decision = fact.refs.get("decision")
    basis = reverse("decision-basis", args=[decision]) if isinstance(decision, int) else ""
    return {
        "at": fact.at,
        "icon": kind.icon,
        "tone": kind.tone,
        "text": str(kind.sentence).format_map(_said(fact, names)).strip(),
        "quote": next((text for row in pointed if row is not None and (text := _quote(fact, row))), ""),
        "detail": _detail(fact),
        "clauses": [clause] if clause in rules.pack.clauses else [],
        "basis_url": basis
        or (reverse("clause", args=[rules.edition.pk, clause]) if clause in rules.pack.clauses else ""),
    }


def _said(fact: Any, names: dict[str, str]) -> _Words:
    words = _Words(fact.refs)
    words["actor"] = _("系统") if fact.actor == "system" else names.get(fact.actor, fact.actor.removeprefix("person:"))
    if isinstance(fact.refs.get("due"), str):
        words["due"] = f"{clock.local(dt.datetime.fromisoformat(fact.refs['due'])):%m-%d %H:%M}"
    return words


def _quote(fact: Any, row: Any) -> str:
    """The words kept in the row the fact points to: the fact itself holds none."""
    names = {"share.objected": "objection", "share.objection_answered": "objection_answer"}
    names |= {"claim.evidence_requested": "requirement", "claim.evidence_given": "answer"}
    names |= {"claim.accident_written": "description"}
    return str(getattr(row, names.get(fact.kind, "words"), "") or "")


def _detail(fact: Any) -> str:
    said = [str(parties.title(fact.refs["party"]))] if isinstance(fact.refs.get("party"), str) else []
    if type(fact.refs.get("fen")) is int:
        said.append(yuan(fact.refs["fen"]))
    return " · ".join(said)
