"""Ownership: exactly one person at every moment. An offer moves it only when it is accepted (S0-5.11)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases import queries
from shouwen.cases.actions.timing import pass_clocks, start_clocks, stop_clocks
from shouwen.cases.models import Case, Offer
from shouwen.cases.rules import rules_of
from shouwen.cases.states import offer_machine
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions


def _may_own(person: Any, case: Case) -> None:
    """Refuses a taker who left, does not serve the brand, is away, or is named in the case."""
    if not person.is_active or case.brand_id not in person.reach.brands:
        raise Refused(_("这位同事不能负责这个品牌的工单。"))
    if not queries.handles_cases(person):
        raise Refused(_("这位同事的岗位不办理工单。"))
    if queries.is_named(person, case):
        raise Refused(_("被投诉人不能负责本单。"), clause="S2-1.A1.req")
    if person.away_until and person.away_until >= clock.today():
        raise Refused(_("这位同事离岗至 %(day)s。") % {"day": person.away_until})


@transaction.atomic
def offer(case: Case, *, by: Any, taker: Any, reason: str, told_customer: bool = False) -> Offer:
    """Offers ownership to a colleague. Until he accepts, it stays where it is."""
    require(by, "cases.offer", case)
    if not reason.strip():
        raise Unacceptable(_("请写明移交的原因和情况。"), details={"reason": _("请写明移交的原因和情况。")})
    if not case.is_live:
        raise MoveRefused(_("已关闭的工单不能移交。"))
    if taker.pk == case.owner_id:
        raise Unacceptable(_("他已经是负责人。"), details={"taker": _("他已经是负责人。")})
    _may_own(taker, case)
    try:
        with transaction.atomic():
            made = Offer.objects.create(
                case=case,
                giver=case.owner,
                taker=taker,
                reason=reason.strip()[:300],
                told_customer=told_customer,
                offered_at=clock.now(),
            )
    except IntegrityError as there:
        raise MoveRefused(_("已有一次移交在等对方接受。")) from there
    refs = {"offer": made.pk, "giver": case.owner.key, "taker": taker.staff_number}
    facts.record(told.OFFERED, by=by, about_thing=case, refs=refs)
    stop_clocks("owner.offered", case=case, by=by)
    if rules_of(case).setting("transfer.owner_moves") == "transfer":
        _take(made, case, taker, by=by)
        return made
    start_clocks("owner.offered", case=case, by=by, thing=made)
    people_actions.notify(
        taker,
        text=_("%(number)s 请接受移交") % {"number": case.number},
        url=f"/cases/{case.number}/",
        clauses=["S0-5.11"],
    )
    return made


@transaction.atomic
def accept_offer(offered: Offer, *, by: Any) -> None:
    """Takes ownership. The clocks of the old owner go along; the first-asked person never changes."""
    require(by, "cases.accept_offer", offered)
    case = Case.objects.select_related("owner", "department").get(pk=offered.case_id)
    _may_own(by, case)
    if not case.is_live or case.owner_id != offered.giver_id:
        raise MoveRefused(_("工单已有变化，这次移交不再有效。"))
    _take(offered, case, by, by=by)
    stop_clocks("owner.accepted", case=case, by=by, thing=offered)


def _take(offered: Offer, case: Case, taker: Any, *, by: Any) -> None:
    offer_machine.move(
        offered,
        "accept",
        by=by,
        fact_about=case,
        changes={"settled_at": clock.now()},
        refs={"offer": offered.pk, "giver": offered.giver.key, "taker": taker.key},
    )
    _hand_over(case, to=taker)


def _hand_over(case: Case, *, to: Any) -> None:
    giver = case.owner
    amend(case, owner=to, department=to.department, acted_at=clock.now())
    pass_clocks(case, giver=giver, taker=to)


@transaction.atomic
def return_offer(offered: Offer, *, by: Any, why: str) -> None:
    """Says no; the offering side is responsible as before."""
    require(by, "cases.accept_offer", offered)
    if not why.strip():
        raise Unacceptable(_("请写明退回的原因。"), details={"why": _("请写明退回的原因。")})
    case = offered.case
    offer_machine.move(
        offered,
        "return",
        by=by,
        fact_about=case,
        changes={"settled_at": clock.now(), "words": why.strip()[:300]},
        refs={"offer": offered.pk},
    )
    stop_clocks("owner.returned", case=case, by=by, thing=offered)
    people_actions.notify(
        offered.giver,
        text=_("%(number)s 的移交被退回") % {"number": case.number},
        url=f"/cases/{case.number}/",
        tone="late",
    )


@transaction.atomic
def withdraw_offer(offered: Offer, *, by: Any) -> None:
    """Takes an unanswered offer back."""
    require(by, "cases.withdraw_offer", offered)
    offer_machine.move(
        offered,
        "withdraw",
        by=by,
        fact_about=offered.case,
        changes={"settled_at": clock.now()},
        refs={"offer": offered.pk},
    )
    stop_clocks("owner.returned", case=offered.case, by=by, thing=offered)


@transaction.atomic
def reassign(case: Case, *, by: Any, to: Any, reason: str) -> None:
    """A supervisor gives the case another owner at once, with the reason (a person left, is away …)."""
    require(by, "cases.reassign", case)
    if not reason.strip():
        raise Unacceptable(_("请写明改派的原因。"), details={"reason": _("请写明改派的原因。")})
    if to.pk == case.owner_id:
        raise Unacceptable(_("他已经是负责人。"))
    _may_own(to, case)
    before = case.owner
    for offered in case.offers.filter(state="offered"):
        offer_machine.move(
            offered, "withdraw", by=by, fact_about=case, changes={"settled_at": clock.now()}, refs={"offer": offered.pk}
        )
        stop_clocks("owner.returned", case=case, by=by, thing=offered)
    _hand_over(case, to=to)
    facts.record(told.REASSIGNED, by=by, about_thing=case, refs={"from": before.key, "to": to.staff_number})
    people_actions.notify(to, text=_("%(number)s 改派给您") % {"number": case.number}, url=f"/cases/{case.number}/")


def holding(person: Any) -> list[str]:
    """What must be re-homed before a person may leave."""
    count = queries.held_by(person)
    return [_("负责 %(count)s 单未关闭") % {"count": count}] if count else []


people_actions.HOLDING.append(holding)
