"""Who is liable and what the standard allows: decisions kept with their inputs, proposals confirmed by another."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims import limits, parties
from shouwen.claims.actions.moving import move, require_in, touch, worded
from shouwen.claims.gate import insurer_papers, require_open
from shouwen.claims.models import Appraisal, Claim, LiabilityRun, Share
from shouwen.claims.models.claim import BASES
from shouwen.claims.rules import rules_of
from shouwen.claims.settled import is_settled, shares_said
from shouwen.kernel import clock, facts
from shouwen.kernel.money import Money, MoneyError
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.rulebook import actions as rulebook

LIABILITY = "liability"
COMPENSATION = "compensation"
#: The input by which another price than the usual one is the base; only an approval may give it (A-1).
BASE = "base_choice"
BEFORE_OPINION = ("investigating", "responsibility_set", "negotiating")


def _decide(name: str, claim: Claim, given: dict[str, Any], *, by: Any) -> Any:
    rules = rules_of(claim)
    if not rules.has(name):
        raise Unacceptable(_("规则包里没有“%(name)s”这项裁定。") % {"name": name})
    known = {key: value for key, value in given.items() if value not in (None, "")}
    return rulebook.decide(name, known, pack=rules.pack.id, about_thing=claim, by=by, brand=claim.brand.code)


@transaction.atomic
def run_liability(
    claim: Claim, *, by: Any, given: dict[str, Any], sources: dict[str, str] | None = None, words: str = ""
) -> LiabilityRun:
    """Runs the liability rules over what the papers say; the newest run counts (S2-1.C.4.2, F.3.1)."""
    require(by, "claims.find_liability", claim)
    require_in(claim, *BEFORE_OPINION)
    decision = _decide(LIABILITY, claim, given, by=by)
    run = LiabilityRun.objects.create(
        claim=claim,
        decision=decision,
        sources=sources or {},
        order=list(decision.outcome.get("shares") or {}),
        words=words.strip(),
        by=by,
        at=clock.now(),
    )
    touch(claim)
    refs = {"decision": decision.pk, "certainty": decision.certainty}
    facts.record(told.LIABILITY_RUN, by=by, about_thing=claim, refs=refs)
    return run


def latest_run(claim: Claim) -> LiabilityRun | None:
    return claim.liability_runs.select_related("decision", "by").order_by("-id").first()


def latest_appraisal(claim: Claim) -> Appraisal | None:
    return claim.appraisals.select_related("decision", "by").order_by("-id").first()


@transaction.atomic
def confirm_decision(
    claim: Claim,
    *,
    by: Any,
    decision: Any,
    why: str,
    shares: dict[str, str] | None = None,
    amount_fen: int | None = None,
) -> None:
    """Stands behind an analogy, or decides what the rules leave to a person: other shares, or a sum as the limit.

    Only for the newest run of each kind; never by who ran it.
    """
    require(by, "claims.confirm_decision", claim)
    run, appraisal = latest_run(claim), latest_appraisal(claim)
    found = next((each for each in (run, appraisal) if each is not None and each.decision_id == decision.pk), None)
    if found is None or decision.certainty == "stated" or decision.confirmed_by:
        raise MoveRefused(_("这项认定不用确认，已确认过，或已有新的认定。"))
    if decision.by == by.key:
        raise Refused(_("作出认定的人不能自己确认。"))
    require_in(claim, *BEFORE_OPINION, "wait_papers", "wait_evidence")
    instead = _instead(shares, amount_fen)
    rulebook.confirm(decision, by=by, why=why, instead=instead)
    decision.refresh_from_db()
    if found is appraisal and amount_fen is not None:
        touch(claim, result="cap", cap_fen=amount_fen, reckoned_fen=amount_fen, **AFRESH)
        if claim.state == "wait_papers":  # never supplied: the person has put a sum in the place of waiting
            move(claim, "go_on", by=by)
    facts.record(told.DECISION_CONFIRMED, by=by, about_thing=claim, refs={"decision": decision.pk})


def _instead(shares: dict[str, str] | None, amount_fen: int | None) -> dict[str, Any] | None:
    if shares:
        try:
            parties.read_shares(shares)
        except (ValueError, ZeroDivisionError) as wrong:
            sentence = _("各方份额要用分数或百分数写明，合计等于 1。")
            raise Unacceptable(sentence, details={"shares": sentence}) from wrong
        return {"shares": shares}
    if amount_fen is not None:
        if amount_fen < 0:
            raise Unacceptable(_("金额不能是负数。"), details={"amount_fen": _("金额不能是负数。")})
        return {"amount": str(Money(amount_fen))}
    return None


@transaction.atomic
def set_responsibility(claim: Claim, *, by: Any) -> list[Share]:
    """Fixes what each party bears from the newest run. Proposals need another's confirmation first."""
    require(by, "claims.find_liability", claim)
    require_in(claim, *BEFORE_OPINION)
    run = latest_run(claim)
    if run is None:
        raise MoveRefused(_("还没有责任认定。"), details={"clause": "S2-1.C.4.2"})
    if not is_settled(run.decision):
        raise MoveRefused(_("这项认定是类推或人工的，要先由监察主管或另一位理赔员确认。"))
    shares = _replace_shares(claim, shares_said(run.decision), run.order)
    if claim.state == "investigating":
        move(claim, "set_responsibility", by=by, refs={"decision": run.decision_id})
    else:
        touch(claim)
        facts.record(told.RESPONSIBILITY_SET, by=by, about_thing=claim, refs={"decision": run.decision_id})
    fines = run.decision.outcome.get("fines") or []
    if fines:
        refs = {"fines": fines, "decision": run.decision_id}
        facts.record(told.FINES_FOUND, by=by, about_thing=claim, refs=refs)
    return shares


