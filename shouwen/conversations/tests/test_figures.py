"""The conversation report: what it counts, for whom, of which days; as a page, a workbook and a month on paper."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from shouwen.conversations import actions, queries, report
from shouwen.conversations.models import Conversation
from shouwen.conversations.phone import actions as phone
from shouwen.conversations.phone.models import Call
from shouwen.conversations.reckoning import Line, Period, Spans, lines, month_of, named, share
from shouwen.conversations.reporting import Figure
from shouwen.conversations.tests.makers import chat, chat_channel, letter, mailbox, on_duty, take
from shouwen.conversations.webchat import actions as webchat
from shouwen.conversations.webchat.tests.makers import visit, web_channel
from shouwen.kernel import clock
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refused
from shouwen.people import actions as people

MINUTE = dt.timedelta(minutes=1)
PAGE = "/conversations/figures/"


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


# ---- the arithmetic


def test_a_period_is_days_of_shanghai_whatever_the_hour_is_in_greenwich() -> None:
    day = Period(dt.date(2026, 7, 15), dt.date(2026, 7, 15))
    assert day.starts == dt.datetime(2026, 7, 14, 16, tzinfo=dt.UTC)
    assert day.ends == dt.datetime(2026, 7, 15, 16, tzinfo=dt.UTC)
    wednesday = dt.date(2026, 7, 15)
    assert named("week", wednesday) == Period(dt.date(2026, 7, 13), wednesday)
    assert named("month", wednesday) == Period(dt.date(2026, 7, 1), wednesday)
    assert named("last_month", dt.date(2026, 3, 31)) == Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert month_of(dt.date(2028, 2, 9)).last == dt.date(2028, 2, 29)


def test_medians_and_shares_say_nothing_of_nothing() -> None:
    assert Spans().middle is None
    assert Spans([540, 60, 120]).middle == 2 * MINUTE
    assert Spans([60, 120]).middle == 1.5 * MINUTE
    assert Spans({10: 5, 600: 4}).middle == dt.timedelta(seconds=10), "five short ones outweigh four long ones"
    assert share(0, 0) is None
    assert share(9, 9, fewest=10) is None
    assert share(9, 10, fewest=10) == 0.9


def test_rows_add_up_by_what_is_asked_and_a_clock_put_back_makes_no_negative_wait() -> None:
    counts = [
        {"kind": "chat", "came": 3, "answered": 2, "lost": 1, "owed": 3, "in_time": 1, "cases": 0},
        {"kind": "chat", "came": 1, "answered": 0, "lost": 0, "owed": 0, "in_time": 0, "cases": 1},
        {"kind": "mail", "came": 5, "answered": 5, "lost": 0, "owed": 5, "in_time": 5, "cases": 2},
    ]
    replies = [{"kind": "chat", "seconds": -60, "n": 1}, {"kind": "chat", "seconds": 240, "n": 3}]
    waits = [{"kind": "mail", "seconds": 7, "n": 2}]
    found = lines(counts, replies, waits, lambda row: row["kind"])
    assert (found["chat"].came, found["chat"].open, found["chat"].cases) == (4, 1, 1)
    assert found["chat"].replies == Spans({0: 1, 240: 3})
    assert (found["mail"].share_in_time, found["mail"].queued.n) == (1, 2)
    assert lines(counts, (), (), lambda row: None)[None].came == 9
    assert Line().share_answered is None


# ---- what is counted

db = pytest.mark.django_db


def drawn(person: Any, *brands: Any, period: Period | None = None, **narrow: Any) -> report.Report:
    return report.for_person(person, brands, period or named("today", clock.today()), narrow)


def figures(person: Any, *brands: Any, **more: Any) -> dict[str, Figure]:
    return {each.name: each for part in drawn(person, *brands, **more).sections for each in part.figures}


def answered(talk: Conversation, by: Any, words: str = "您好，马上为您查。") -> None:
    talk = Conversation.objects.get(pk=talk.pk)
    if talk.owner is None:
        actions.claim(talk, by=by)
    actions.send(talk, by=by, text=words, seen=queries.last_of(talk))


@db
def test_the_first_reply_is_a_persons_public_word_and_the_limit_is_the_packs(cast: Any, at: Any) -> None:
    channel = chat_channel(cast)
    soon, late, waits, gone = (chat(channel, once) for once in ("a", "b", "c", "d"))
    at.forward(minutes=1)
    actions.claim(soon, by=cast.clerk)
    actions.note(soon, by=cast.clerk, text="老客户")  # for colleagues: no reply
    actions.wrap_up(Conversation.objects.get(pk=gone.pk), by=cast.supervisor)
    at.forward(minutes=1)
    answered(soon, cast.clerk)
    at.forward(minutes=8)
    actions.claim(late, by=cast.colleague)
    answered(late, cast.colleague)
    found = figures(cast.supervisor, cast.brand)
    assert (found["came"].value, found["answered"].part, found["lost"].value, found["open"].value) == (4, 2, 1, 1)
    assert found["waiting"].value == 1
    assert found["reply-chat"].value == 6 * MINUTE  # of 2 and 10
    in_time = found["in-time-chat"]
    assert (in_time.part, in_time.n) == (1, 4), "nobody answered two of them, and their time is over"
    assert [basis.limit for basis in in_time.bases] == ["自然时间 3 分钟", "工作时间 3 分钟"]  # chats, messages
    assert {(basis.clauses, basis.origin) for basis in in_time.bases} == {(("S2-1.B.6.2.3-0b",), "borrowed")}
    assert found["queue"].value == 5.5 * MINUTE  # of 1 and 10
    assert found["reply-mail"].value is None
    assert waits.number


@db
def test_what_machines_wrote_and_what_we_began_did_not_come(cast: Any, at: Any) -> None:
    mailbox(cast)
    take(letter())
    take(letter("不在办公室", more="Auto-Submitted: auto-replied", ident="r@example.cn", sender="r@example.cn"))
    phone.ring(by=cast.clerk, brand=cast.brand, number="13800138206", direction="out")
    assert figures(cast.supervisor, cast.brand)["came"].value == 1


@db
def test_a_talk_belongs_to_the_day_it_came_on_in_shanghai(cast: Any, at: Any) -> None:
    channel = chat_channel(cast)
    at("2026-07-15 23:59")
    before = chat(channel, "a")
    at("2026-07-16 00:00")
    chat(channel, "b")
    at("2026-07-16 00:05")
    answered(before, cast.clerk)
    days = [Period(dt.date(2026, 7, day), dt.date(2026, 7, day)) for day in (14, 15, 16)]
    counted = [figures(cast.supervisor, cast.brand, period=day) for day in days]
    assert [each["came"].value for each in counted] == [0, 1, 1]
    assert counted[1]["reply-chat"].value == 6 * MINUTE, "answered past midnight, it stays with its day"
    assert "waiting" not in counted[1], "who waits now belongs to no day that is over"
    both = figures(cast.supervisor, cast.brand, period=Period(dt.date(2026, 7, 15), dt.date(2026, 7, 16)))
    assert both["came"].value == 2


@db
def test_one_person_to_the_end_is_told_by_the_facts_not_by_who_has_it_now(cast: Any, at: Any) -> None:
    channel = chat_channel(cast)
    kept, there_and_back = chat(channel, "a"), chat(channel, "b")
    for talk in (kept, there_and_back):
        actions.claim(talk, by=cast.clerk)
    for giver, taker in ((cast.clerk, cast.colleague), (cast.colleague, cast.clerk)):
        actions.hand_over(there_and_back, by=giver, taker=taker, why="换班")
        actions.accept(there_and_back, by=taker)
    found = figures(cast.supervisor, cast.brand)["one-person"]
    assert (found.part, found.n, found.bases[0].clauses) == (1, 2, ("S0-5.11",))
    assert found.bases[0].url


@db
def test_calls_are_held_to_the_rings_kept_with_them_and_few_answerers_are_not_told_apart(cast: Any, at: Any) -> None:
    for who, ticks in ((cast.clerk, 2), (cast.colleague, 5)):
        call = phone.ring(by=who, brand=cast.brand, number="13800138206", ticks=ticks)
        phone.answer(call, by=who)
        phone.end(call, by=who, ended_by="caller")
    missed = phone.ring(by=cast.clerk, brand=cast.brand, number="13900139000")
    phone.miss(missed, by=cast.clerk)
    found = figures(cast.supervisor, cast.brand)
    assert (found["calls"].value, found["missed"].value, found["lost"].value, found["answered"].part) == (3, 1, 1, 2)
    [rings] = [each for name, each in found.items() if name.startswith("rings")]
    assert (rings.value, rings.part, rings.n) == (None, None, 2), "two people answered: a share would name them"
    assert "少于 5 位" in rings.why_none
    assert (rings.bases[0].clauses, rings.bases[0].limit) == (("S2-1.D.4.1a",), "3 声内")
    people_of_the_centre = [cast.company[number] for number in ("2115", "2001")]
    for who in (*people_of_the_centre, cast.clerk, cast.colleague):
        call = phone.ring(by=who, brand=cast.brand, number="13700137000", ticks=1)
        phone.answer(call, by=who)
        phone.end(call, by=who, ended_by="caller")
    back = phone.call_back(Call.objects.get(pk=missed.pk), by=cast.clerk)
    phone.answer(back, by=cast.clerk)
    found = figures(cast.supervisor, cast.brand)
    assert found["called-back"].value == 1
    assert found["calls"].value == 7, "the call we made is none of them"


@db
def test_satisfaction_is_no_share_below_the_packs_number(cast: Any, at: Any) -> None:
    web = web_channel(cast)
    for number in range(10):
        each, _token = visit(web, once=f"visit-number-{number}")
        webchat.end(each, by=SYSTEM)
        if number == 9:
            before = figures(cast.supervisor, cast.brand)
        webchat.rate(each, by=SYSTEM, score=5 if number else 2)
    after = figures(cast.supervisor, cast.brand)
    assert (before["satisfied"].value, before["satisfied"].part, before["satisfied"].n) == (None, None, 9)
    assert before["score"].value is None
    assert (after["satisfied"].value, after["satisfied"].n) == (0.9, 10)
    assert float(after["score"].value) == pytest.approx(4.7)
    assert after["unheard"].value == 10
    assert after["satisfied"].bases[0].origin == "default"


@db
def test_what_was_stopped_leaves_no_row_and_the_report_says_so(cast: Any, at: Any) -> None:
    talk = chat(chat_channel(cast), "a", "发票抬头还能改吗？")
    actions.claim(talk, by=cast.clerk)
    words = "已经开出的改抬头不行，要先作废再重开。"
    actions.send(talk, by=cast.clerk, text=words, seen=queries.last_of(talk), why={"no-way": "财务规定，先说清楚"})
    found = figures(cast.supervisor, cast.brand)
    assert (found["overridden"].value, found["overridden"].n) == (1, 1)
    assert found["blocked"].value is None
    assert found["blocked"].why_none == "没有记录"


# ---- who may see it


def both_brands(cast: Any) -> Any:
    """The centre's head with two brands; the other one has had a message, with words that must not be met."""
    head, other = cast.centre_head, cast.other_brand
    post = head.appointments.select_related("post", "department").get()
    posts = [(post.post, post.department)]
    people.move(head, by=SYSTEM, department=head.department, posts=posts, brands=[cast.brand, other])
    line = actions.keep_channel(None, by=SYSTEM, kind="sms", title="短信ZQX", brand=other, department=None)
    said = {"kind": "sms", "channel": line, "text": "别家的事", "sender_name": "别家客户ZQX"}
    actions.receive(actions.Incoming(brand=other, once="other-1", **said), by=SYSTEM)
    return type(head).objects.get(pk=head.pk)


