"""Who must not: drafter, confirmer and payer are three; nobody decides his own; whoever is involved stays out."""

from __future__ import annotations

import datetime as dt

import pytest

from shouwen.cases import actions as cases
from shouwen.claims import actions, queries, rules
from shouwen.claims.models import Voucher
from shouwen.claims.states import BEFORE_VOUCHER, claim_machine
from shouwen.claims.tests import makers
from shouwen.claims.tests.makers import fresh
from shouwen.kernel import clock
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import GateShut, MoveRefused, Refused, Unacceptable
from shouwen.people import actions as people
from shouwen.people import queries as people_queries
from shouwen.rulebook import actions as rulebook

pytestmark = pytest.mark.django_db


def grant(person, *verbs):
    """What an administrator might do by mistake."""
    post = person.appointments.first().post
    post.verbs = [*post.verbs, *verbs]
    post.save()
    person.__dict__.pop("reach", None)


# ---- drafter, confirmer, payer


def test_the_drafter_is_not_asked_to_approve_and_cannot(cast, at):
    claim = makers.drafted(cast)
    approval = claim.opinions.get().approval
    assert approval not in people_queries.waiting_approvals(cast.claims)
    with pytest.raises(Refused):
        people.approve(approval, by=cast.claims)
    grant(cast.claims, "claims.confirm_opinion")
    with pytest.raises((Refused, MoveRefused)):
        actions.confirm_opinion(claim, by=cast.claims, approval=approval)


def test_an_opinion_is_confirmed_by_its_chain_and_by_nothing_else(cast, at):
    claim = makers.drafted(cast)
    approval = claim.opinions.get().approval
    with pytest.raises(MoveRefused):
        actions.confirm_opinion(claim, by=cast.supervisor, approval=approval)
    for other in (cast.clerk, cast.claims_colleague, cast.settlement, cast.supervision):
        with pytest.raises(Refused):
            people.approve(approval, by=other)
    assert fresh(claim).state == "opinion_drafted"


def test_a_claims_clerk_never_pays_even_with_the_right(cast, at):
    voucher = makers.issued(cast)
    for clerk in (cast.claims, cast.claims_colleague):
        with pytest.raises(Refused):
            actions.pay(voucher, by=clerk, identity="id_card", ending="271X")
        grant(clerk, "claims.pay")
        with pytest.raises(Refused):
            actions.pay(voucher, by=clerk, identity="id_card", ending="271X")
    assert Voucher.objects.get().state == "issued"


def test_who_confirmed_does_not_pay(cast, at):
    voucher = makers.issued(cast)
    grant(cast.supervisor, "claims.pay")
    with pytest.raises(Refused) as refused:
        actions.pay(voucher, by=cast.supervisor, identity="id_card", ending="271X")
    assert refused.value.clause == "S2-1.C.4.5"


def test_settlement_pays_the_amount_of_the_voucher_and_changes_none(cast, at):
    voucher = makers.issued(cast)
    with pytest.raises(TypeError):
        actions.pay(voucher, by=cast.settlement, identity="id_card", ending="271X", amount_fen=1)
    for verb in (
        lambda: actions.agree(fresh(voucher.claim), by=cast.settlement, amount_fen=1, words="少付"),
        lambda: actions.reckon(fresh(voucher.claim), by=cast.settlement, given=makers.CAP_4200),
        lambda: actions.void_voucher(voucher, by=cast.settlement, reason="金额不对"),
    ):
        with pytest.raises(Refused):
            verb()


def test_money_is_paid_only_after_looking_at_the_payees_papers(cast, at):
    voucher = makers.issued(cast)
    for identity, ending in (("", "271X"), ("id_card", ""), ("id_card", "27"), ("friend", "271X")):
        with pytest.raises(Unacceptable):
            actions.pay(voucher, by=cast.settlement, identity=identity, ending=ending)


def test_two_posts_of_a_chain_are_two_people(cast, at):
    claim = makers.drafted(cast, 800000, values=makers.FIXED_8000)
    approval = claim.opinions.get().approval
    assert approval.posts == ["客服主管", "客服中心负责人"]
    grant(cast.supervisor)
    post = cast.centre_head.appointments.first().post
    cast.supervisor.appointments.create(post=post, department=cast.supervisor.department)
    cast.supervisor.__dict__.pop("reach", None)
    people.approve(approval, by=cast.supervisor)
    approval.refresh_from_db()
    with pytest.raises(Refused):
        people.approve(approval, by=cast.supervisor)


# ---- who is involved


