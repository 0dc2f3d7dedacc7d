"""Seizures: told in time, certificate kept, goods under seal, written off after six months, and when the branch answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from shouwen.claims import actions as papers
from shouwen.claims.returns import actions as returns
from shouwen.claims.seizure import actions, jobs, queries
from shouwen.claims.seizure.models import LiabilityReason, Seizure
from shouwen.claims.seizure.reasons import REASONS, write_off_from
from shouwen.claims.tests.makers_papers import hands
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import GateShut, MoveRefused, Refusal, Refused, Unacceptable
from shouwen.kernel.tests.racing import race
from shouwen.kernel.worklist import of as plate
from shouwen.people.tests import makers as people_makers

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def paper(name: str = "证明.txt") -> Any:
    return SimpleUploadedFile(name, "查扣证明".encode(), "text/plain")


@pytest.fixture
def who(cast: Any, at: Any) -> Any:
    return hands(cast)


def entered(who: Any, **more: Any) -> Seizure:
    given: dict[str, Any] = {
        "number": "884027151755",
        "goods": "香烟样品 2 箱",
        "authority": "tobacco",
        "cause": "customer",
        "reason": "没有准运证",
        "seized_on": clock.today(),
        **more,
    }
    return actions.enter(by=who.branch_clerk, brand=who.brand, branch=who.branch, **given)


def certified(who: Any, seizure: Seizure) -> None:
    actions.obtain_certificate(
        seizure,
        by=who.branch_clerk,
        certificate_number="烟扣〔2026〕118 号",
        on=clock.today(),
        original_holder="苏晚晴",
        upload=paper(),
    )


def told(who: Any, seizure: Seizure, **more: Any) -> Any:
    given = {
        "told_whom": "发货人司马女士",
        "channel": "phone",
        "handling": "补办准运证后申请放行",
        "handled_by": "下周三前",
        **more,
    }
    return actions.notify_shipper(seizure, by=who.branch_clerk, **given)


def kept(who: Any, **more: Any) -> Seizure:
    seizure = entered(who, **more)
    certified(who, seizure)
    told(who, seizure)
    actions.take_into_custody(seizure, by=who.branch_clerk, kept_where="三号库 B 区")
    return seizure


def test_a_seizure_goes_its_way_to_the_authoritys_release(who: Any, facts_of: Any) -> None:
    seizure = kept(who)
    actions.send_copy(seizure, by=who.branch_clerk, sent_by="fax")
    actions.check_custody(seizure, by=who.branch_clerk, is_whole=True)
    actions.release(
        seizure, by=who.branch_clerk, release_number="放字 7", on=clock.today(), goes_on="deliver", upload=paper()
    )
    assert seizure.state == "released"
    assert facts_of(seizure) == [
        "seizure.entered",
        "seizure.certificate_obtained",
        "seizure.shipper_notified",
        "seizure.taken_into_custody",
        "seizure.copy_sent",
        "seizure.custody_checked",
        "seizure.released",
    ]


def test_the_shipper_may_be_told_before_the_certificate_comes(who: Any) -> None:
    seizure = entered(who)
    told(who, seizure)
    certified(who, seizure)
    assert (seizure.state, seizure.has_original) == ("shipper_notified", True)


@pytest.mark.parametrize("missing", ["told_whom", "channel", "handling", "handled_by"])
def test_the_register_takes_no_line_with_a_gap(who: Any, missing: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        told(who, entered(who), **{missing: ""})
    assert (list(refused.value.details), refused.value.clause) == ([missing], "S2-1.H.4.2c")


def test_without_the_authoritys_paper_sealed_goods_stay(who: Any) -> None:
    seizure = kept(who)
    with pytest.raises(GateShut) as shut:
        actions.release(seizure, by=who.branch_clerk, release_number="", on=clock.today(), goes_on="deliver")
    assert [each["met"] for each in shut.value.details] == [False, False]
    assert shut.value.clause == "S2-1.H.4.4b"
    assert seizure.state == "in_custody"


def test_sealed_goods_are_not_loaded_and_not_returned(who: Any, cast: Any) -> None:
    seizure = kept(who)
    record = papers.open_record(by=who.driver, brand=who.brand, load="CC-9", role="driver")
    with pytest.raises(Unacceptable) as refused:
        papers.write_line(record, by=who.driver, number=seizure.matter.number, pieces=1)
    assert refused.value.clause == "S2-1.H.4.4b"
    request = returns.ask(
        by=who.branch_clerk,
        brand=who.brand,
        branch=who.branch,
        number=seizure.matter.number,
        reason="要退回",
        arrived_on=clock.today() - 12 * DAY,
    )
    returns.tell_shipper(request, by=who.branch_clerk, words="已告知")
    returns.allow(request, by=cast.supervisor, why="满十天")
    with pytest.raises(MoveRefused) as held:
        returns.bring_back(request, by=who.branch_clerk)
    assert held.value.clause == "S2-1.H.4.4b"


# ---- writing off


@pytest.mark.parametrize(
    ("seized", "first"),
    [
        ("2026-01-15", "2026-07-15"),
        ("2025-08-31", "2026-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-03-31", "2026-09-30"),
    ],
)
def test_the_period_ends_on_the_same_day_or_at_the_months_end(seized: str, first: str) -> None:
    assert write_off_from(dt.date.fromisoformat(seized), 6) == dt.date.fromisoformat(first)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_six_months_are_six_months_and_never_run_into_the_seventh(day: dt.date) -> None:
    end = write_off_from(day, 6)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == 6
    assert end.day <= day.day


def written_off(seizure: Seizure, by: Any, **more: Any) -> None:
    given = {"has_seen_original": True, "freight": 24000, "goods_money": None, **more}
    actions.write_off(seizure, by=by, **given)


def test_settlement_writes_off_from_the_day_with_the_original(who: Any, cast: Any, at: Any) -> None:
    seizure = kept(who)
    with pytest.raises(MoveRefused) as early:
        actions.allow_write_off(seizure, by=SYSTEM)
    assert early.value.clause == "S2-1.H.4.5"
    at("2027-01-14 23:50")
    jobs.watch()
    seizure.refresh_from_db()
    assert seizure.state == "in_custody"
    at("2027-01-15 00:10")
    jobs.watch()
    seizure.refresh_from_db()
    assert seizure.state == "write_off_allowed"
    assert [item.number for item in plate(cast.settlement)] == [seizure.number]
    for wrong in ({"has_seen_original": False}, {"freight": None}, {"freight": -1}):
        with pytest.raises(Unacceptable):
            written_off(seizure, cast.settlement, **wrong)
    for other in (who.branch_clerk, who.claims_clerk, cast.leader):
        with pytest.raises(Refused):
            written_off(seizure, other)
    written_off(seizure, cast.settlement)
    assert (seizure.state, seizure.write_off_freight) == ("written_off", 24000)


def test_without_the_original_nothing_is_written_off(who: Any, cast: Any, at: Any) -> None:
    seizure = kept(who)
    actions.report_breach(seizure, by=who.branch_clerk, reason="certificate_lost", words="搬库时找不到了")
    at("2027-03-01 09:00")
    jobs.watch()
    seizure.refresh_from_db()
    assert seizure.state == "in_custody"
    assert LiabilityReason.objects.get().reason == "certificate_lost"


def test_an_original_lost_after_the_day_still_stops_settlement(who: Any, cast: Any, at: Any) -> None:
    seizure = kept(who)
    at("2027-03-01 09:00")
    jobs.watch()
    seizure.refresh_from_db()
    actions.report_breach(seizure, by=who.branch_clerk, reason="certificate_lost", words="找不到了")
    with pytest.raises(MoveRefused):
        written_off(seizure, cast.settlement)


# ---- the branch answers


def test_a_shipper_not_told_in_time_is_proposed_once(who: Any, at: Any) -> None:
    seizure = entered(who)
    at.forward(hours=23)
    jobs.watch()
    assert not seizure.liability_reasons.exists()
    at.forward(hours=2)
    jobs.watch()
    jobs.watch()
    found = seizure.liability_reasons.get()
    assert (found.reason, found.state, found.proposed_by) == ("seizure_late_notice", "proposed", "system")
    assert seizure in queries.listed(who.claims_clerk, "late")


def test_told_in_time_proposes_nothing(who: Any, at: Any) -> None:
    seizure = entered(who)
    told(who, seizure)
    at.forward(days=3)
    jobs.watch()
    assert not seizure.liability_reasons.exists()


def test_several_reasons_may_come_together(who: Any) -> None:
    seizure = kept(who, cause="branch")
    actions.check_custody(seizure, by=who.branch_clerk, is_whole=False, words="封条断，少一箱")
    actions.report_breach(seizure, by=who.branch_clerk, reason="unauthorised_release", words="夜班让客户提走")
    assert {each.reason for each in seizure.liability_reasons.all()} == {
        "seizure_branch_cause",
        "custody_loss",
        "unauthorised_release",
    }


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_one_the_decision_knows(who: Any, reason: str) -> None:
    seizure = kept(who)
    found = actions.propose(seizure, by=SYSTEM, reason=reason)
    actions.set_liability(found, by=who.claims_clerk, why="查明属实")
    assert found.decision.outcome["shares"] == {"branch": "1"}
    assert REASONS[reason].clause in found.decision.clauses


def test_only_the_claims_clerk_sets_or_drops_with_a_reason(who: Any, cast: Any) -> None:
    seizure = kept(who, cause="branch")
    found = seizure.liability_reasons.get()
    for other in (who.branch_clerk, cast.settlement, cast.leader, cast.stranger):
        with pytest.raises(Refused):
            actions.set_liability(found, by=other, why="属实")
    with pytest.raises(Unacceptable):
        actions.set_liability(found, by=who.claims_clerk, why="")
    actions.set_liability(found, by=who.claims_clerk, why="分公司漏报货物性质，笔录为证")
    assert (found.state, found.settled_by) == ("set", who.claims_clerk)
    assert (found.decision.outcome["shares"], found.decision.rows[0]["row"]) == ({"branch": "1"}, "L3-03")
    with pytest.raises(MoveRefused):
        actions.drop_liability(found, by=who.claims_clerk, why="又不是了")


def test_the_claims_clerk_finds_it_on_his_plate_and_the_branch_what_to_tell(who: Any) -> None:
    seizure = entered(who, cause="branch")
    assert [item.number for item in plate(who.claims_clerk)] == [seizure.number]
    items = plate(who.branch_clerk)
    assert [(item.due_at, item.origin) for item in items] == [(seizure.notify_due_at, "default")]


def test_what_is_next_follows_the_state(who: Any) -> None:
    seizure = entered(who)
    assert [each.deed for each in queries.next_of(seizure)] == ["seizure-notice", "seizure-certificate"]
    certified(who, seizure)
    told(who, seizure)
    assert [each.deed for each in queries.next_of(seizure)] == ["seizure-copy", "seizure-custody"]


# ---- who must not, and bad input


def test_strangers_and_other_branches_see_nothing(who: Any, cast: Any) -> None:
    from shouwen.people import actions as people

    seizure = entered(who)
    for person in (cast.stranger, cast.clerk, who.driver, cast.administrator, cast.auditor, cast.company["2302"]):
        assert seizure not in queries.visible_to(person)
        with pytest.raises(Refused):
            told_by(seizure, person)
    for person in (who.claims_clerk, cast.settlement, cast.leader, cast.supervisor, who.branch_clerk):
        assert seizure in queries.visible_to(person)
    other = people.arrange_department(by=cast.administrator, name="杭州分公司", kind="branch", parent=who.branch.parent)
    with pytest.raises(Refused):
        actions.enter(
            by=who.branch_clerk,
            brand=who.brand,
            branch=other,
            number="1",
            goods="货",
            authority="police",
            cause="other",
            reason="查",
            seized_on=clock.today(),
        )


def told_by(seizure: Seizure, person: Any) -> None:
    actions.notify_shipper(seizure, by=person, told_whom="甲", channel="phone", handling="等", handled_by="明天")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"goods": ""}, "goods"),
        ({"reason": ""}, "reason"),
        ({"authority": "other"}, "authority_name"),
        ({"authority": "?"}, "authority"),
        ({"cause": "weather"}, "cause"),
        ({"seized_on": dt.date(2026, 7, 16)}, "seized_on"),
    ],
)
def test_entering_says_what_is_wrong(who: Any, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        entered(who, **wrong)
    assert list(refused.value.details) == [field]


def test_a_certificate_needs_number_holder_day_and_picture(who: Any) -> None:
    seizure = entered(who)
    with pytest.raises(Unacceptable) as refused:
        actions.obtain_certificate(
            seizure,
            by=who.branch_clerk,
            certificate_number="",
            on=clock.today() - DAY,
            original_holder="",
            upload=None,
        )
    assert set(refused.value.details) == {"certificate_number", "original_holder", "on", "upload"}


def test_two_who_write_off_at_once_write_off_once(transactional_db: None, at: Any) -> None:
    cast = people_makers.cast()
    who = hands(cast)
    seizure = kept(who)
    at("2027-02-01 09:00")
    jobs.watch()

    def write() -> str:
        try:
            written_off(Seizure.objects.get(pk=seizure.pk), cast.settlement)
        except Refusal:
            return "late"
        return "done"

    assert sorted(race(write, write)) == ["done", "late"]