@db
def test_each_brand_alone_together_and_never_anothers(cast: Any, at: Any) -> None:
    head = both_brands(cast)
    chat(chat_channel(cast), "a")
    assert figures(head, cast.brand, cast.other_brand)["came"].value == 2
    assert figures(head, cast.other_brand)["came"].value == 1
    page = text(as_(head).get(PAGE))
    assert "按品牌" in page
    assert "长运快线" in page
    own = text(as_(head).get(PAGE, {"brand": "LD"}))
    assert "短信" not in own.split('id="t-kind"')[1].split("</table>")[0]
    supervisor = as_(cast.supervisor)
    for asked in ({}, {"brand": "CY"}, {"brand": "nonsense"}):
        assert "长运快线" not in text(supervisor.get(PAGE, asked))
    assert figures(cast.supervisor, cast.brand, cast.other_brand)["came"].value == 1, "only what he may see"


@db
def test_the_month_of_a_brand_on_paper_has_nothing_of_another(cast: Any, at: Any) -> None:
    head = both_brands(cast)
    chat(chat_channel(cast), "a", sender_name="本家客户")
    paper = text(as_(head).get(f"{PAGE}LD/", {"month": "2026-07"}))
    assert "路达物流" in paper
    assert "2026 年 7 月会话服务报告" in paper
    for foreign in ("长运快线", "CY26", "短信", "ZQX", "本家客户"):
        assert foreign not in paper
    rows = {
        row.title: row.line.came for row in report.for_client(cast.other_brand, month_of(clock.today())).tables[0].rows
    }
    assert rows == {"短信": 1}
    assert "这个月没有来过会话" in text(as_(head).get(f"{PAGE}LD/", {"month": "2026-05"}))
    for nonsense in ("0001-01", "9999-12", "x", "2026-13"):
        assert "2026 年 7 月" in text(as_(head).get(f"{PAGE}LD/", {"month": nonsense}))


