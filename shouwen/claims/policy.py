"""Who may do what to a claim. Whoever is complained of, liable or handled the goods never handles it (S2 section 7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.live import topic
from shouwen.kernel.policy import SYSTEM, allow, allow_without_grant, may, predicate
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook


@predicate
def sees(by: Any, claim: Any) -> bool:
    from shouwen.claims import queries  # reason: app-ready

    return claim is None or queries.visible_to(by).filter(pk=claim.pk).exists()


@predicate
def not_involved(by: Any, claim: Any) -> bool:
    from shouwen.claims import queries  # reason: app-ready

    return claim is None or not queries.is_involved(by, claim)


@predicate
def not_liable(by: Any, claim: Any) -> bool:
    from shouwen.claims import queries  # reason: app-ready

    return claim is None or not queries.is_liable_in(by, claim.pk)


@predicate
def in_brand(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


@predicate
def of_his_brand(by: Any, report: Any) -> bool:
    return report is None or report.brand_id in by.reach.brands


@predicate
def is_another(by: Any, report: Any) -> bool:
    """Who handed a report in does not mark it as read by a leader."""
    return report is None or report.submitted_by_id != by.pk


@predicate
def is_the_writer(by: Any, report: Any) -> bool:
    return report is not None and report.writer_id == by.pk


@predicate
def in_the_department(by: Any, request: Any) -> bool:
    if request is None:
        return True
    mine = request.department_id in by.reach.departments | by.reach.member_of
    return mine and request.claim.brand_id in by.reach.brands and not_liable(by, request.claim)


@predicate
def is_addressed(by: Any, share: Any) -> bool:
    """The person himself, or the head of the department that bears it; a department without a head: its people."""
    if share is None:
        return False
    if share.person_id is not None or share.department is None:
        return bool(share.person_id == by.pk)
    if share.department.head_id is not None:
        return bool(share.department.head_id == by.pk)
    return share.department_id in by.reach.member_of


handles = sees & not_involved

allow("claims.read", _("查看理赔"))
allow("claims.report", _("报案立理赔"), in_brand)
allow("claims.write_report", _("填写事故报告单"), in_brand)
allow_without_grant("claims.sign_report", _("在事故报告单上签字"), is_the_writer)
allow("claims.handle", _("办理理赔"), handles)
allow("claims.find_liability", _("责任认定"), handles)
allow("claims.confirm_decision", _("确认类推或人工的认定"), handles)
allow("claims.draft_opinion", _("拟定处理意见"), handles)
allow("claims.confirm_opinion", _("批准处理意见"), handles)
allow("claims.issue_voucher", _("开领取凭证"), handles)
allow("claims.pay", _("付理赔款"), handles)
allow("claims.recover", _("通知并收回责任份额"), handles)
allow_without_grant("claims.answer_share", _("认可或异议责任份额"), is_addressed)
allow("claims.answer_request", _("答复取证"), in_the_department)
allow("claims.urge", _("催办理赔"), handles)
allow("claims.self_settle", _("登记自行解决"), sees)
allow("claims.end", _("提请撤回或不予赔付"), handles)
allow("claims.insure", _("办理保险赔案"), handles)
allow("claims.see_reports", _("查看理赔报表"), of_his_brand)
allow("claims.submit_report", _("编制并提交理赔报表"), of_his_brand)
allow("claims.read_report", _("批阅理赔报表"), of_his_brand & is_another)


def _is_involved_in(person: Any, approval: Any) -> bool:
    """Who is named or liable must neither see nor decide what is asked about the claim (decisions.md 7)."""
    from shouwen.claims import queries  # reason: app-ready

    return approval.about_kind == "claim" and queries.is_involved_in(person, approval.about_id)


people.BARRED.append(_is_involved_in)


def _sees_claim(person: Any, claim_id: int) -> bool:
    from shouwen.claims import queries  # reason: app-ready

    seen = queries.visible_to(person).filter(pk=claim_id)
    return person.granted("claims.read") and seen.exists()  # a cashier sees vouchers, not how it was decided


def _may_confirm(person: Any, decision: Any) -> bool:
    """Never who ran it, never who is involved; a claims clerk or the supervision head (S2 3.1 Evaluation)."""
    from shouwen.claims import queries  # reason: app-ready

    claim = queries.visible_to(person).filter(pk=decision.about_id).first()
    return claim is not None and decision.by != person.key and may(person, "claims.confirm_decision", claim)


def _numbers(person: Any, ids: Iterable[int]) -> dict[int, str]:
    """Numbers of the claims among `ids` that the person may see; a machine sees all."""
    from shouwen.claims import queries  # reason: app-ready
    from shouwen.claims.models import Claim  # reason: app-ready

    found = Claim.objects.all() if person is SYSTEM else queries.visible_to(person)
    return dict(found.filter(pk__in=list(ids)).values_list("pk", "number"))


rulebook.SEEN["claim"] = _sees_claim
rulebook.NAMED["claim"] = _numbers
rulebook.CONFIRMS["claim"] = _may_confirm
topic("claim", may_listen=_sees_claim)


@predicate
def in_brand_of(by: Any, thing: Any) -> bool:
    return thing is None or thing.brand_id in by.reach.brands


@predicate
def of_his_brands(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


@predicate
def sees_waybill(by: Any, waybill: Any) -> bool:
    from shouwen.claims import paper_queries  # reason: app-ready

    return waybill is None or paper_queries.waybills_visible_to(by).filter(pk=waybill.pk).exists()


@predicate
def wrote_or_keeps(by: Any, waybill: Any) -> bool:
    """The one who wrote it, or who keeps all papers."""
    if waybill is None or by.granted("claims.read_papers"):
        return True
    return by.pk in (waybill.salesman_id, waybill.entered_by_id)


@predicate
def is_the_author(by: Any, record: Any) -> bool:
    return record is None or (record.author_id == by.pk and record.brand_id in by.reach.brands)


@predicate
def is_not_the_author(by: Any, record: Any) -> bool:
    return record is None or record.author_id != by.pk


@predicate
def is_a_side(by: Any, paper: Any) -> bool:
    return paper is not None and bool(paper.side_of(by)) and paper.waybill.brand_id in by.reach.brands


@predicate
def is_no_side(by: Any, paper: Any) -> bool:
    return paper is None or (not paper.side_of(by) and paper.waybill.brand_id in by.reach.brands)


allow("claims.read_papers", _("查看货物单据"))
allow("claims.enter_waybill", _("录入配送单"), of_his_brands)
allow("claims.change_waybill", _("修改配送单"), sees_waybill & wrote_or_keeps)
allow("claims.record_arrival", _("记到货"), sees_waybill)
allow("claims.record_copies", _("登记四联"), sees_waybill)
allow("claims.find_papers", _("查明单据情况"), sees_waybill)
allow("claims.import_waybills", _("导入配送单"), of_his_brands)
allow("claims.keep_record", _("做上车记录"), is_the_author)
allow("claims.sign_record", _("签上车记录"), is_the_author)
allow("claims.correct_record", _("更正上车记录"), in_brand_of)
allow("claims.judge_copying", _("判断记录是不是抄的"), in_brand_of & is_not_the_author)
allow("claims.write_notice", _("填送货通知单"), sees_waybill)
allow("claims.write_slip", _("打条"), sees_waybill)
allow_without_grant("claims.sign_paper", _("签交接单据"), is_a_side)
allow("claims.attest_paper", _("确认原件签字"), is_no_side)
