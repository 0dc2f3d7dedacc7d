"""A lost piece, from the complaint to the paid voucher and the recovered share, every step by its people."""

from __future__ import annotations

import datetime as dt

import pytest

from shouwen.cases import actions as cases
from shouwen.cases import queries as case_queries
from shouwen.cases.tests.makers import complaint
from shouwen.claims import actions, queries
from shouwen.claims.models import Claim, Share
from shouwen.claims.tests import makers
from shouwen.kernel import clock
from shouwen.kernel.refusals import GateShut, MoveRefused, Refused, Unacceptable
from shouwen.people import actions as people

pytestmark = pytest.mark.django_db


def damage(cast, **more):
    values = {"category": "damage_or_shortage", "circumstances": {}, "reason": "少一件", "gist": "十二件到了十一件。"}
    return complaint(cast, waybill="884027150001", **{**values, **more})


def test_a_lost_piece_travels_from_the_complaint_to_the_paid_voucher(cast, at, sealed, facts_of):
    case = damage(cast)
    sealed()
    claim = makers.fresh(Claim.objects.get(case=case))
    assert claim.number.startswith("LPLD26-")
    assert claim.customer == case.customer
    assert claim.matter == case.matter

    makers.accident(cast, claim)
    claim = makers.fresh(claim)
    actions.add_evidence(claim, by=cast.claims, kind="document", paper="waybill", uploads=[makers.paper()])
    actions.investigate(claim, by=cast.claims)
    assert claim.handler == cast.claims
    actions.register_handling(claim, by=cast.claims, party="driver", person=cast.driver)
    actions.register_handling(claim, by=cast.claims, party="loader", person=cast.loader)
    actions.run_liability(claim, by=cast.claims, given=makers.THIRDS)
    shares = actions.set_responsibility(claim, by=cast.claims)
    assert [(each.party, each.in_words) for each in shares] == [("loader", "1/3"), ("driver", "1/3"), ("branch", "1/3")]
    assert [each.person for each in shares] == [cast.loader, cast.driver, None]
    actions.assign_share(shares[2], by=cast.claims, department=cast.branch.department)

    actions.reckon(claim, by=cast.claims, given=makers.CAP_4200)
    assert (claim.result, claim.cap_fen) == ("cap", 420000)
    actions.negotiate(claim, by=cast.claims)
    actions.talk(claim, by=cast.claims, words="客户要八千。", asked_fen=800000, offered_fen=300000)
    actions.agree(claim, by=cast.claims, amount_fen=100000, words="客户同意一千。")
    opinion = actions.draft_opinion(claim, by=cast.claims, cause="卸车时丢失。")
    assert opinion.approval.posts == ["客服主管"]
    people.approve(opinion.approval, by=cast.supervisor)
    claim = makers.fresh(claim)
    assert claim.state == "confirmed"

    voucher = actions.issue_voucher(claim, by=cast.claims, payee="欧阳雪萍")
    assert actions.notify_shares(claim, by=cast.claims) == 3
    assert [each.amount_fen for each in claim.shares.order_by("position")] == [33334, 33333, 33333]
    actions.pay(voucher, by=cast.settlement, identity="id_card", ending="271X")
    claim = makers.fresh(claim)
    assert claim.state == "paid"

    mine = {share.party: share for share in claim.shares.all()}
    actions.acknowledge_share(mine["driver"], by=cast.driver)
    actions.object_to_share(mine["loader"], by=cast.loader, words="当天不是我装的车。")
    with pytest.raises(MoveRefused):
        actions.recover_share(mine["loader"], by=cast.claims)
    actions.answer_objection(mine["loader"], by=cast.claims, words="上车记录单有您的签字。")
    actions.acknowledge_share(mine["loader"], by=cast.loader)
    for party in ("loader", "driver", "branch"):
        actions.recover_share(Share.objects.get(claim=claim, party=party), by=cast.claims)
    assert makers.fresh(claim).state == "closed"
    sealed()
    case.refresh_from_db()
    assert case.compensation == "given"
    assert case.compensation_fen == 100000
    assert claim.number in case.compensation_words
    told = facts_of(claim)
    assert told.index("claim.confirmed") < told.index("claim.voucher_issued") < told.index("claim.paid")


def test_a_complaint_gets_one_claim_however_often_it_is_classified(cast, at, sealed):
    case = damage(cast)
    sealed()
    cases.classify(case, by=cast.clerk, category="damage_or_shortage", circumstances={})
    sealed()
    assert Claim.objects.filter(case=case).count() == 1


def test_a_complaint_of_another_kind_gets_no_claim(cast, at, sealed):
    complaint(cast)
    sealed()
    assert not Claim.objects.exists()