def test_whoever_handled_the_goods_or_bears_a_share_can_do_nothing(cast, at):
    claim = makers.liable(cast)
    grant(
        cast.driver, "claims.read", "claims.handle", "claims.find_liability", "claims.pay", "claims.draft_opinion",
        "claims.end", "claims.self_settle",
    )  # fmt: skip
    assert not queries.visible_to(cast.driver).exists()
    for verb in (
        lambda: actions.take_over(claim, by=cast.driver),
        lambda: actions.reckon(claim, by=cast.driver, given=makers.CAP_4200),
        lambda: actions.run_liability(claim, by=cast.driver, given=makers.DRIVER_LIABLE),
        lambda: actions.ask_end(claim, by=cast.driver, how="withdraw", reason="算了"),
        lambda: actions.settle_among_parties(
            claim, by=cast.driver, group="truck_driver", amount_fen=1, settled_on=clock.today(), words="私了"
        ),
    ):
        with pytest.raises(Refused):
            verb()


def test_the_person_complained_of_neither_sees_nor_decides(cast, at):
    claim = makers.drafted(cast)
    approval = claim.opinions.get().approval
    cases.name_person(claim.case, by=cast.clerk, person=cast.supervisor)
    assert not queries.visible_to(cast.supervisor).filter(pk=claim.pk).exists()
    assert approval not in people_queries.waiting_approvals(cast.supervisor)
    with pytest.raises(Refused):
        people.approve(approval, by=cast.supervisor)


def test_the_handler_cannot_become_a_party_before_another_takes_over(cast, at):
    claim = makers.liable(cast, makers.THIRDS)
    share = claim.shares.get(party="branch")
    with pytest.raises(Refused):
        actions.assign_share(share, by=cast.claims_colleague, person=cast.claims)
    with pytest.raises(Refused):
        actions.register_handling(claim, by=cast.claims, party="loader", person=cast.claims)


def test_who_wrote_the_accident_report_does_not_handle_the_claim(cast, at):
    claim = makers.investigated(cast)
    grant(cast.branch, "claims.handle")
    with pytest.raises(Refused):
        actions.take_over(claim, by=cast.branch)


def test_a_stranger_of_another_brand_sees_and_does_nothing(cast, at):
    claim = makers.reported(cast)
    stranger = cast.company["2302"]
    grant(stranger, "claims.handle")
    assert not queries.visible_to(stranger).exists()
    with pytest.raises(Refused):
        actions.take_over(claim, by=stranger)


# ---- proposals of the rules


def test_an_analogy_is_confirmed_by_another_than_who_ran_it(cast, at):
    claim = makers.investigated(cast)
    run = actions.run_liability(claim, by=cast.claims, given=makers.ANALOGY)
    assert run.decision.certainty == "analogy"
    with pytest.raises(MoveRefused):
        actions.set_responsibility(claim, by=cast.claims)
    with pytest.raises(Refused):
        actions.confirm_decision(claim, by=cast.claims, decision=run.decision, why="我看可以")
    with pytest.raises(Refused):
        rulebook.confirm(run.decision, by=cast.claims, why="从依据页也不行")
    for other in (cast.supervisor, cast.clerk, cast.settlement):
        with pytest.raises(Refused):
            actions.confirm_decision(claim, by=other, decision=run.decision, why="可以")
    with pytest.raises(Refused):
        rulebook.confirm(run.decision, by=cast.supervisor, why="主管不是确认人")
    actions.confirm_decision(claim, by=cast.supervision, decision=run.decision, why="与装车录像一致")
    assert [each.party for each in actions.set_responsibility(claim, by=cast.claims)] == ["loader", "driver"]


def test_a_person_may_put_other_shares_in_the_place_of_a_proposal(cast, at):
    claim = makers.investigated(cast)
    run = actions.run_liability(claim, by=cast.claims, given=makers.ANALOGY)
    for wrong in ({"driver": "1/2"}, {"driver": "x"}, {"driver": "2", "loader": "-1"}):
        with pytest.raises(Unacceptable):
            actions.confirm_decision(claim, by=cast.supervision, decision=run.decision, why="改", shares=wrong)
    actions.confirm_decision(
        claim, by=cast.supervision, decision=run.decision, why="录像", shares={"driver": "4/5", "loader": "1/5"}
    )
    assert [each.in_words for each in actions.set_responsibility(claim, by=cast.claims)] == ["20%", "80%"]


def test_disagreeing_in_words_alone_settles_nothing(cast, at):
    claim = makers.investigated(cast)
    run = actions.run_liability(claim, by=cast.claims, given=makers.ANALOGY)
    rulebook.confirm(run.decision, by=cast.supervision, why="不对", instead={"words": "应由分公司承担"})
    with pytest.raises(MoveRefused):
        actions.set_responsibility(claim, by=cast.claims)