def _replace_shares(claim: Claim, said: dict[str, str], order: list[str]) -> list[Share]:
    """Without a party of its own the company bears the loss. Who was written down for a party stays written down."""
    try:
        wanted = parties.read_shares(said, order) if said else parties.read_shares({"company": "1"})
    except (ValueError, ZeroDivisionError) as wrong:
        raise Unacceptable(_("认定给出的份额合计不等于 1，请监察主管写明份额。")) from wrong
    known = {share.party: share for share in claim.shares.all()}
    claim.shares.all().delete()
    handled: dict[str, list[Any]] = {}
    for link in claim.chain.exclude(person=None).select_related("person").order_by("id"):
        handled.setdefault(link.party, []).append(link.person)
    made = []
    for position, (party, fraction) in enumerate(wanted):
        before = known.get(party)
        alone = handled.get(party, [])
        made.append(
            Share.objects.create(
                claim=claim,
                position=position,
                party=party,
                numerator=fraction.numerator,
                denominator=fraction.denominator,
                person=before.person if before else alone[0] if len({each.pk for each in alone}) == 1 else None,
                department=before.department if before else None,
            )
        )
    return made


@transaction.atomic
def assign_share(share: Share, *, by: Any, person: Any = None, department: Any = None) -> None:
    """Says who the liable party is: a person, or a department for what a branch bears."""
    claim = share.claim
    require(by, "claims.find_liability", claim)
    if share.state != "set":
        raise MoveRefused(_("已经通知，不能换人。"))
    if person is None and department is None:
        raise Unacceptable(_("请写明责任人或责任部门。"), details={"person": _("请写明责任人或责任部门。")})
    if person is not None and person.pk in (by.pk, claim.handler_id):
        raise Refused(_("责任人不能经办自己的理赔，请先换人经办。"), clause="S2-1.A1.req")
    amend(share, person=person, department=department)
    refs = {"share": share.pk, "party": share.party}
    facts.record(told.SHARE_ASSIGNED, by=by, about_thing=claim, refs=refs)


@transaction.atomic
def reckon(
    claim: Claim, *, by: Any, given: dict[str, Any], sources: dict[str, str] | None = None, words: str = ""
) -> Appraisal:
    """Appraises the goods and reckons what the standard allows (S2-1.G.4). What was agreed before is void."""
    require(by, "claims.find_liability", claim)
    require_in(claim, *BEFORE_OPINION, "wait_papers")
    if given.get(BASE):
        raise Unacceptable(_("换一个价格计算要另行提请，由另一人批准。"), details={BASE: _("请另行提请。")})
    if given.get("invoice") or given.get("list_value"):
        papers = [line for line in insurer_papers(claim, given) if _claims_it(line.id, given)]
        require_open(papers, _("还差 %(count)s 份单据，要附在证据里。"))
    return _reckoned(claim, given, by=by, sources=sources or {}, words=words.strip())


