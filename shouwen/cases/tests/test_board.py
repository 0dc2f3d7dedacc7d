"""The board: the supervisor's decisions, overdue work, loads and figures, each with its definition and its list."""

from __future__ import annotations

import pytest

from shouwen.cases import actions, figures
from shouwen.cases.tests.makers import complaint, customer
from shouwen.cases.views.board import decisions
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_only_who_supervises_sees_the_board(client, cast):
    assert sign_in(client, cast.supervisor).get("/board/").status_code == 200
    for person in (cast.clerk, cast.operations, cast.administrator, cast.sorter):
        for page in ("/board/", "/board/live/"):
            assert sign_in(client, person).get(page).status_code == 403


def test_the_decisions_only_the_supervisor_can_take_are_listed_by_due_time(client, cast, at):
    who = customer(cast.clerk, cast.brand)
    complaint(cast, who=who, waybill="8800123")
    second = complaint(cast, who=who, waybill="8800123")
    odd = complaint(cast, category="other", circumstances={}, reason="要求换包装再发")
    offered = complaint(cast, reason="电瓶车电池漏液")
    actions.offer(offered, by=cast.clerk, taker=cast.colleague, reason="休假")
    at.forward(days=2)
    found = {(row.what, row.number) for row in decisions(cast.supervisor)}
    assert ("二次投诉", second.number) in found
    assert ("无部门可转", odd.number) in found
    assert ("移交没人接", offered.number) in found
    seen = sign_in(client, cast.supervisor).get("/board/").content.decode()
    assert f"/cases/{odd.number}/transfer/" in seen
    assert f"/cases/batch/?do=reassign&amp;case={offered.number}" in seen
    actions.transfer(
        odd, by=cast.supervisor, department=cast.operations.department, requirement="换包装", deviates_why="主管定"
    )
    assert ("无部门可转", odd.number) not in {(row.what, row.number) for row in decisions(cast.supervisor)}


def test_a_second_complaint_is_acknowledged_on_the_board(client, cast, at):
    who = customer(cast.clerk, cast.brand)
    complaint(cast, who=who, waybill="8800123")
    second = complaint(cast, who=who, waybill="8800123")
    answer = sign_in(client, cast.supervisor).post(f"/workbench/repeats/{second.repeat_record.pk}/", {"from": "board"})
    assert answer["Location"] == "/board/"
    assert not [row for row in decisions(cast.supervisor) if row.what == "二次投诉"]


def test_overdue_cases_are_counted_where_they_lie_and_can_be_pressed(client, cast, at):
    case = complaint(cast)
    actions.transfer(case, by=cast.clerk, requirement="查明下落")
    at.forward(days=4)
    loads = {load.name: load for load in figures.by_department(cast.supervisor)}
    assert loads["运营部"].late == 1
    assert loads["运营部"].asked == 1
    assert loads["客服中心"].open == 1
    assert loads["客服中心"].ages == (0, 0, 1)
    [owner] = figures.by_owner(cast.supervisor)
    assert (owner.number, owner.open) == ("2107", 1)
    assert owner.late >= 1
    client = sign_in(client, cast.supervisor)
    assert case.number in client.get("/board/live/").content.decode()
    assert client.post(f"/board/supervision/{case.number}/").status_code == 302
    case.refresh_from_db()
    assert case.is_supervised
    assert "已督办" in client.get("/board/").content.decode()


def test_each_figure_says_what_is_counted_in_whom_and_when(client, cast, at):
    seen = sign_in(client, cast.supervisor).get("/board/").content.decode()
    for figure in figures.of_board(cast.supervisor):
        assert figure.counted and figure.population and figure.period and figure.url
        assert str(figure.population) in seen
        assert client.get(figure.url).status_code == 200


def test_figures_count_what_they_say(cast, at):
    case = complaint(cast)
    other = complaint(cast, who=customer(cast.clerk, cast.brand, "马建国", "13900000001"))
    actions.take_step(case, by=cast.clerk, step="apologise", words="先致歉")
    actions.answer(case, by=cast.clerk, words="今晚送到", customer_words="好的")
    values = {figure.name: figure for figure in figures.of_board(cast.supervisor)}
    assert values["received"].value == 2
    assert values["overdue"].value == 0
    at("2026-07-16 23:00")
    late = {figure.name: figure for figure in figures.of_board(cast.supervisor)}
    assert late["received"].value == 0
    assert late["overdue"].value == 2, "one is not answered, the other not visited"
    assert other.number
    met, of = figures.in_time(cast.supervisor, [cast.brand])
    assert 0 <= met <= of


def test_another_brand_sees_none_of_it(client, cast, at):
    case = complaint(cast)
    at.forward(days=3)
    stranger = cast.company["2302"]
    assert case.number not in sign_in(client, stranger).get("/board/").content.decode()
    assert client.post(f"/board/supervision/{case.number}/").status_code == 404


def test_the_number_of_questions_does_not_grow_with_the_rows(client, cast, at, query_budget):
    sign_in(client, cast.supervisor).get("/board/")
    for number in range(10):
        who = customer(cast.clerk, cast.brand, f"客户{number}", f"1390000{number:04d}")
        first = complaint(cast, who=who, waybill=f"99{number:05d}")
        actions.transfer(first, by=cast.clerk, requirement="查明下落")
        complaint(cast, who=who, waybill=f"99{number:05d}")
    at.forward(days=2)
    with query_budget(40):
        assert client.get("/board/").status_code == 200


def test_who_sees_several_brands_may_look_at_one_and_its_links_stay_with_it(client, cast, at):
    head, clerk = cast.centre_head, cast.company["2301"]
    held = [(each.post, each.department) for each in head.appointments.select_related("post", "department")]
    brands = [cast.brand, cast.other_brand]
    people.move(head, by=SYSTEM, department=head.department, posts=held, brands=brands)
    head = type(head).objects.get(pk=head.pk)
    own = complaint(cast)
    other = complaint(cast, by=clerk, brand=cast.other_brand)
    at.forward(days=4)
    page = sign_in(client, head).get("/board/").content.decode()
    assert own.number in page and other.number in page
    page = client.get("/board/?brand=CY").content.decode()
    assert other.number in page and own.number not in page
    assert "overdue=on&amp;brand=CY" in page
    for path in ("/board/?brand=CY", "/board/live/?brand=CY&sort=open"):
        assert own.number not in client.get(path).content.decode()
    for figure in figures.of_board(head, cast.other_brand):
        assert figure.url.endswith("&brand=CY")
        assert own.number not in client.get(figure.url).content.decode()
    values = {brand: {each.name: each.value for each in figures.of_board(head, brand)} for brand in (None, *brands)}
    assert [values[brand]["overdue"] for brand in (None, *brands)] == [2, 1, 1]
    one_brand = sign_in(client, cast.supervisor).get("/board/?brand=CY").content.decode()
    assert other.number not in one_brand
    assert "长运快线" not in one_brand