def test_an_unconfirmed_reckoning_cannot_be_negotiated(cast, at):
    claim = makers.liable(cast)
    made = actions.reckon(claim, by=cast.claims, given=makers.UNSURE)
    with pytest.raises(GateShut):
        actions.negotiate(claim, by=cast.claims)
    actions.confirm_decision(claim, by=cast.claims_colleague, decision=made.decision, why="包装照片可见简易包装")
    actions.negotiate(fresh(claim), by=cast.claims)


def test_what_the_rules_leave_to_a_person_he_decides_and_that_is_the_limit(cast, at):
    claim = makers.liable(cast)
    made = actions.reckon(claim, by=cast.claims, given={**makers.CAP_4200, "packing": "defective"})
    assert made.decision.certainty == "manual"
    actions.confirm_decision(claim, by=cast.supervision, decision=made.decision, why="只赔新增破损", amount_fen=50000)
    claim = fresh(claim)
    actions.negotiate(claim, by=cast.claims)
    with pytest.raises(Unacceptable):
        actions.agree(claim, by=cast.claims, amount_fen=50001, words="客户要多一分")
    actions.agree(claim, by=cast.claims, amount_fen=50000, words="谈定")


def test_fines_found_are_told_without_names(cast, at):
    claim = makers.investigated(cast)
    actions.run_liability(claim, by=cast.claims, given={**makers.DRIVER_LIABLE, "off_post": ["loader"]})
    actions.set_responsibility(claim, by=cast.claims)
    fact = Fact.objects.get(kind="claim.fines_found")
    assert fact.refs["fines"] == [["loader", "50.00", "stated"]]
    assert set(fact.refs) == {"fines", "decision"}


# ---- waiting for papers


def test_an_accident_waits_for_list_and_invoice_before_anything_is_paid(cast, at):
    claim = makers.liable(cast)
    accident = {**makers.CAP_4200, "cause": "accident_or_vehicle_theft", "reported_to_insurer": True}
    accident.pop("list_value")
    actions.reckon(claim, by=cast.claims, given=accident)
    assert claim.state == "wait_papers"
    with pytest.raises(MoveRefused):
        actions.negotiate(claim, by=cast.claims)
    supplied = {**accident, "list_value": "8000.00", "invoice": True}
    with pytest.raises(GateShut) as shut:
        actions.reckon(claim, by=cast.claims, given=supplied)
    assert shut.value.clause == "S2-1.G.4.4"
    for paper in ("list", "invoice"):
        actions.add_evidence(claim, by=cast.claims, kind="document", paper=paper, uploads=[makers.paper()])
    actions.reckon(claim, by=cast.claims, given=supplied)
    assert claim.state == "investigating"
    assert claim.result == "cap"


# ---- the machine


def test_no_verb_goes_from_a_claim_that_has_ended(cast, at):
    for verb, move in claim_machine.moves.items():
        assert not {"closed", "self_settled", "withdrawn", "rejected"} & set(move.start), verb
        if verb in ("settle_among_parties", "withdraw", "reject"):
            assert set(move.start) == set(BEFORE_VOUCHER)


def test_after_the_voucher_is_out_the_parties_cannot_settle_it(cast, at):
    voucher = makers.issued(cast)
    with pytest.raises(MoveRefused):
        actions.settle_among_parties(
            fresh(voucher.claim), by=cast.claims, group="loader", amount_fen=1, settled_on=clock.today(), words="私了"
        )


def test_ending_needs_a_second_person_and_a_reason(cast, at):
    claim = makers.reported(cast)
    with pytest.raises(Unacceptable):
        actions.ask_end(claim, by=cast.claims, how="withdraw", reason=" ")
    approval = actions.ask_end(claim, by=cast.claims, how="withdraw", reason="客户来电撤回")
    with pytest.raises(Refused):
        actions.end(claim, by=cast.claims, how="withdraw", reason="客户来电撤回", asked_by=cast.claims)
    people.approve(approval, by=cast.supervisor)
    assert fresh(claim).state == "withdrawn"
    assert fresh(claim).end_reason == "客户来电撤回"


def test_a_disputed_claim_goes_to_the_supervisor(cast, at, sealed):
    claim = makers.negotiating(cast)
    sealed()
    actions.dispute(claim, by=cast.claims, words="客户坚持要八千。")
    sealed()
    assert people_queries.notices_of(cast.supervisor).filter(text__contains="谈不拢").exists()
    assert fresh(claim).state == "disputed"


def test_an_opinion_taken_back_withdraws_its_request(cast, at):
    claim = makers.drafted(cast)
    approval = claim.opinions.get().approval
    with pytest.raises(Refused):
        actions.take_back_opinion(claim, by=cast.claims_colleague, why="漏了一项")
    actions.take_back_opinion(claim, by=cast.claims, why="漏了一项")
    approval.refresh_from_db()
    assert (claim.state, approval.state) == ("negotiating", "withdrawn")
    actions.draft_opinion(claim, by=cast.claims, cause="卸车时丢失。")