def test_no_investigation_without_signed_report_and_waybill(cast, at):
    claim = makers.reported(cast)
    report = makers.accident(cast, claim, sign=False)
    claim = makers.fresh(claim)
    with pytest.raises(GateShut) as shut:
        actions.investigate(claim, by=cast.claims)
    assert [line["met"] for line in shut.value.details] == [False, False]
    assert shut.value.clause == "S2-1.C.4.1"
    actions.sign_report(report, by=cast.branch)
    with pytest.raises(GateShut) as shut:
        actions.investigate(claim, by=cast.claims)
    assert [line["met"] for line in shut.value.details] == [True, False]
    actions.add_evidence(claim, by=cast.claims, kind="document", paper="waybill", uploads=[makers.paper()])
    actions.investigate(claim, by=cast.claims)
    assert claim.state == "investigating"


def test_only_the_writer_signs_his_report_and_only_once(cast, at):
    report = makers.accident(cast, makers.reported(cast), sign=False)
    for other in (cast.claims, cast.supervisor, cast.driver):
        with pytest.raises(Refused):
            actions.sign_report(report, by=other)
    actions.sign_report(report, by=cast.branch)
    with pytest.raises(MoveRefused):
        actions.sign_report(report, by=cast.branch)


def test_an_accident_report_without_a_complaint_begins_a_claim(cast, at):
    report = actions.write_report(
        by=cast.branch,
        brand=cast.brand,
        waybill="884027150099",
        happened_at=clock.now(),
        place="苏州",
        goods="瓷器两箱",
        description="叉车碰倒，两箱破损，已拍照留存。",
    )
    assert report.claim.state == "reported"
    assert report.claim.case is None
    assert report.department == cast.branch.department


def test_oral_evidence_weighs_nothing(cast, at):
    claim = makers.reported(cast)
    said = actions.add_evidence(claim, by=cast.claims, kind="oral", words="装卸工说他装了十二件。")
    written = actions.add_evidence(claim, by=cast.claims, kind="written", words="装卸工书面说明。")
    assert (said.weight, written.weight) == (0, 1)


def test_a_paper_without_a_copy_is_no_evidence(cast, at):
    with pytest.raises(Unacceptable):
        actions.add_evidence(makers.reported(cast), by=cast.claims, kind="document", paper="waybill", words="见过")


def test_an_unanswered_evidence_request_makes_the_claim_wait(cast, at):
    claim = makers.investigated(cast)
    asked = actions.request_evidence(
        claim,
        by=cast.claims,
        department=cast.operations.department,
        requirement="上车记录单",
        due_at=clock.now() + dt.timedelta(hours=24),
    )
    assert claim.state == "wait_evidence"
    with pytest.raises(MoveRefused):
        actions.run_liability(claim, by=cast.claims, given=makers.DRIVER_LIABLE)
    with pytest.raises(Refused):
        actions.answer_request(asked, by=cast.settlement, answer="不是我们")
    actions.answer_request(asked, by=cast.operations, answer="记录单在此", uploads=[makers.paper()])
    assert makers.fresh(claim).state == "investigating"
    assert claim.evidence.filter(holder="运营部").exists()


def test_a_claims_case_is_met_by_its_end(cast, at, sealed):
    case = damage(cast)
    sealed()
    claim = makers.fresh(Claim.objects.get(case=case))
    approval = actions.ask_end(claim, by=cast.claims, how="reject", reason="外包装完好，签收后提出，不在赔付范围。")
    assert claim.state == "reported"
    people.approve(approval, by=cast.supervisor)
    sealed()
    case.refresh_from_db()
    assert makers.fresh(claim).state == "rejected"
    assert case.compensation == "none"
    assert "不在赔付范围" in case.compensation_words


def test_settled_by_the_parties_is_kept_with_group_amount_and_day(cast, at, sealed):
    case = damage(cast)
    sealed()
    claim = makers.fresh(Claim.objects.get(case=case))
    actions.settle_among_parties(
        claim, by=cast.claims, group="branch", amount_fen=30000, settled_on=clock.today(), words="分公司当场赔付。"
    )
    sealed()
    case.refresh_from_db()
    assert makers.fresh(claim).state == "self_settled"
    assert case.compensation_fen == 30000
    with pytest.raises(MoveRefused):
        actions.take_over(makers.fresh(claim), by=cast.claims)


def test_everyone_sees_what_is_his(cast, at):
    claim = makers.liable(cast)
    seers = {name for name in vars(cast) if name not in ("company", "brand", "other_brand")}
    seen = {name for name in seers if queries.visible_to(getattr(cast, name)).filter(pk=claim.pk).exists()}
    assert seen == {
        "clerk", "colleague", "supervisor", "supervision", "leader", "claims", "claims_colleague", "centre_head", "branch",
    }  # fmt: skip
    assert not case_queries.is_named(cast.driver, claim.case)
