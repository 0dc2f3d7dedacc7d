"""The rulebook's reading pages, the parameter register, and publishing an edition."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client

from shouwen.people.tests.test_administration import as_person
from shouwen.rulebook import queries
from shouwen.rulebook.models import Edition, SettingChange


@pytest.fixture
def edition(cast: Any) -> Edition:
    return queries.edition_in_force("logistics")


@pytest.fixture
def clerk(cast: Any) -> Client:
    return as_person(cast.clerk)


@pytest.fixture
def newer_packs(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The product's packs as a later release would bring them: one clause and one setting differ."""
    shutil.copytree(site.PACKS, tmp_path / "packs")
    sheet = tmp_path / "packs" / "logistics" / "settings.toml"
    sheet.write_text(sheet.read_text().replace('value = "30d"', 'value = "45d"', 1))
    settings.PACKS = tmp_path / "packs"
    yield tmp_path / "packs"


def test_everybody_who_may_read_reads(cast: Any, clerk: Client, edition: Edition) -> None:
    """All reading pages answer, and name the edition."""
    for part in ("", "deadlines/", "clauses/", "tables/routing/", "decisions/routing/", "kinds/complaint/"):
        answer = clerk.get(f"/rulebook/editions/{edition.pk}/{part}")
        assert answer.status_code == 200, part
        assert "零担物流" in answer.content.decode()
    assert edition.name in clerk.get("/rulebook/").content.decode()
    assert clerk.get("/rulebook/", {"pack": "no-such"}).status_code == 404
    assert clerk.get(f"/rulebook/editions/{edition.pk}/tables/no-such/").status_code == 404
    assert clerk.get("/rulebook/editions/999/").status_code == 404


def test_who_may_not_read_is_told_so(cast: Any, edition: Edition) -> None:
    """A person without any post."""
    cast.clerk.appointments.all().delete()
    for address in ("/rulebook/", f"/rulebook/editions/{edition.pk}/clauses/", "/rulebook/settings/"):
        refused = as_person(cast.clerk).get(address)
        assert refused.status_code == 403 and "您没有这项权限" in refused.content.decode()


def test_a_table_is_rows_with_clauses_in_words(clerk: Client, edition: Edition) -> None:
    """Codes are said in Chinese; each row names its clause and how sure it is."""
    page = clerk.get(f"/rulebook/editions/{edition.pk}/tables/routing/").content.decode()
    for words in ("R-01", "态度不友好", "监察部", "D.4.8.1", "明文", "唯一", "都不符合"):
        assert words in page, words
    assert "unfriendly_attitude" not in page
    assert f"/rulebook/clauses/{edition.pk}/S2-1.D.4.8.1/" in page


def test_a_decision_can_be_tried_and_keeps_nothing(clerk: Client, edition: Edition) -> None:
    """Outcome, row and clause; an unknown situation goes to a person; what is missing is said."""
    from shouwen.rulebook.models import Decision

    address = f"/rulebook/editions/{edition.pk}/decisions/routing/"
    page = clerk.get(address, {"try": "yes", "category": "wrong_dispatch", "cause": "sorting"}).content.decode()
    assert "运营部" in page and "R-06b" in page and "D.4.8.6" in page
    part = clerk.get(address, {"try": "yes", "category": "other"}, headers={"HX-Request": "true"}).content.decode()
    assert "客服主管" in part and "人工" in part and "<html" not in part
    missing = clerk.get(address, {"try": "yes", "cause": "sorting"}).content.decode()
    assert "投诉类别" in missing and "这个字段是必填项" in missing
    assert Decision.objects.count() == 0


def test_deadlines_are_said_in_words(clerk: Client, edition: Edition) -> None:
    """Working or calendar, from which event, by which clause."""
    page = clerk.get(f"/rulebook/editions/{edition.pk}/deadlines/").content.decode()
    for words in (
        "把反馈告知客户",
        "工作时间 30 分钟",
        "收到书面报告后处理",
        "自然时间 24 小时",
        "D.4.5b",
        "逾期 24 小时",
    ):
        assert words in page, words


def test_clauses_are_searched(clerk: Client, edition: Edition) -> None:
    """By number and by words; nothing found says what to try."""
    address = f"/rulebook/editions/{edition.pk}/clauses/"
    page = clerk.get(address, {"q": "D.4.8.6"}).content.decode()
    assert "S2-1.D.4.8.6" in page and "S2-1.D.4.8.1" not in page
    assert "没有条文含“天书”" in clerk.get(address, {"q": "天书"}).content.decode()


