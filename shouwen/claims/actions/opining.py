"""The handling opinion: drafted by the clerk, confirmed through the posts its amount demands (S2-1.C.4.3)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims import limits
from shouwen.claims.actions.authorising import ask, authority, require_each_himself
from shouwen.claims.actions.moving import move, require_in, worded
from shouwen.claims.gate import negotiating_gate, require_open
from shouwen.claims.models import Claim, Opinion
from shouwen.claims.models.settling import METHODS
from shouwen.claims.rules import rules_of
from shouwen.claims.states import opinion_machine
from shouwen.kernel import clock
from shouwen.kernel.money import Money
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people

PURPOSE = "claims.opinion"


@transaction.atomic
def draft_opinion(
    claim: Claim, *, by: Any, cause: str, method: str = "cash", method_words: str = "", reason: str = ""
) -> Opinion:
    """Cause, method and the agreed amount, with each party's share; asks whoever may decide such a sum."""
    require(by, "claims.draft_opinion", claim)
    require_in(claim, "negotiating")
    said = worded(cause, "cause", _("请写明事故原因。"))
    if method not in dict(METHODS):
        raise Unacceptable(_("请选择赔付方式。"), details={"method": _("请选择赔付方式。")})
    how = method_words.strip() if method == "cash" else worded(method_words, "method_words", _("请写明怎样赔。"))
    amount = _agreed(claim)
    move(claim, "draft_opinion", by=by, refs={"fen": amount})  # first: of two clerks one goes on
    _divide(claim, amount)
    decision, posts, whole = authority(claim, amount, by=by)
    opinion = Opinion.objects.create(
        claim=claim,
        cause=said,
        method=method,
        method_words=how[:300],
        amount_fen=amount,
        cap_fen=claim.cap_fen or 0,
        limit_fen=whole,
        drafted_by=by,
        drafted_at=clock.now(),
        authority=decision,
    )
    title = _("%(number)s 事故处理意见：赔付 %(amount)s") % {
        "number": claim.number, "amount": Money(amount).formatted()
    }  # fmt: skip
    approval = ask(claim, by=by, purpose=PURPOSE, title=title, reason=_reason(said, reason, amount, whole), posts=posts)
    amend(opinion, approval=approval)
    return opinion


def _agreed(claim: Claim) -> int:
    """The agreed sum, once more against the limit."""
    require_open(negotiating_gate(claim), _("还差 %(count)s 项，不能拟意见。"))
    if claim.agreed_fen is None:
        raise MoveRefused(_("还没有与客户谈定金额。"), details={"clause": "S2-1.C.4.3"})
    problem = limits.problem(claim.result, claim.cap_fen, claim.agreed_fen)
    if problem:
        raise Unacceptable(problem, clause="S2-1.C.4.3")
    return claim.agreed_fen


def _divide(claim: Claim, amount: int) -> None:
    shares = list(claim.shares.order_by("position"))
    for share, fen in zip(shares, limits.parts(amount, [each.fraction for each in shares]), strict=True):
        amend(share, amount_fen=fen)


def _reason(cause: str, more: str, amount: int, whole: int) -> str:
    """What the approvers read; a sum made larger by others about the same goods is said (no splitting)."""
    words = [cause, more.strip()]
    if whole > amount:
        words.append(_("同一票货另有已谈定的赔付，合计 %(whole)s，按合计审批。") % {"whole": Money(whole).formatted()})
    return "\n".join(filter(None, words))


@transaction.atomic
def take_back_opinion(claim: Claim, *, by: Any, why: str) -> None:
    """Back to negotiation: after a no, or because something was forgotten. An open request is withdrawn with it."""
    require(by, "claims.draft_opinion", claim)
    require_in(claim, "opinion_drafted")
    worded(why, "why", _("请写明为什么收回。"))
    opinion = claim.opinions.select_related("approval").filter(state="drafted").first()
    if opinion is None:
        raise MoveRefused(_("处理意见已经批准或收回。"))
    if opinion.approval is not None and opinion.approval.state == "asked":
        if opinion.approval.asked_by_id != by.pk:
            raise Refused(_("审批还没有结果，只有提请的人可以收回。"))
        people.withdraw(opinion.approval, by=by)
    opinion_machine.move(opinion, "take_back", by=by, fact_about=claim, refs={"opinion": opinion.pk})
    move(claim, "take_back_opinion", by=by, refs={"opinion": opinion.pk})


@transaction.atomic
def confirm_opinion(claim: Claim, *, by: Any, approval: Any) -> None:
    """The last yes of the chain. The amount is the drafted one, still within the limit and the posts' authority."""
    require(by, "claims.confirm_opinion", claim)
    opinion = claim.opinions.filter(state="drafted", approval=approval).first()
    if opinion is None or approval.state != "granted":
        raise MoveRefused(_("这份处理意见已收回，或还没有批完。"))
    if opinion.drafted_by_id == by.pk:
        raise Refused(_("拟意见的人不能批准自己的意见。"))
    require_each_himself(approval)
    problem = limits.problem(claim.result, claim.cap_fen, opinion.amount_fen)
    if problem or claim.agreed_fen != opinion.amount_fen:
        raise MoveRefused(problem or _("谈定的金额变了，请收回后重新拟意见。"))
    _require_authority(claim, opinion, approval, by=by)
    changes = {"confirmed_by": by, "confirmed_at": clock.now()}
    opinion_machine.move(opinion, "confirm", by=by, fact_about=claim, changes=changes, refs={"opinion": opinion.pk})
    move(claim, "confirm", by=by, refs={"opinion": opinion.pk, "fen": opinion.amount_fen})


def _require_authority(claim: Claim, opinion: Opinion, approval: Any, *, by: Any) -> None:
    """Something else may have been agreed about the same goods since the request: the sum may need higher posts."""
    _decision, posts, whole = authority(claim, opinion.amount_fen, by=by)
    if not set(posts) <= set(approval.posts):
        sum_now = Money(whole).formatted()
        raise MoveRefused(
            _("同一票货谈定的赔付合计已是 %(sum)s，超出这次审批的权限，请收回后按合计重新提请。") % {"sum": sum_now},
            details={"edition": rules_of(claim).edition.name, "posts": posts},
        )
