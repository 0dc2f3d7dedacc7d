"""Two cashiers, a double click, two clerks at once: one claim, one opinion, one voucher, paid once. Both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shouwen.cases.tests.makers import complaint
from shouwen.claims import actions
from shouwen.claims.models import Claim, Opinion, Voucher
from shouwen.claims.tests import makers
from shouwen.claims.tests.makers import fresh
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import Refusal
from shouwen.kernel.tests.racing import race
from shouwen.people import actions as people
from shouwen.people.models import Approval, Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def tried(do: Callable[[], Any]) -> Callable[[], str]:
    """The verb as a racer: what became of it, in a word. Anything but a refusal is a failure."""

    def run() -> str:
        try:
            do()
        except Refusal as refusal:
            return refusal.code
        return "done"

    return run


def someone(person: Person) -> Person:
    return Person.objects.select_related("department").get(pk=person.pk)


def the_voucher(pk: int) -> Voucher:
    return Voucher.objects.select_related("claim__brand", "claim__department", "opinion__approval").get(pk=pk)


def test_a_voucher_is_paid_once_however_many_cashiers_press(cast: Any) -> None:
    voucher = makers.issued(cast)
    second = cast.settlement.appointments.first()
    other = cast.company["6003"]
    other.appointments.create(post=second.post, department=second.department)
    pay = [
        tried(lambda who=who: actions.pay(the_voucher(voucher.pk), by=someone(who), identity="id_card", ending="271X"))
        for who in (cast.settlement, other)
    ]
    found = race(*pay, times=8)
    assert found.count("done") == 1
    assert Fact.objects.filter(kind="voucher.paid").count() == 1
    assert Fact.objects.filter(kind="claim.paid").count() == 1


def test_paid_and_voided_at_once_is_one_of_both(cast: Any) -> None:
    voucher = makers.issued(cast)
    found = race(
        tried(
            lambda: actions.pay(the_voucher(voucher.pk), by=someone(cast.settlement), identity="id_card", ending="271X")
        ),
        tried(lambda: actions.void_voucher(the_voucher(voucher.pk), by=someone(cast.claims), reason="写错")),
        times=6,
    )
    assert found.count("done") == 1
    assert (the_voucher(voucher.pk).state, fresh(voucher.claim).state) in (("paid", "paid"), ("void", "confirmed"))


def test_two_clerks_write_one_voucher(cast: Any) -> None:
    claim = makers.confirmed(cast)
    write = [
        tried(lambda who=who: actions.issue_voucher(fresh(claim), by=someone(who), payee="欧阳雪萍"))
        for who in (cast.claims, cast.claims_colleague)
    ]
    found = race(*write, times=6)
    assert found.count("done") == 1
    assert Voucher.objects.count() == 1


def test_two_clerks_draft_one_opinion(cast: Any) -> None:
    claim = makers.agreed(cast)
    found = race(
        tried(lambda: actions.draft_opinion(fresh(claim), by=someone(cast.claims), cause="丢失")),
        tried(lambda: actions.draft_opinion(fresh(claim), by=someone(cast.claims_colleague), cause="丢失")),
        times=6,
    )
    assert found.count("done") == 1
    assert Opinion.objects.count() == Approval.objects.count() == 1


def test_an_approval_and_a_taking_back_at_once_leave_one_truth(cast: Any) -> None:
    claim = makers.drafted(cast)
    approval = claim.opinions.get().approval
    found = race(
        tried(lambda: people.approve(Approval.objects.get(pk=approval.pk), by=someone(cast.supervisor))),
        tried(lambda: actions.take_back_opinion(fresh(claim), by=someone(cast.claims), why="漏写")),
        times=6,
    )
    assert found.count("done") == 1
    kept = Opinion.objects.get()
    assert (kept.state, fresh(claim).state) in (("confirmed", "confirmed"), ("taken_back", "negotiating"))


def test_a_case_gets_one_claim_from_many_at_once(cast: Any) -> None:
    case = complaint(cast, waybill="884027150001")
    found = race(tried(lambda: actions.claim_for_case(case, by=someone(cast.claims))), times=12)
    assert "done" in found
    assert Claim.objects.filter(case=case).count() == 1