def _reckoned(
    claim: Claim, given: dict[str, Any], *, by: Any, sources: dict[str, str], words: str, **more: Any
) -> Appraisal:
    """Keeps what the rules say of these values; the limit is theirs, and what was agreed before is void."""
    decision = _decide(COMPENSATION, claim, given, by=by)
    appraisal = Appraisal.objects.create(
        claim=claim, decision=decision, sources=sources, words=words, by=by, at=clock.now()
    )
    result = str(decision.outcome.get("method") or "forbidden")
    fen = _fen(decision.outcome.get("amount"))
    touch(claim, **{"base": "", "base_reason": ""} | more, result=result, reckoned_fen=fen, cap_fen=fen, **AFRESH)
    refs = {"decision": decision.pk, "certainty": decision.certainty, "result": result}
    facts.record(told.RECKONED, by=by, about_thing=claim, refs=refs)
    if result == "wait" and claim.state != "wait_papers":
        move(claim, "wait_for_papers", by=by)
    elif result != "wait" and claim.state == "wait_papers":
        move(claim, "go_on", by=by)
    return appraisal


#: What a new reckoning makes void.
AFRESH: dict[str, Any] = {"base_wanted": "", "agreed_fen": None, "agreed_at": None, "agreed_by": None}


def _claims_it(paper: str, given: dict[str, Any]) -> bool:
    return bool(given.get("invoice") if paper == "invoice" else given.get("list_value"))


def _fen(amount: Any) -> int | None:
    try:
        return Money.parse(str(amount)).fen if amount not in (None, "") else None
    except MoneyError:
        return None


@transaction.atomic
def ask_other_base(claim: Claim, *, by: Any, base: str, reason: str) -> Any:
    """The clerk wants another price than the lowest as the base: a reason, and a second person's yes (A-1)."""
    from shouwen.claims.actions.authorising import ask, base_posts  # reason: app-ready

    require(by, "claims.find_liability", claim)
    require_in(claim, "responsibility_set", "negotiating")
    said = worded(reason, "reason", _("请写明为什么不按较低的价格。"))
    _cap_on(claim, base)
    approval = ask(
        claim,
        by=by,
        purpose="claims.base",
        title=_("%(number)s 不按较低价计算赔付") % {"number": claim.number},
        reason=f"{dict(BASES)[base]}：{said}",
        posts=base_posts(claim, by=by),
    )
    touch(claim, base_wanted=base, base_reason=said[:300], base_approval=approval)
    facts.record(told.BASE_ASKED, by=by, about_thing=claim, refs={"base": base, "approval": approval.pk})
    return approval


def _cap_on(claim: Claim, base: str) -> dict[str, Any]:
    """The values with this price as the base, if the rules then allow more than they do now. Nothing is kept."""
    from shouwen.rulebook import queries  # reason: app-ready

    appraisal = latest_appraisal(claim)
    if appraisal is None or claim.result not in limits.PAYING:
        raise MoveRefused(_("先按赔付标准测算。"))
    given = {**appraisal.decision.inputs, BASE: base}
    answer = queries.preview(rules_of(claim).pack, COMPENSATION, given, claim.brand.code).as_dict()["outcome"]
    fen = _fen(answer.get("amount"))
    if fen is None or answer.get("base_from") != base or fen <= (claim.cap_fen or 0):
        raise Unacceptable(_("没有这个价格，或按它并不更高。"), details={"base": _("请选另一个价格。")})
    return given


@transaction.atomic
def change_base(claim: Claim, *, by: Any, approval: Any) -> None:
    """The second person's yes: the limit is reckoned on the other price; what was agreed before is void."""
    require(by, "claims.confirm_opinion", claim)
    require_in(claim, "responsibility_set", "negotiating")
    base = claim.base_wanted
    if claim.base_approval_id != approval.pk or approval.state != "granted" or not base:
        raise MoveRefused(_("这项提请已经作废，或还没有批准。"))
    if approval.asked_by_id == by.pk:
        raise Refused(_("不能批准自己提出的。"))
    given, before = _cap_on(claim, base), latest_appraisal(claim)
    sources = before.sources if before else {}
    _reckoned(claim, given, by=approval.asked_by, sources=sources, words="", base=base, base_reason=claim.base_reason)
    facts.record(told.BASE_CHANGED, by=by, about_thing=claim, refs={"base": base})
