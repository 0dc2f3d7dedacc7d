"""Objections in their window, the ledger that is only appended to, the month that is locked, and races for all of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refusal, Refused, Unacceptable
from shouwen.kernel.tests.racing import race
from shouwen.people import actions as people
from shouwen.people import queries as people_queries
from shouwen.quality import actions, monthly, queries
from shouwen.quality.models import AwardVeto, LedgerEntry, MonthlyDetail, Objection, Penalty, Violation
from shouwen.quality.tests.makers import checked, inspected, punished, true_complaint
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import queries as rulebook_queries

pytestmark = pytest.mark.django_db
WORDS = "车是同事借去的，不是我停的。"


def _detail(month: str = "2026-07") -> MonthlyDetail:
    return MonthlyDetail.objects.get(month=month)


def _drawn(month: str = "2026-07") -> dict[str, Any]:
    return actions.draw(_detail(month))


# ---- objections


def test_the_person_objects_once_within_the_days_of_the_setting(cast, at):
    penalty = punished(cast)
    assert clock.local(penalty.objection_until).strftime("%Y-%m-%d %H:%M") == "2026-07-20 23:59"
    at("2026-07-20 23:59")
    assert queries.may_still_object(penalty)
    actions.object_to(penalty, by=cast.sorter, words=WORDS)
    assert penalty.state == "objected"
    with pytest.raises(MoveRefused):
        actions.object_to(penalty, by=cast.sorter, words=WORDS)


def test_after_the_window_there_is_no_objection(cast, at):
    penalty = punished(cast)
    at("2026-07-21 00:00")
    assert not queries.may_still_object(penalty)
    with pytest.raises(MoveRefused, match="异议期已过"):
        actions.object_to(penalty, by=cast.sorter, words=WORDS)
    assert penalty.state == "notified"


def test_the_days_are_a_setting_of_the_brand(cast, at):
    pack = rulebook_queries.in_force("logistics")
    days = {"key": "penalty.objection_days", "value": 2, "reason": "工会商定"}
    rulebook.change_setting(by=cast.administrator, brand="LD", pack=pack, **days)
    penalty = punished(cast)
    assert clock.local(penalty.objection_until).date() == dt.date(2026, 7, 17)
    assert pack.settings["penalty.objection_days"].origin == "default"


@pytest.mark.parametrize("who", ["clerk", "supervisor", "supervision", "leader", "operations", "stranger"])
def test_nobody_objects_for_him(cast, who):
    penalty = punished(cast)
    with pytest.raises(Refused):
        actions.object_to(penalty, by=getattr(cast, who), words=WORDS)


def test_the_answer_comes_from_a_third_person(cast, at):
    penalty = punished(cast)
    objection = actions.object_to(penalty, by=cast.sorter, words=WORDS)
    for person in (cast.supervision, cast.supervisor, cast.sorter, cast.operations):
        with pytest.raises(Refused):
            actions.answer_objection(objection, by=person, outcome="keep", answer="看过录像，是本人。")
    actions.answer_objection(objection, by=cast.leader, outcome="keep", answer="看过录像，是本人。")
    assert (penalty.state, Objection.objects.get().state) == ("notified", "kept")
    assert [line["amount"] for line in _drawn()["lines"]] == [5000]


def test_while_an_objection_is_open_the_money_is_not_on_the_sheet(cast, at):
    penalty = punished(cast)
    assert len(_drawn()["lines"]) == 1
    actions.object_to(penalty, by=cast.sorter, words=WORDS)
    assert _drawn()["lines"] == [] and _drawn()["total"]["fined"] == 0
    assert [entry.sign for entry in LedgerEntry.objects.order_by("pk")] == [1, -1]


def test_an_objection_that_is_right_takes_penalty_violation_and_veto_away(cast, at, sealed):
    from shouwen.cases.tests.makers import complaint

    first = complaint(cast, waybill="100200", named=(cast.sorter,))
    complaint(cast, who=first.customer, waybill="100200")
    sealed()
    violation = checked(cast, Violation.objects.get(on="person"))
    penalty = actions.decide(
        violation, by=cast.enterprise, measure="fine", amount=20000, reason="二次投诉，按规定处罚。"
    )
    actions.approve(penalty, by=cast.leader)
    objection = actions.object_to(penalty, by=cast.sorter, words=WORDS)
    actions.answer_objection(objection, by=cast.supervision, outcome="revoke", answer="确实不是他当班。")
    violation.refresh_from_db()
    assert (penalty.state, violation.state) == ("revoked", "dismissed")
    assert AwardVeto.objects.get(person=cast.sorter).lifted_at is not None
    assert _drawn()["lines"] == []


def test_a_lighter_fine_stays_in_the_band_and_below_the_first(cast, at):
    violation = checked(cast, inspected(cast, conduct="language"))
    penalty = actions.decide(violation, by=cast.supervision, measure="fine", amount=4000, reason="两次都用了忌语。")
    objection = actions.object_to(penalty, by=cast.sorter, words=WORDS)
    for amount in (900, 4000, 4500, None):
        with pytest.raises(Unacceptable):
            actions.answer_objection(objection, by=cast.leader, outcome="lighten", answer="改轻一些。", amount=amount)
    actions.answer_objection(objection, by=cast.leader, outcome="lighten", answer="改轻一些。", amount=2000)
    assert Penalty.objects.get().amount_fen == 2000
    assert [line["amount"] for line in _drawn()["lines"]] == [2000]


def test_the_unit_objects_through_who_answers_for_it(cast, at, sealed):
    from shouwen.cases.tests.makers import complaint

    first = complaint(cast, waybill="100200")
    complaint(cast, who=first.customer, waybill="100200")
    sealed()
    violation = Violation.objects.get(on="unit")
    actions.check(violation, by=cast.supervision, finding="查明责任在运营部。", department=cast.operations.department)
    assert violation.department == cast.operations.department
    assert AwardVeto.objects.get(lifted_at=None, department__isnull=False).department == cast.operations.department
    penalty = actions.decide(
        violation, by=cast.enterprise, measure="fine", amount=20000, reason="二次投诉，按规定处罚。"
    )
    actions.approve(penalty, by=cast.leader)
    assert queries.mine(cast.operations).exists() and not queries.mine(cast.sorter).exists()
    with pytest.raises(Refused):
        actions.object_to(penalty, by=cast.sorter, words=WORDS)
    actions.object_to(penalty, by=cast.operations, words="当班记录齐全，责任不在我部。")


# ---- the month


def test_a_month_handed_in_is_locked_and_later_decisions_go_to_the_next(cast, at):
    first = punished(cast)
    actions.submit_month(_detail(), by=cast.supervision)
    first.refresh_from_db()
    assert first.state == "listed"
    frozen = _drawn()
    second = punished(cast, inspected(cast, person=cast.operations))
    assert (second.month, LedgerEntry.objects.get(penalty=second).month) == ("2026-08", "2026-08")
    assert _drawn() == frozen and len(_drawn("2026-08")["lines"]) == 1
    with pytest.raises(MoveRefused):
        actions.submit_month(_detail(), by=cast.supervision)


def test_december_is_followed_by_january(cast, at):
    at("2026-12-30 10:00")
    actions.submit_month(actions.open_month(brand=cast.brand, month="2026-12", by=SYSTEM), by=cast.supervision)
    assert punished(cast).month == "2027-01"


def test_an_objection_after_the_month_is_handed_in_is_taken_back_in_the_next(cast, at):
    penalty = punished(cast)
    actions.submit_month(_detail(), by=cast.supervision)
    penalty.refresh_from_db()
    objection = actions.object_to(penalty, by=cast.sorter, words=WORDS)
    actions.answer_objection(objection, by=cast.leader, outcome="revoke", answer="确实不是他停的。")
    (line,) = _drawn("2026-08")["lines"]
    assert (line["kind"], line["amount"]) == ("reversal", -5000)
    assert _drawn("2026-08")["total"]["fined"] == -5000
    assert [each["amount"] for each in _drawn("2026-07")["lines"]] == [5000]


def test_only_the_supervision_head_hands_in_and_only_of_his_brand(cast, at):
    detail = actions.open_month(brand=cast.brand, month="2026-07", by=SYSTEM)
    foreign = actions.open_month(brand=cast.other_brand, month="2026-07", by=SYSTEM)
    for person in (cast.clerk, cast.supervisor, cast.leader, cast.enterprise, cast.administrator):
        with pytest.raises(Refused):
            actions.submit_month(detail, by=person)
    with pytest.raises(Refused):
        actions.submit_month(foreign, by=cast.supervision)


def test_a_month_that_has_not_begun_is_not_handed_in(cast, at):
    actions.submit_month(actions.open_month(brand=cast.brand, month="2026-07", by=SYSTEM), by=cast.supervision)
    with pytest.raises(Unacceptable):
        actions.submit_month(_detail("2026-08"), by=cast.supervision)


def test_payroll_is_noted_only_for_what_can_no_longer_be_objected_to(cast, at):
    penalty = punished(cast)
    detail = _detail()
    with pytest.raises(MoveRefused):
        actions.settle_month(detail, by=cast.supervision)
    actions.submit_month(detail, by=cast.supervision)
    with pytest.raises(MoveRefused):
        actions.settle_month(detail, by=cast.supervision)
    at.forward(days=6)
    assert actions.settle_month(detail, by=cast.supervision) == 1
    penalty.refresh_from_db()
    assert penalty.state == "settled"


def test_totals_by_person_and_unit_add_up(cast, at):
    punished(cast)
    punished(cast, inspected(cast, conduct="unrelated_article"))
    punished(cast, inspected(cast, person=cast.operations))
    actions.reward(
        by=cast.supervision, brand=cast.brand, person=cast.clerk, what="表扬", words="客户来信表扬", amount=10000
    )
    data = _drawn()
    assert {row["name"]: row["fined"] for row in data["by_person"]} == {
        str(cast.sorter): 10000,
        str(cast.operations): 5000,
        str(cast.clerk): 0,
    }
    assert {row["name"]: (row["fined"], row["rewarded"]) for row in data["by_unit"]} == {
        "运营部": (15000, 0),
        "客服中心": (0, 10000),
    }
    assert data["total"] == {"count": 4, "fined": 15000, "rewarded": 10000}


def test_lines_of_a_case_that_names_the_reader_are_veiled(cast, at, sealed):
    case = true_complaint(cast)
    sealed()
    punished(cast, Violation.objects.get(), amount=6000)
    data = _drawn()
    from shouwen.cases import actions as cases

    cases.name_person(case, by=cast.clerk, person=cast.leader)
    veiled = monthly.without(data, monthly.hidden_from(cast.leader, data))
    assert veiled["lines"][0]["hidden"] and veiled["lines"][0]["event"] == "" and veiled["by_person"] == []
    assert veiled["total"] == data["total"]
    assert not monthly.hidden_from(cast.supervision, data)


def test_the_supervision_head_is_reminded_before_the_end_of_the_month_and_the_leaders_told_after(cast, at):
    detail = actions.open_month(brand=cast.brand, month="2026-07", by=SYSTEM)
    due = actions.due_of(detail)
    assert due and due["clauses"] == ("S2-1.A1.7", "S2-1.A3.5") and due["origin"] == "source"
    assert clock.local(due["at"]).strftime("%m-%d %H:%M") == "07-31 18:00"
    actions.remind_of_months()
    assert not people_queries.notices_of(cast.supervision).exists()
    at("2026-07-31 17:30")
    for _again in range(2):
        actions.remind_of_months()
    assert people_queries.notices_of(cast.supervision).filter(text__contains="快到期").count() == 1
    at("2026-08-03 09:00")
    actions.remind_of_months()
    assert people_queries.notices_of(cast.supervision).filter(text__contains="已逾期").exists()
    assert people_queries.notices_of(cast.leader).filter(text__contains="已逾期").exists()


def test_the_months_are_opened_for_every_brand_with_the_form_once(cast, at):
    actions.open_months()
    actions.open_months()
    assert sorted(MonthlyDetail.objects.values_list("brand__code", "month")) == [("CY", "2026-07"), ("LD", "2026-07")]


# ---- rewards


def test_nobody_rewards_himself_and_an_award_is_refused_under_a_veto(cast, at):
    with pytest.raises(Refused):
        actions.reward(
            by=cast.supervision, brand=cast.brand, person=cast.supervision, what="表扬", words="客户来信表扬"
        )
    actions.veto(
        by=SYSTEM, brand=cast.brand, month="2026-07", reason="二次投诉", once="x", department=cast.clerk.department
    )
    values = {"brand": cast.brand, "person": cast.clerk, "what": "月度先进", "words": "客户来信表扬"}
    with pytest.raises(MoveRefused) as refused:
        actions.reward(by=cast.supervision, is_award=True, **values)
    assert refused.value.clause == "S2-1.D.4.10.4"
    actions.reward(by=cast.supervision, **values)
    with pytest.raises(Unacceptable):
        actions.reward(by=cast.supervision, amount=-100, **values)


# ---- what he may not learn


def test_who_is_to_be_fined_for_a_complaint_does_not_get_the_customers_number(cast, sealed):
    case = true_complaint(cast, named=cast.colleague)
    sealed()
    assert any(never(cast.colleague, case.customer) for never in customers.NEVER_SEES)
    violation = Violation.objects.get()
    assert violation.person == cast.colleague
    assert queries.is_concerned_by_customer(cast.colleague, case.customer)
    actions.dismiss(violation, by=cast.supervision, why="录音不符")
    assert not queries.is_concerned_by_customer(cast.colleague, case.customer)


# ---- races


def _tries(*works: Any) -> list[str]:
    def tried(work: Any) -> Any:
        def run() -> str:
            try:
                work()
            except Refusal:
                return "refused"
            return "done"

        return run

    return sorted(race(*[tried(work) for work in works]))


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_at_once_one_decides(cast):
    violation = checked(cast, inspected(cast))

    def decide(by: Any) -> Any:
        mine = Violation.objects.select_related("brand", "person", "department", "case").get(pk=violation.pk)
        return lambda: actions.decide(mine, by=by, measure="fine", amount=5000, reason="当场改正，属初犯。")

    assert _tries(decide(cast.supervision), decide(cast.leader)) == ["done", "refused"]
    assert Penalty.objects.count() == LedgerEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_proposals_of_one_event_at_once_leave_one_violation(cast):
    case = true_complaint(cast)

    def propose(by: Any) -> Any:
        from shouwen.quality.tests.makers import WORDS as words

        values = {"brand": cast.brand, "case": case, "person": cast.sorter, "facts_stated": words}
        return lambda: actions.propose(by=by, conduct=["bad_attitude"], source="complaint", **values)

    said = _tries(propose(cast.supervisor), propose(cast.leader))
    assert "done" in said
    assert Violation.objects.filter(is_highest=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_racing_with_the_handing_in_is_on_exactly_one_month(cast):
    violation = checked(cast, inspected(cast))
    detail = actions.open_month(brand=cast.brand, month=queries.month_name(clock.today()), by=SYSTEM)
    mine = Violation.objects.select_related("brand", "person", "department", "case").get(pk=violation.pk)

    def decide() -> None:
        actions.decide(mine, by=cast.supervision, measure="fine", amount=5000, reason="当场改正，属初犯。")

    said = _tries(decide, lambda: actions.submit_month(detail, by=cast.supervision))
    assert said == ["done", "done"]
    frozen = MonthlyDetail.objects.get(pk=detail.pk)
    entry = LedgerEntry.objects.get()
    on_the_sheet = [line["entry"] for line in frozen.frozen["lines"]] == [entry.pk]
    assert on_the_sheet == (entry.month == frozen.month)


@pytest.mark.django_db(transaction=True)
def test_a_second_complaint_heard_twice_at_once_is_vetoed_once(cast):
    from shouwen.cases.tests.makers import complaint

    first = complaint(cast, waybill="100200", named=(cast.sorter,))
    case = complaint(cast, who=first.customer, waybill="100200")
    assert "done" in _tries(lambda: actions.propose_from_repeat(case), lambda: actions.propose_from_repeat(case))
    assert Violation.objects.filter(row="P-13").count() == 2
    assert AwardVeto.objects.count() == 2


def test_a_person_away_keeps_his_right_to_be_heard_by_notice(cast, at):
    penalty = punished(cast)
    notice = people_queries.notices_of(cast.sorter).get(key__startswith=f"penalty:{penalty.pk}")
    assert notice.wants_acknowledgement and "¥" not in notice.text
    people.acknowledge(notice, by=cast.sorter)
