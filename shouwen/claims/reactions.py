"""What claims do about facts: open one for a complaint of damage, tell the claims clerks, and answer the case's gate."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.cases import actions as cases_actions
from shouwen.cases import facts as cases_told
from shouwen.cases import queries as cases
from shouwen.claims import actions, queries
from shouwen.claims import facts as told
from shouwen.claims.models import Claim
from shouwen.kernel.facts import on
from shouwen.kernel.models import Fact
from shouwen.kernel.money import Money
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people_actions
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

#: The word by which a routing table says that a claim is to be opened as well (R-07).
CLAIM = "claim"


@on(cases_told.CLASSIFIED)
def open_for_complaint(fact: Fact) -> None:
    """A complaint the rules send to claims gets its claim, once (S2-1.D.4.8.7)."""
    case = cases.for_the_system(fact.about_id)
    if case is None or case.is_historic:
        return
    decision = rulebook.decisions_about(case).filter(pk=fact.refs.get("decision") or 0).first()
    if decision is not None and CLAIM in (decision.outcome.get("also") or []):
        actions.claim_for_case(case, by=SYSTEM)


@on(told.REPORTED)
def tell_claims_clerks(fact: Fact) -> None:
    """Those who do the claims of the brand hear of a new one."""
    claim = _claim(fact)
    if claim is not None:
        words = _("%(number)s 新报案，请查看") % {"number": claim.number}
        _tell("理赔员", claim, words, ["S2-1.A4.2"])


@on(told.DISPUTED)
def tell_of_dispute(fact: Fact) -> None:
    """No agreement: the supervisor and the owner of the complaint take it up (S2 8.2)."""
    claim = _claim(fact)
    if claim is None:
        return
    words = _("%(number)s 与客户谈不拢，请按投诉处理") % {"number": claim.number}
    _tell("客服主管", claim, words, ["S2-1.A2.4"])
    if claim.case is not None and queries.visible_to(claim.case.owner).filter(pk=claim.pk).exists():
        people_actions.notify(claim.case.owner, text=words, url=f"/claims/{claim.number}/", tone="late")


@on(told.PAID, told.MADE_GOOD, told.REJECTED, told.SELF_SETTLED, told.CLAIM_WITHDRAWN)
def answer_the_case(fact: Fact) -> None:
    """The case's compensation is decided when its claim is: what was paid, or why nothing (S0-3.4.4)."""
    claim = _claim(fact)
    if claim is None or claim.case is None:
        return
    given, fen, words = _outcome(claim)
    cases_actions.record_compensation(
        claim.case, by=SYSTEM, given=given, words=words, amount_fen=fen, kind=_kind(claim)
    )


def _outcome(claim: Claim) -> tuple[bool, int, str]:
    number = {"number": claim.number}
    if claim.state in ("paid", "closed"):
        opinion = claim.opinions.get(state="confirmed")
        amount = Money(opinion.amount_fen).formatted()
        if opinion.method == "cash":
            return True, opinion.amount_fen, _("理赔 %(number)s 已付 %(amount)s") % {**number, "amount": amount}
        return True, opinion.amount_fen, _("理赔 %(number)s 已办：%(how)s") % {**number, "how": opinion.method_words}
    if claim.state == "self_settled":
        settled = claim.self_settlement
        amount = Money(settled.amount_fen).formatted()
        return (
            True,
            settled.amount_fen,
            _("理赔 %(number)s 当事各方自行解决，%(amount)s") % {**number, "amount": amount},
        )
    return False, 0, f"{claim.number} {claim.get_state_display()}：{claim.end_reason}"


def _kind(claim: Claim) -> str:
    opinion = claim.opinions.filter(state="confirmed").first()
    return {"repair": "repair", "replacement": "replace", "other": "other"}.get(
        opinion.method if opinion else "", "money"
    )


def _claim(fact: Fact) -> Claim | None:
    found = Claim.objects.select_related("brand", "case__brand", "case__department", "case__owner")
    return found.filter(pk=fact.about_id).first()


def _tell(post: str, claim: Any, words: str, clauses: list[str]) -> None:
    for person in people.holders(post, brand=claim.brand):
        if queries.visible_to(person).filter(pk=claim.pk).exists():
            people_actions.notify(person, text=words, url=f"/claims/{claim.number}/", clauses=clauses)
