"""Drafts in the browser: cells in place, files out and in, replay pages, coverage; and who must not."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.kernel import jobs
from shouwen.people.models import Approval
from shouwen.people.tests.test_administration import as_person
from shouwen.rulebook import actions, queries
from shouwen.rulebook.models import RuleDraft
from shouwen.rulebook.tests import fines

HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(cast: Any, at: Any) -> RuleDraft:
    fines.publish()
    return actions.begin_draft(by=cast.administrator, pack="fines", title="提高赔付")


@pytest.fixture
def page(draft: RuleDraft) -> str:
    return f"/rulebook/drafts/{draft.pk}/tables/fine/"


@pytest.fixture
def editor(cast: Any) -> Client:
    return as_person(cast.administrator)


def row_of(draft: RuleDraft, id: str) -> Any:
    draft.refresh_from_db()
    return next(row for row in queries.pack_of_draft(draft).tables["fine"].row if row.id == id)


def test_a_draft_is_begun_in_the_browser(editor: Client, cast: Any) -> None:
    """From the newest edition of a pack; without a title it says so and keeps the form."""
    assert editor.post("/rulebook/drafts/", {"pack": "logistics", "title": ""}).status_code == 422
    answer = editor.post("/rulebook/drafts/", {"pack": "logistics", "title": "换转办"})
    assert answer.status_code == 302
    shown = editor.get(answer["Location"]).content.decode()
    for words in ("换转办", "2026.2", "基于 2026.1", "投诉转办", "还没有改动", "领导"):
        assert words in shown, words


def test_the_editor_shows_every_trouble_on_the_table(draft: RuleDraft, page: str, editor: Client, cast: Any) -> None:
    """A gap as a row with its button, an overlap on both rows, a row that never fires, an input that never matters."""
    by = cast.administrator
    clean = editor.get(page).content.decode()
    assert "这张表没有问题" not in clean and "不影响结果" in clean  # 易碎 is asked and no row looks at it
    actions.change_cell(draft, by=by, table="fine", row="F-2", column="days", text="[3..6]", seen=None)
    gap = editor.get(page).content.decode()
    assert 'class="gap"' in gap and "补一行" in gap and "无行可用" in gap
    tests = json.loads(re.search(r'hx-vals="([^"]*tests[^"]*)"', gap)[1].replace("&quot;", '"'))["tests"]  # type: ignore[index]
    answer = editor.post(f"{page}rows/", {"do": "add", "tests": tests, "seen": draft.version}, headers=HTMX)
    assert answer.status_code == 200 and 'class="gap"' not in answer.content.decode()
    draft.refresh_from_db()
    assert queries.pack_of_draft(draft).tables["fine"].row[-1].when == {"days": "(6..7]"}
    actions.change_cell(draft, by=by, table="fine", row="F-2", column="days", text="[2..6]", seen=None)
    overlap = editor.get(page).content.decode()
    assert "与 F-1 重叠" in overlap and "与 F-2 重叠" in overlap
    actions.change_cell(draft, by=by, table="fine", row="F-1", column="days", text="> 40", seen=None)
    assert "永不命中" in editor.get(page).content.decode()


def test_a_cell_is_changed_in_its_place(draft: RuleDraft, page: str, editor: Client) -> None:
    """The form comes into the cell, the whole editor comes back; what cannot be read stays at the cell, typed text kept."""
    place = {"row": "F-1", "column": "days", "part": "when", "at": "0-0"}
    form = editor.get(f"{page}cell/", place, headers=HTMX).content.decode()
    assert 'name="seen" value="&lt; 3"' in form and "<html" not in form
    bad = editor.post(f"{page}cell/", {**place, "text": "< ", "seen": "< 3"}, headers=HTMX)
    assert (
        bad.status_code == 422
        and bad["HX-Retarget"] == "#cell-0-0"
        and 'value="&lt;"' in bad.content.decode().replace("&lt; ", "&lt;")
    )
    assert 'role="alert"' in bad.content.decode()
    good = editor.post(f"{page}cell/", {**place, "text": "< 2", "seen": "< 3"}, headers=HTMX)
    assert good.status_code == 200 and 'id="editor"' in good.content.decode()
    assert row_of(draft, "F-1").when["days"] == "< 2"


def test_a_stale_cell_shows_both_texts(draft: RuleDraft, page: str, editor: Client) -> None:
    """And a second save, with the other text seen, is the person's own choice."""
    place = {"row": "F-2", "column": "amount", "part": "then", "at": "1-2"}
    editor.post(f"{page}cell/", {**place, "text": "60", "seen": "50.00"}, headers=HTMX)
    stale = editor.post(f"{page}cell/", {**place, "text": "70", "seen": "50.00"}, headers=HTMX)
    words = stale.content.decode()
    assert stale.status_code == 422 and "现在存着的" in words and ">60<" in words and ">70<" in words
    editor.post(f"{page}cell/", {**place, "text": "70", "seen": "60"}, headers=HTMX)
    assert row_of(draft, "F-2").then["amount"] == "70"


