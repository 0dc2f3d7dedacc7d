"""The case list: filters in the address, exact text, pages by key, columns, one verb for many, Excel."""

from __future__ import annotations

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from shouwen.cases import actions
from shouwen.cases.actions import batching
from shouwen.cases.models import Case
from shouwen.cases.tests.makers import complaint, customer
from shouwen.kernel import exports, jobs
from shouwen.kernel.exports import Column, Sheet
from shouwen.kernel.models import Fact

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def numbers(answer) -> list[str]:
    return re.findall(r'name="case" value="([^"]+)"', answer.content.decode())


@pytest.fixture
def three(cast, at):
    """Three cases: one transferred, one paused, one plain."""
    first = complaint(cast, reason="没有送到", gist="说好昨天送，到现在没有送。")
    actions.transfer(first, by=cast.clerk, requirement="查明下落")
    second = complaint(
        cast,
        who=customer(cast.clerk, cast.brand, "马建国", "13900000001"),
        reason="货损",
        gist="没被送到，箱子压坏了。",
    )
    actions.pause(second, by=cast.supervisor, reason="等客户")
    third = complaint(
        cast, by=cast.colleague, who=customer(cast.clerk, cast.brand, "司马静怡", "13900000002"), reason="司机电话不通"
    )
    return first, second, third


def test_filters_stand_in_the_address_and_compose(client, cast, three):
    first, second, third = (case.number for case in three)
    client = sign_in(client, cast.clerk)
    for query, found in (
        ("", [third, second, first]),
        ("owner=2108", [third]),
        ("owner=林秋生", [third]),
        ("owner=me", [second, first]),
        ("paused=on", [second]),
        ("waiting=department", [first]),
        ("state=live", [third, second, first]),
        ("state=closed", []),
        ("kind=complaint&first_asked=2107", [second, first]),
        ("channel=web", []),
        ("received_from=2026-07-15&received_to=2026-07-15", [third, second, first]),
        ("received_from=2026-07-16", []),
        (f"department={cast.operations.department.pk}", [first]),
        ("overdue=on", []),
    ):
        answer = client.get(f"/cases/?{query}")
        assert numbers(answer) == found, query


def test_a_text_finds_exactly_the_cases_that_hold_it(client, cast, three):
    first, second, _third = (case.number for case in three)
    client = sign_in(client, cast.clerk)
    assert numbers(client.get("/cases/", {"q": "没有送"})) == [first]
    assert numbers(client.get("/cases/", {"q": "送到"})) == [second, first]
    assert numbers(client.get("/cases/", {"q": "送到", "paused": "on"})) == [second]
    nothing = client.get("/cases/", {"q": "没有送道"})
    assert "没有符合条件的工单" in nothing.content.decode()
    assert 'value="没有送道"' in nothing.content.decode()


def test_a_telephone_number_becomes_the_customer_in_the_address(client, cast, three):
    answer = sign_in(client, cast.clerk).get("/cases/", {"q": "139 0000 0001", "state": "live"})
    assert "139" not in answer["Location"]
    assert numbers(client.get(answer["Location"])) == [three[1].number]


def test_wrong_words_in_the_address_are_said_and_kept(client, cast, three):
    answer = sign_in(client, cast.clerk).get("/cases/?received_from=昨天&state=nonsense&after=x&customer=abc")
    assert answer.status_code == 200
    assert 'value="昨天"' in answer.content.decode()
    assert "输入一个有效的日期" in answer.content.decode()


def test_pages_go_by_key_both_ways(client, cast, at, monkeypatch):
    from shouwen.cases import filters

    monkeypatch.setattr(filters.page, "__kwdefaults__", {"size": 2})
    who = customer(cast.clerk, cast.brand)
    made = [complaint(cast, who=who, waybill=f"66{n}", category="wrong_dispatch").number for n in range(5)][::-1]
    client = sign_in(client, cast.clerk)
    one = client.get("/cases/")
    assert numbers(one) == made[:2]
    two = client.get("/cases/", {"after": Case.objects.get(number=made[1]).pk})
    assert numbers(two) == made[2:4]
    back = client.get("/cases/", {"before": Case.objects.get(number=made[2]).pk})
    assert numbers(back) == made[:2]
    assert "共 5 件" in client.get("/cases/?state=live").content.decode()
    text = client.get("/cases/", {"q": "十二件", "after": Case.objects.get(number=made[1]).pk})
    assert numbers(text) == made[2:4]


