"""The core job: a complaint from the telephone to closing, every step by its clause."""

from __future__ import annotations

import datetime as dt

import pytest

from shouwen.cases import actions, queries
from shouwen.cases.gate import closing_gate, unmet
from shouwen.cases.tests.makers import complaint
from shouwen.kernel.refusals import GateShut, Refused, Unacceptable

pytestmark = pytest.mark.django_db


def test_a_complaint_travels_from_the_telephone_to_closing(cast, at):
    case = complaint(cast)
    assert case.number.startswith("LD26-")
    assert case.first_asked == case.owner == cast.clerk
    actions.take_step(case, by=cast.clerk, step="apologise", words="先致歉，复述客户要求")
    sent = actions.transfer(case, by=cast.clerk, requirement="查明下落，给出今日送达办法")
    assert sent.department.name == "运营部"
    assert sent.decision.clauses == ["S2-1.D.4.8.6"]
    actions.accept_transfer(sent, by=cast.operations)
    actions.report_back(sent, by=cast.operations, answer="分拣口贴错路由，今晚送到", cause="贴错路由")
    case.refresh_from_db()
    with pytest.raises(GateShut) as shut:
        actions.close(case, by=cast.clerk)
    assert {"requirement", "clause", "met", "how_to_meet"} <= set(shut.value.details[0])
    actions.judge(case, by=cast.clerk, reason_sufficient="yes", demand_reasonable="yes", words="查证属实")
    actions.answer(case, by=cast.clerk, words="货已改道，今晚送到", customer_words="好的")
    at.forward(hours=20)
    actions.visit(case, by=cast.clerk, outcome="reached", satisfaction="satisfied", words="满意")
    left = {line.id for line in unmet(case)}
    assert left <= {"substantiated", "prevention", "compensation", "steps"}, left
    actions.judge(case, by=cast.clerk, substantiated="no", words="客户撤回")
    assert unmet(case) == []
    actions.close(case, by=cast.clerk)
    assert case.state == "closed"
    assert not queries.running_clocks(case).exists()
    assert case.first_asked == cast.clerk


def test_every_line_of_the_gate_names_its_clause_or_says_it_is_ours(cast):
    for line in closing_gate(complaint(cast)):
        assert line.clauses or line.origin != "source"


def test_a_transfer_without_a_requirement_is_refused_with_its_clause(cast):
    with pytest.raises(Unacceptable) as refused:
        actions.transfer(complaint(cast), by=cast.clerk, requirement=" ")
    assert refused.value.clause == "S2-1.D.4.7b"


def test_the_person_complained_of_can_do_nothing_on_any_path(cast):
    case = complaint(cast, named=(cast.colleague,))
    assert not queries.visible_to(cast.colleague).filter(pk=case.pk).exists()
    for verb in (
        lambda: actions.answer(case, by=cast.colleague, words="好了"),
        lambda: actions.close(case, by=cast.colleague),
        lambda: actions.note(case, by=cast.colleague, words="不是我"),
        lambda: actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假"),
        lambda: actions.reassign(case, by=cast.supervisor, to=cast.colleague, reason="休假"),
        lambda: actions.transfer(case, by=cast.colleague, requirement="查"),
        lambda: actions.chase(
            case.transfers.create(
                department=cast.operations.department,
                requirement="查",
                due_at=case.opened_at + dt.timedelta(1),
                sent_at=case.opened_at,
            ),
            by=cast.colleague,
        ),
    ):
        with pytest.raises(Refused):
            verb()


def test_a_stranger_of_another_brand_sees_nothing(cast):
    case = complaint(cast)
    assert not queries.visible_to(cast.stranger).exists()
    with pytest.raises(Refused):
        actions.note(case, by=cast.stranger, words="?")
