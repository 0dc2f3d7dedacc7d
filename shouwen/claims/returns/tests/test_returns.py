"""Returns of goods: under ten days only with certificate and fax, from ten days on somebody stands behind it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.claims.returns import actions, queries
from shouwen.claims.returns.labels import branch_is_liable
from shouwen.claims.returns.models import ReturnRequest
from shouwen.claims.tests.makers_papers import hands
from shouwen.kernel import clock
from shouwen.kernel.refusals import MoveRefused, Refusal, Refused, Unacceptable
from shouwen.kernel.tests.racing import race
from shouwen.people.tests import makers as people_makers

pytestmark = pytest.mark.django_db


def paper(name: str = "证明.txt") -> Any:
    return SimpleUploadedFile(name, "发货人同意返回".encode(), "text/plain")


@pytest.fixture
def who(cast: Any, at: Any) -> Any:
    return hands(cast)


def asked(who: Any, days: int = 4, **more: Any) -> ReturnRequest:
    given: dict[str, Any] = {"number": "884027151346", "reason": "收货人拒收", "branch": who.branch, **more}
    arrived = clock.today() - dt.timedelta(days=days)
    return actions.ask(by=who.branch_clerk, brand=who.brand, arrived_on=arrived, **given)


def test_under_ten_days_goods_go_back_on_certificate_and_fax(who: Any, cast: Any, facts_of: Any) -> None:
    request = asked(who, days=9)
    for told in ("返回证明", "传真"):
        with pytest.raises(MoveRefused) as refused:
            actions.allow(request, by=cast.clerk)
        assert told in str(refused.value) or refused.value.details
        if told == "返回证明":
            actions.certify(request, by=cast.clerk, upload=paper())
    with pytest.raises(MoveRefused):
        actions.bring_back(request, by=who.branch_clerk)
    actions.fax(request, by=cast.clerk, to="苏晚晴 0512-6688")
    actions.allow(request, by=cast.clerk)
    assert request.decision.outcome["allowed"] is True
    assert request.decision.certainty == "stated"
    actions.bring_back(request, by=who.branch_clerk)
    actions.check(request, by=who.branch_clerk, is_label_whole=True, is_label_covered=False, goods_match=True)
    assert facts_of(request) == [
        "return.asked",
        "return.certified",
        "return.faxed",
        "return.allowed",
        "return.returned",
        "return.checked",
    ]


def test_a_refusal_names_clause_and_next_step_and_keeps_no_decision(who: Any, cast: Any) -> None:
    request = asked(who)
    with pytest.raises(MoveRefused) as refused:
        actions.allow(request, by=cast.clerk)
    assert refused.value.clause == "S2-1.D.4.9.2a"
    assert "返回证明" in str(refused.value)
    assert request.decision is None


def test_from_ten_days_on_the_shipper_is_told_and_somebody_stands_behind_it(who: Any, cast: Any) -> None:
    request = asked(who, days=10)
    with pytest.raises(MoveRefused):
        actions.allow(request, by=cast.supervisor, why="仓库满了")
    actions.tell_shipper(request, by=who.branch_clerk, words="电话告知，发货人同意自付返程运费")
    with pytest.raises(Refused):
        actions.allow(request, by=cast.clerk, why="满十天")
    with pytest.raises(Unacceptable):
        actions.allow(request, by=cast.supervisor)
    actions.allow(request, by=cast.supervisor, why="满十天无人提取，发货人已知情")
    request.decision.refresh_from_db()
    assert (request.decision.certainty, request.decision.confirmed_by) == ("analogy", cast.supervisor.key)


def test_nobody_allows_his_own_request(who: Any, cast: Any) -> None:
    request = actions.ask(
        by=cast.supervisor,
        brand=who.brand,
        branch=who.branch,
        number="1",
        reason="拒收",
        arrived_on=clock.today() - dt.timedelta(days=12),
    )
    actions.tell_shipper(request, by=cast.supervisor, words="已告知")
    with pytest.raises(Refused):
        actions.allow(request, by=cast.supervisor, why="满十天")


def test_a_covered_label_with_goods_that_do_not_match_is_the_branchs(who: Any, cast: Any, facts_of: Any) -> None:
    request = asked(who)
    actions.certify(request, by=cast.clerk, upload=paper())
    actions.fax(request, by=cast.clerk, to="分公司")
    actions.allow(request, by=cast.clerk)
    actions.bring_back(request, by=who.branch_clerk)
    bad = {"is_label_whole": False, "is_label_covered": True, "goods_match": False}
    with pytest.raises(Unacceptable) as refused:
        actions.check(request, by=who.branch_clerk, **bad)
    assert list(refused.value.details) == ["photos"]
    actions.check(request, by=who.branch_clerk, photos=[paper("标签.txt")], **bad)
    assert request.is_branch_liable is True
    assert request.liability.outcome["shares"] == {"branch": "1"}
    assert request.liability.rows[0]["row"] == "L3-01"
    assert facts_of(request)[-1] == "return.branch_liable"


@pytest.mark.parametrize(
    ("covered", "match", "abnormal", "liable"),
    [
        (True, False, False, True),
        (True, True, True, True),
        (True, True, False, False),
        (False, False, True, False),
    ],
)
def test_the_branch_answers_only_for_a_covered_label_with_a_mismatch(
    covered: bool, match: bool, abnormal: bool, liable: bool
) -> None:
    assert branch_is_liable(is_covered=covered, goods_match=match, is_abnormal=abnormal) is liable


@pytest.mark.parametrize("wrong", [{"number": " "}, {"reason": ""}, {"branch": None}])
def test_a_request_says_what_it_lacks(who: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(Unacceptable) as refused:
        asked(who, **wrong)
    assert list(refused.value.details) == list(wrong)


def test_the_day_of_arrival_is_never_guessed(who: Any) -> None:
    with pytest.raises(Unacceptable):
        actions.ask(by=who.branch_clerk, brand=who.brand, branch=who.branch, number="9", reason="拒收")


def test_one_return_at_a_time_for_one_waybill(who: Any) -> None:
    request = asked(who)
    with pytest.raises(Unacceptable):
        asked(who)
    actions.withdraw(request, by=who.branch_clerk, why="客户来提了")
    asked(who)


def test_who_must_not(who: Any, cast: Any) -> None:
    request = asked(who)
    for person in (cast.stranger, cast.operations, who.driver, cast.administrator, cast.company["2302"]):
        assert request not in queries.visible_to(person)
        with pytest.raises(Refused):
            actions.allow(request, by=person)
    for person in (who.branch_clerk, who.claims_clerk, cast.leader):
        with pytest.raises(Refused):
            actions.certify(request, by=person, upload=paper())


def test_another_branch_sees_nothing(who: Any, cast: Any) -> None:
    from shouwen.people import actions as people
    from shouwen.people import queries as colleagues

    other = people.arrange_department(by=cast.administrator, name="杭州分公司", kind="branch", parent=who.branch.parent)
    request = actions.ask(
        by=cast.supervisor, brand=who.brand, branch=other, number="5", reason="拒收", arrived_on=clock.today()
    )
    assert request not in queries.visible_to(who.branch_clerk)
    assert other not in queries.branches_of(who.branch_clerk)
    assert colleagues.departments().filter(pk=other.pk).exists()


def test_two_who_allow_at_once_allow_once(transactional_db: None, at: Any) -> None:
    cast = people_makers.cast()
    who = hands(cast)
    request = asked(who)
    actions.certify(request, by=cast.clerk, upload=paper())
    actions.fax(request, by=cast.clerk, to="分公司")

    def allow(person: Any) -> Any:
        def done() -> str:
            try:
                actions.allow(ReturnRequest.objects.get(pk=request.pk), by=person)
            except Refusal:
                return "late"
            return "allowed"

        return done

    assert sorted(race(allow(cast.clerk), allow(cast.colleague))) == ["allowed", "late"]