def test_each_person_chooses_his_columns(client, cast, three):
    client = sign_in(client, cast.clerk)
    assert ">来源</th>" not in client.get("/cases/").content.decode()
    answer = client.post(
        "/cases/columns/", {"column": ["channel", "reason"], "dense": "on", "query": "state=live&after=3"}
    )
    assert answer["Location"] == "/cases/?state=live"
    seen = client.get("/cases/").content.decode()
    assert ">来源</th>" in seen
    assert "dense" in seen
    assert ">来源</th>" not in sign_in(client, cast.supervisor).get("/cases/").content.decode()


def test_list_and_page_ask_the_same_question(client, cast, at):
    case = complaint(cast, named=(cast.colleague,))
    for person in (cast.stranger, cast.colleague, cast.administrator, cast.settlement):
        client = sign_in(client, person)
        assert case.number not in client.get("/cases/").content.decode()
        assert case.number not in client.get("/cases/", {"q": "十二件"}).content.decode()


def test_closing_many_closes_what_may_and_says_why_not_for_the_rest(client, cast, three):
    client = sign_in(client, cast.clerk)
    ready = complaint(
        cast,
        kind="enquiry",
        category="",
        circumstances={},
        who=customer(cast.clerk, cast.brand, "吴晓东", "13900000003"),
    )
    actions.answer(ready, by=cast.clerk, words="运费 120 元", customer_words="好的")
    answer = client.post(
        "/cases/batch/", {"do": "close", "case": [ready.number, three[0].number], "query": "state=live"}, follow=True
    )
    seen = answer.content.decode()
    assert "办成 1 单，留下 1 单" in seen
    assert "还差" in seen
    assert 'class="gate' in seen
    ready.refresh_from_db()
    assert ready.state == "closed"
    assert Case.objects.get(pk=three[0].pk).state == "open"


def test_chasing_and_pressing_many(client, cast, three):
    client = sign_in(client, cast.supervisor)
    chosen = [case.number for case in three]
    seen = client.post("/cases/batch/", {"do": "chase", "case": chosen}, follow=True).content.decode()
    assert "办成 1 单，留下 2 单" in seen
    assert "没有等待反馈的转办" in seen
    client.post("/cases/batch/", {"do": "supervise", "case": chosen})
    assert Case.objects.filter(is_supervised=True).count() == 3


def test_reassigning_many_asks_to_whom_first_and_refuses_the_named(client, cast, at):
    free, barred = complaint(cast), complaint(cast, named=(cast.colleague,))
    client = sign_in(client, cast.supervisor)
    asked = client.post("/cases/batch/", {"do": "reassign", "case": [free.number, barred.number]})
    assert "交给谁" in asked.content.decode()
    wrong = client.post("/cases/batch/", {"do": "reassign", "case": [free.number], "to": "0000", "reason": "休假"})
    assert wrong.status_code == 422
    assert "没有找到这位同事" in wrong.content.decode()
    done = client.post(
        "/cases/batch/",
        {"do": "reassign", "case": [free.number, barred.number], "to": "2108 林秋生", "reason": "休假"},
        follow=True,
    ).content.decode()
    assert "办成 1 单，留下 1 单" in done
    assert "被投诉人不能负责本单" in done
    free.refresh_from_db()
    assert free.owner == cast.colleague


def test_a_batch_needs_the_permission_and_a_choice(client, cast, three):
    client = sign_in(client, cast.clerk)
    assert (
        client.post(
            "/cases/batch/", {"do": "reassign", "case": [three[0].number], "to": "2108", "reason": "x"}
        ).status_code
        == 403
    )
    assert client.post("/cases/batch/", {"do": "close"}).status_code == 422
    assert client.post("/cases/batch/", {"do": "burn", "case": [three[0].number]}).status_code == 404
    stranger = sign_in(client, cast.stranger)
    stranger.post("/cases/batch/", {"do": "close", "case": [three[0].number]})
    assert Case.objects.get(pk=three[0].pk).state == "open"


def sheet(answer) -> list[list]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )


