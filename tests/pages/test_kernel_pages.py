"""First start, work calendar, the record of what happened, health."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shouwen.conversations.webchat.tests.makers import web_channel
from shouwen.kernel import calendars, deadlines, jobs
from shouwen.kernel.models import Fact, Job, WorkCalendarEdition
from shouwen.kernel.worktime import NoCalendarData
from shouwen.people import actions as people
from shouwen.people.models import Brand, Person
from shouwen.people.tests.test_administration import as_person
from shouwen.rulebook import queries as rulebook
from shouwen.site.first_start import first_start_code


@pytest.fixture(autouse=True)
def calendars_of_this_test() -> None:
    """The clock is held: another test's version 2 was made at the same moment."""
    calendars._read.cache_clear()


# ---- first start

GIVEN = {
    "brand_name": "路达物流",
    "brand_code": "",
    "pack": "logistics",
    "staff_number": "9001",
    "name": "顾清源",
    "password": "a-quiet-morning-train",
    "password_again": "a-quiet-morning-train",
}


@pytest.fixture
def code(db: None, tmp_path: Path, settings: Any) -> Iterator[str]:
    settings.DATA = tmp_path
    yield first_start_code(tmp_path)


def test_every_page_leads_to_the_wizard(code: str) -> None:
    """Before anything is set up; the packs say what is in them."""
    visitor = Client()
    assert visitor.get("/people/").headers["Location"] == "/first-start/"
    page = visitor.get("/first-start/").content.decode()
    clauses = len(rulebook.read_from_disk("logistics").clauses)
    assert "零担物流客户服务规范" in page and f"条款 {clauses} 条" in page


