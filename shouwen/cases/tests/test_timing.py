"""Clocks: started by their clause, rung once, paused together, stopped by what happened."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection

from shouwen.cases import actions, queries
from shouwen.cases.models import Clock, Ring
from shouwen.cases.tests.makers import complaint
from shouwen.kernel import calendars, clock
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.people.models import Notice

pytestmark = pytest.mark.django_db


def running(case: Any, deadline: str) -> Clock:
    return case.clocks.get(deadline=deadline, state="running")


def ring_all() -> int:
    rung = 0
    while True:
        now = [actions.ring_clock(each, by=SYSTEM) for each in queries.clocks_due(at=clock.now())]
        if not any(now):
            return rung
        rung += sum(now)


def shanghai(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def test_a_simple_complaint_is_answered_within_two_hours_and_a_complex_one_within_a_day(cast, at):
    for complexity, hours in (("simple", 2), ("complex", 24)):
        case = complaint(cast, who=None, complexity=complexity, waybill=f"88{hours}")
        made = running(case, "first-answer")
        assert made.due_at - made.started_at == dt.timedelta(hours=hours)
        assert made.origin == "borrowed" and "S2-3.4.20" in made.clauses


def test_the_hours_after_the_written_report_run_through_the_weekend(cast, at):
    at("2026-07-17 17:30")  # a Friday evening
    case = complaint(cast)
    report = actions.require_report(case, by=cast.clerk, person=cast.sorter)
    actions.hand_in_report(report, by=cast.sorter, text="当班分拣时看错了路由，已经改正。")
    made = running(case, "handle-after-report")
    assert made.due_at == shanghai("2026-07-18 17:30")
    assert made.clauses == ["S2-1.D.4.5b"] and made.origin == "source"


def test_a_departments_limit_in_working_time_leaves_the_weekend_out(cast, at):
    at("2026-07-17 15:00")
    case = complaint(cast)
    sent = actions.transfer(case, by=cast.clerk, requirement="查")
    assert clock.local(sent.due_at).date() == dt.date(2026, 7, 20)
    assert running(case, "department-answer").due_at == sent.due_at


def test_a_stated_limit_wins_over_the_default(cast, at):
    case = complaint(cast)
    limit = shanghai("2026-07-15 16:00")
    actions.transfer(case, by=cast.clerk, requirement="查", due_at=limit)
    assert running(case, "department-answer").due_at == limit


def test_a_late_department_is_chased_and_chased_again_the_next_day(cast, at, sealed):
    case = complaint(cast)
    sent = actions.transfer(case, by=cast.clerk, requirement="查", due_at=shanghai("2026-07-15 12:00"))
    at("2026-07-15 12:01")
    ring_all()
    sent.refresh_from_db()
    assert sent.chased == 1
    at("2026-07-16 18:05")
    ring_all()
    sent.refresh_from_db()
    assert sent.chased == 2
    actions.report_back(sent, by=cast.operations, answer="查到了")
    at("2026-07-18 12:00")
    ring_all()
    sent.refresh_from_db()
    assert sent.chased == 2


def test_no_ring_comes_twice_however_often_the_worker_looks(cast, at):
    complaint(cast)
    at.forward(days=3)
    ring_all()
    first = Ring.objects.count()
    assert first > 0
    ring_all()
    for each in Clock.objects.all():
        actions.ring_clock(each, by=SYSTEM)
    assert Ring.objects.count() == first
    assert len(set(Ring.objects.values_list("clock", "entry"))) == first


@pytest.mark.django_db(transaction=True)
def test_two_workers_ring_an_entry_once(cast):
    case = complaint(cast)
    Clock.objects.filter(case=case).update(next_ring_at=clock.now() - dt.timedelta(hours=1))
    for each in Clock.objects.filter(case=case):
        each.rings = [{**entry, "at": (clock.now() - dt.timedelta(hours=1)).isoformat()} for entry in each.rings]
        each.save()
    ids = list(case.clocks.values_list("pk", flat=True))

    def work() -> None:
        try:
            for pk in ids:
                for _ in range(5):
                    try:
                        actions.ring_clock(Clock.objects.get(pk=pk), by=SYSTEM)
                    except Exception as problem:  # noqa: BLE001  a loser may be refused, never doubled
                        assert "别人" in str(problem) or "改过" in str(problem) or "locked" in str(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    rung = list(Ring.objects.values_list("clock", "entry"))
    assert len(rung) == len(set(rung)) > 0


def test_a_pause_stops_every_clock_and_gives_the_time_back(cast, at):
    case = complaint(cast, complexity="complex")
    before = {made.deadline: made.due_at for made in case.clocks.filter(state="running")}
    actions.pause(case, by=cast.clerk, reason="等客户补清单")
    assert not case.clocks.filter(state="running").exists()
    at.forward(hours=5)
    assert ring_all() == 0
    actions.resume(case, by=cast.clerk)
    after = {made.deadline: made.due_at for made in case.clocks.filter(state="running")}
    assert after["first-answer"] - before["first-answer"] == dt.timedelta(hours=5)
    assert set(after) == set(before)


def test_a_case_cannot_be_paused_without_a_reason(cast):
    with pytest.raises(Unacceptable):
        actions.pause(complaint(cast), by=cast.clerk, reason=" ")


def test_answering_meets_the_clock_in_time_and_misses_it_late(cast, at):
    early, late = complaint(cast, complexity="simple"), complaint(cast, complexity="simple", waybill="9")
    actions.answer(early, by=cast.clerk, words="查到了")
    at.forward(hours=3)
    actions.answer(late, by=cast.clerk, words="查到了")
    assert early.clocks.get(deadline="first-answer").state == "met"
    assert late.clocks.get(deadline="first-answer").state == "missed"


def test_a_proxy_told_is_not_the_customer_told(cast):
    case = complaint(cast)
    actions.answer(case, by=cast.clerk, words="请家人转告", outcome="proxy")
    assert case.state == "open"
    assert running(case, "first-answer")


def test_a_year_without_data_refuses_the_promise_but_not_the_complaint(cast, at, facts_of):
    at("2028-03-01 10:00")
    case = complaint(cast)
    assert "clock.refused" in facts_of(case)
    assert running(case, "first-answer")  # calendar hours need no calendar
    with pytest.raises(Unacceptable, match="2028"):
        actions.transfer(case, by=cast.clerk, requirement="查")
    actions.transfer(case, by=cast.clerk, requirement="查", due_at=clock.now() + dt.timedelta(hours=4))


def test_an_assumed_year_is_marked_on_every_deadline_it_touches(cast, at):
    at("2028-03-01 10:00")
    content = __import__("shouwen.kernel.worktime", fromlist=["x"]).to_json(calendars.current())
    content["years"]["2028"] = "assumed"
    calendars.change(content, by=SYSTEM, reason="按普通周末推定")
    case = complaint(cast)
    actions.transfer(case, by=cast.clerk, requirement="查")
    assert case.clocks.get(deadline="no-action").is_assumed


def test_a_clock_keeps_the_calendar_it_was_started_under(cast, at):
    case = complaint(cast)
    version = running(case, "no-action").calendar_version
    content = __import__("shouwen.kernel.worktime", fromlist=["x"]).to_json(calendars.current())
    calendars.change(content, by=SYSTEM, reason="改作息")
    assert running(case, "no-action").calendar_version == version


def test_a_promise_is_kept_extended_with_an_interim_reply_or_broken(cast, at, sealed):
    case = complaint(cast)
    first = actions.promise(case, by=cast.clerk, what="下午回电", due_at=clock.now() + dt.timedelta(hours=3))
    with pytest.raises(Unacceptable):
        actions.promise(case, by=cast.clerk, what="下周", due_at=clock.now() + dt.timedelta(hours=49))
    second = actions.extend_promise(
        first, by=cast.clerk, words="还在查，抱歉", due_at=clock.now() + dt.timedelta(hours=5)
    )
    assert second.sequence == 2 and case.tellings.filter(is_interim=True).exists()
    at.forward(hours=6)
    ring_all()
    second.refresh_from_db()
    assert second.state == "broken"
    third = actions.extend_promise(second, by=cast.clerk, words="仍在查", due_at=clock.now() + dt.timedelta(hours=5))
    assert third.sequence == 3
    assert Notice.objects.filter(person=cast.supervisor, text__contains="请主管接手").exists()
    actions.keep_promise(third, by=cast.clerk)
    assert not case.promises.filter(state__in=("open", "broken")).exists()


def test_not_satisfied_opens_another_round_with_its_own_day(cast, at):
    case = complaint(cast)
    actions.answer(case, by=cast.clerk, words="查到了", satisfaction="dissatisfied")
    assert (case.state, case.round) == ("open", 2)
    assert running(case, "next-round").due_at - clock.now() == dt.timedelta(hours=24)
    with pytest.raises(MoveRefused):
        actions.take_another_round(case, by=cast.clerk)


def test_the_third_missed_visit_at_another_hour_is_enough(cast, at):
    case = complaint(cast)
    actions.answer(case, by=cast.clerk, words="办好了")
    for hours in (0, 0.5, 3, 24):
        at.forward(hours=hours)
        actions.visit(case, by=cast.clerk, outcome="not_reached")
    assert {line.id: line.met for line in actions.closing_gate(case)}["visit"] is True
    assert case.clocks.filter(deadline="return-visit").first().state in ("met", "missed")


def test_attempts_in_one_hour_are_not_three_attempts(cast, at):
    case = complaint(cast)
    actions.answer(case, by=cast.clerk, words="办好了")
    for _ in range(5):
        actions.visit(case, by=cast.clerk, outcome="not_reached")
    assert {line.id: line.met for line in actions.closing_gate(case)}["visit"] is False


def test_a_second_complaint_is_found_told_and_acknowledged(cast, at, sealed):
    first = complaint(cast, waybill="884027156632")
    actions.transfer(first, by=cast.clerk, requirement="查")
    at.forward(days=40)
    again = complaint(cast, who=first.customer, waybill="8840 2715 6632")
    assert again.repeat_of == first
    record = again.repeat_record
    assert record.same == "matter" and record.department == first.responsible
    assert {(line["what"], line["on"]) for line in record.proposals} == {
        ("fine", "department"),
        ("fine", "person"),
        ("veto", "department"),
        ("veto", "person"),
    }
    assert all(line["amount"] is None for line in record.proposals if line["what"] == "fine")
    sealed()
    for person in (cast.enterprise, cast.leader):
        notice = Notice.objects.get(person=person, text__contains="再次投诉")
        assert notice.wants_acknowledgement and "S2-1.D.4.10.2" in notice.clauses
    actions.acknowledge_repeat(record, by=cast.leader)
    assert again.clocks.get(deadline="repeat-acknowledge").state == "met"


def test_the_same_class_after_the_window_is_no_second_complaint(cast, at):
    first = complaint(cast)
    at.forward(days=31)
    assert complaint(cast, who=first.customer).repeat_of is None


def test_another_matter_is_said_with_a_reason_and_kept(cast, facts_of):
    first = complaint(cast, waybill="1")
    other = complaint(cast, who=first.customer, waybill="1", another_matter_why="这次是另一箱货")
    assert other.repeat_of is None and other.repeat_record.denied_why
    assert "case.repeat_denied" in facts_of(other)


def test_three_of_a_class_in_a_department_are_reported_once(cast, at, sealed):
    for number in range(3):
        case = complaint(cast, waybill=str(number), who=None)
        actions.transfer(case, by=cast.clerk, requirement="查")
    assert actions.find_patterns(by=SYSTEM) == 1
    assert actions.find_patterns(by=SYSTEM) == 0
    sealed()
    assert Notice.objects.filter(person=cast.enterprise, text__contains="同类问题").count() == 1


def test_tracing_becomes_a_complaint_on_the_same_number(cast, facts_of):
    case = complaint(cast, kind="tracing", category="goods_whereabouts", circumstances={})
    number = case.number
    decision = actions.classify(case, by=cast.clerk, kind="complaint", category="late_delivery", circumstances={})
    assert case.number == number and case.kind == "complaint"
    assert decision.outcome["department"] == "监察部"
    assert running(case, "first-answer") and "case.turned" in facts_of(case)