def test_an_export_needs_right_and_reason_masks_numbers_and_is_on_record(client, cast, three):
    assert sign_in(client, cast.clerk).get("/cases/export/").status_code == 403
    assert client.post("/cases/export/", {"reason": "季度分析"}).status_code == 403
    client = sign_in(client, cast.supervisor)
    assert "3 单" in client.get("/cases/export/?state=live").content.decode()
    refused = client.post("/cases/export/", {"query": "state=live", "reason": " "})
    assert refused.status_code == 422
    assert not Fact.objects.filter(kind="case.exported").exists()
    rows = sheet(client.post("/cases/export/", {"query": "state=live", "reason": "季度分析"}))
    assert "2001 沈若兰" in rows[1][0] and "2026-07-15" in rows[1][0]
    assert rows[2][0] == "编号"
    assert len(rows) == 3 + 3
    everything = " ".join(str(cell) for row in rows for cell in row)
    assert "138****8206" in everything
    assert "13800138206" not in everything
    fact = Fact.objects.get(kind="case.exported")
    assert fact.refs["count"] == 3
    assert "季度" not in str(fact.refs)


def test_an_export_takes_exactly_what_the_filter_found_or_what_was_ticked(client, cast, three):
    client = sign_in(client, cast.supervisor)
    text = sheet(client.post("/cases/export/", {"query": "q=没有送", "reason": "查漏"}))
    assert [row[0] for row in text[3:]] == [three[0].number]
    asked = client.post("/cases/batch/", {"do": "export", "case": [three[1].number]})
    assert "1 单" in asked.content.decode()
    ticked = sheet(client.post("/cases/export/", {"case": [three[1].number], "reason": "查漏"}))
    assert [row[0] for row in ticked[3:]] == [three[1].number]


def test_a_large_export_is_a_job_its_asker_fetches(client, cast, three, monkeypatch):
    monkeypatch.setattr(batching, "AT_ONCE", 2)
    monkeypatch.setattr(batching, "CHUNK", 2)
    client = sign_in(client, cast.supervisor)
    where = client.post("/cases/export/", {"query": "", "reason": "年度归档"})["Location"]
    assert "关掉页面也会继续" in client.get(where).content.decode()
    assert client.get(f"{where}file/").status_code == 404
    jobs.run_due(names=["cases.export_cases"])
    assert "取结果" in client.get(where).content.decode()
    assert len(sheet(client.get(f"{where}file/"))) == 3 + 3
    assert sign_in(client, cast.leader).get(f"{where}file/").status_code == 404
    assert Fact.objects.get(kind="case.exported").refs["count"] == 3


def test_what_excel_would_run_stays_text(tmp_path, cast):
    evil = ["=1+1", "+86", "-2", "@cmd", "\tx", "\rx", "http://example.org", "ordinary"]
    file = tmp_path / "x.xlsx"
    sheets = [
        Sheet("=A[1]:/?*'", (Column("=title"),), ([value] for value in evil)),
        Sheet("=A[1]:/?*'", (Column("b"),), []),
    ]
    assert exports.write(file, sheets, title="=2+2", by=cast.clerk) == 8
    book = CalamineWorkbook.from_path(file)
    assert len(set(book.sheet_names)) == 2
    read = [row[0] for row in book.get_sheet_by_index(0).to_python()]
    assert read[0] == "=2+2"
    assert read[2] == "=title"
    assert [value.strip() for value in read[3:]] == [value.strip() for value in evil]
    raw = __import__("zipfile").ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in raw
    assert "<hyperlink" not in raw


def test_no_text_is_cut_without_a_word_and_no_row_is_lost(tmp_path, cast, monkeypatch):
    monkeypatch.setattr(exports, "ROWS", 6)
    file = tmp_path / "x.xlsx"
    rows = [["字" * 40_000 if n == 0 else str(n)] for n in range(8)]
    assert exports.write(file, [Sheet("工单", (Column("要点"),), rows)], title="工单", by=cast.clerk) == 8
    book = CalamineWorkbook.from_path(file)
    assert book.sheet_names == ["工单", "工单 2", "工单 3"]
    kept = [row[0] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[3:]]
    assert len(kept) == 8
    assert "原文 40000 字" in kept[0]


def test_the_number_of_questions_does_not_grow_with_the_rows(client, cast, at, query_budget):
    who = customer(cast.clerk, cast.brand)
    client = sign_in(client, cast.clerk)
    client.get("/cases/")
    for number in range(15):
        complaint(cast, who=who, waybill=f"55{number:03d}")
    for query, most in (("", 13), ("?state=live&overdue=on", 13), ("?q=十二件", 14)):
        with query_budget(most):
            client.get(f"/cases/{query}")