def test_values_of_a_domain_are_ticked(cast: Any, at: Any, editor: Client) -> None:
    """Boxes with labels; none ticked asks nothing."""
    draft = actions.begin_draft(by=cast.administrator, pack="logistics", title="换转办")
    address = f"/rulebook/drafts/{draft.pk}/tables/routing/cell/"
    place = {"row": "R-03", "column": "category", "part": "when", "at": "5-0"}
    form = editor.get(address, place).content.decode()
    assert form.count('type="checkbox"') == 13 and "送货不及时" in form and 'value="late_delivery" checked' in form
    seen = '"late_delivery"'
    ticked = {**place, "text": seen, "seen": seen, "picked": ["late_delivery", "null"]}
    editor.post(address, ticked, headers=HTMX)
    draft.refresh_from_db()
    rows = {row.id: row for row in queries.pack_of_draft(draft).tables["routing"].row}
    assert rows["R-03"].when["category"] == '"late_delivery", null'


def test_a_row_says_what_it_rests_on(draft: RuleDraft, page: str, editor: Client) -> None:
    """Without a clause the form comes back; a gap is shown as no part of the rulebook."""
    words = {"row": "F-1", "id": "F-1", "because": "", "certainty": "stated", "note": "", "seen": "F-1\nT-1\nstated\n"}
    refused = editor.post(f"{page}row/", words, headers=HTMX)
    assert refused.status_code == 422 and "未见条文" in refused.content.decode()
    assert refused["HX-Retarget"] == "#row-form"
    kept = editor.post(f"{page}row/", {**words, "gap": "on", "certainty": "manual"}, headers=HTMX)
    assert kept.status_code == 200 and "不是规范条文" in kept.content.decode()
    assert row_of(draft, "F-1").because == ["gap"]


def test_only_changes_or_problems_are_shown_when_asked(draft: RuleDraft, page: str, editor: Client, cast: Any) -> None:
    """The other rows are left out, and what was removed is named."""
    by = cast.administrator
    actions.change_answer(draft, by=by, table="fine", row="F-2", column="amount", text="60", seen=None)
    actions.remove_row(draft, by=by, table="fine", row="F-3", seen=draft.version)
    shown = editor.get(page, {"show": "changed"}).content.decode()
    assert 'id="F-2"' in shown and 'id="F-1"' not in shown and "草稿里删去了这一行" in shown


# ---- files


def uploaded(data: bytes, draft: RuleDraft, name: str = "t.xlsx") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data), "version": draft.version}