@db
def test_who_must_not_gets_neither_page_nor_workbook_nor_paper(cast: Any, at: Any) -> None:
    strange_supervisor = cast.company["2302"]
    for address in (PAGE, f"{PAGE}LD/"):
        assert as_(cast.clerk).get(address).status_code == 403
        assert as_(cast.stranger).get(address).status_code == 403
        assert Client().get(address).status_code in (302, 403)
    assert as_(strange_supervisor).get(f"{PAGE}LD/").status_code == 404
    assert as_(cast.clerk).post(f"{PAGE}export/").status_code == 403
    assert Client().post(f"{PAGE}export/").status_code in (302, 403)
    assert not Fact.objects.filter(kind="conversation.figures_taken").exists()
    with pytest.raises(Refused, match="没有这项权限"):
        actions.take_figures(
            io.BytesIO(), [], by=strange_supervisor, brands=[cast.brand], period=named("today", clock.today())
        )


# ---- page and workbook


@db
def test_the_page_shows_each_figure_with_its_definition_in_few_questions(cast: Any, at: Any, query_budget: Any) -> None:
    channel = chat_channel(cast)
    client = as_(cast.supervisor)
    client.get(PAGE)
    for number in range(3):
        chat(channel, f"a{number}")
    with query_budget(22):
        page = text(client.get(PAGE, {"period": "month"}))
    for number in range(12):
        answered(chat(channel, f"b{number}"), cast.clerk)
    with query_budget(22):
        again = text(client.get(PAGE, {"period": "month"}))
    for each in drawn(cast.supervisor, cast.brand).sections:
        for figure in each.figures:
            assert str(figure.formula) in again
            assert str(figure.population) in again
    assert "借用" in page
    assert "n=12" in again.split('id="t-kind"')[1].split("</table>")[0]


