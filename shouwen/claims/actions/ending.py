"""Other ends: settled by the parties, withdrawn by the customer, or outside the rules; and what approvals do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims.actions.authorising import SECOND, ask
from shouwen.claims.actions.deciding import change_base
from shouwen.claims.actions.moving import move, require_in, touch, worded
from shouwen.claims.actions.opining import PURPOSE as OPINION
from shouwen.claims.actions.opining import confirm_opinion
from shouwen.claims.models import Claim, SelfSettlement
from shouwen.claims.models.settling import GROUPS
from shouwen.claims.states import BEFORE_VOUCHER
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.people import actions as people

ENDS = {"withdraw": "claims.withdraw", "reject": "claims.reject"}


@transaction.atomic
def settle_among_parties(
    claim: Claim, *, by: Any, group: str, amount_fen: int, settled_on: dt.date, words: str
) -> SelfSettlement:
    """自行解决: who settled it, for how much, on which day (S2-1.A2.5). Only before a voucher is out."""
    require(by, "claims.self_settle", claim)
    require_in(claim, *BEFORE_VOUCHER)
    said = worded(words, "words", _("请写下怎样解决的。"))
    if group not in dict(GROUPS):
        raise Unacceptable(_("请选择由谁解决。"), details={"group": _("请选择由谁解决。")})
    if amount_fen < 0 or settled_on > clock.today():
        raise Unacceptable(_("金额或日期不对。"), details={"settled_on": _("日期不能晚于今天。")})
    _drop_opinion(claim, by=by)
    made = SelfSettlement.objects.create(
        claim=claim, group=group, amount_fen=amount_fen, settled_on=settled_on, words=said[:300], by=by, at=clock.now()
    )
    _end(claim, "settle_among_parties", by=by, reason=said, refs={"group": group, "fen": amount_fen})
    return made


@transaction.atomic
def ask_end(claim: Claim, *, by: Any, how: str, reason: str) -> Any:
    """The clerk proposes that the customer has withdrawn, or that the rules give nothing; the supervisor says yes."""
    require(by, "claims.end", claim)
    require_in(claim, *BEFORE_VOUCHER)
    if how not in ENDS:
        raise Unacceptable(_("请选择怎样了结。"), details={"how": _("请选择怎样了结。")})
    said = worded(reason, "reason", _("请写明理由。"))
    words = _("客户撤回") if how == "withdraw" else _("不予赔付")
    approval = ask(claim, by=by, purpose=ENDS[how], title=f"{claim.number} {words}", reason=said, posts=SECOND)
    touch(claim)
    facts.record(told.END_ASKED, by=by, about_thing=claim, refs={"how": how, "approval": approval.pk})
    return approval


@transaction.atomic
def end(claim: Claim, *, by: Any, how: str, reason: str, asked_by: Any) -> None:
    """The second person's yes."""
    require(by, "claims.confirm_opinion", claim)
    if asked_by.pk == by.pk:
        raise Refused(_("不能批准自己提出的。"))
    require_in(claim, *BEFORE_VOUCHER)
    _drop_opinion(claim, by=by)
    _end(claim, how, by=by, reason=reason, refs={})


def _drop_opinion(claim: Claim, *, by: Any) -> None:
    """A confirmed or waiting opinion is no longer what will be paid; it stays on record with the claim's end."""
    waiting = claim.opinions.select_related("approval").filter(state="drafted").first()
    if waiting is not None and waiting.approval is not None and waiting.approval.state == "asked":
        raise MoveRefused(_("处理意见还在审批，请拟意见的人先收回。"))


def _end(claim: Claim, verb: str, *, by: Any, reason: str, refs: dict[str, Any]) -> None:
    move(claim, verb, by=by, refs=refs, end_reason=reason[:300], ended_by=by, ended_at=clock.now())


def _claim(approval: Any) -> Claim:
    return Claim.objects.select_related("brand", "department", "case", "matter", "customer").get(pk=approval.about_id)


def _opinion_granted(approval: Any, by: Any) -> None:
    confirm_opinion(_claim(approval), by=by, approval=approval)


def _base_granted(approval: Any, by: Any) -> None:
    change_base(_claim(approval), by=by, approval=approval)


def _end_granted(approval: Any, by: Any) -> None:
    how = next(name for name, purpose in ENDS.items() if purpose == approval.purpose)
    end(_claim(approval), by=by, how=how, reason=approval.reason, asked_by=approval.asked_by)


people.ON_GRANT[OPINION] = _opinion_granted
people.ON_GRANT["claims.base"] = _base_granted
people.ON_GRANT[ENDS["withdraw"]] = _end_granted
people.ON_GRANT[ENDS["reject"]] = _end_granted