def test_one_step_sets_up_and_signs_in(code: str) -> None:
    """Brand with its proposed code, administrator, rules; then the wizard is gone."""
    visitor = Client()
    answer = visitor.post("/first-start/", {**GIVEN, "code": code.lower()})
    assert answer.status_code == 302
    brand, person = Brand.objects.get(), Person.objects.get()
    assert (brand.code, brand.name, brand.is_default) == ("LDWL", "路达物流", True)
    assert not person.must_change_password and person.may("people.grant")
    page = visitor.get(answer.headers["Location"])
    assert page.status_code == 200 and "装好了" in page.content.decode()
    assert visitor.get("/first-start/").status_code == 404
    assert visitor.post("/first-start/", {**GIVEN, "code": code}).status_code == 404
    assert visitor.get("/first-start/brand-code/", {"brand_name": "某"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "AAAA-BBBB-CCCC"}, "代码不对"),
        ({"password": "short", "password_again": "short"}, "太短"),
        ({"password": "1234567890", "password_again": "1234567890"}, "太常见"),
        ({"password_again": "another-morning-train"}, "两次输入的密码不一样"),
        ({"brand_code": "路达"}, "1 到 6 个拉丁字母"),
        ({"staff_number": "a b"}, "只用字母、数字"),
        ({"pack": "nonsense"}, "nonsense"),
    ],
)
def test_bad_input_is_said_and_kept(code: str, wrong: dict[str, str], sentence: str) -> None:
    """In Chinese, beside the field; nothing typed is lost but the password; nothing is set up."""
    answer = Client().post("/first-start/", {**GIVEN, "code": code, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page
    assert 'value="路达物流"' in page and 'value="顾清源"' in page and "a-quiet-morning-train" not in page
    assert not Brand.objects.exists() and not Person.objects.exists()


def test_the_code_of_a_brand_is_proposed(code: str) -> None:
    """From the initials, until somebody typed one."""
    visitor = Client()
    assert 'value="LDWL"' in visitor.get("/first-start/brand-code/", {"brand_name": "路达物流"}).content.decode()
    typed = {"brand_name": "路达物流", "brand_code": "LD"}
    assert 'value="LD"' in visitor.get("/first-start/brand-code/", typed).content.decode()


# ---- the work calendar


def test_everybody_reads_the_calendar_and_few_change_it(cast: Any, at: Any) -> None:
    """The year with its holidays; a year without data says what follows from that."""
    clerk = as_person(cast.clerk)
    page = clerk.get("/calendar/").content.decode()
    assert "国庆节" in page and "国务院" in page and "存为新版" not in page
    page = clerk.get("/calendar/", {"year": "2027"}).content.decode()
    assert "2027 年还没有数据" in page and "会被拒绝" in page and "请有权改工作日历的人" in page
    refused = clerk.post("/calendar/years/", {"year": 2027, "how": "assumed", "reason": "要", "seen": 1})
    assert refused.status_code == 403 and "2027" not in WorkCalendarEdition.objects.get().content["years"]


def test_a_year_is_assumed_by_a_persons_choice(cast: Any, at: Any) -> None:
    """With a reason and the version it was made from; deadlines through it are then marked."""
    admin = as_person(cast.administrator)
    rule = deadlines.Rule(shape="after", counts="working", within=deadlines.parse_span("3d"))
    event = dt.datetime(2026, 12, 31, 2, tzinfo=dt.UTC)
    with pytest.raises(NoCalendarData):
        deadlines.due(rule, event, calendars.current())
    silent = admin.post("/calendar/years/", {"year": 2027, "how": "assumed", "reason": "", "seen": 1})
    assert silent.status_code == 422
    given = {"year": 2027, "how": "assumed", "reason": "要先排一月的回访", "seen": 1}
    assert admin.post("/calendar/years/", given).status_code == 302
    assert deadlines.due(rule, event, calendars.current()).assumed
    page = admin.get("/calendar/", {"year": "2027"}).content.decode()
    assert "2027 年是推定的" in page and "要先排一月的回访" in page and "9001" in page
    stale = admin.post("/calendar/years/", {**given, "how": "unknown"})
    assert stale.status_code == 409 and "现在是第 2 版" in stale.content.decode()
    assert admin.post("/calendar/years/", {**given, "how": "unknown", "seen": 2}).status_code == 302
    assert 2027 not in calendars.current().years
    none = admin.post("/calendar/years/", {**given, "how": "official", "seen": 3})
    assert none.status_code == 422 and "还没有公布" in none.content.decode()


def test_special_days(cast: Any, at: Any) -> None:
    """A typhoon off, a Saturday worked like Monday, half a day; and back to the official arrangement."""
    admin = as_person(cast.administrator)
    base = {"reason": "台风", "name": "台风停业", "like": "mon", "windows": ""}
    admin.post("/calendar/days/", {**base, "first": "2026-07-20", "last": "2026-07-21", "kind": "holiday", "seen": 1})
    admin.post("/calendar/days/", {**base, "first": "2026-07-25", "kind": "as", "seen": 2})
    admin.post(
        "/calendar/days/", {**base, "first": "2026-07-26", "kind": "windows", "windows": "9:00-12:00", "seen": 3}
    )
    cal = calendars.current()
    assert cal.windows_on(dt.date(2026, 7, 20)) == cal.windows_on(dt.date(2026, 7, 21)) == ()
    assert cal.windows_on(dt.date(2026, 7, 25)) == cal.windows_on(dt.date(2026, 7, 27))
    assert cal.windows_on(dt.date(2026, 7, 26)) == ((dt.time(9), dt.time(12)),)
    page = admin.get("/calendar/").content.decode()
    assert "台风停业" in page and "自定" in page
    admin.post("/calendar/days/", {**base, "first": "2026-10-01", "kind": "as", "seen": 4})
    admin.post("/calendar/days/", {**base, "first": "2026-10-01", "kind": "plain", "seen": 5})
    assert calendars.current().days[dt.date(2026, 10, 1)].name == "国庆节"
    bad = admin.post(
        "/calendar/days/", {**base, "first": "2026-07-27", "kind": "windows", "windows": "早上", "seen": 6}
    )
    assert (
        bad.status_code == 422 and "看不懂“早上”" in bad.content.decode() and 'value="台风停业"' in bad.content.decode()
    )
    empty = admin.post("/calendar/days/", {**base, "first": "2026-07-27", "kind": "windows", "seen": 6})
    assert "请写明这天的上班时间" in empty.content.decode()


def test_hours_of_the_week(cast: Any, at: Any) -> None:
    """A new version; an overlap or an empty week is refused in place."""
    admin = as_person(cast.administrator)
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "8:30-12:00 13:30-17:30")
    week = {**hours, "sat": "9:00-12:00", "sun": "", "seen": 1, "reason": "夏令时"}
    assert admin.post("/calendar/week/", week).status_code == 302
    cal = calendars.current()
    assert cal.version == 2 and cal.week[0][0] == (dt.time(8, 30), dt.time(12)) and cal.week[5]
    overlap = admin.post("/calendar/week/", {**week, "mon": "8:00-12:00 11:00-17:00", "seen": 2})
    assert overlap.status_code == 422 and "写法不对" in overlap.content.decode()
    closed = {**week, **dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), ""), "seen": 2}
    assert admin.post("/calendar/week/", closed).status_code == 422
    assert WorkCalendarEdition.objects.count() == 2


