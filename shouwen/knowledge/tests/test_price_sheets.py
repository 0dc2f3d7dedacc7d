"""Price lists come in whole from Excel or CSV, or not at all with a reason for each row."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shouwen.kernel.refusals import Unacceptable
from shouwen.knowledge import actions, queries
from shouwen.knowledge.tests.makers import desk, draft

pytestmark = pytest.mark.django_db


def sheet(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        page = book.add_worksheet()
        for number, row in enumerate([("服务", "单位", "单价（元）", "备注", "失效日期"), *rows]):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("价格.xlsx", kept.getvalue())


def test_a_workbook_becomes_lines_in_fen_that_are_found_and_kept_with_their_version(cast: Any) -> None:
    article = draft(cast, kind="prices", title="零担价格", body="")
    version = queries.open_version(article)
    assert version is not None
    with pytest.raises(Unacceptable, match="先导入"):
        actions.submit(version, by=cast.colleague)
    rows = ("昆山到长沙", "公斤", 1.2, "最低 30 元", "2027-01-31"), ("保价", "票", "¥1,860.00", "", "")
    assert actions.price(version, by=cast.colleague, upload=sheet(*rows)) == 2
    assert [(line.item, line.price_fen) for line in version.lines.all()] == [("昆山到长沙", 120), ("保价", 186000)]
    assert str(version.lines.all()[0].valid_until) == "2027-01-31"
    actions.submit(version, by=cast.colleague)
    actions.publish(version, by=cast.supervisor)
    assert queries.found_for(cast.clerk, "昆山到长沙多少钱")[0].article == article
    article.refresh_from_db()
    assert actions.revise(article, by=cast.clerk).lines.count() == 2


def test_one_bad_row_keeps_the_whole_file_out_and_says_which(cast: Any) -> None:
    article = draft(cast, kind="prices", title="零担价格")
    version = queries.open_version(article)
    assert version is not None
    actions.price(version, by=cast.colleague, upload=sheet(("保价", "票", "5", "", "")))
    bad = sheet(
        ("甲", "公斤", "一块二", "", ""),
        ("乙", "", "3", "", ""),
        ("丙", "票", "3", "", "下月"),
        ("丁", "票", "-3", "", ""),
    )
    reply = desk(cast.clerk).post(reverse("article-prices", args=[article.number]), {"file": bad})
    page = reply.content.decode()
    assert reply.status_code == 422 and "4 行不能导入" in page
    assert all(words in page for words in ("一块二", "没有写单位", "看不懂日期", "不能为负"))
    assert [line.item for line in version.lines.all()] == ["保价"]


def test_a_file_without_the_columns_is_refused_with_their_names(cast: Any) -> None:
    version = queries.open_version(draft(cast, kind="prices"))
    assert version is not None
    with pytest.raises(Unacceptable, match="缺少这些列：单位、价格"):
        actions.price(version, by=cast.colleague, upload=SimpleUploadedFile("a.csv", "项目,别的\n甲,1\n".encode("gbk")))
