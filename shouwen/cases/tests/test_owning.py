"""Exactly one owner at every moment; whoever is asked first stays on record for ever."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from shouwen.cases import actions
from shouwen.cases.models import Case, Offer
from shouwen.cases.tests.makers import complaint, customer
from shouwen.kernel.refusals import GateShut, MoveRefused, Refusal, Refused, Stale, Unacceptable
from shouwen.people import actions as people

pytestmark = pytest.mark.django_db


def test_an_offer_leaves_the_owner_until_it_is_accepted(cast, at):
    case = complaint(cast)
    offered = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    assert Case.objects.get().owner == cast.clerk
    actions.accept_offer(offered, by=cast.colleague)
    case = Case.objects.get()
    assert case.owner == cast.colleague and case.first_asked == cast.clerk
    assert not case.clocks.filter(person=cast.clerk, state="running").exists()


def test_an_offer_returned_stays_with_the_offering_side(cast):
    case = complaint(cast)
    offered = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    with pytest.raises(Unacceptable):
        actions.return_offer(offered, by=cast.colleague, why="")
    actions.return_offer(offered, by=cast.colleague, why="手上太多")
    assert Case.objects.get().owner == cast.clerk
    with pytest.raises(MoveRefused):
        actions.accept_offer(Offer.objects.get(), by=cast.colleague)


def test_only_the_taker_accepts(cast):
    offered = actions.offer(complaint(cast), by=cast.clerk, taker=cast.colleague, reason="休假")
    for person in (cast.clerk, cast.supervisor, cast.stranger):
        with pytest.raises(Refused):
            actions.accept_offer(offered, by=person)


def test_only_one_offer_waits_at_a_time(cast):
    case = complaint(cast)
    actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    with pytest.raises(MoveRefused):
        actions.offer(case, by=cast.clerk, taker=cast.supervisor, reason="休假")


def test_an_offer_accepted_after_a_reassignment_moves_nothing(cast):
    case = complaint(cast)
    offered = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    actions.reassign(case, by=cast.supervisor, to=cast.supervisor, reason="客户要求主管")
    with pytest.raises(Refusal):
        actions.accept_offer(Offer.objects.get(pk=offered.pk), by=cast.colleague)
    assert Case.objects.get().owner == cast.supervisor


@pytest.mark.django_db(transaction=True)
def test_racing_takers_leave_exactly_one_owner(cast):
    case = complaint(cast)
    offered = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    won: list[str] = []

    def accept() -> None:
        try:
            actions.accept_offer(Offer.objects.get(pk=offered.pk), by=cast.colleague)
            won.append("accepted")
        except Refusal:
            pass
        finally:
            connection.close()

    def take_away() -> None:
        try:
            actions.reassign(Case.objects.get(pk=case.pk), by=cast.supervisor, to=cast.supervisor, reason="急")
            won.append("reassigned")
        except Refusal:
            pass
        finally:
            connection.close()

    racers = [threading.Thread(target=accept) for _ in range(5)] + [
        threading.Thread(target=take_away) for _ in range(3)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    case.refresh_from_db()
    assert won.count("accepted") <= 1
    assert case.owner_id in (cast.colleague.pk, cast.supervisor.pk)
    assert case.first_asked == cast.clerk


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_opens_one_case(cast):
    who = customer(cast.clerk, cast.brand)
    numbers: list[str] = []

    def submit() -> None:
        try:
            case = complaint(cast, who=who, once="form:one")
            numbers.append(case.number)
        finally:
            connection.close()

    racers = [threading.Thread(target=submit) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert Case.objects.count() == 1
    assert len(numbers) == 6 and len(set(numbers)) == 1


def test_a_stale_save_is_refused_with_both_texts(cast):
    case = complaint(cast)
    seen = case.version
    actions.amend(Case.objects.get(), by=cast.clerk, seen_version=seen, gist="同事补充的要点")
    with pytest.raises(Stale) as refused:
        actions.amend(Case.objects.get(), by=cast.clerk, seen_version=seen, gist="我写的要点")
    assert refused.value.details["yours"]["gist"] == "我写的要点"
    assert refused.value.details["theirs"]["gist"] == "同事补充的要点"


def test_a_person_with_open_cases_cannot_leave(cast):
    complaint(cast)
    with pytest.raises(Refused, match="1 单"):
        people.farewell(cast.clerk, by=cast.administrator)


def test_judging_before_the_apology_is_refused_with_its_clause(cast):
    with pytest.raises(GateShut) as shut:
        actions.judge(complaint(cast), by=cast.clerk, reason_sufficient="yes", words="属实")
    assert shut.value.clause == "S2-1.D.4.3b" or shut.value.clause == "S0-3.3.3"


def test_nobody_chooses_his_own_proposal_nor_approves_his_own_exception(cast):
    case = complaint(cast)
    actions.take_step(case, by=cast.clerk, step="apologise", words="致歉")
    actions.judge(case, by=cast.clerk, substantiated="yes", words="属实")
    for text in ("免运费", "送货上门"):
        proposal = actions.propose(case, by=cast.supervisor, text=text)
    with pytest.raises(Refused):
        actions.choose_proposal(proposal, by=cast.supervisor, instruction="同意")
    actions.choose_proposal(proposal, by=cast.leader, instruction="按此办理")
    approval = actions.ask_exception(case, by=cast.clerk, reason="客户不接电话")
    for person in (cast.clerk, cast.supervisor, cast.stranger):
        with pytest.raises(Refused):
            people.approve(approval, by=person)
    people.approve(approval, by=cast.leader)
    case.refresh_from_db()
    assert case.state == "closed_exceptionally"


def test_an_exception_does_not_close_a_case_that_names_the_leader(cast):
    case = complaint(cast)
    approval = actions.ask_exception(case, by=cast.clerk, reason="客户不接电话")
    actions.name_person(case, by=cast.clerk, person=cast.leader)
    with pytest.raises(Refused):
        people.approve(approval, by=type(cast.leader).objects.get(pk=cast.leader.pk))
    case.refresh_from_db()
    assert case.state == "open"


def test_the_owner_is_named_only_after_he_gave_the_case_away(cast):
    case = complaint(cast)
    with pytest.raises(Refused):
        actions.name_person(case, by=cast.supervisor, person=cast.clerk)


def test_refusals_leave_no_trace_in_the_facts(cast, facts_of):
    case = complaint(cast)
    before = facts_of(case)
    for act in (
        lambda: actions.close(case, by=cast.clerk),
        lambda: actions.transfer(case, by=cast.clerk, requirement=""),
        lambda: actions.offer(case, by=cast.clerk, taker=cast.stranger, reason="x"),
    ):
        with pytest.raises(Refusal):
            act()
    assert facts_of(case) == before


def test_facts_hold_no_name_number_or_text_of_the_customer(cast):
    from shouwen.kernel.models import Fact

    case = complaint(cast)
    actions.note(case, by=cast.clerk, words="客户很着急")
    actions.answer(case, by=cast.clerk, words="已改派", customer_words="快点")
    said = str(list(Fact.objects.values_list("refs", flat=True)))
    for secret in ("欧阳", "8206", "13800138206", "很着急", "已改派", "快点", "面料", "禾润"):
        assert secret not in said


def test_everything_a_person_may_see_is_what_the_list_shows(cast: Any) -> None:
    from shouwen.cases import queries
    from shouwen.kernel.policy import VERBS

    case = complaint(cast)
    for person in (cast.clerk, cast.colleague, cast.supervisor, cast.operations, cast.stranger, cast.administrator):
        listed = queries.visible_to(person).filter(pk=case.pk).exists()
        assert person.may("cases.note", case) == (listed and "cases.note" in person.reach.verbs)
        assert VERBS["cases.note"]