def test_trying_a_deadline(cast: Any, at: Any) -> None:
    """Due time with the way there; what cannot be promised says why."""
    clerk = as_person(cast.clerk)
    friday = {"at": "2026-07-17T16:00", "within": "8h", "counts": "working"}
    page = clerk.get("/calendar/", friday).content.decode()
    assert "2026-07-20 16:00" in page and "周末" in page and "午休" in page
    part = clerk.get("/calendar/", friday, headers={"HX-Request": "true"}).content.decode()
    assert "2026-07-20 16:00" in part and "<html" not in part
    assert "看不懂期限" in clerk.get("/calendar/", {**friday, "within": "一会儿"}).content.decode()
    assert "没有 2027 年" in clerk.get("/calendar/", {**friday, "within": "300d"}).content.decode()
    assert clerk.get("/calendar/", {**friday, "within": "99999mo", "counts": "calendar"}).status_code == 200


# ---- the record


def test_the_record_is_for_the_auditor(cast: Any) -> None:
    """Not for a clerk, and not for the administrator, who is watched by it."""
    assert as_person(cast.auditor).get("/audit/").status_code == 200
    for other in (cast.clerk, cast.administrator):
        refused = as_person(other).get("/audit/")
        assert refused.status_code == 403 and "操作记录" in refused.content.decode()
        assert as_person(other).post("/audit/verification/").status_code == 403


def test_the_record_is_filtered(cast: Any, at: Any, sealed: Any) -> None:
    """By who, what, about what and when; with the sealed number and the name."""
    from shouwen.people import actions

    actions.give_code(cast.clerk, by=cast.administrator)
    auditor = as_person(cast.auditor)
    page = auditor.get("/audit/").content.decode()
    assert "等封存" in page and "为 2107 重置了登录" in page and "管理员" in page
    sealed()
    number = Fact.objects.get(kind="person.code_given").seal.number
    page = auditor.get("/audit/", {"actor": "9001", "kind": "person.code_given"}).content.decode()
    assert f">{number}<" in page and "2107 陈佳慧" in page
    day = {"since": "2026-07-15", "until": "2026-07-15", "thing": "person", "ident": str(cast.clerk.pk)}
    assert "重置了登录" in auditor.get("/audit/", day).content.decode()
    assert "没有这样的记录" in auditor.get("/audit/", {"until": "2026-07-01"}).content.decode()
    assert "下一页" in auditor.get("/audit/").content.decode()
    assert auditor.get("/audit/", {"since": "never", "actor": "9001"}).status_code == 200


def test_the_record_is_verified_on_a_page(cast: Any, sealed: Any) -> None:
    """It holds; and when somebody altered a fact in the database it says which."""
    sealed()
    auditor = as_person(cast.auditor)
    assert "没有被改过" in auditor.post("/audit/verification/").content.decode()
    fact = Fact.objects.filter(seal__isnull=False).order_by("id")[3]
    Fact.objects.filter(pk=fact.pk).update(actor="person:0000")
    page = auditor.post("/audit/verification/").content.decode()
    assert "对不上" in page and f"编号 {fact.seal.number}" in page