def test_after_a_no_another_clerk_may_draft_again(cast, at):
    claim = makers.drafted(cast)
    people.decline(claim.opinions.get().approval, by=cast.supervisor, words="原因不清")
    actions.take_back_opinion(claim, by=cast.claims_colleague, why="按主管意见补写原因")
    assert claim.state == "negotiating"


def test_repair_draws_no_money(cast, at):
    claim = makers.agreed(cast, 300000)
    opinion = actions.draft_opinion(claim, by=cast.claims, cause="碰撞", method="repair", method_words="送厂家修复")
    people.approve(opinion.approval, by=cast.supervisor)
    claim = fresh(claim)
    with pytest.raises(MoveRefused):
        actions.issue_voucher(claim, by=cast.claims, payee="欧阳雪萍")
    actions.make_good(claim, by=cast.claims, words="已修好，客户签收。")
    assert claim.state == "paid"


def test_a_void_voucher_can_be_replaced_and_not_paid(cast, at):
    voucher = makers.issued(cast)
    actions.void_voucher(voucher, by=cast.claims, reason="领款人写错")
    with pytest.raises(Refused):
        actions.pay(voucher, by=cast.settlement, identity="id_card", ending="271X")
    again = actions.issue_voucher(fresh(voucher.claim), by=cast.claims, payee="禾润家纺")
    assert again.number != voucher.number


def test_the_insurers_amount_never_changes_the_customers(cast, at):
    claim = makers.confirmed(cast)
    insured = actions.report_to_insurer(claim, by=cast.claims, insurer="平安财险", report_number="PA20260715")
    actions.hand_in_papers(insured, by=cast.claims, papers="事故报告单、配送单、发票")
    actions.insurer_pays(insured, by=cast.claims, amount_fen=380000)
    claim = fresh(claim)
    assert (claim.agreed_fen, claim.cap_fen) == (400000, 420000)
    assert claim.insurances.get().recovered_fen == 380000


def test_a_paid_claim_stays_open_until_shares_and_insurer_are_done(cast, at):
    claim = makers.paid(cast)
    insured = actions.report_to_insurer(claim, by=cast.claims, insurer="平安财险", report_number="PA20260715")
    actions.notify_shares(claim, by=cast.claims)
    actions.recover_share(claim.shares.get(), by=cast.claims)
    assert fresh(claim).state == "paid"
    actions.insurer_refuses(insured, by=cast.claims, words="免赔额以内")
    assert fresh(claim).state == "closed"


def test_nobody_is_told_his_share_before_the_opinion_is_confirmed(cast, at):
    claim = makers.drafted(cast)
    with pytest.raises(MoveRefused):
        actions.notify_shares(claim, by=cast.claims)
    assert not queries.shares_of(cast.driver).exists()


def test_only_the_party_answers_his_notice(cast, at):
    claim = makers.confirmed(cast)
    actions.notify_shares(claim, by=cast.claims)
    share = queries.shares_of(cast.driver).get()
    for other in (cast.loader, cast.claims, cast.supervisor):
        with pytest.raises(Refused):
            actions.acknowledge_share(share, by=other)
    assert not queries.shares_of(cast.loader).exists()
    actions.acknowledge_share(share, by=cast.driver)
    with pytest.raises(MoveRefused):
        actions.object_to_share(share, by=cast.driver, words="后悔了")


def test_a_time_limit_in_the_past_is_no_request(cast, at):
    claim = makers.investigated(cast)
    with pytest.raises(Unacceptable):
        actions.request_evidence(
            claim,
            by=cast.claims,
            department=cast.operations.department,
            requirement="记录",
            due_at=clock.now() - dt.timedelta(1),
        )


def test_the_supervisor_presses_and_it_is_on_record(cast, at, facts_of):
    claim = makers.investigated(cast)
    with pytest.raises(Refused):
        actions.urge(claim, by=cast.claims)
    actions.urge(claim, by=cast.supervisor)
    assert "claim.urged" in facts_of(claim)
    assert people_queries.notices_of(cast.claims).filter(text__contains="尽快办理").exists()


def test_a_time_of_our_own_is_counted_only_once_it_is_set(cast, at):
    claim = makers.reported(cast)
    assert rules.due_at(claim, rules.rules_of(claim)) is None
    grant(cast.administrator, "rulebook.change_setting")
    ruled = rules.rules_of(claim)
    rulebook.change_setting(
        by=cast.administrator, brand="LD", pack=ruled.pack, key="claim.on_time.reported", value="24h", reason="试行"
    )
    assert rules.due_at(claim, rules.rules_of(claim)) == claim.state_since + dt.timedelta(hours=24)
    assert ruled.pack.settings["claim.on_time.reported"].origin == "default"
