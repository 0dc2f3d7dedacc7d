"""The claims report: counted while a draft, locked when handed in, read by a leader; its list, page and workbook."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from shouwen.claims import actions, jobs, queries, report_rows, rules
from shouwen.claims.models import ClaimReport
from shouwen.claims.periods import Period
from shouwen.claims.report_figures import numbers_behind
from shouwen.claims.tests import makers
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable
from shouwen.people.models import Notice

JUNE, JULY = (2026, 6), (2026, 7)
pytestmark = pytest.mark.django_db


def report(cast: Any, month: int = 6, by: Any = None, kind: str = "month") -> ClaimReport:
    made = actions.open_report(brand=cast.brand, kind=kind, year=2026, part=month, by=by or cast.claims)
    return ClaimReport.objects.select_related("brand").get(pk=made.pk)


def written(cast: Any, month: int = 6) -> ClaimReport:
    made = report(cast, month)
    actions.write_report_remarks(made, by=cast.claims, remarks="少件集中在夜班。")
    return made


def submitted(cast: Any, month: int = 6) -> ClaimReport:
    made = written(cast, month)
    actions.submit_report(made, by=cast.claims)
    return made


@pytest.fixture
def world(cast: Any, at: Any) -> dict[str, Any]:
    """June: one paid and paid back, one settled by the branch, one still open. July: one more reported."""
    at("2026-06-03 10:00")
    paid = makers.issued(cast, waybill="884027150001", kind="shortage", goods="=cmd|' /C calc'!A0").claim
    at("2026-06-05 10:00")
    voucher = paid.vouchers.select_related("claim__brand", "claim__department", "opinion__approval").get()
    actions.pay(voucher, by=cast.settlement, identity="id_card", ending="271X")
    paid = makers.fresh(paid)
    actions.notify_shares(paid, by=cast.claims)
    share = paid.shares.select_related("claim", "person").get()
    actions.acknowledge_share(share, by=cast.driver)
    at("2026-06-12 10:00")
    settled = makers.reported(cast, waybill="884027150002", kind="damage")
    actions.settle_among_parties(
        settled, by=cast.claims, group="branch", amount_fen=36000, settled_on=at_day(6, 11), words="当场赔付。"
    )
    still = makers.reported(cast, waybill="884027150003", kind="damage", requested_fen=99900)
    at("2026-07-02 10:00")
    later = makers.reported(cast, waybill="884027150004", kind="damage")
    return {"paid": paid, "settled": settled, "open": still, "later": later, "share": share}


def at_day(month: int, day: int) -> Any:
    import datetime as dt

    return dt.date(2026, month, day)


def values(data: Any) -> dict[str, Any]:
    return {name: figure["value"] for name, figure in data["figures"].items()}


# ---- counting what the tables hold


def test_the_figures_of_june_are_what_a_hand_counts(cast, world):
    data = report_rows.draw(report(cast))
    assert values(data) == {
        "accidents": 1,
        "reported": 3,
        "paid": 1,
        "paid_sum": 400000,
        "days": 2.0,
        "pending": 1,
        "recovered": 0,
        "insured": 0,
        "settled": 1,
    }
    assert {name: cell["fen"] for name, cell in data["recovery"]["total"].items()} == {
        "opening": 0,
        "notified": 400000,
        "acknowledged": 400000,
        "recovered": 0,
        "outstanding": 400000,
    }
    assert next((row["key"], row["fen"]) for row in data["by_department"]) == ("分公司", 400000)
    assert numbers_behind(data, "ageing.1") == [world["open"].number]


def test_what_comes_back_in_july_is_julys(cast, world, at):
    actions.recover_share(
        world["share"].__class__.objects.select_related("claim").get(pk=world["share"].pk), by=cast.claims
    )
    june, july = (report_rows.draw(report(cast, month)) for month in (6, 7))
    assert values(june)["recovered"] == 0
    assert june["recovery"]["total"]["outstanding"]["fen"] == 400000
    assert (july["figures"]["recovered"]["value"], july["figures"]["paid_sum"]["before"]) == (400000, 400000)
    total = {name: cell["fen"] for name, cell in july["recovery"]["total"].items()}
    assert total == {"opening": 400000, "notified": 0, "acknowledged": 0, "recovered": 400000, "outstanding": 0}


def test_the_cause_is_the_clause_the_finding_of_liability_rests_on(cast, world):
    data = report_rows.draw(report(cast))
    run = world["paid"].liability_runs.get()
    clause = next(clause for row in run.decision.rows for clause in row["clauses"])
    keys = [row["key"] for row in data["causes"]]
    assert rules.of_brand(cast.brand).pack.clauses[clause].title in keys
    assert "" in keys, "the others are not decided yet"


def test_an_insurer_and_a_made_good_claim_are_counted(cast, at):
    at("2026-06-03 10:00")
    claim = makers.negotiating(cast, waybill="884027150009", kind="damage")
    actions.agree(claim, by=cast.claims, amount_fen=0, words="修好即可。")
    actions.draft_opinion(makers.fresh(claim), by=cast.claims, cause="碰坏", method="repair", method_words="送修")
    claim = makers.approve(cast, makers.fresh(claim))
    case = actions.report_to_insurer(claim, by=cast.claims, insurer="太平洋财险", report_number="TP9")
    at("2026-06-09 10:00")
    actions.make_good(makers.fresh(claim), by=cast.claims, words="已修好送回。")
    actions.insurer_pays(type(case).objects.select_related("claim").get(pk=case.pk), by=cast.claims, amount_fen=120000)
    at("2026-07-02 10:00")
    data = report_rows.draw(report(cast))
    assert (data["figures"]["paid"]["made_good"], values(data)["paid_sum"], values(data)["insured"]) == (1, 0, 120000)
    assert values(data)["days"] == 6.0


def test_another_brands_claims_are_not_counted(cast, world):
    other = Period("month", 2026, 6)
    assert report_rows.lines(cast.other_brand, other, rules.of_brand(cast.brand)) == []


def test_ten_claims_cost_no_more_queries_than_one(cast, at, query_budget):
    at("2026-06-10 10:00")
    makers.investigated(cast, waybill="884027150101")
    at("2026-07-01 10:00")
    made = report(cast)
    ruled = rules.of_brand(cast.brand)
    with query_budget(11):
        assert len(report_rows.lines(cast.brand, made.period, ruled)) == 1
    at("2026-06-10 11:00")
    for number in range(9):
        makers.investigated(cast, waybill=f"88402715020{number}")
    at("2026-07-01 10:00")
    with query_budget(11):
        assert len(report_rows.lines(cast.brand, made.period, ruled)) == 10


# ---- the record


def test_a_report_is_opened_once_and_its_day_is_the_companys(cast, at):
    at("2026-07-01 08:00")
    made = report(cast)
    assert report(cast).pk == made.pk
    assert made.due_at == made.period.end.replace(day=5, hour=17)


def test_a_period_that_has_not_begun_or_is_none_is_refused(cast, at):
    at("2026-07-01 08:00")
    for part in (8, 13):
        with pytest.raises(Unacceptable):
            report(cast, part)


def test_handed_in_it_is_locked_and_its_figures_stay(cast, world, facts_of):
    made = submitted(cast)
    frozen = values(made.frozen)
    actions.settle_among_parties(
        makers.fresh(world["open"]),
        by=cast.claims,
        group="loader",
        amount_fen=100,
        settled_on=at_day(6, 20),
        words="已赔",
    )
    again = ClaimReport.objects.select_related("brand").get(pk=made.pk)
    assert values(report_rows.draw(again)) == frozen
    with pytest.raises(MoveRefused):
        actions.write_report_remarks(again, by=cast.claims, remarks="改一改")
    with pytest.raises(MoveRefused):
        actions.submit_report(again, by=cast.claims)
    assert facts_of(made) == ["claim_report.opened", "claim_report.written", "claim_report.submitted"]


def test_neither_a_running_period_nor_one_without_words_can_be_handed_in(cast, at):
    at("2026-06-30 23:59")
    with pytest.raises(Unacceptable) as refused:
        actions.submit_report(report(cast), by=cast.claims)
    assert set(refused.value.details) == {"period", "remarks"}
    at("2026-07-01 00:00")
    with pytest.raises(Unacceptable) as refused:
        actions.submit_report(report(cast), by=cast.claims)
    assert set(refused.value.details) == {"remarks"}


def test_a_stale_save_is_refused_with_both_versions(cast, at):
    at("2026-07-01 08:00")
    made = written(cast)
    with pytest.raises(Stale):
        actions.write_report_remarks(made, by=cast.claims, remarks="另一句", seen_version=1)


def test_the_leader_is_told_and_marks_it_as_read_once(cast, at):
    at("2026-07-02 08:00")
    made = submitted(cast)
    assert Notice.objects.filter(person=cast.leader, url=f"/claims/reports/{made.pk}/").count() == 1
    actions.read_report(made, by=cast.leader)
    assert (made.state, made.read_by, made.read_at is not None) == ("read", cast.leader, True)
    with pytest.raises(MoveRefused):
        actions.read_report(made, by=cast.leader)


def test_a_draft_cannot_be_read(cast, at):
    at("2026-07-02 08:00")
    with pytest.raises(MoveRefused):
        actions.read_report(report(cast), by=cast.leader)


@pytest.mark.parametrize(
    "who", ["clerk", "operations", "settlement", "driver", "supervisor", "leader", "stranger", "auditor"]
)
def test_only_a_claims_clerk_makes_and_hands_in(cast, at, who):
    at("2026-07-02 08:00")
    with pytest.raises(Refused):
        report(cast, by=getattr(cast, who))
    made = written(cast)
    for verb in (
        lambda by: actions.submit_report(made, by=by),
        lambda by: actions.write_report_remarks(made, by=by, remarks="x"),
    ):
        with pytest.raises(Refused):
            verb(getattr(cast, who))


@pytest.mark.parametrize("who", ["claims", "claims_colleague", "supervisor", "clerk", "settlement", "centre_head"])
def test_only_a_leader_marks_it_as_read(cast, at, who):
    at("2026-07-02 08:00")
    made = submitted(cast)
    with pytest.raises(Refused):
        actions.read_report(made, by=getattr(cast, who))


def test_who_handed_it_in_does_not_mark_it_even_as_a_leader(cast, at):
    at("2026-07-02 08:00")
    made = submitted(cast)
    ClaimReport.objects.filter(pk=made.pk).update(submitted_by=cast.leader)
    with pytest.raises(Refused):
        actions.read_report(ClaimReport.objects.get(pk=made.pk), by=cast.leader)


# ---- by itself


def test_drafts_of_what_ended_last_are_made_each_day_once(cast, at):
    at("2026-07-01 00:10")
    jobs.open_claim_reports()
    jobs.open_claim_reports()
    found = ClaimReport.objects.filter(brand=cast.brand)
    assert sorted(found.values_list("kind", "year", "part")) == [
        ("month", 2026, 6),
        ("quarter", 2026, 2),
        ("year", 2025, 1),
    ]


def test_a_late_draft_is_pressed_once_and_one_handed_in_never(cast, at):
    at("2026-07-01 08:00")
    late, done = report(cast), submitted(cast, 5)
    at("2026-07-05 16:59")
    assert actions.remind_late_reports() == 0
    at("2026-07-05 17:01")
    assert (actions.remind_late_reports(), actions.remind_late_reports()) == (1, 0)
    told = Notice.objects.filter(person=cast.claims, tone="late")
    assert [notice.url for notice in told] == [f"/claims/reports/{late.pk}/"]
    assert told[0].origin == "default"
    assert done.reminded_at is None


# ---- pages


def get(client: Any, person: Any, url: str, **more: Any) -> Any:
    client.force_login(person)
    return client.get(url, more)


def test_the_page_shows_the_figures_and_each_opens_its_claims(client, cast, world):
    made = submitted(cast)
    page = get(client, cast.claims, f"/claims/reports/{made.pk}/").content.decode()
    assert "¥4,000.00" in page
    assert "不是规范条文" in page
    assert f"/claims/?report={made.pk}&amp;figure=paid_sum" in page
    behind = get(client, cast.claims, "/claims/", report=made.pk, figure="paid_sum").content.decode()
    assert world["paid"].number in behind
    assert world["open"].number not in behind
    assert "2026 年 6 月 理赔报表" in behind


def test_a_figure_narrows_the_list_together_with_the_query(client, cast, world):
    made = submitted(cast)
    page = get(client, cast.claims, "/claims/", report=made.pk, figure="reported", kind="shortage").content.decode()
    assert world["paid"].number in page
    assert world["settled"].number not in page


@pytest.mark.parametrize(
    ("report_id", "figure"), [("x", "paid"), ("999999", "paid"), ("1", "none.1"), ("9" * 30, "paid")]
)
def test_an_address_that_names_no_figure_lists_as_without_it(client, cast, world, report_id, figure):
    page = get(client, cast.claims, "/claims/", report=report_id, figure=figure)
    assert page.status_code == 200
    assert world["open"].number in page.content.decode()


def test_who_may_not_see_reports_cannot_use_one_to_filter(client, cast, world):
    made = submitted(cast)
    page = get(client, cast.clerk, "/claims/", report=made.pk, figure="paid_sum").content.decode()
    assert "理赔报表" not in page


def test_a_party_to_a_claim_reads_none_of_its_words(client, cast, world):
    from shouwen.claims.models import Handling

    Handling.objects.create(
        claim=world["open"],
        party="loader",
        person=cast.leader,
        registered_by=cast.claims,
        registered_at=world["open"].reported_at,
    )
    made = submitted(cast)
    page = get(client, cast.leader, f"/claims/reports/{made.pk}/").content.decode()
    assert "884027150003" not in page
    assert "您与本件有牵连" in page
    assert world["open"].number in page, "it is counted and its number stands there"
    book = read(get(client, cast.leader, f"/claims/reports/{made.pk}/excel/"))
    assert "884027150003" not in str(book)


def test_the_quarter_shows_its_months(client, cast, world):
    made = report(cast, 2, kind="quarter")
    page = get(client, cast.leader, f"/claims/reports/{made.pk}/").content.decode()
    assert "6 月" in page
    assert "按月" in page


def test_words_are_kept_even_when_the_report_cannot_be_handed_in(client, cast, at):
    at("2026-06-30 10:00")
    made = report(cast)
    client.force_login(cast.claims)
    answer = client.post(f"/claims/reports/{made.pk}/submission/", {"remarks": "先写一半", "version": made.version})
    assert answer.status_code == 422
    assert "先写一半" in answer.content.decode()
    assert ClaimReport.objects.get(pk=made.pk).remarks == "先写一半"


def test_the_clerk_hands_in_and_the_leader_reads_in_the_pages(client, cast, at):
    at("2026-07-02 08:00")
    client.force_login(cast.claims)
    client.post("/claims/reports/", {"brand": cast.brand.code, "kind": "month", "year": 2026, "part": 6})
    made = ClaimReport.objects.get()
    client.post(f"/claims/reports/{made.pk}/submission/", {"remarks": "无", "version": made.version})
    page = get(client, cast.leader, f"/claims/reports/{made.pk}/").content.decode()
    assert "请阅" in page
    client.post(f"/claims/reports/{made.pk}/reading/")
    assert "领导已阅" in get(client, cast.claims, "/claims/reports/").content.decode()


def test_the_list_and_the_page_take_no_more_queries_with_more_in_them(client, cast, world, query_budget):
    for month in range(1, 7):
        report(cast, month)
    client.force_login(cast.leader)
    client.get("/claims/reports/")
    with query_budget(20):
        client.get("/claims/reports/")
    made = report(cast)
    with query_budget(36):
        client.get(f"/claims/reports/{made.pk}/")


@pytest.mark.parametrize("who", ["clerk", "settlement", "operations", "driver", "stranger", "auditor"])
def test_others_see_no_reports(client, cast, world, who):
    made = submitted(cast)
    person = getattr(cast, who)
    assert not queries.reports_for(person).exists()
    for url in ("", "excel/"):
        assert get(client, person, f"/claims/reports/{made.pk}/{url}").status_code in (403, 404)
    assert get(client, person, "/claims/reports/").status_code == 403


# ---- the workbook


def read(answer: Any) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_has_four_sheets_whose_sums_are_the_figures(client, cast, world):
    made = submitted(cast)
    book = read(get(client, cast.leader, f"/claims/reports/{made.pk}/excel/"))
    assert list(book) == ["理赔报表", "原因分析", "统计表", "自行解决"]
    detail = book["理赔报表"]
    heads = detail[3]
    assert heads[:4] == ["理赔编号", "报案日期", "运单号", "货物"]
    by_number = {row[0]: dict(zip(heads, row, strict=True)) for row in detail[4:]}
    assert by_number[world["paid"].number]["本期已付"] == 4000.0
    assert by_number["合计"]["本期已付"] == 4000.0
    assert world["later"].number not in by_number
    assert "少件集中在夜班。" in [cell for row in book["原因分析"] for cell in row]
    assert ["报案", 3.0, 0.0] in [row[:3] for row in book["统计表"]]
    assert ["分公司", 1.0, 360.0] in [row[:3] for row in book["自行解决"]]


def test_a_text_that_looks_like_a_formula_stays_text(client, cast, world):
    made = submitted(cast)
    answer = get(client, cast.leader, f"/claims/reports/{made.pk}/excel/")
    raw = b"".join(answer.streaming_content)
    import zipfile

    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert all("<f>" not in sheet for sheet in sheets)
        assert escape("=cmd|") in parts.read("xl/sharedStrings.xml").decode()


def test_an_empty_period_makes_a_workbook_too(client, cast, at):
    at("2026-07-02 08:00")
    book = read(get(client, cast.claims, f"/claims/reports/{report(cast).pk}/excel/"))
    assert "本期没有理赔" in [cell for row in book["理赔报表"] for cell in row]


def test_no_line_is_left_out_where_all_are_asked_for(client, cast, at):
    at("2026-06-10 10:00")
    for _number in range(22):
        actions.report_claim(by=cast.claims, brand=cast.brand, customer=None, matter=None)
    at("2026-07-02 10:00")
    made = report(cast)
    first = get(client, cast.leader, f"/claims/reports/{made.pk}/").content.decode()
    assert "1–20，共 22" in first
    assert "全部列出" in first
    assert "1–22，共 22" in get(client, cast.leader, f"/claims/reports/{made.pk}/", page="all").content.decode()
    assert "21–22，共 22" in get(client, cast.leader, f"/claims/reports/{made.pk}/", page="2").content.decode()