def workbook(rows: list[list[str]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                sheet.write_string(at, place, text)
    return out.getvalue()


def read(answer: Any) -> list[list[str]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return [list(map(str, row)) for row in book.get_sheet_by_index(0).to_python()]


@pytest.mark.parametrize("table", ["routing", "routing-also", "change-routing", "return-permission", "first-answer"])
def test_a_table_goes_to_excel_and_back_unchanged(cast: Any, at: Any, editor: Client, table: str) -> None:
    """Text cells out, the child reader in: the content keeps its digest."""
    draft = actions.begin_draft(by=cast.administrator, pack="logistics", title="换转办")
    before = draft.digest
    address = f"/rulebook/drafts/{draft.pk}/tables/{table}/file/"
    answer = editor.get(address)
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert editor.post(address, uploaded(data, draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.digest == before
    toml = editor.get(address, {"as": "toml"}).content
    assert editor.post(address, uploaded(toml, draft, "t.toml")).status_code == 302
    draft.refresh_from_db()
    assert draft.digest == before


def test_a_changed_cell_in_excel_is_the_only_change(draft: RuleDraft, page: str, editor: Client) -> None:
    """Labels and 是/否 are read; the rest stays as written."""
    rows = read(editor.get(f"{page}file/"))
    line = next(row for row in rows if row[0] == "F-2")
    line[2], line[3] = "是", "65.50"
    assert editor.post(f"{page}file/", uploaded(workbook(rows), draft)).status_code == 302
    row = row_of(draft, "F-2")
    assert row.when == {"days": "[3..7]", "fragile": "true"} and row.then["amount"] == "65.50"
    assert row_of(draft, "F-1") == queries.pack_of(draft.base).tables["fine"].row[0]


def test_a_wrong_file_gets_a_sentence_for_each_row(draft: RuleDraft, page: str, editor: Client) -> None:
    """And the table stays whole as it was."""
    before = draft.digest
    rows = read(editor.get(f"{page}file/"))
    at = next(number for number, row in enumerate(rows) if row[0] == "F-1")
    rows[at][1], rows[at + 1][3], rows[at + 2][5] = ">> 3", "五十", ""
    words = editor.post(f"{page}file/", uploaded(workbook(rows), draft))
    shown = words.content.decode()
    assert words.status_code == 422
    for sentence in (f"第 {at + 1} 行：晚到天数", f"第 {at + 2} 行：赔付", f"第 {at + 3} 行：没有写条款"):
        assert sentence in shown, sentence
    for data, sentence in (
        (b"no workbook, no toml =", "TOML 读不懂"),
        (b"PK\x03\x04 broken", "读不出来"),
        (workbook([["a", "b"]]), "找不到表头"),
        (b"\xff\xfe\x00\x01", "不是 xlsx"),
        (workbook([[*rows[at - 1], "多余"]]), "不认识的列"),
    ):
        answer = editor.post(f"{page}file/", uploaded(data, draft))
        assert answer.status_code == 422 and sentence in answer.content.decode(), sentence
    draft.refresh_from_db()
    assert draft.digest == before


# ---- replay, approval, coverage


def test_a_replay_is_followed_to_its_differences(draft: RuleDraft, editor: Client, cast: Any, at: Any) -> None:
    """The bar while it runs, then counts, money and each decision; the same as Excel."""
    fines.decided(cast.clerk, 1, 5, 6)
    actions.change_answer(
        draft, by=cast.administrator, table="fine", row="F-2", column="amount", text="65.50", seen=None
    )
    begun = editor.post(f"/rulebook/drafts/{draft.pk}/replay/", {"since": "2026-01-01", "brand": ""})
    page = begun["Location"]
    assert "hx-get" in editor.get(page).content.decode()
    assert "HX-Refresh" not in editor.get(f"{page}progress/").headers
    jobs.run_due(names=["rulebook.run_replay"])
    assert editor.get(f"{page}progress/").headers["HX-Refresh"] == "true"
    shown = editor.get(page).content.decode()
    for words in ("¥110.00 → ¥141.00", "+¥31.00", "65.50", "F-2 → F-2", "不在您能看的范围里"):
        assert words in shown, words
    rows = read(editor.get(f"{page}differences/"))
    assert [row[4:6] for row in rows if row[3] == "amount"] == [["50.00", "65.50"]] * 2


def test_a_cancelled_replay_says_it_does_not_count(draft: RuleDraft, editor: Client, cast: Any) -> None:
    fines.decided(cast.clerk, 5)
    actions.change_answer(draft, by=cast.administrator, table="fine", row="F-2", column="amount", text="60", seen=None)
    page = editor.post(f"/rulebook/drafts/{draft.pk}/replay/", {})["Location"]
    assert editor.post(f"{page}cancellation/").status_code == 302
    assert "不算数" in editor.get(page).content.decode()


def test_the_approval_page_tells_what_would_change(cast: Any, at: Any, editor: Client, sealed: Any) -> None:
    """Tables, check, replay with the money, who wrote it; the grant publishes."""
    draft = actions.begin_draft(by=cast.administrator, pack="logistics", title="换转办")
    setting = {"key": "repeat.window", "value": "45d", "seen": "30d"}
    actions.change_setting_default(draft, by=cast.administrator, **setting)
    about = f"/rulebook/drafts/{draft.pk}/"
    words = {"title": "换期限", "in_force_from": "2026-08-01", "reason": "三十天太短", "version": draft.version}
    assert editor.post(f"{about}about/", words).status_code == 302
    assert editor.post(f"{about}submission/").status_code == 302
    sealed()
    asked = Approval.objects.get(purpose="rulebook.edition")
    leader = as_person(cast.leader)
    shown = leader.get(f"/approvals/{asked.number}/").content.decode()
    for said in (
        "新版次改了什么",
        "30 天 → ",
        "没有错误",
        "9001",
        "三十天太短",
        "这次的改动不影响任何裁定",
        "S0-2.1.4",
    ):
        assert said in shown, said
    assert leader.get(about).status_code == 200
    leader.post(f"/approvals/{asked.number}/opinion/", {"says": "yes", "words": ""})
    draft.refresh_from_db()
    assert draft.state == "published" and "已成为版次" in editor.get(about).content.decode()


def test_coverage_lists_every_clause_with_its_places(cast: Any, at: Any) -> None:
    """A clause decided by a row links to the row; one that nothing rests on is found by the filter."""
    edition = queries.edition_in_force("logistics")
    clerk = as_person(cast.clerk)
    page = f"/rulebook/editions/{edition.pk}/coverage/"
    shown = clerk.get(page).content.decode()
    assert f"/rulebook/editions/{edition.pk}/tables/routing/#R-03" in shown
    nothing = clerk.get(page, {"way": "nothing"}).content.decode()
    assert "还没有落到哪里" in nothing and "#R-03" not in nothing


def test_who_may_not_is_refused_on_every_address(draft: RuleDraft, page: str, cast: Any) -> None:
    """The clerk sees no drafts; the leader reads them and changes nothing."""
    clerk, leader = as_person(cast.clerk), as_person(cast.leader)
    about = f"/rulebook/drafts/{draft.pk}/"
    assert clerk.get(about).status_code == 404 and clerk.get("/rulebook/drafts/").status_code == 403
    assert leader.get(page).status_code == 200 and "data-cell" not in leader.get(page).content.decode()
    before = draft.digest
    for address, words in (
        (f"{page}cell/", {"row": "F-1", "column": "days", "part": "when", "text": "< 1", "seen": "< 3"}),
        (f"{page}rows/", {"do": "remove", "row": "F-1", "seen": draft.version}),
        (f"{page}row/", {"row": "F-1", "id": "F-9", "because": "T-1", "certainty": "stated"}),
        (f"{page}file/", {}),
        (f"{about}about/", {"title": "x", "version": draft.version}),
        (f"{about}settings/fine.most/", {"value": "1"}),
        (f"{about}replay/", {}),
        (f"{about}submission/", {}),
        (f"{about}withdrawal/", {}),
    ):
        assert leader.post(address, words).status_code == 403, address
        assert clerk.post(address, words).status_code == 404, address
    draft.refresh_from_db()
    assert draft.digest == before and draft.state == "draft"
