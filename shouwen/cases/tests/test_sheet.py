"""The weekly sheet: counted while a draft, frozen when handed in, approved by another person, never by the same."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from shouwen.cases import actions, jobs, queries, weekly
from shouwen.cases.models import WeeklySheet
from shouwen.cases.tests.makers import complaint
from shouwen.cases.weekly_chart import bars
from shouwen.cases.weekly_rows import draw
from shouwen.kernel import clock
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable

AT = dt.datetime(2026, 7, 15, 2, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def line(number: str, **more: Any) -> weekly.Line:
    return weekly.Line(
        number, AT - 48 * HOUR, more.pop("category", "延误货期"), department=more.pop("department", "运营部"), **more
    )


def part(due: int, answered: int | None = None, department: str = "运营部", **more: Any) -> weekly.Part:
    """Due and answered so many hours from now."""
    return weekly.Part(department, AT + due * HOUR, AT + answered * HOUR if answered is not None else None, **more)


# ---- reckoning


def test_each_figure_names_the_cases_it_counts():
    lines = [
        line("1", answer="met", hours=2.0, satisfaction="satisfied", visited=True, is_open=False),
        line("2", answer="missed", hours=6.0, satisfaction="dissatisfied", repeat=True),
        line("3", answer="running", answer_due_at=AT - HOUR),
        line("4", answer="running", answer_due_at=AT + HOUR, visited=True),
        line("5", is_open=False),
    ]
    said = weekly.figures(lines, [line("0", answer="met")], AT)["figures"]
    assert (said["complaints"]["value"], said["complaints"]["before"]) == (5, 1)
    assert (said["on_time"]["value"], said["on_time"]["numbers"], said["on_time"]["wrong"]) == (
        33.3,
        ["1", "2", "3"],
        ["2", "3"],
    )
    assert said["on_time"]["before"] == 100.0
    assert (said["answer_hours"]["value"], said["answer_hours"]["median"]) == (4.0, 4.0)
    assert (said["satisfied"]["value"], said["satisfied"]["numbers"]) == (1, ["1", "2", "4"])
    assert said["repeats"]["numbers"] == ["2"]
    assert (said["unfinished"]["numbers"], said["unfinished"]["wrong"]) == (["2", "3", "4"], ["2", "3"])


def test_a_figure_over_nothing_is_no_figure():
    said = weekly.figures([], [], AT)
    assert said["figures"]["on_time"]["value"] is None
    assert said["figures"]["answer_hours"]["value"] is None
    assert (said["by_class"], said["by_department"], weekly.grown(said)) == ([], [], [])


def test_departments_are_counted_by_what_was_asked_of_them():
    lines = [
        line("1", parts=(part(1, -1, hours=3.0, chased=2),)),
        line("2", parts=(part(-5, -1, hours=5.0),)),
        line("3", parts=(part(-1, department="理赔部"), part(4))),
        line("4", department="未转办"),
    ]
    rows = {row["name"]: row for row in weekly.figures(lines, [], AT)["by_department"]}
    own = rows["运营部"]
    assert (own["count"], own["sent"], own["on_time"], own["late"], own["waiting"], own["chased"], own["hours"]) == (
        3,
        3,
        1,
        1,
        1,
        2,
        4.0,
    )
    assert (rows["理赔部"]["count"], rows["理赔部"]["late"], rows["理赔部"]["numbers"]) == (0, 1, ["3"])
    assert rows["未转办"]["sent"] == 0


@pytest.mark.parametrize(
    ("made", "late"),
    [
        ({"parts": (part(-3, -1),)}, 2.0),
        ({"parts": (part(-3),)}, 3.0),
        ({"parts": (part(3),)}, 0.0),
        ({"answer_due_at": AT - 3 * HOUR, "answered_at": AT - HOUR}, 2.0),
        ({"parts": (part(-3),), "is_open": False}, 0.0),
        ({}, 0.0),
    ],
)
def test_late_is_measured_from_the_limit_to_the_answer_or_to_now(made, late):
    assert line("1", **made).late_hours(AT) == late


def test_what_grew_stands_first_and_the_week_before_is_remembered():
    now = [line("1"), line("2"), line("3", category="货损货差")]
    before = [line("0", category="货损货差"), line("9", category="错收错发")]
    data = weekly.figures(now, before, AT)
    assert [(row["name"], row["count"], row["before"]) for row in data["by_class"]] == [
        ("延误货期", 2, 0),
        ("货损货差", 1, 1),
        ("错收错发", 0, 1),
    ]
    assert [row["name"] for row in weekly.grown(data)] == ["延误货期"]
    assert weekly.numbers_behind(data, "class.0") == ["1", "2"]
    for wrong in ("class.9", "nothing", "complaints.value", "class.x", "on_time.wrong.x"):
        assert weekly.numbers_behind(data, wrong) is None


@pytest.mark.parametrize("most", [0, 1, 4, 7, 23, 99, 1234])
def test_bars_stay_on_the_paper(most):
    chart = bars([{"name": "x", "count": most, "before": 0}])
    assert chart["bars"][0]["width"] <= 504
    assert 1 <= len(chart["lines"]) <= 7


# ---- verbs


@pytest.fixture
def monday(at):
    """The week of 6 to 12 July has passed; it is Monday morning."""
    at("2026-07-08 10:00")
    return at


def sheet_of(cast: Any, by: Any = None, week: int = 28) -> WeeklySheet:
    return actions.open_sheet(brand=cast.brand, year=2026, week=week, by=by or cast.clerk)


def ready(cast: Any, at: Any) -> WeeklySheet:
    """A sheet with one complaint, written, on Monday."""
    complaint(cast)
    at("2026-07-13 09:00")
    sheet = sheet_of(cast)
    actions.write_sheet(sheet, by=cast.clerk, needs="要电话预约", suggestions="核对路由标签")
    return sheet


def test_a_sheet_is_opened_once_and_its_clock_ends_on_monday_noon(cast, monday, facts_of):
    sheet = sheet_of(cast)
    assert sheet_of(cast) == sheet
    assert (sheet.starts_on, sheet.ends_on) == (dt.date(2026, 7, 6), dt.date(2026, 7, 12))
    running = sheet.clocks.get()
    assert (running.deadline, clock.local(running.due_at).strftime("%m-%d %H:%M")) == ("weekly-summary", "07-13 12:00")
    assert facts_of(sheet) == ["sheet.opened"]


@pytest.mark.parametrize(("year", "week"), [(2026, 54), (2026, 0), (2026, 40)])
def test_a_week_that_is_not_there_yet_has_no_sheet(cast, monday, year, week):
    with pytest.raises(Unacceptable):
        actions.open_sheet(brand=cast.brand, year=year, week=week, by=cast.clerk)


def test_every_brand_gets_its_sheet_of_the_last_week_by_itself(cast, at):
    at("2026-07-13 00:05")
    jobs.open_weekly_sheets()
    jobs.open_weekly_sheets()
    assert sorted(WeeklySheet.objects.values_list("brand__code", "year", "week")) == [
        ("CY", 2026, 28),
        ("LD", 2026, 28),
    ]


def test_the_sheet_counts_complaints_of_its_brand_and_week_from_monday_to_sunday(cast, at):
    for moment in ("2026-07-05 23:59", "2026-07-06 00:00", "2026-07-12 23:59", "2026-07-13 00:00"):
        at(moment)
        complaint(cast)
    complaint(cast, by=cast.stranger, brand=cast.other_brand)
    actions.open_case(by=cast.clerk, brand=cast.brand, kind="enquiry", reason="问价", gist="问价")
    data = draw(sheet_of(cast))
    received = [
        clock.local(dt.datetime.fromisoformat(each["received_at"])).strftime("%m-%d %H:%M") for each in data["lines"]
    ]
    assert received == ["07-06 00:00", "07-12 23:59"]
    assert data["before"] == 1


def test_a_complaint_shows_limit_answer_and_department(cast, monday):
    case = complaint(cast, waybill="884027091183", complexity="simple")
    sent = actions.transfer(case, by=cast.clerk, requirement="查", due_at=clock.now() + 2 * HOUR)
    monday.forward(hours=3)
    actions.report_back(sent, by=cast.operations, answer="贴错标签")
    monday.forward(minutes=30)
    actions.answer(case, by=cast.clerk, words="今晚送到", satisfaction="satisfied")
    data = draw(sheet_of(cast))
    [shown] = data["lines"]
    assert (shown["category"], shown["department"], shown["late_hours"], shown["waybill"]) == (
        "错收错发",
        "运营部",
        1.0,
        "884027091183",
    )
    [row] = data["by_department"]
    assert (row["sent"], row["late"], row["hours"]) == (1, 1, 1.5 if row["hours"] == 1.5 else row["hours"])
    assert data["figures"]["on_time"]["wrong"] == [case.number]  # simple: two hours, answered after three and a half


def test_handing_in_needs_the_whole_week_and_both_words(cast, monday):
    sheet = sheet_of(cast)
    with pytest.raises(Unacceptable) as refused:
        actions.submit_sheet(sheet, by=cast.clerk)
    assert set(refused.value.details) == {"week", "needs", "suggestions"}
    monday("2026-07-13 09:00")
    actions.write_sheet(sheet, by=cast.clerk, needs="无", suggestions="无")
    actions.submit_sheet(sheet, by=cast.clerk)
    assert sheet.state == "submitted"


def test_a_sheet_handed_in_keeps_its_figures_whatever_happens_after(cast, monday, facts_of, sealed):
    sheet = ready(cast, monday)
    actions.submit_sheet(sheet, by=cast.clerk)
    complaint(cast, received_at=clock.now() - dt.timedelta(days=4))
    assert len(draw(WeeklySheet.objects.get(pk=sheet.pk))["lines"]) == 1
    states = dict(sheet.clocks.values_list("deadline", "state"))
    assert states == {"weekly-summary": "met", "sheet-approval": "running"}
    assert facts_of(sheet) == ["sheet.opened", "sheet.written", "sheet.submitted", "clock.met"]
    sealed()
    assert cast.supervisor.notices.filter(url=f"/sheets/{sheet.pk}/").exists()
    with pytest.raises(MoveRefused):
        actions.write_sheet(sheet, by=cast.clerk, needs="晚了", suggestions="")
    with pytest.raises(MoveRefused):
        actions.submit_sheet(sheet, by=cast.clerk)


def test_a_late_sheet_is_marked_and_the_supervisor_hears_of_it(cast, monday):
    sheet = ready(cast, monday)
    monday("2026-07-13 12:01")
    for _entry in range(2):  # the reminder that was due, then the first rung
        jobs.ring_due_clocks()
    assert cast.supervisor.notices.filter(tone="late").exists()
    actions.submit_sheet(sheet, by=cast.clerk)
    assert sheet.clocks.get(deadline="weekly-summary").state == "missed"


def test_nobody_approves_his_own_sheet(cast, monday, facts_of):
    sheet = ready(cast, monday)
    actions.submit_sheet(sheet, by=cast.supervisor)
    for verb, more in ((actions.approve_sheet, {}), (actions.send_sheet_back, {"words": "改"})):
        with pytest.raises(Refused):
            verb(sheet, by=cast.supervisor, **more)
        with pytest.raises(Refused):
            verb(sheet, by=cast.clerk, **more)
    actions.approve_sheet(sheet, by=cast.leader)
    assert (sheet.state, sheet.approved_by) == ("approved", cast.leader)
    assert not sheet.clocks.filter(state="running").exists()


def test_a_sheet_sent_back_is_counted_anew_and_says_why(cast, monday):
    sheet = ready(cast, monday)
    actions.submit_sheet(sheet, by=cast.clerk)
    with pytest.raises(Unacceptable):
        actions.send_sheet_back(sheet, by=cast.supervisor, words=" ")
    actions.send_sheet_back(sheet, by=cast.supervisor, words="错收错发要写明是哪个分拣口")
    complaint(cast, received_at=clock.now() - dt.timedelta(days=4))
    assert (sheet.state, len(draw(sheet)["lines"])) == ("draft", 2)
    assert cast.clerk.notices.get(tone="late").text.endswith("哪个分拣口")
    actions.submit_sheet(sheet, by=cast.clerk)
    assert (sheet.words_back, sheet.clocks.filter(state="running").count()) == ("", 1)


def test_two_who_write_at_once_both_see_what_was_written(cast, monday):
    sheet = ready(cast, monday)
    seen = sheet.version
    actions.write_sheet(sheet, by=cast.colleague, needs="甲", suggestions="甲", seen_version=seen)
    with pytest.raises(Stale) as stale:
        actions.write_sheet(sheet, by=cast.clerk, needs="乙", suggestions="乙", seen_version=seen)
    assert stale.value.details["theirs"]["needs"] == "甲"
    assert stale.value.details["yours"]["needs"] == "乙"


def test_a_stranger_may_nothing(cast, monday):
    sheet = ready(cast, monday)
    for by in (cast.stranger, cast.operations, cast.administrator):
        assert not queries.sheets(by).exists()
        with pytest.raises(Refused):
            actions.write_sheet(sheet, by=by, needs="", suggestions="")
        with pytest.raises(Refused):
            actions.submit_sheet(sheet, by=by)


# ---- pages


def page_of(client: Any, person: Any, path: str, code: int = 200) -> str:
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == code, path
    return "" if code != 200 else answer.content.decode()


def test_the_list_offers_weeks_that_have_no_sheet(cast, monday, client):
    assert "还没有周汇总" in page_of(client, cast.clerk, "/sheets/")
    answer = client.post("/sheets/", {"brand": "LD", "year": 2026, "week": 27})
    assert answer["Location"] == f"/sheets/{WeeklySheet.objects.get().pk}/"
    assert "2026 年第 27 周" in page_of(client, cast.clerk, "/sheets/")
    assert client.post("/sheets/", {"brand": "CY", "year": 2026, "week": 27}).status_code == 404
    page_of(client, cast.operations, "/sheets/", 403)


def test_the_sheet_says_first_what_is_missing_then_what_grew(cast, monday, client):
    sheet = ready(cast, monday)
    actions.write_sheet(sheet, by=cast.clerk, needs="", suggestions="有")
    page = page_of(client, cast.clerk, f"/sheets/{sheet.pk}/")
    assert page.index("还有 1 格没写") < page.index("多了：") < page.index("要领导知道的")
    assert "客户需求分析" in page
    assert f"/cases/{draw(sheet)['lines'][0]['number']}/" in page


def test_figures_open_the_cases_behind_them(cast, monday, client):
    kept, other = complaint(cast, waybill="1"), complaint(cast, category="late_delivery", circumstances={}, waybill="2")
    sheet = sheet_of(cast)
    page = page_of(client, cast.clerk, f"/sheets/{sheet.pk}/?only=class.0")
    shown = page[page.index('id="cases"') :]
    assert (kept.number in shown) != (other.number in shown)
    for wrong in ("?only=class.77", "?only=<x>", "?page=999", "?page=-1", "?view=table", "?only=complaints&page=2"):
        page_of(client, cast.clerk, f"/sheets/{sheet.pk}/{wrong}")


def test_words_are_kept_even_when_handing_in_is_refused(cast, monday, client):
    sheet = ready(cast, monday)
    client.force_login(cast.clerk)
    typed = {"needs": "", "suggestions": "换班时核对标签", "version": sheet.version}
    answer = client.post(f"/sheets/{sheet.pk}/submission/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写客户需求分析" in page
    assert "换班时核对标签" in page
    sheet.refresh_from_db()
    assert sheet.suggestions == "换班时核对标签"
    client.post(f"/sheets/{sheet.pk}/submission/", {**typed, "needs": "无", "version": sheet.version})
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


def test_a_stale_save_shows_both_versions(cast, monday, client):
    sheet = ready(cast, monday)
    client.force_login(cast.colleague)
    answer = client.post(
        f"/sheets/{sheet.pk}/words/", {"needs": "我的", "suggestions": "", "version": sheet.version - 1}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我的" in page
    assert "要电话预约" in page


def test_approving_and_sending_back_by_the_pages(cast, monday, client):
    sheet = ready(cast, monday)
    actions.submit_sheet(sheet, by=cast.clerk)
    assert "等主管审阅" in page_of(client, cast.clerk, f"/sheets/{sheet.pk}/")
    assert client.post(f"/sheets/{sheet.pk}/approval/").status_code == 403
    assert "请审阅" in page_of(client, cast.supervisor, f"/sheets/{sheet.pk}/")
    assert client.post(f"/sheets/{sheet.pk}/return/", {"words": ""}).status_code == 422
    client.post(f"/sheets/{sheet.pk}/return/", {"words": "补上分拣口"})
    assert "补上分拣口" in page_of(client, cast.clerk, f"/sheets/{sheet.pk}/")
    client.post(f"/sheets/{sheet.pk}/submission/", {})
    client.force_login(cast.supervisor)
    client.post(f"/sheets/{sheet.pk}/approval/")
    assert "已审阅" in page_of(client, cast.leader, f"/sheets/{sheet.pk}/")


def test_the_sheet_is_closed_to_strangers(cast, monday, client):
    sheet = ready(cast, monday)
    for person in (cast.stranger, cast.sorter, cast.administrator, cast.operations):
        client.force_login(person)
        for path in ("", "excel/"):
            assert client.get(f"/sheets/{sheet.pk}/{path}").status_code == 404
        for path in ("words/", "submission/", "approval/", "return/"):
            assert client.post(f"/sheets/{sheet.pk}/{path}").status_code == 404


def test_a_person_complained_of_reads_none_of_the_words_on_page_or_in_excel(cast, monday, client):
    case = complaint(cast, named=(cast.supervisor,), gist="主管态度不好的要点")
    sheet = sheet_of(cast)
    page = page_of(client, cast.supervisor, f"/sheets/{sheet.pk}/")
    assert "主管态度不好" not in page
    assert f'href="/cases/{case.number}/"' not in page
    assert "欧阳雪萍" not in page
    assert "您是被投诉人" in page
    assert "欧阳雪萍" not in str(workbook(client, sheet))
    client.force_login(cast.clerk)
    assert "欧阳雪萍" in str(workbook(client, sheet))


def workbook(client: Any, sheet: WeeklySheet) -> list[list[Any]]:
    answer = client.get(f"/sheets/{sheet.pk}/excel/")
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()


def test_the_workbook_has_the_layout_of_the_form(cast, monday, client):
    complaint(cast, gist="=cmd|' /C calc'!A0 十二件面料")
    sheet = ready(cast, monday)
    client.force_login(cast.clerk)
    rows = workbook(client, sheet)
    texts = [str(cell) for row in rows for cell in row if cell != ""]
    assert (rows[0][0], rows[1][0]) == ("路达物流", "投 诉 周 汇 总 表")
    assert rows[3] == [
        "编号",
        "日期",
        "客户",
        "运单号",
        "类别",
        "责任部门",
        "要点",
        "应办结",
        "实办结",
        "超时（小时）",
        "是否满意",
        "二次投诉",
    ]
    assert rows[4][6].startswith("=cmd")  # text, not a formula
    for words in ("按类别合计", "按部门合计", "客户需求分析", "要电话预约", "建议", "批准："):
        assert words in texts
    assert any(text.startswith("制表：") for text in texts)
    assert any(text.startswith("导出：2107") for text in texts)
