"""Bands hold on every path, of P-01…P-04 only the highest counts, and nobody decides what he proposed or what concerns him."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from shouwen.cases import actions as cases
from shouwen.cases.tests.makers import complaint
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.quality import actions, queries
from shouwen.quality.bands import Line, amounts, fits, lines_of, said, sum_of
from shouwen.quality.models import AwardVeto, LedgerEntry, Penalty, Violation
from shouwen.quality.tests.makers import WORDS, checked, inspected, punished, true_complaint
from shouwen.rulebook import actions as rulebook_actions
from shouwen.rulebook import queries as rulebook

pytestmark = pytest.mark.django_db
REASON = "当场改正，属初犯。"


def _line(low: int | None, high: int | None) -> Line:
    return Line("P", low, high, "person", ("fine",), "supervision", False, False, False, False, "stated", ())


# ---- arithmetic of bands


@given(low=st.integers(1, 10**6), width=st.integers(0, 10**6), amount=st.integers(-(10**6), 3 * 10**6))
def test_an_amount_fits_exactly_from_the_lowest_to_the_highest(low: int, width: int, amount: int) -> None:
    assert fits(low, low + width, amount) == (amount in range(low, low + width + 1))


@given(bands=st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=1, max_size=8))
def test_bands_that_add_up_hold_every_sum_of_amounts_within_them(bands: list[tuple[int, int]]) -> None:
    lines = [_line(low, low + width) for low, width in bands]
    whole = sum_of(lines)
    assert whole is not None
    assert whole == (sum(low for low, _w in bands), sum(low + width for low, width in bands))
    assert sum_of([*lines, _line(None, None)]) is None


@given(low=st.integers(1, 10**7), width=st.integers(0, 10**5))
def test_a_band_written_by_the_liability_table_is_read_back(low: int, width: int) -> None:
    text = f"{low // 100}.{low % 100:02d}–{(low + width) // 100}.{(low + width) % 100:02d}"
    assert amounts(text) == (low, low + width)
    assert amounts(text.partition("–")[0]) == (low, low)


def test_a_band_is_said_as_people_write_it() -> None:
    assert (said(1000, 5000), said(10000, 10000), said(550, 1000), said(None, None)) == ("10—50", "100", "5.50—10", "")


def test_a_decision_gives_the_rows_that_add_up_and_the_highest_of_the_others() -> None:
    rows = [
        {"table": "penalty-each", "row": "P-10", "clauses": ["S2-1.F.4.4b"], "certainty": "stated"},
        {"table": "penalty", "row": "P-03", "clauses": ["S2-1.B.7.1c", "gap"], "certainty": "stated"},
    ]
    outcome = {
        "each": [{"row": "P-10", "low": "50.00", "high": "50.00", "on": "person", "measures": ["fine"]}],
        "row": "P-03",
        "low": "50.00",
        "high": "200.00",
        "on": "person",
        "measures": ["fine"],
    }
    first, second = lines_of(outcome, rows)
    assert (first.row, first.is_highest, first.low) == ("P-10", False, 5000)
    assert (second.row, second.is_highest, second.high, second.clauses) == ("P-03", True, 20000, ("S2-1.B.7.1c",))
    assert sum_of([first, second]) == (10000, 25000)


# ---- proposing


def test_of_several_rows_on_one_event_only_the_highest_stands_and_the_others_add_up(cast):
    case = true_complaint(cast, category="operating_error", circumstances={"severity": "ordinary"})
    made = actions.propose(
        by=cast.supervisor,
        brand=cast.brand,
        case=case,
        person=cast.sorter,
        conduct=["bad_attitude", "operating_error", "off_post", "private_vehicle"],
        outcome="damaged",
        source="complaint",
        facts_stated=WORDS,
    )
    assert sorted(each.row for each in made) == ["P-03", "P-10", "P-12"]
    assert [each.row for each in made if each.is_highest] == ["P-03"]
    assert all(each.decision.clauses for each in made)


def test_a_further_conduct_in_the_same_event_raises_the_band_instead_of_adding_one(cast):
    case = true_complaint(cast)
    values: dict[str, Any] = {"brand": cast.brand, "case": case, "person": cast.sorter, "facts_stated": WORDS}
    (first,) = actions.propose(by=cast.supervisor, conduct=["bad_attitude"], source="complaint", **values)
    assert (first.row, first.low_fen, first.high_fen) == ("P-02", 5000, 10000)
    (again,) = actions.propose(by=cast.supervisor, conduct=["operating_error"], source="complaint", **values)
    assert again.pk == first.pk and (again.row, again.high_fen) == ("P-03", 20000)
    assert Violation.objects.filter(is_highest=True).count() == 1


def test_an_event_already_punished_is_not_punished_again(cast):
    case = true_complaint(cast)
    values: dict[str, Any] = {"brand": cast.brand, "case": case, "person": cast.sorter, "facts_stated": WORDS}
    (first,) = actions.propose(by=cast.supervisor, conduct=["bad_attitude"], source="complaint", **values)
    punished(cast, first, amount=6000)
    with pytest.raises(MoveRefused, match="同一事件只取最高一档"):
        actions.propose(by=cast.supervisor, conduct=["operating_error"], source="complaint", **values)


def test_a_complaint_not_judged_true_brings_no_penalty(cast):
    case = complaint(cast, named=(cast.sorter,))
    with pytest.raises(Unacceptable) as refused:
        actions.propose(
            by=cast.supervisor,
            brand=cast.brand,
            case=case,
            person=cast.sorter,
            conduct=["bad_attitude"],
            source="complaint",
            facts_stated=WORDS,
        )
    assert refused.value.clause == "S2-1.B.7.1b"


def test_language_needs_an_inspection_or_a_review(cast):
    with pytest.raises(Unacceptable):
        actions.propose(
            by=cast.supervisor,
            brand=cast.brand,
            person=cast.sorter,
            conduct=["language"],
            source="complaint",
            facts_stated=WORDS,
        )
    assert inspected(cast, conduct="language").row == "P-01"


@pytest.mark.parametrize("source", ["system", "claim", "", "made up"])
def test_a_person_cannot_speak_for_the_system_or_the_claims(cast, source):
    with pytest.raises(Unacceptable):
        actions.propose(
            by=cast.supervisor,
            brand=cast.brand,
            person=cast.sorter,
            conduct=["private_vehicle"],
            source=source,
            facts_stated=WORDS,
        )


def test_telephone_numbers_typed_are_masked_when_kept(cast):
    made = actions.propose(
        by=cast.supervisor,
        brand=cast.brand,
        person=cast.sorter,
        conduct=["private_vehicle"],
        source="inspection",
        facts_stated="客户 138 0013 8206 和 0512-57338812 打电话来说，运单 884027156632。",
    )[0]
    assert "8206" in made.facts_stated and "0013" not in made.facts_stated
    assert "57338812" not in made.facts_stated and "884027156632" in made.facts_stated


# ---- amounts


@pytest.mark.parametrize("amount", [4999, 5001, 0, -5000, None])
def test_a_fine_outside_its_band_is_refused_with_the_clause(cast, amount):
    violation = checked(cast, inspected(cast))
    with pytest.raises(Unacceptable) as refused:
        actions.decide(violation, by=cast.supervision, measure="fine", amount=amount, reason=REASON)
    assert refused.value.clause == "S2-1.F.4.5a"
    assert not Penalty.objects.exists() and not LedgerEntry.objects.exists()
    assert Violation.objects.get().state == "checked"


def test_the_database_itself_keeps_an_amount_in_its_band(cast):
    penalty = punished(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Penalty.objects.filter(pk=penalty.pk).update(amount_fen=5100)
    with pytest.raises(IntegrityError), transaction.atomic():
        Penalty.objects.filter(pk=penalty.pk).update(measure="warning")


def test_a_reason_is_asked_for(cast):
    with pytest.raises(Unacceptable) as refused:
        actions.decide(checked(cast, inspected(cast)), by=cast.supervision, measure="fine", amount=5000, reason="  ")
    assert "reason" in refused.value.details


def test_only_the_measures_of_the_row_can_be_chosen(cast):
    violation = checked(cast, inspected(cast))
    with pytest.raises(Unacceptable):
        actions.decide(violation, by=cast.supervision, measure="criticism", reason=REASON)
    driver = checked(cast, inspected(cast, conduct="no_record", arrived=True))
    penalty = actions.decide(driver, by=cast.supervision, measure="warning", reason=REASON)
    assert penalty.amount_fen is None and penalty.state == "notified"


def test_without_a_figure_two_people_must_agree(cast):
    violation = checked(cast, inspected(cast, conduct="other_breach"))
    assert (violation.row, violation.has_figure) == ("P-06", False)
    penalty = actions.decide(violation, by=cast.supervision, measure="fine", amount=3000, reason=REASON)
    assert penalty.state == "waiting" and not LedgerEntry.objects.exists()
    assert not queries.mine(cast.sorter).exists()
    with pytest.raises(Refused):
        actions.approve(penalty, by=cast.supervision)
    actions.approve(penalty, by=cast.leader, words="同意")
    assert penalty.state == "notified" and LedgerEntry.objects.get().amount_fen == 3000
    assert queries.mine(cast.sorter).exists()


def test_what_the_second_person_declines_is_decided_anew(cast):
    violation = checked(cast, inspected(cast, conduct="other_breach"))
    penalty = actions.decide(violation, by=cast.supervision, measure="fine", amount=30000, reason=REASON)
    with pytest.raises(Unacceptable):
        actions.decline(penalty, by=cast.leader, words=" ")
    actions.decline(penalty, by=cast.leader, words="太重，初犯。")
    violation.refresh_from_db()
    assert (penalty.state, violation.state) == ("declined", "checked")
    again = actions.decide(violation, by=cast.supervision, measure="criticism", reason=REASON)
    assert violation.penalties.count() == 2 and again.state == "notified"  # no money, no second person


# ---- who may not


def test_the_proposer_neither_checks_nor_decides(cast):
    own = inspected(cast, by=cast.supervision)
    with pytest.raises(Refused):
        actions.check(own, by=cast.supervision, finding="我看见的，属实。")
    checked(cast, own, by=cast.leader)
    with pytest.raises(Refused):
        actions.decide(own, by=cast.supervision, measure="fine", amount=5000, reason=REASON)
    assert actions.decide(own, by=cast.leader, measure="fine", amount=5000, reason=REASON).state == "notified"


def test_the_person_concerned_does_nothing_and_sees_it_only_once_he_is_told(cast):
    violation = inspected(cast, by=cast.supervisor, person=cast.supervision)
    assert not queries.visible_to(cast.supervision).exists()
    with pytest.raises(Refused):
        actions.check(violation, by=cast.supervision, finding="没有的事，查过了。")
    checked(cast, violation, by=cast.enterprise)
    with pytest.raises(Refused):
        actions.decide(violation, by=cast.supervision, measure="fine", amount=5000, reason=REASON)
    actions.decide(violation, by=cast.leader, measure="fine", amount=5000, reason=REASON)
    assert list(queries.mine(cast.supervision)) == [violation]


def test_his_own_team_does_not_handle_it(cast):
    mate = cast.company["5102"]
    violation = inspected(cast, person=mate)
    with pytest.raises(Refused):
        actions.check(violation, by=cast.supervision, finding="查看监控，属实。")
    checked(cast, violation, by=cast.leader)


def test_who_is_named_in_the_case_sees_and_does_nothing_about_others_in_it(cast):
    case = true_complaint(cast, named=cast.supervision)
    (violation,) = actions.propose(
        by=cast.supervisor,
        brand=cast.brand,
        case=case,
        person=cast.sorter,
        conduct=["bad_attitude"],
        source="complaint",
        facts_stated=WORDS,
    )
    assert violation not in queries.visible_to(cast.supervision)
    with pytest.raises(Refused):
        actions.check(violation, by=cast.supervision, finding="查看监控，属实。")


def test_nobody_proposes_against_himself_or_from_a_case_he_cannot_read(cast):
    with pytest.raises(Refused):
        inspected(cast, by=cast.supervisor, person=cast.supervisor)
    foreign = complaint(cast, by=cast.stranger, brand=cast.other_brand)
    with pytest.raises(Refused):
        inspected(cast, case=foreign)


@pytest.mark.parametrize(
    "who", ["clerk", "colleague", "operations", "settlement", "administrator", "auditor", "stranger"]
)
def test_others_see_nothing_of_the_register(cast, who):
    violation = inspected(cast)
    person = getattr(cast, who)
    assert not queries.visible_to(person).exists()
    with pytest.raises(Refused):
        actions.check(violation, by=person, finding="查看监控，属实。")
    with pytest.raises(Refused):
        inspected(cast, by=person)


def test_a_supervisor_sees_the_register_and_decides_nothing(cast):
    violation = checked(cast, inspected(cast))
    assert violation in queries.visible_to(cast.supervisor)
    with pytest.raises(Refused):
        actions.decide(violation, by=cast.supervisor, measure="fine", amount=5000, reason=REASON)


def test_a_second_complaint_is_decided_by_enterprise_management_not_by_supervision(cast, sealed):
    first = complaint(cast, waybill="100200", named=(cast.sorter,))
    complaint(cast, who=first.customer, waybill="100200")
    sealed()
    violation = Violation.objects.get(row="P-13", on="person")
    checked(cast, violation)
    with pytest.raises(Refused):
        actions.decide(violation, by=cast.supervision, measure="fine", amount=10000, reason=REASON)
    penalty = actions.decide(violation, by=cast.enterprise, measure="fine", amount=10000, reason=REASON)
    assert penalty.state == "waiting"
    actions.approve(penalty, by=cast.leader)
    assert LedgerEntry.objects.get().counts_in_appraisal


def test_a_batch_refuses_what_a_page_refuses(cast):
    own, other = inspected(cast, by=cast.supervision), inspected(cast, person=cast.operations)
    outcomes = actions.each([own, other], "check", by=cast.supervision, words="查看监控，属实。")
    assert [(each.number, each.done) for each in outcomes] == [(own.number, False), (other.number, True)]
    own.refresh_from_db()
    assert own.state == "proposed"


# ---- what the system proposes


def test_a_second_complaint_proposes_the_fines_and_takes_the_award_at_once_and_only_once(cast, sealed):
    first = complaint(cast, waybill="100200", named=(cast.sorter,))
    case = complaint(cast, who=first.customer, waybill="100200")
    sealed()
    for _again in range(2):
        made = Violation.objects.filter(case=case)
        assert sorted((each.on, each.row, each.state) for each in made) == [
            ("person", "P-13", "proposed"),
            ("unit", "P-13", "proposed"),
        ]
        assert made.get(on="person").person == cast.sorter
        assert AwardVeto.objects.count() == 2
        actions.propose_from_repeat(case)  # the fact delivered again
    month = case.repeat_record.veto_month
    assert not queries.may_be_awarded(brand=cast.brand, month=month, person=cast.sorter)
    assert queries.may_be_awarded(brand=cast.brand, month=month, person=cast.enterprise)
    assert queries.may_be_awarded(brand=cast.brand, month=queries.following(month), person=cast.sorter)


def test_where_the_brand_says_so_the_award_goes_only_with_the_decision(cast, sealed):
    pack = rulebook.in_force("logistics")
    change = {"key": "penalty.veto_at_once", "value": False, "reason": "先核实再取消"}
    rulebook_actions.change_setting(by=cast.administrator, brand="LD", pack=pack, **change)
    first = complaint(cast, waybill="100200", named=(cast.sorter,))
    complaint(cast, who=first.customer, waybill="100200")
    sealed()
    violation = checked(cast, Violation.objects.get(on="person"))
    assert not AwardVeto.objects.exists()
    penalty = actions.decide(violation, by=cast.enterprise, measure="fine", amount=10000, reason=REASON)
    actions.approve(penalty, by=cast.leader)
    assert AwardVeto.objects.get().person == cast.sorter


def test_another_matter_takes_the_proposals_and_the_veto_back(cast, sealed):
    first = complaint(cast, waybill="100200", named=(cast.sorter,))
    case = complaint(cast, who=first.customer, waybill="100200")
    sealed()
    cases.deny_repeat(case.repeat_record, by=cast.clerk, why="两票货，不是一件事")
    sealed()
    assert set(Violation.objects.values_list("state", flat=True)) == {"dismissed"}
    assert queries.may_be_awarded(brand=cast.brand, month=case.repeat_record.veto_month, person=cast.sorter)


def test_a_second_complaint_with_nobody_named_waits_for_the_checker_to_name_him(cast, sealed):
    first = complaint(cast, waybill="100200")
    complaint(cast, who=first.customer, waybill="100200")
    sealed()
    violation = Violation.objects.get(on="person")
    with pytest.raises(Unacceptable):
        actions.check(violation, by=cast.supervision, finding="查看监控，属实。")
    checked(cast, violation, person=cast.sorter)
    assert violation.person == cast.sorter
    assert AwardVeto.objects.filter(person=cast.sorter).count() == 1


def test_a_complaint_that_proves_true_proposes_its_candidate_once(cast, sealed):
    case = true_complaint(cast)
    sealed()
    violation = Violation.objects.get(case=case)
    assert (violation.row, violation.person, violation.source, violation.proposed_by) == (
        "P-02",
        cast.sorter,
        "complaint",
        None,
    )
    cases.judge(case, by=cast.clerk, substantiated="yes", words="再看一遍，属实")
    sealed()
    assert Violation.objects.count() == 1


def test_a_complaint_of_a_clerk_that_reached_the_leaders_takes_the_strict_row(cast, sealed):
    true_complaint(cast, named=cast.colleague, reached_leader=True)
    sealed()
    assert Violation.objects.get().row in ("P-14a", "P-02")
    assert set(Violation.objects.get().given["conduct"]) == {"bad_attitude", "clerk_attitude", "poor_quality"}


def test_a_complaint_judged_untrue_later_takes_the_candidate_back(cast, sealed):
    case = true_complaint(cast)
    sealed()
    cases.judge(case, by=cast.clerk, substantiated="no", words="客户撤回")
    sealed()
    assert Violation.objects.get().state == "dismissed"


def test_a_checked_violation_of_a_complaint_no_longer_true_cannot_be_punished(cast, sealed):
    case = true_complaint(cast)
    sealed()
    violation = checked(cast, Violation.objects.get())
    cases.judge(case, by=cast.clerk, substantiated="no", words="客户撤回")
    with pytest.raises(MoveRefused):
        actions.decide(violation, by=cast.supervision, measure="fine", amount=6000, reason=REASON)


@pytest.mark.parametrize("category", ["unstable_rate", "other", "damage_or_shortage"])
def test_classes_the_table_does_not_name_propose_nothing(cast, sealed, category):
    true_complaint(cast, category=category)
    sealed()
    assert not Violation.objects.exists()


def test_the_fines_of_a_claim_are_proposed_each_for_itself_and_once(cast):
    claim = complaint(cast)  # any thing with a key will do
    fines = [
        ["salesman", "100.00", "stated", "S2-1.F.4.1c"],
        ["driver", "5.00–10.00", "stated"],
        ["loader", "80.00", "manual", "S2-1.F.4.2.2c"],
        ["sorter", "30.00", "manual", "S2-1.F.4.3b"],
    ]
    values = {"by": cast.supervisor, "brand": cast.brand, "claim": claim, "fines": fines}
    for _again in range(2):
        actions.propose_from_claim(clauses=["S2-1.F.4.2.6b"], people_of={"salesman": cast.sorter}, **values)
        rows = Violation.objects.order_by("pk")
        assert [(each.row, each.low_fen, each.high_fen) for each in rows] == [
            ("P-07", 10000, 10000),
            ("P-09", 500, 1000),
            ("P-08", 10000, 10000),
            ("P-06", None, None),
        ]
    assert rows[0].person == cast.sorter and rows[1].person is None
    assert ["请核对" in each.facts_stated for each in rows] == [False, False, True, True]


def test_what_liability_really_answers_becomes_proposals(cast):
    pack = rulebook.in_force("logistics")
    given = {"outcome": "lost", "copied_by": "both", "off_post": ["driver"]}
    said = rulebook.preview(pack, "liability", given).as_dict()
    made = actions.propose_from_claim(
        by=cast.supervisor,
        brand=cast.brand,
        claim=complaint(cast),
        fines=said["outcome"]["fines"],
        clauses=said["clauses"],
        people_of={"driver": cast.sorter, "loader": cast.operations},
    )
    assert [(each.row, each.person) for each in made] == [
        ("P-10", cast.sorter),
        ("P-08", cast.sorter),
        ("P-08", cast.operations),
    ]
