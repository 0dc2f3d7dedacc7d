"""The talk about the price, what is agreed, and what is not (S2-1.C.4.3)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims import limits
from shouwen.claims.actions.moving import move, require_in, touch, worded
from shouwen.claims.gate import negotiating_gate, require_open
from shouwen.claims.models import Claim, Negotiation
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable


@transaction.atomic
def negotiate(claim: Claim, *, by: Any) -> None:
    """Begins (or after a dispute resumes) the talk; who is liable and what the standard allows come first."""
    require(by, "claims.handle", claim)
    require_in(claim, "responsibility_set", "disputed")
    require_open(negotiating_gate(claim), _("还差 %(count)s 项，不能开始协商。"))
    move(claim, "negotiate", by=by)


@transaction.atomic
def talk(
    claim: Claim,
    *,
    by: Any,
    words: str,
    method: str = "phone",
    asked_fen: int | None = None,
    offered_fen: int | None = None,
) -> Negotiation:
    """Keeps what was asked and offered. Nothing above the limit is offered."""
    require(by, "claims.handle", claim)
    require_in(claim, "negotiating")
    said = worded(words, "words", _("请写下谈了什么。"))
    if offered_fen is not None:
        _within(claim, offered_fen, "offered_fen")
    return _keep(claim, by=by, words=said, method=method, asked_fen=asked_fen, offered_fen=offered_fen)


def _within(claim: Claim, fen: int, field: str) -> None:
    problem = limits.problem(claim.result, claim.cap_fen, fen)
    if problem:
        raise Unacceptable(problem, details={field: problem}, clause="S2-1.C.4.3")


def _keep(claim: Claim, *, by: Any, **said: Any) -> Negotiation:
    entry = Negotiation.objects.create(claim=claim, by=by, at=clock.now(), **said)
    touch(claim)
    if not entry.is_agreement:
        facts.record(told.TALKED, by=by, about_thing=claim, refs={"talk": entry.pk})
    return entry


@transaction.atomic
def agree(claim: Claim, *, by: Any, amount_fen: int, words: str, method: str = "phone") -> None:
    """The customer agrees to a sum: within the limit, or exactly the fixed one. A new agreement replaces the old."""
    require(by, "claims.handle", claim)
    require_in(claim, "negotiating")
    require_open(negotiating_gate(claim), _("还差 %(count)s 项，不能谈定。"))
    said = worded(words, "words", _("请写下谈了什么。"))
    _within(claim, amount_fen, "amount_fen")
    touch(claim, agreed_fen=amount_fen, agreed_at=clock.now(), agreed_by=by)
    entry = _keep(claim, by=by, words=said, method=method, offered_fen=amount_fen, is_agreement=True)
    facts.record(told.AGREED, by=by, about_thing=claim, refs={"talk": entry.pk, "fen": amount_fen})


@transaction.atomic
def dispute(claim: Claim, *, by: Any, words: str) -> None:
    """No agreement: it goes to the supervisor as a complaint (S2 8.2)."""
    require(by, "claims.handle", claim)
    said = worded(words, "words", _("请写下客户为什么不同意。"))
    move(claim, "dispute", by=by, agreed_fen=None, agreed_at=None, agreed_by=None)
    _keep(claim, by=by, words=said)
