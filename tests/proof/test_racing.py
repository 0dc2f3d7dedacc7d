"""Many at once: one owner, one answer, one number each, one case for one form (promises.md R18). On both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shouwen.cases import actions
from shouwen.cases.models import Case, Offer, Once, Transfer, Visit
from shouwen.cases.tests.makers import complaint, customer
from shouwen.kernel import memory
from shouwen.kernel.models import Fact, Sequence
from shouwen.kernel.refusals import MoveRefused, Refusal
from shouwen.kernel.tests.racing import race
from shouwen.people import actions as people
from shouwen.people.models import Person
from shouwen.rulebook import actions as rulebook_actions
from shouwen.rulebook import queries as rulebook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

BODY = {
    "kind": "complaint", "category": "late_transfer", "reason": "转账晚了", "gist": "对账单上的款还没到。",
    "customer": {"name": "马建国", "phone": "13951120347"}, "matter": "884027151702",
}  # fmt: skip


def tried(do: Callable[[], Any]) -> Callable[[], str]:
    """The verb as a racer: what became of it, in a word. Anything but a refusal is a failure."""

    def run() -> str:
        try:
            do()
        except Refusal as refusal:
            return refusal.code
        return "done"

    return run


def fresh(case: Case) -> Case:
    return Case.objects.select_related("brand", "owner", "department").get(pk=case.pk)


def someone(person: Person) -> Person:
    """Each racer reads for himself, as each request does."""
    return Person.objects.select_related("department").get(pk=person.pk)


def test_of_twenty_who_sign_for_a_transfer_one_does(cast: Any) -> None:
    sent = actions.transfer(complaint(cast), by=cast.clerk, requirement="查")
    one = tried(lambda: actions.accept_transfer(Transfer.objects.get(pk=sent.pk), by=someone(cast.operations)))
    found = race(one, times=20)
    assert found.count("done") == 1
    assert Fact.objects.filter(kind="case.transfer_accepted").count() == 1


def test_of_many_answers_of_a_department_one_is_kept(cast: Any) -> None:
    sent = actions.transfer(complaint(cast), by=cast.clerk, requirement="查")
    racers = [
        tried(
            lambda n=n: actions.report_back(
                Transfer.objects.get(pk=sent.pk), by=someone(cast.operations), answer=f"答复 {n}"
            )
        )  # type: ignore[misc]
        for n in range(20)
    ]
    found = race(*racers)
    assert found.count("done") == 1
    kept = Transfer.objects.get(pk=sent.pk)
    assert kept.answer == f"答复 {found.index('done')}"
    assert Case.objects.get().clocks.filter(deadline="tell-customer").count() == 1


def test_a_department_that_answers_and_declines_at_once_does_one_of_both(cast: Any) -> None:
    sent = actions.transfer(complaint(cast), by=cast.clerk, requirement="查")
    found = race(
        tried(lambda: actions.report_back(Transfer.objects.get(pk=sent.pk), by=someone(cast.operations), answer="查到了")),
        tried(lambda: actions.decline_transfer(Transfer.objects.get(pk=sent.pk), by=someone(cast.operations), why="不归我们")),
        tried(lambda: actions.withdraw_transfer(Transfer.objects.get(pk=sent.pk), by=someone(cast.clerk))),
        times=7,
    )  # fmt: skip
    assert found.count("done") == 1
    ended = Fact.objects.filter(kind__in=("case.reported_back", "case.transfer_declined", "case.transfer_withdrawn"))
    assert ended.count() == 1


def test_offers_acceptances_and_reassignments_at_once_leave_one_owner(cast: Any) -> None:
    case = complaint(cast)
    offered = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    found = race(
        tried(lambda: actions.accept_offer(Offer.objects.get(pk=offered.pk), by=someone(cast.colleague))),
        tried(lambda: actions.return_offer(Offer.objects.get(pk=offered.pk), by=someone(cast.colleague), why="太多")),
        tried(lambda: actions.reassign(fresh(case), by=someone(cast.supervisor), to=someone(cast.supervisor), reason="急")),
        tried(lambda: actions.withdraw_offer(Offer.objects.get(pk=offered.pk), by=someone(cast.clerk))),
        times=8,
    )  # fmt: skip
    case = fresh(case)
    assert "done" in found
    assert case.first_asked == cast.clerk
    settled = Offer.objects.get(pk=offered.pk).state
    moved = list(
        Fact.objects.filter(kind__in=("owner.accepted", "owner.reassigned"))
        .order_by("pk")
        .values_list("kind", flat=True)
    )
    owner = {"owner.reassigned": cast.supervisor, "owner.accepted": cast.colleague}[moved[-1]] if moved else cast.clerk
    assert case.owner == owner
    assert moved.count("owner.accepted") == (settled == "accepted")
    assert not case.clocks.filter(state="running", person=cast.clerk).exists() or case.owner == cast.clerk


def test_a_case_closed_by_many_at_once_is_closed_once(cast: Any) -> None:
    case = complaint(cast, kind="enquiry", category="", circumstances={})
    actions.answer(case, by=cast.clerk, words="周三上午到", satisfaction="satisfied")
    actions.record_findings(case, by=cast.clerk, root_cause="询问")
    found = race(
        tried(lambda: actions.close(fresh(case), by=someone(cast.clerk))),
        tried(lambda: actions.close_exceptionally(fresh(case), by=someone(cast.leader), reason="客户失联")),
        times=12,
    )  # fmt: skip
    assert found.count("done") == 1
    assert Fact.objects.filter(kind__in=("case.closed", "case.closed_exceptionally")).count() == 1
    assert not case.clocks.filter(state__in=("running", "paused")).exists()


def test_answers_at_once_are_each_told_once_and_their_clocks_started_once(cast: Any) -> None:
    case = complaint(cast)
    found = race(tried(lambda: actions.answer(fresh(case), by=someone(cast.clerk), words="今晚送到")), times=20)
    assert found.count("done") == case.tellings.count() == Fact.objects.filter(kind="case.answered").count()
    assert found.count("done") >= 1
    assert case.clocks.filter(deadline="return-visit", state="running").count() <= found.count("done")


def test_a_visit_that_ends_a_round_and_one_that_satisfies_do_not_both_count(cast: Any) -> None:
    case = complaint(cast)
    actions.answer(case, by=cast.clerk, words="今晚送到")
    race(
        tried(lambda: actions.visit(fresh(case), by=someone(cast.clerk), outcome="reached", satisfaction="dissatisfied")),
        tried(lambda: actions.visit(fresh(case), by=someone(cast.supervisor), outcome="reached", satisfaction="satisfied")),
        times=10,
    )  # fmt: skip
    case = fresh(case)
    rounds = Fact.objects.filter(kind="case.round_started").count()
    assert case.round == 1 + rounds
    assert rounds <= 1
    assert Visit.objects.filter(case=case).count() == Fact.objects.filter(kind="case.visited").count()


def test_numbers_are_unique_and_rise(cast: Any) -> None:
    who = customer(cast.clerk, cast.brand)
    opened = race(lambda: complaint(cast, by=someone(cast.clerk), who=who).number, times=30)
    assert len(set(opened)) == 30
    assert Sequence.objects.get(key__startswith="LD::").value == 30
    by_time = list(Case.objects.order_by("pk").values_list("number", flat=True))
    assert by_time == sorted(by_time)


def test_the_same_idempotency_key_sent_at_once_opens_one_case(cast: Any) -> None:
    post = cast.clerk.appointments.first().post
    post.verbs = [*post.verbs, "api.keys"]
    post.save()
    holder = someone(cast.clerk)
    key = people.issue_key(by=holder, name="对接", verbs=sorted(holder.reach.verbs))[1]

    def submit(once: str) -> Callable[[], tuple[int, str]]:
        def send() -> tuple[int, str]:
            headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once}
            answer = Client().post("/api/v1/cases", json.dumps(BODY), content_type="application/json", headers=headers)
            return answer.status_code, answer.json().get("number", "")

        return send

    found = race(submit("a"), submit("b"), times=12)
    assert {status for status, _number in found} == {201}
    assert Case.objects.count() == Once.objects.count() == 2
    assert len({number for _status, number in found}) == 2


def test_a_setting_changed_is_in_force_at_once_in_this_process_and_not_when_rolled_back(cast: Any) -> None:
    pack, code = rulebook.in_force("logistics"), cast.brand.code
    cast.administrator.reach  # noqa: B018  read before the race
    post = cast.administrator.appointments.first().post
    post.verbs = [*post.verbs, "rulebook.change_setting"]
    post.save()
    before = rulebook.setting(pack, code, "visit.attempts")

    def change(value: int) -> None:
        rulebook_actions.change_setting(
            by=someone(cast.administrator), brand=code, pack=pack, key="visit.attempts", value=value, reason="试"
        )

    from django.db import transaction

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        change(before + 5)
        assert rulebook.setting(pack, code, "visit.attempts") == before + 5
        raise Undone
    assert rulebook.setting(pack, code, "visit.attempts") == before
    change(before + 2)
    assert rulebook.setting(pack, code, "visit.attempts") == before + 2

    # While others read all the time, whoever has changed it never reads an older value afterwards.
    def change_and_look(value: int) -> bool:
        change(value)
        return bool(rulebook.setting(pack, code, "visit.attempts") == value)

    found: list[Any] = []
    for value in range(20, 26):
        readers = [lambda: [rulebook.setting(pack, code, "visit.attempts") for _ in range(30)]] * 4
        found.append(race(lambda value=value: change_and_look(value), *readers)[0])  # type: ignore[misc]
        assert rulebook.setting(pack, code, "visit.attempts") == value
    assert all(found)


def test_what_another_process_changes_is_seen_within_two_seconds(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pack, code = rulebook.in_force("logistics"), cast.brand.code
    rulebook.setting(pack, code, "visit.attempts")
    from shouwen.rulebook.models import SettingChange

    SettingChange.objects.create(  # as another process writes it: nobody tells this one
        brand=code, pack=pack.id, key="visit.attempts", value=9, reason="别处", by="system", at="2026-07-01T00:00:00Z"
    )
    moment = memory.time.monotonic()
    monkeypatch.setattr(memory.time, "monotonic", lambda: moment + 1.9)
    assert rulebook.setting(pack, code, "visit.attempts") == 9


def test_refused_moves_say_that_somebody_was_first(cast: Any) -> None:
    sent = actions.transfer(complaint(cast), by=cast.clerk, requirement="查")
    stale = Transfer.objects.get(pk=sent.pk)
    actions.accept_transfer(Transfer.objects.get(pk=sent.pk), by=cast.operations)
    with pytest.raises(MoveRefused):
        actions.accept_transfer(stale, by=cast.operations)
