"""No path goes past the limit; shares add up to the sum; splitting a sum does not get round anybody's authority."""

from __future__ import annotations

import shutil
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.cases import actions as cases
from shouwen.cases.tests.makers import complaint
from shouwen.claims import actions, limits, parties
from shouwen.claims.models import Claim, Opinion
from shouwen.claims.tests import makers
from shouwen.claims.tests.makers import fresh
from shouwen.kernel.refusals import MoveRefused, Refusal, Refused, Unacceptable
from shouwen.people import actions as people
from shouwen.rulebook import queries as rulebook
from shouwen.rulebook.replay import Tally, replay

pytestmark = pytest.mark.django_db
sums = st.one_of(st.integers(0, 900_000), st.sampled_from([419_999, 420_000, 420_001, 800_000]))
fractions = st.lists(st.integers(1, 12), min_size=1, max_size=5)


# ---- the limit


@given(result=st.sampled_from(["fixed", "cap", "none", "wait", "forbidden", ""]), cap=st.none() | sums, amount=sums)
def test_a_sum_that_is_taken_is_within_the_limit_and_exact_where_it_is_fixed(result, cap, amount):
    if limits.problem(result, cap, amount) == "":
        assert result in limits.PAYING
        assert amount <= cap
        assert result == "cap" or amount == cap