@db
def test_days_that_make_no_sense_are_told_and_nothing_is_counted(cast: Any, at: Any) -> None:
    client = as_(cast.supervisor)
    for asked in (
        {"since": "2026-07-10", "until": "2026-07-01"},
        {"since": "2024-01-01", "until": "2026-01-01"},
        {"since": "0001-01-01"},
        {"period": "days"},
        {"since": "gestern"},
    ):
        answer = client.get(PAGE, asked)
        assert answer.status_code == 422, asked
        assert "怎么数" not in text(answer)
    one = client.get(PAGE, {"since": "2026-07-10", "until": "2026-07-12"})
    assert "2026-07-10 至 2026-07-12" in text(one)


@db
def test_the_workbook_is_the_same_without_formulas_names_its_brand_and_leaves_a_trace(cast: Any, at: Any) -> None:
    cast.brand.name = "=cmd|'/c calc'!A1"
    cast.brand.save()
    answered(chat(chat_channel(cast), "a"), cast.clerk)
    taken = as_(cast.supervisor).post(f"{PAGE}export/", {"period": "week", "kind": "chat"})
    assert taken["Cache-Control"] == "private, no-store"
    raw = b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    cells = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    heads, rows = cells[2], cells[3:]
    assert heads[0] == "品牌"
    assert {row[0] for row in rows} == {"=cmd|'/c calc'!A1"}
    assert "渠道：网页聊天" in cells[1][0]
    came = next(row for row in rows if row[2] == "来会话")
    assert float(came[3]) == 1
    files = zipfile.ZipFile(io.BytesIO(raw))
    assert all(b"<f>" not in files.read(name) for name in files.namelist())
    fact = Fact.objects.get(kind="conversation.figures_taken")
    assert (fact.actor, fact.refs["brands"]) == (cast.supervisor.key, ["LD"])
    assert (fact.refs["since"], fact.refs["until"]) == ("2026-07-13", "2026-07-15")


@db
def test_queue_skill_and_channel_narrow_every_part(cast: Any, at: Any) -> None:
    chat(chat_channel(cast), "a")
    mailbox(cast)
    take(letter())
    on_duty(cast.clerk)
    found = figures(cast.supervisor, cast.brand, kind="mail")
    assert (found["came"].value, found["reply-chat"].n) == (1, 0)
    page = text(as_(cast.supervisor).get(PAGE, {"queue": "none"}))
    assert "队列：不分队列" in page
