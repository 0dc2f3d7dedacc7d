"""The verbs of returns: asked, certified, faxed, allowed by the rules, brought back, checked (S2-1.D.4.9.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import paper_queries
from shouwen.claims.returns import facts as told
from shouwen.claims.returns import queries
from shouwen.claims.returns.labels import branch_is_liable
from shouwen.claims.returns.models import ReturnRequest
from shouwen.claims.returns.states import BEFORE_PERMISSION, return_machine
from shouwen.customers import actions as customers
from shouwen.kernel import clock, facts, files
from shouwen.kernel.numbers import next_number
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import queries as rules

LIABILITY = "branch-liability"


def _complete(wrong: dict[str, Any], clause: str) -> None:
    if wrong:
        raise Unacceptable(next(iter(wrong.values())), details=wrong, clause=clause)


@transaction.atomic
def ask(
    *,
    by: Any,
    brand: Any,
    branch: Any,
    number: str,
    reason: str,
    arrived_on: dt.date | None = None,
    is_original: bool = True,
) -> ReturnRequest:
    """Asks for goods to go back. The day of arrival comes from the waybill when nobody says another."""
    require(by, "returns.ask", brand)
    wrong: dict[str, Any] = {}
    if not number.strip():
        wrong["number"] = _("请填写配送单号。")
    if len(reason.strip()) < 2:
        wrong["reason"] = _("请写明为什么返回。")
    if branch is None or branch not in queries.branches_of(by):
        wrong["branch"] = _("请选择货物所在的分公司。")
    _complete(wrong, "S2-1.D.4.9.2a")
    matter = customers.matter(brand, number)
    waybill = paper_queries.waybill_of(matter)
    since = arrived_on or (waybill.arrived_on if waybill else None)
    if since is None or since > clock.today():
        sentence = _("请填写到货日期，不晚于今天：天数从到货算起。")
        raise Unacceptable(sentence, details={"arrived_on": sentence}, clause="S2-1.D.4.9.2a")
    try:
        with transaction.atomic():
            request = ReturnRequest.objects.create(
                number=next_number(brand.code, "FH"),
                brand=brand,
                matter=matter,
                branch=branch,
                arrived_on=since,
                reason=reason.strip()[:300],
                is_original=is_original,
                asked_by_id=by.pk,
                asked_at=clock.now(),
            )
    except IntegrityError as problem:
        sentence = _("这票货已有一件返回在办。")
        raise Unacceptable(sentence, details={"number": sentence}) from problem
    facts.record(told.ASKED, by=by, about_thing=request, refs={"matter": matter.pk})
    return request


@transaction.atomic
def tell_shipper(request: ReturnRequest, *, by: Any, words: str) -> None:
    """The shipper knows that the goods will come back."""
    require(by, "returns.tell", request)
    if request.state not in BEFORE_PERMISSION:
        raise MoveRefused(_("已经过了这一步。"))
    if len(words.strip()) < 2:
        _complete({"words": _("请写明怎样告知、发货人怎么说。")}, "S2-1.D.4.9.2a")
    amend(request, shipper_told_at=clock.now(), shipper_told=words.strip()[:200])
    facts.record(told.TOLD, by=by, about_thing=request)


@transaction.atomic
def certify(request: ReturnRequest, *, by: Any, upload: Any) -> None:
    """The shipper's return certificate 货物返回证明 is here, as a picture or scan."""
    require(by, "returns.certify", request)
    if upload is None:
        _complete({"upload": _("请附上货物返回证明。")}, "S2-1.D.4.9.2a")
    files.keep(upload, about_thing=request, by=by)
    return_machine.move(request, "certify", by=by, changes={"certified_at": clock.now()})


@transaction.atomic
def fax(request: ReturnRequest, *, by: Any, to: str) -> None:
    """The centre faxed the certificate to the branch, which returns the goods on it."""
    require(by, "returns.fax", request)
    if not to.strip():
        _complete({"to": _("请写明传真给谁。")}, "S2-1.D.4.9.2a")
    return_machine.move(request, "fax", by=by, changes={"faxed_at": clock.now(), "faxed_to": to.strip()[:60]})