def test_a_long_record_is_verified_elsewhere(cast: Any, sealed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page must answer."""
    from shouwen.site import kernel_views

    sealed()
    monkeypatch.setattr(kernel_views, "MOST_VERIFIED", 3)
    assert "shouwen audit verify" in as_person(cast.auditor).post("/audit/verification/").content.decode()


# ---- health


def test_health_for_machines_says_little(cast: Any) -> None:
    assert Client().get("/health/").json() == {"ok": True}


def test_health_for_people(cast: Any, at: Any) -> None:
    """Worker, database, seals, calendar, disk, dead jobs; not for a clerk."""
    jobs.bury("people.test", {}, "Traceback: <script>boom</script>")
    page = as_person(cast.administrator).get("/health/details/").content.decode()
    for words in (
        "后台进程",
        "没有动静",
        "SQLite" if "SQLite" in page else "PostgreSQL",
        "2027 年还没有数据",
        "people.test",
    ):
        assert words in page, words
    assert "<script>boom" not in page
    assert Job.objects.filter(state="dead").count() == 1
    assert as_person(cast.auditor).get("/health/details/").status_code == 200
    assert as_person(cast.clerk).get("/health/details/").status_code == 403
    assert Client().get("/health/details/").status_code == 302


# ---- jobs that failed for good


def _fault() -> str:
    """What the worker keeps of a job that failed on a customer's words."""
    try:
        raise ValueError("林晓彤 13800138206 说：\n  还没到")
    except ValueError as problem:
        return "".join(traceback.format_exception(problem))


def test_a_dead_job_is_shown_without_anybodys_words(cast: Any) -> None:
    """Which room's, which row, where it broke and the kind of fault; never what the fault quotes."""
    dead = jobs.bury("conversations.deliver", {"message": 812, "words": "林晓彤"}, _fault())
    page = as_person(cast.administrator).get("/health/details/").content.decode()
    assert f"J-{dead.pk}" in page and "conversations.deliver" in page and "message 812" in page
    assert "test_kernel_pages.py, line" in page and "ValueError" in page
    assert "林晓彤" not in page and "13800138206" not in page and "还没到" not in page


def test_a_dead_job_is_tried_again_or_given_up_once_by_who_may(cast: Any) -> None:
    """The auditor reads, the administrator settles; each leaves a fact, and a second press is told so."""
    again, over = (jobs.bury("conversations.deliver", {"message": pk}, "why") for pk in (1, 2))
    strange = jobs.bury("conversations.of_a_newer_release", {}, "why")
    admin, auditor = as_person(cast.administrator), as_person(cast.auditor)
    assert "重试" not in auditor.get("/health/details/").content.decode()
    assert auditor.post(f"/health/jobs/{again.pk}/retrial/").status_code == 403
    assert auditor.post(f"/health/jobs/{over.pk}/abandonment/").status_code == 403
    assert f"重试 J-{strange.pk}" not in admin.get("/health/details/").content.decode()
    assert admin.post(f"/health/jobs/{strange.pk}/retrial/").status_code == 409
    assert admin.post(f"/health/jobs/{again.pk}/retrial/").status_code == 302
    assert admin.post(f"/health/jobs/{over.pk}/abandonment/").status_code == 302
    states = {each.pk: (each.state, each.attempt) for each in Job.objects.filter(pk__in=[again.pk, over.pk])}
    assert states == {again.pk: ("waiting", 0), over.pk: ("cancelled", jobs.TRIES)}
    assert admin.post(f"/health/jobs/{again.pk}/retrial/").status_code == 409
    assert admin.post(f"/health/jobs/{over.pk}/retrial/").status_code == 409  # given up is given up
    told = Fact.objects.filter(about_kind="job").order_by("pk").values_list("kind", "actor", "about_id")
    key = cast.administrator.key
    assert list(told) == [("job.retried", key, again.pk), ("job.given_up", key, over.pk)]


def test_an_administrator_sees_what_is_missing_before_customers_come(cast: Any) -> None:
    client = as_person(cast.administrator)
    page = client.get("/set-up/").content.decode()
    assert "还没有渠道" in page and "没有短信渠道" in page and "现在没有人在岗" in page
    assert cast.clerk.staff_number in page  # who answers customers
    web_channel(cast, title="官网客服")
    people.be_present(cast.clerk, by=cast.clerk, state="available")
    page = client.get("/set-up/").content.decode()
    assert "官网客服（网页聊天）" in page and "现在 1 人在岗" in page
    assert as_person(cast.clerk).get("/set-up/").status_code == 403
