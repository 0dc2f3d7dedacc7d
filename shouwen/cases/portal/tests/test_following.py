"""What a customer does to his case: once each, through the same gate and rounds as everybody, and nothing besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shouwen.cases import actions as cases
from shouwen.cases import queries
from shouwen.cases.gate import unmet
from shouwen.cases.models import Case
from shouwen.cases.tests.makers import complaint
from shouwen.kernel.policy import VERBS, may
from shouwen.kernel.refusals import GateShut, MoveRefused, Refused, Unacceptable
from shouwen.people.models import Notice

pytestmark = pytest.mark.django_db
HIS = {"cases.accept_answer", "cases.dispute_answer", "cases.add_words", "cases.ask_call_back"}


def answered(cast: Any, **more: Any) -> tuple[Case, Any, int]:
    """A case whose result has been told, its customer, and the telling."""
    case = complaint(cast, **more)
    telling = cases.answer(case, by=cast.clerk, words="今晚八点前送到。")
    return case, queries.follower_of(case), telling.pk


def test_the_customer_may_do_four_things_to_his_case_and_none_to_another(cast: Any, at: Any) -> None:
    case, other = complaint(cast), complaint(cast)
    customer = queries.follower_of(case)
    allowed = {name for name in VERBS if name.startswith("cases.") and _may(customer, name, case)}
    assert allowed == HIS
    assert not any(may(customer, name, other) for name in HIS)
    assert not any(may(cast.clerk, name, case) for name in HIS)
    consulted = cases.note(case, by=cast.clerk, words="内部")
    assert not may(customer, "cases.answer_consultation", consulted)


def _may(customer: Any, name: str, case: Case) -> bool:
    try:
        return may(customer, name, case)
    except AttributeError:  # verbs about a part of a case: an offer, a report
        return False


def test_accepting_meets_the_gate_by_the_customers_own_word_once(
    cast: Any, at: Any, facts_of: Callable[[Any], list[str]]
) -> None:
    case, customer, telling = answered(cast)
    assert "satisfied" in [line.id for line in unmet(case)]
    assert cases.accept_answer(case, by=customer, telling=telling)
    assert not cases.accept_answer(case, by=customer, telling=telling)
    case.refresh_from_db()
    left = [line.id for line in unmet(case)]
    assert "satisfied" not in left
    assert "visit" in left  # the return visit stays ours to make
    with pytest.raises(GateShut):
        cases.close(case, by=cast.clerk)
    assert facts_of(case).count("case.answer_accepted") == 1
    assert Notice.objects.filter(person=cast.clerk, text__contains="已接受").count() == 1


def test_disputing_begins_the_next_round_with_its_own_clock_once(
    cast: Any, at: Any, facts_of: Callable[[Any], list[str]]
) -> None:
    case, customer, telling = answered(cast)
    assert cases.dispute_answer(case, by=customer, telling=telling, words="还没到")
    assert not cases.dispute_answer(case, by=customer, telling=telling, words="还没到")
    case.refresh_from_db()
    assert (case.state, case.round, case.satisfaction) == ("open", 2, "dissatisfied")
    assert case.clocks.filter(deadline="next-round", state="running").count() == 1
    assert facts_of(case).count("case.answer_disputed") == facts_of(case).count("case.round_started") == 1
    with pytest.raises(MoveRefused):
        cases.accept_answer(case, by=customer, telling=telling)


def test_an_answer_that_has_changed_meanwhile_is_neither_accepted_nor_disputed(cast: Any, at: Any) -> None:
    case, customer, telling = answered(cast)
    cases.answer(case, by=cast.clerk, words="明天才到。")
    for act in (
        lambda: cases.accept_answer(case, by=customer, telling=telling),
        lambda: cases.dispute_answer(case, by=customer, telling=telling, words="不行"),
    ):
        with pytest.raises(MoveRefused):
            act()
    case.refresh_from_db()
    assert (case.state, case.satisfaction) == ("answered", "")


def test_a_closed_case_is_taken_up_again_within_the_packs_period_only(cast: Any, at: Any) -> None:
    case, customer, telling = answered(cast)
    cases.close_exceptionally(case, by=cast.leader, reason="客户失联")
    at.forward(days=29)
    assert cases.dispute_answer(case, by=customer, telling=telling, words="没有解决")
    case.refresh_from_db()
    assert (case.state, case.round) == ("reopened", 2)
    late, customer, telling = answered(cast)
    cases.close_exceptionally(late, by=cast.leader, reason="客户失联")
    at.forward(days=31)
    with pytest.raises(MoveRefused):
        cases.dispute_answer(late, by=customer, telling=telling, words="没有解决")


def test_a_call_back_is_one_promise_in_working_time_with_a_clock(cast: Any, at: Any) -> None:
    case = complaint(cast)
    customer = queries.follower_of(case)
    made = cases.ask_call_back(case, by=customer, words="下午方便")
    assert cases.ask_call_back(case, by=customer) == made
    assert made.made_by == cast.clerk
    assert case.clocks.filter(deadline="promise-due", thing_id=made.pk, state="running").exists()
    assert case.clocks.filter(deadline="no-action", state="running").exists()  # the customer's wish is no handling
    assert "promises" in {line.id for line in unmet(case)} or case.promises.count() == 1
    cases.keep_promise(made, by=cast.clerk, words="已回")
    assert cases.ask_call_back(case, by=customer) != made


def test_words_reach_the_owner_in_his_language_and_stand_on_the_timeline(
    cast: Any, at: Any, facts_of: Callable[[Any], list[str]]
) -> None:
    case = complaint(cast)
    cases.add_words(case, by=queries.follower_of(case), words="箱子也破了")
    assert facts_of(case)[-1] == "case.customer_added"
    assert Notice.objects.filter(person=cast.clerk, text__contains="客户补充了情况").exists()
    for empty in ("", "  \n"):
        with pytest.raises(Unacceptable):
            cases.add_words(case, by=queries.follower_of(case), words=empty)


def test_staff_and_machines_of_other_cases_do_not_speak_for_the_customer(cast: Any, at: Any) -> None:
    case, _customer, telling = answered(cast)
    for actor in (cast.clerk, cast.supervisor, queries.follower_of(complaint(cast))):
        with pytest.raises(Refused):
            cases.accept_answer(case, by=actor, telling=telling)
