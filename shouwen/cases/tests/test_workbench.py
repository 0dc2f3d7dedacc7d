"""The workbench: what lies with a person, by due time, with its clause; answered in place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.cases import actions
from shouwen.cases.models import Offer
from shouwen.cases.tests.makers import complaint, customer
from shouwen.kernel import clock, worklist

pytestmark = pytest.mark.django_db


def page(client, person, query: str = "") -> str:
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/workbench/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def told(cast, at):
    """A complaint the operations department has answered: the customer must be told."""
    case = complaint(cast)
    actions.take_step(case, by=cast.clerk, step="apologise", words="先致歉")
    sent = actions.transfer(case, by=cast.clerk, requirement="查明下落，给出今日送达办法")
    actions.report_back(sent, by=cast.operations, answer="货已改道，今晚 20:00 前送到苏州", cause="贴错路由")
    return case


def test_the_most_overdue_thing_stands_on_top_with_its_button_and_clause(client, cast, at):
    case = told(cast, at)
    at.forward(minutes=68)
    seen = page(client, cast.clerk)
    assert "先做这件" in seen
    assert "货已改道，今晚 20:00 前送到苏州" in seen
    assert f"/cases/{case.number}/answer/" in seen
    assert "反馈后 30 分钟" in seen
    assert "逾期 0:38" in seen
    assert "/basis/" in seen
    assert seen.count("btn-primary") == 1


def test_of_two_deadlines_on_one_thing_the_earlier_is_shown(cast, at):
    case = complaint(cast)
    rows = [item for item in worklist.of(cast.clerk) if item.number == case.number]
    assert len(rows) == 1
    assert rows[0].extra["more"] >= 1
    assert rows[0].due_at <= min(clock.due_at for clock in case.clocks.all())


def test_the_department_sees_the_question_asked_of_it_and_the_owner_follows(cast, at):
    case = complaint(cast)
    sent = actions.transfer(case, by=cast.clerk, requirement="查明下落")
    [asked] = [item for item in worklist.of(cast.operations) if item.number == case.number]
    assert asked.url == f"/inbox/{sent.pk}/"
    [followed] = [item for item in worklist.of(cast.clerk) if item.title.startswith("跟进")]
    assert "查明下落" in followed.title
    at.forward(days=3)
    assert [item for item in worklist.of(cast.clerk) if item.title == "催办：运营部未按时反馈"]


def test_an_offer_is_accepted_in_place_and_moves_the_case(client, cast, at):
    case = complaint(cast)
    actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假三天，移交全部")
    assert "休假三天，移交全部" in page(client, cast.colleague)
    offered = Offer.objects.get()
    answer = client.post(f"/workbench/offers/{offered.pk}/", {"answer": "accept"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.owner == cast.colleague
    assert case.first_asked == cast.clerk
    assert case.number in page(client, cast.clerk, "?tab=started")


def test_returning_an_offer_needs_words_and_keeps_what_was_typed(client, cast, at):
    case = complaint(cast)
    offered = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    page(client, cast.colleague)
    refused = client.post(f"/workbench/offers/{offered.pk}/", {"answer": "return", "why": " "})
    assert refused.status_code == 422
    assert "请写明退回的原因" in refused.content.decode()
    client.post(f"/workbench/offers/{offered.pk}/", {"answer": "return", "why": "不懂维吾尔语"})
    offered.refresh_from_db()
    assert offered.state == "returned"


def test_nobody_answers_an_offer_made_to_another(client, cast, at):
    offered = actions.offer(complaint(cast), by=cast.clerk, taker=cast.colleague, reason="休假")
    page(client, cast.supervisor)
    assert client.post(f"/workbench/offers/{offered.pk}/", {"answer": "accept"}).status_code == 404


def test_a_question_is_answered_by_whoever_was_asked_and_by_no_other(client, cast, at):
    case = complaint(cast)
    note = actions.consult(case, by=cast.clerk, asked=cast.settlement, words="返款一般几天到账？")
    page(client, cast.colleague)
    assert client.post(f"/workbench/questions/{note.pk}/", {"answer": "三天"}).status_code == 404
    seen = page(client, cast.settlement)
    assert "返款一般几天到账？" in seen
    assert "欧阳雪萍" not in seen
    assert client.post(f"/workbench/questions/{note.pk}/", {"answer": "三天"}).status_code == 302
    note.refresh_from_db()
    assert note.answer == "三天"


def test_a_second_complaint_is_acknowledged_in_place(client, cast, at):
    who = customer(cast.clerk, cast.brand)
    complaint(cast, who=who, waybill="8800123")
    second = complaint(cast, who=who, waybill="8800123")
    assert "知悉二次投诉" in page(client, cast.supervisor)
    client.post(f"/workbench/repeats/{second.repeat_record.pk}/")
    second.repeat_record.refresh_from_db()
    assert second.repeat_record.acknowledged_by == cast.supervisor


def test_the_person_complained_of_reads_that_a_report_is_asked_but_not_by_whom(client, cast, at):
    case = complaint(cast)
    actions.require_report(case, by=cast.clerk, person=cast.sorter, question="为何贴错路由")
    seen = page(client, cast.sorter)
    assert "交书面报告" in seen
    assert "欧阳雪萍" not in seen
    assert "禾润家纺" not in seen
    assert f'href="/cases/{case.number}/"' not in seen


def test_an_administrator_without_cases_finds_a_calm_page(client, cast, at):
    complaint(cast)
    seen = page(client, cast.administrator)
    assert "您的岗位不办理工单" in seen
    assert "LD26-" not in seen


def test_another_brand_sees_nothing_of_ours(client, cast, at):
    case = told(cast, at)
    assert case.number not in page(client, cast.stranger)


def test_what_is_done_and_what_was_told_have_their_tabs(client, cast, at, sealed):
    case = told(cast, at)
    actions.answer(case, by=cast.clerk, words="今晚送到", customer_words="好的")
    sealed()
    done = page(client, cast.clerk, "?tab=done")
    assert "把反馈告知客户" in done
    assert "按时" in done
    assert case.number in page(client, cast.clerk, "?tab=told")


def test_a_paused_case_stands_apart_with_its_reason(client, cast, at):
    case = complaint(cast)
    actions.pause(case, by=cast.supervisor, reason="等客户补发货清单")
    seen = page(client, cast.clerk)
    assert "等客户补发货清单" in seen
    assert "已暂停" in seen


def test_the_number_of_questions_does_not_grow_with_the_rows(client, cast, at, query_budget):
    page(client, cast.clerk)
    who = customer(cast.clerk, cast.brand)
    asked: list[dict[str, int]] = []
    for start in (0, 6):
        for number in range(start, start + 6):
            case = complaint(cast, who=who, waybill=f"77{number:05d}", category="wrong_dispatch")
            actions.transfer(case, by=cast.clerk, requirement="查明下落")
            actions.promise(case, by=cast.clerk, what="回电", due_at=clock.now() + dt.timedelta(hours=number + 1))
        asked.append({})
        for tab in ("mine", "started", "told", "done"):
            with query_budget(30), CaptureQueriesContext(connection) as seen:
                assert client.get(f"/workbench/?tab={tab}").status_code == 200
            asked[-1][tab] = len(seen)
    assert all(asked[1][tab] <= asked[0][tab] + 1 for tab in asked[0]), asked
