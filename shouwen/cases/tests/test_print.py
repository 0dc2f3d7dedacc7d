"""The printed complaint form: one A4 page for a normal case, following pages for long words, no full number."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.cases import actions
from shouwen.cases.printing import PAGE_LINES, PAGE_WIDE, Paper, wrapped
from shouwen.cases.tests.makers import complaint
from shouwen.kernel import clock


def page(client: Any, person: Any, case: Any, code: int = 200) -> str:
    client.force_login(person)
    answer = client.get(f"/cases/{case.number}/print/")
    assert answer.status_code == code
    return answer.content.decode() if code == 200 else ""


def test_the_form_has_head_number_boxes_signatures_and_the_way_back(cast, at, client):
    case = complaint(cast, waybill="8840 2709 1183")
    sent = actions.transfer(case, by=cast.clerk, requirement="查明下落，给出办法。")
    actions.report_back(sent, by=cast.operations, answer="改装专车，今晚送到。")
    actions.answer(case, by=cast.clerk, words="已告知今晚送到", satisfaction="satisfied")
    html = page(client, cast.clerk, case)
    for words in (
        "投诉受理单",
        "路达物流",
        case.number,
        "欧阳雪萍 女士",
        "禾润家纺",
        "138****8206",
        "884027091183",
        "错收错发",
        "货发错城市",
        "运营部",
        "查明下落",
        "改装专车",
        "4410",
        "已告知今晚送到",
        "客服主管",
        "部门经办",
        "盖章处",
        "第 1 页 / 共 1 页",
        "打印：",
        "2107",
    ):
        assert words in html, words
    assert "13800138206" not in html
    assert "<svg" in html[html.index("qr-code") :]
    assert 'class="box on"' in html
    assert html.count('class="paper"') == 1


def test_a_bare_case_prints_with_room_to_write(cast, at, client):
    case = actions.open_case(by=cast.clerk, brand=cast.brand, kind="enquiry", reason="问价", gist="问到苏州的价")
    html = page(client, cast.clerk, case)
    assert "咨询" in html
    assert "受理单" in html
    assert "年　　月　　日" in html


def test_long_words_go_on_to_pages_of_their_own(cast, at, client):
    case = complaint(cast, gist="货物一直没有送到。" * 400)
    html = page(client, cast.clerk, case)
    pages = html.count('class="paper"')
    assert pages >= 3
    assert f"第 {pages} 页 / 共 {pages} 页" in html
    assert "（续附页）" in html
    assert html.count("货物一直") >= 395  # a few are cut by the end of a line


def test_the_form_is_closed_to_who_may_not_see_the_case(cast, at, client):
    case = complaint(cast, named=(cast.sorter,))
    for person in (cast.stranger, cast.sorter, cast.administrator, cast.operations):
        page(client, person, case, 404)
    actions.transfer(case, by=cast.clerk, requirement="查")
    assert "138****8206" in page(client, cast.operations, case)


def test_words_of_customers_are_no_markup(cast, at, client):
    html = page(client, cast.clerk, complaint(cast, gist="<script>alert(1)</script>", reason="<b>x</b>"))
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


@pytest.mark.parametrize(("text", "count"), [("", 0), ("一" * 39, 1), ("一" * 40, 2), ("a" * 64, 1), ("一\n二", 2)])
def test_lines_are_as_long_as_the_box(text, count):
    assert len(wrapped(text)) == count


def test_nothing_is_lost_between_pages():
    paper = Paper()
    paper.on("甲", "一" * 4500)
    paper.on("乙", "二")
    pages = paper.pages()
    assert sum(len(part.text) for parts in pages for part in parts if part.title == "甲") == 4500
    assert all(sum(len(wrapped(part.text, PAGE_WIDE)) + 2 for part in parts) <= PAGE_LINES for parts in pages)
    assert pages[-1][-1].text == "二"


def test_times_are_full_on_paper(cast, at, client):
    assert clock.local(clock.now()).strftime("%Y-%m-%d %H:%M") in page(client, cast.clerk, complaint(cast))