class Undone(Exception):
    """Takes back what one example did."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.sampled_from(["offer", "agree", "draft", "lower"]), sums), min_size=1, max_size=6))
def test_whatever_is_tried_nothing_above_the_limit_is_ever_kept(cast, asked):
    with pytest.raises(Undone), transaction.atomic():
        claim = makers.negotiating(cast)
        for verb, fen in [*asked, ("draft", 0)]:
            _try(cast, claim, verb, fen)
            claim = fresh(claim)
            assert claim.agreed_fen is None or claim.agreed_fen <= claim.cap_fen
        for opinion in Opinion.objects.all():
            assert opinion.amount_fen == claim.agreed_fen <= claim.cap_fen
            _through_to_the_money(cast, claim)
            drawn = [voucher.amount_fen for voucher in claim.vouchers.all()]
            assert drawn == ([opinion.amount_fen] if opinion.amount_fen else [])
            assert opinion.amount_fen <= opinion.cap_fen
        raise Undone


def _try(cast, claim, verb, fen):
    lower = {**makers.CAP_4200, "market_value": "5000.00"}
    verbs = {
        "offer": lambda: actions.talk(claim, by=cast.claims, words="谈价", offered_fen=fen),
        "agree": lambda: actions.agree(claim, by=cast.claims, amount_fen=fen, words="谈定"),
        "draft": lambda: actions.draft_opinion(claim, by=cast.claims, cause="丢失"),
        "lower": lambda: actions.reckon(claim, by=cast.claims, given=lower),
    }
    try:
        with transaction.atomic():
            verbs[verb]()
    except Refusal:
        return


def _through_to_the_money(cast, claim):
    makers.approve(cast, claim)
    claim.refresh_from_db()
    if claim.agreed_fen:
        actions.issue_voucher(claim, by=cast.claims, payee="欧阳雪萍")


def test_the_database_itself_keeps_no_sum_above_the_limit(cast, at):
    claim = makers.negotiating(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(agreed_fen=420001)
    drafted = makers.drafted(cast, waybill="884027150002")
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(claim=drafted).update(amount_fen=420001)


def test_a_fixed_amount_is_paid_exactly(cast, at):
    claim = makers.negotiating(cast, values=makers.FIXED_8000)
    for fen in (799999, 800001, 0):
        with pytest.raises(Unacceptable):
            actions.agree(claim, by=cast.claims, amount_fen=fen, words="谈价")
    actions.agree(claim, by=cast.claims, amount_fen=800000, words="照数赔付")


def test_reckoning_anew_makes_the_old_agreement_void(cast, at):
    claim = makers.agreed(cast, 420000)
    actions.reckon(claim, by=cast.claims, given={**makers.CAP_4200, "market_value": "5000.00"})
    assert (claim.cap_fen, claim.agreed_fen) == (350000, None)
    with pytest.raises(MoveRefused):
        actions.draft_opinion(claim, by=cast.claims, cause="丢失")


def test_nothing_is_reckoned_anew_once_the_opinion_is_out(cast, at):
    claim = makers.drafted(cast)
    with pytest.raises(MoveRefused):
        actions.reckon(claim, by=cast.claims, given=makers.FIXED_8000)


# ---- another base than the lower price


def test_a_higher_base_needs_a_reason_and_a_second_persons_yes(cast, at):
    claim = makers.negotiating(cast)
    with pytest.raises(Unacceptable):
        actions.ask_other_base(claim, by=cast.claims, base="declared", reason="")
    with pytest.raises(Unacceptable):
        actions.ask_other_base(claim, by=cast.claims, base="market", reason="已经是最低的")
    asked = actions.ask_other_base(claim, by=cast.claims, base="declared", reason="市价一周前才跌，合同按声明价签。")
    assert claim.cap_fen == 420000
    with pytest.raises(Unacceptable):
        actions.agree(claim, by=cast.claims, amount_fen=500000, words="先按高的谈")
    with pytest.raises(Refused):
        people.approve(asked, by=cast.claims)
    people.approve(asked, by=cast.supervisor)
    claim = fresh(claim)
    assert (claim.base, claim.cap_fen) == ("declared", 560000)
    actions.agree(claim, by=cast.claims, amount_fen=560000, words="谈定")


def test_an_overtaken_request_for_another_base_changes_nothing(cast, at):
    claim = makers.negotiating(cast)
    asked = actions.ask_other_base(claim, by=cast.claims, base="declared", reason="合同按声明价签。")
    actions.reckon(claim, by=cast.claims, given={**makers.CAP_4200, "declared_value": "9000.00"})
    with pytest.raises(MoveRefused):
        people.approve(asked, by=cast.supervisor)
    assert fresh(claim).cap_fen == 420000


def test_another_base_is_never_slipped_in_with_the_values(cast, at):
    claim = makers.liable(cast)
    with pytest.raises(Unacceptable):
        actions.reckon(claim, by=cast.claims, given={**makers.CAP_4200, "base_choice": "declared"})
    assert fresh(claim).cap_fen is None


# ---- shares


@given(total=st.integers(0, 10**10), weights=fractions)
def test_shares_add_up_to_the_sum_and_nobody_is_more_than_a_fen_off(total, weights):
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    parts = limits.parts(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share) < 1 for part, share in zip(parts, shares, strict=True))


def test_a_tie_goes_to_the_party_the_rule_names_first():
    thirds = [
        share for _party, share in parties.read_shares({"driver": "1/3", "branch": "1/3", "loader": "1/3"}, ["loader"])
    ]
    assert limits.parts(100000, thirds) == [33334, 33333, 33333]
    assert limits.parts(499999, [Fraction(3, 10), Fraction(7, 10)]) == [150000, 349999]


@given(st.lists(st.sampled_from(["loader", "driver", "branch"]), unique=True))
def test_shares_are_read_in_the_order_of_the_rule_whatever_the_database_made_of_it(order):
    said = {"branch": "1/3", "driver": "1/3", "loader": "1/3"}
    assert [party for party, _share in parties.read_shares(said, order)][: len(order)] == order


# ---- authority, and no splitting


def test_the_chain_follows_the_amount(cast, at):
    small = makers.drafted(cast, 9900)
    assert small.opinions.get().approval.posts == ["客服主管"]
    large = makers.drafted(cast, 800000, values=makers.FIXED_8000, waybill="884027150003")
    assert large.opinions.get().approval.posts == ["客服主管", "客服中心负责人"]


def test_two_sums_for_the_same_goods_are_asked_for_together(cast, at):
    makers.confirmed(cast, 400000)
    second = makers.drafted(cast, 400000)
    opinion = second.opinions.get()
    assert opinion.limit_fen == 800000
    assert opinion.approval.posts == ["客服主管", "客服中心负责人"]
    assert "8,000.00" in opinion.approval.reason


def test_a_sum_agreed_meanwhile_stops_the_smaller_approval(cast, at):
    first = makers.drafted(cast, 400000)
    assert first.opinions.get().approval.posts == ["客服主管"]
    makers.agreed(cast, 400000)
    with pytest.raises(MoveRefused):
        people.approve(first.opinions.get().approval, by=cast.supervisor)
    assert fresh(first).state == "opinion_drafted"


def test_other_goods_are_asked_for_alone(cast, at):
    makers.confirmed(cast, 400000)
    other = makers.drafted(cast, 400000, waybill="884027150004")
    assert other.opinions.get().limit_fen == 400000


def test_what_came_to_nothing_does_not_count(cast, at):
    first = makers.agreed(cast, 400000)
    approval = actions.ask_end(first, by=cast.claims, how="withdraw", reason="客户撤回")
    people.approve(approval, by=cast.supervisor)
    assert makers.drafted(cast, 400000).opinions.get().limit_fen == 400000


def test_after_the_window_sums_are_asked_for_alone(cast, at):
    makers.confirmed(cast, 400000)
    at.forward(days=91)
    assert makers.drafted(cast, 400000).opinions.get().limit_fen == 400000


# ---- outside claims: a case's own compensation


def test_the_front_line_decides_within_its_limit(cast, at):
    case = complaint(cast, waybill="884027150005")
    cases.decide_compensation(case, by=cast.clerk, given=True, words="赔付洗衣费", amount_fen=10000)
    assert (case.compensation, case.compensation_fen) == ("given", 10000)


def test_above_the_limit_the_post_of_the_pack_is_asked_first(cast, at):
    case = complaint(cast, waybill="884027150005")
    made = cases.decide_compensation(case, by=cast.clerk, given=True, words="赔付", amount_fen=10001)
    assert case.compensation == ""
    with pytest.raises(Refused):
        people.approve(made.approval, by=cast.clerk)
    people.approve(made.approval, by=cast.supervisor)
    case.refresh_from_db()
    made.refresh_from_db()
    assert (case.compensation_fen, made.approved_by) == (10001, cast.supervisor)


def test_a_rank_of_ones_own_counts_and_what_is_above_it_does_not(cast, at):
    case = complaint(cast, waybill="884027150005")
    made = cases.decide_compensation(case, by=cast.supervisor, given=True, words="赔付", amount_fen=400000)
    assert made.approval is None
    higher = cases.decide_compensation(case, by=cast.supervisor, given=True, words="赔付", amount_fen=600000)
    assert higher.approval.posts == ["客服中心负责人"]


def test_a_compensation_is_not_cut_into_pieces_to_stay_below_the_limit(cast, at):
    first = complaint(cast, waybill="884027150005")
    cases.decide_compensation(first, by=cast.clerk, given=True, words="赔付", amount_fen=6000)
    again = complaint(cast, who=first.customer, waybill="884027150005")
    made = cases.decide_compensation(again, by=cast.clerk, given=True, words="再赔一点", amount_fen=6000)
    assert made.approval is not None
    assert "120.00" in made.approval.reason


def test_a_claims_sum_and_a_cases_own_count_together(cast, at):
    claim = makers.confirmed(cast, 9900)
    again = complaint(cast, who=claim.case.customer, waybill=claim.matter.number)
    made = cases.decide_compensation(again, by=cast.clerk, given=True, words="再赔一点", amount_fen=200)
    assert made.approval is not None


def test_a_decision_that_replaces_another_counts_once(cast, at):
    case = complaint(cast, waybill="884027150005")
    cases.decide_compensation(case, by=cast.clerk, given=True, words="赔付", amount_fen=6000)
    cases.decide_compensation(case, by=cast.clerk, given=True, words="核对后改为七十", amount_fen=7000)
    assert case.compensation_fen == 7000


def test_none_needs_its_reason(cast, at):
    case = complaint(cast)
    with pytest.raises(Unacceptable) as refused:
        cases.decide_compensation(case, by=cast.clerk, given=False, words=" ")
    assert refused.value.clause == "S0-3.4.4"
    cases.record_findings(case, by=cast.clerk, compensation="none", compensation_words="客户只要道歉")
    assert case.compensation == "none"


def test_findings_saved_again_decide_nothing_anew(cast, at):
    case = complaint(cast)
    found = {"compensation": "given", "compensation_words": "赔付", "compensation_fen": 5000}
    cases.record_findings(case, by=cast.clerk, **found)
    cases.record_findings(case, by=cast.clerk, root_cause="贴错", **found)
    assert case.compensations.count() == 1


def test_a_draft_of_65_for_70_percent_names_exactly_the_claims_it_changes_and_the_sum(cast, at, tmp_path):
    """The two claims under G.4.2 lose 300.00 each; the guaranteed one stays as it was."""
    changed = [makers.negotiating(cast, waybill=f"88402715000{number}") for number in (1, 2)]
    makers.negotiating(cast, values=makers.FIXED_8000, waybill="884027150003")
    shutil.copytree(rulebook.packs_on_disk()["logistics"].parent, tmp_path / "packs")
    sheet = tmp_path / "packs" / "logistics" / "tables" / "compensation.toml"
    sheet.write_text(sheet.read_text().replace("rate = 70 }", "rate = 65 }"))
    draft = rulebook.read_draft(tmp_path / "packs" / "logistics", (tmp_path / "packs",))

    tally = Tally()
    asked = replay(
        rulebook.replayer(draft, "compensation"), rulebook.kept_decisions("logistics", "compensation"), tally
    )
    found = {kept.about_id for kept, verdict in asked if verdict.kind == "changed"}
    assert found == {claim.pk for claim in changed}
    assert (tally.asked, tally.fen) == (3, -60000)
    named = rulebook.names_of(cast.claims, "claim", found)
    assert set(named.values()) == {claim.number for claim in changed}
    assert not rulebook.names_of(cast.stranger, "claim", found)