@transaction.atomic
def allow(request: ReturnRequest, *, by: Any, why: str = "") -> None:
    """May the goods go back: the pack's decision is asked and kept; what it does not allow is refused with its words.

    Where the standard is silent (ten days and more) the answer is an analogy: who allows it stands behind it with a reason.
    """
    require(by, "returns.allow", request)
    if queries.DECISION not in rules.in_force(request.brand.pack).decisions:
        raise MoveRefused(_("这个品牌的规则包没有货物返回的规定。"))
    decision = rulebook.decide(
        queries.DECISION, queries.situation(request), pack=request.brand.pack, about_thing=request, by=by
    )
    if not decision.outcome.get("allowed"):
        raise MoveRefused(
            _("还不能返回：%(next)s") % {"next": decision.outcome.get("next") or _("请人决定")},
            clause=next(iter(decision.clauses), ""),
        )
    if decision.certainty != "stated":
        if not by.granted("rulebook.confirm"):
            raise Refused(_("规范没有写明，要由能确认类推的人（如客服主管）准予。"), clause="S2-1.D.4.9.2a")
        rulebook.confirm(decision, by=by, why=why)
    return_machine.move(
        request,
        "allow",
        by=by,
        changes={"allowed_at": clock.now(), "allowed_by_id": by.pk, "decision_id": decision.pk},
        refs={"decision": decision.pk},
    )


@transaction.atomic
def bring_back(request: ReturnRequest, *, by: Any) -> None:
    """The branch sends the goods back. What an authority has sealed stays (S2-1.H.4.4b)."""
    require(by, "returns.bring_back", request)
    if paper_queries.is_held(request.matter):
        raise MoveRefused(_("这票货被查封，没有执法部门许可不得出库。"), clause="S2-1.H.4.4b")
    return_machine.move(request, "bring_back", by=by, changes={"returned_at": clock.now()})


@transaction.atomic
def check(
    request: ReturnRequest,
    *,
    by: Any,
    is_label_whole: bool,
    is_label_covered: bool,
    goods_match: bool,
    abnormality: str = "",
    photos: Any = (),
) -> None:
    """The labels and goods as they came back (S2-1.D.4.9.2b); a covered forward label with a mismatch is the branch's (L3-01)."""
    require(by, "returns.check", request)
    pictures = list(photos)
    is_abnormal = bool(abnormality.strip())
    if not pictures and (is_label_covered or not is_label_whole or not goods_match or is_abnormal):
        _complete({"photos": _("有问题的，请附照片。")}, "S2-1.D.4.9.2b")
    for picture in pictures:
        files.keep(picture, about_thing=request, by=by)
    liable = branch_is_liable(is_covered=is_label_covered, goods_match=goods_match, is_abnormal=is_abnormal)
    decision = _liability(request, by=by) if liable else None
    return_machine.move(
        request,
        "check",
        by=by,
        changes={
            "checked_at": clock.now(),
            "checked_by_id": by.pk,
            "is_label_whole": is_label_whole,
            "is_label_covered": is_label_covered,
            "goods_match": goods_match,
            "abnormality": abnormality.strip()[:300],
            "is_branch_liable": liable,
            "liability_id": decision.pk if decision else None,
        },
        refs={"liable": liable, "match": goods_match and not is_abnormal},
    )
    if liable:
        refs = {"matter": request.matter_id, "branch": request.branch_id, "reason": "return_mismatch"}
        facts.record(
            told.BRANCH_LIABLE, by=by, about_thing=request, refs={**refs, "decision": decision.pk if decision else None}
        )


def _liability(request: ReturnRequest, *, by: Any) -> Any:
    """The pack's decision about branch liability, kept; None when the pack has none."""
    if LIABILITY not in rules.in_force(request.brand.pack).decisions:
        return None
    return rulebook.decide(
        LIABILITY, {"reason": "return_mismatch"}, pack=request.brand.pack, about_thing=request, by=by
    )


@transaction.atomic
def withdraw(request: ReturnRequest, *, by: Any, why: str) -> None:
    """The goods are claimed after all, or the shipper changed his mind; only before the permission."""
    require(by, "returns.withdraw", request)
    if len(why.strip()) < 2:
        _complete({"why": _("请写明理由。")}, "")
    return_machine.move(request, "withdraw", by=by, changes={"withdrawn_why": why.strip()[:200]})