def test_the_register_shows_value_origin_and_changer(cast: Any, clerk: Client) -> None:
    """An administrator changes with a reason, for one brand; everyone sees who, when and why."""
    admin = as_person(cast.administrator)
    page = admin.get("/rulebook/settings/").content.decode()
    assert "repeat.window" in page and "30 天" in page and "设定" in page and "没有改过" in page
    address = "/rulebook/settings/LD/repeat.window/"
    assert admin.post(address, {"value_0": "60", "value_1": "d", "reason": ""}).status_code == 422
    bad = admin.post(address, {"value_0": "两个", "value_1": "mo", "reason": "旺季"})
    assert bad.status_code == 422 and "输入整数" in bad.content.decode() and "旺季" in bad.content.decode()
    assert "两个" in bad.content.decode(), "nothing typed is lost"
    assert admin.post(address, {"value_0": "60", "value_1": "d", "reason": "旺季客户回来得晚"}).status_code == 302
    page = clerk.get("/rulebook/settings/").content.decode()
    assert "60 天" in page and "规则包写的是 30 天" in page and "旺季客户回来得晚" in page and "9001" in page
    assert SettingChange.objects.get().brand == "LD"
    assert "60 天" not in as_person(cast.stranger).get("/rulebook/settings/").content.decode()


def test_types_of_settings(cast: Any) -> None:
    """A truth is a truth, a number a number: never the text of one."""
    admin = as_person(cast.administrator)
    admin.post("/rulebook/settings/LD/told.proxy_counts/", {"value": "yes", "reason": "试行"})
    admin.post("/rulebook/settings/LD/repeat.many/", {"value": "4", "reason": "试行"})
    kept = {change.key: change.value for change in SettingChange.objects.all()}
    assert kept == {"told.proxy_counts": True, "repeat.many": 4}


def test_the_register_of_another_brand_is_closed(cast: Any, clerk: Client) -> None:
    """Not to be read, not to be changed; and a clerk changes nothing in his own."""
    assert clerk.get("/rulebook/settings/", {"brand": "CY"}).status_code == 404
    assert as_person(cast.administrator).get("/rulebook/settings/CY/repeat.many/").status_code == 404
    assert clerk.post("/rulebook/settings/LD/repeat.many/", {"value": "4", "reason": "我要"}).status_code == 403
    assert "要改这个值，请找系统管理员" in clerk.get("/rulebook/settings/LD/repeat.many/").content.decode()


def test_a_newer_pack_on_disk_is_seen_and_published(cast: Any, at: Any, newer_packs: Path) -> None:
    """What differs is said by part; never backdated; from its day on it is in force."""
    admin = as_person(cast.administrator)
    assert "随本软件更新了" in admin.get("/rulebook/").content.decode()
    assert "随本软件更新了" not in as_person(cast.clerk).get("/rulebook/").content.decode()
    page = admin.get("/rulebook/publication/logistics/").content.decode()
    assert "repeat.window" in page and "没有错误" in page
    early = admin.post("/rulebook/publication/logistics/", {"in_force_from": "2026-07-01", "reason": "试"})
    assert early.status_code == 422 and "不能早于今天" in early.content.decode()
    given = {"in_force_from": "2026-08-01", "reason": "新规范"}
    assert as_person(cast.clerk).post("/rulebook/publication/logistics/", given).status_code == 403
    assert admin.post("/rulebook/publication/logistics/", given).status_code == 302
    assert queries.in_force("logistics").settings["repeat.window"].value == "30d"
    at("2026-08-02 09:00")
    assert queries.in_force("logistics").settings["repeat.window"].value == "45d"
    assert "已经发布" in admin.get("/rulebook/publication/logistics/").content.decode()


def test_a_pack_with_errors_is_not_published(cast: Any, newer_packs: Path) -> None:
    """The page says what is wrong; the verb refuses too."""
    sheet = newer_packs / "logistics" / "tables" / "routing.toml"
    sheet.write_text(sheet.read_text().replace('"S2-1.D.4.8.1"', '"S2-1.D.4.8.99"'))
    admin = as_person(cast.administrator)
    page = admin.get("/rulebook/publication/logistics/").content.decode()
    assert "没有条款" in page and "先处理完左边的错误" in page
    refused = admin.post("/rulebook/publication/logistics/", {"in_force_from": "2099-01-01", "reason": "试"})
    assert refused.status_code == 422
    assert Edition.objects.count() == 1
