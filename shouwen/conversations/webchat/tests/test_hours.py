"""When a channel is answered, and what happens when it is not: a note, a case, a promised time."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from shouwen.cases.models import Case
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Conversation
from shouwen.conversations.scripts import queries as scripts
from shouwen.conversations.tests.makers import letter, mailbox, take
from shouwen.conversations.webchat import hours, queries
from shouwen.conversations.webchat.models import Note, Visit
from shouwen.conversations.webchat.tests.makers import SITE, Widget, visit, web_channel
from shouwen.customers import actions as customers
from shouwen.kernel import calendars, clock
from shouwen.kernel.refusals import Unacceptable

EVENING = "2026-07-17 20:00"  # a Friday, after work
MONDAY = "2026-07-20"


@pytest.mark.parametrize(
    ("text", "monday", "sunday"),
    [
        ("周一至周五 09:00-12:00 13:00-18:00", 2, 0),
        ("星期一到星期天 00:00–24:00", 1, 1),
        ("一~五 08:30-17:30\n周六 09:00-12:00\n周日：\t09:00-10:00", 1, 1),
        ("每天 08:00-20:00", 1, 1),
        ("周一至周日 8点到22点", 1, 1),
        ("周一到周五 9：00—12：00，13:00-18点半", 2, 0),
        ("周五至周一 10:00-11:00", 1, 1),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, monday: int, sunday: int) -> None:
    week = hours.hours_of(text).week
    assert (len(week.get(0, ())), len(week.get(6, ()))) == (monday, sunday)


@pytest.mark.parametrize(
    "text",
    [
        "随时",
        "周一 25:00-26:00",
        "周一 9-18",
        "周一 18:00-09:00",
        "周八 09:00-18:00",
        "周一 09:00-10:00 休息",
        "节假日 09:00-10:00",
    ],
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):  # his own line, no words of a machine
        hours.hours_of(text)


def test_hours_in_words_join_days_alike() -> None:
    week = hours.hours_of("周一至周五 09:00-18:00\n周六 09:00-12:00").week
    assert hours.said(week, "zh") == "周一至周五 09:00–18:00；周六 09:00–12:00"
    assert hours.said(week, "zh", hours.hours_of("每天 08:00-09:00").holidays).endswith("；节假日 08:00–09:00")
    assert hours.said(week, "en") == "Mon–Fri 09:00–18:00; Sat 09:00–12:00"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("", False),
        ("周一至周五 08:00-20:00", False),
        ("每天 08:00-20:00", True),
        ("周一至周日 08:00-20:00\n节假日 09:00-10:00", False),
    ],
)
def test_holidays_are_off_unless_a_line_says_otherwise(cast: Any, at: Any, text: str, open_: bool) -> None:
    at("2026-10-01 14:00")
    web = web_channel(cast, hours=text)
    assert queries.opening(web).is_open is open_


@pytest.mark.django_db
def test_outside_hours_nobody_is_made_to_wait(cast: Any, at: Any) -> None:
    at(EVENING)
    widget = Widget(web_channel(cast))
    told = widget.ask("get", f"{widget.web.key}/").json()
    assert not told["is_open"]
    opens = dt.datetime.fromisoformat(told["opens_at"])
    assert f"{clock.local(opens):%Y-%m-%d}" == MONDAY
    refused = widget.start()
    assert (refused.status_code, refused.json()["error"]) == (409, "closed")
    assert not Visit.objects.exists()


def leave(widget: Widget, once: str = "", text: str = "电话打不通，请回电", **form: str) -> Any:
    given = form or {"name": "张三", "phone": "138 0013 8206", "question": "查货"}
    body = {"once": once or str(uuid.uuid4()), "form": given, "text": text}
    return widget.ask("post", f"{widget.web.key}/notes/", body)


@pytest.mark.django_db
def test_a_note_becomes_a_case_whose_clock_is_what_was_promised(cast: Any, at: Any, sealed: Any) -> None:
    at(EVENING)
    widget = Widget(web_channel(cast))
    promised = widget.ask("get", f"{widget.web.key}/").json()["promise"]
    left = leave(widget)
    assert left.status_code == 201
    assert left.json()["promise"] == promised
    at.forward(minutes=7)  # the worker comes later; the promise stays
    sealed()
    case = Case.objects.get()
    running = case.clocks.get(deadline="note-answer")
    note = Note.objects.get()
    assert (running.due_at, running.clauses, running.origin) == (note.promised_at, ["S0-1.40.3"], "default")
    assert f"{clock.local(running.due_at):%Y-%m-%d %H:%M}" in promised
    assert f"{clock.local(running.due_at):%Y-%m-%d}" == MONDAY
    assert "电话打不通" in case.gist
    assert case.customer.name == "张三"
    assert "13800138206" not in case.gist.replace(" ", "")
    assert "8206" in case.gist
    assert left.json()["number"] == note.conversation.number


@pytest.mark.django_db
def test_the_same_note_sent_again_is_one(cast: Any, at: Any, sealed: Any) -> None:
    widget = Widget(web_channel(cast))
    once = str(uuid.uuid4())
    assert leave(widget, once).json() == leave(widget, once).json()
    sealed()
    assert (Note.objects.count(), Conversation.objects.count(), Case.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_a_note_stands_for_what_a_long_field_would_ask(cast: Any, at: Any) -> None:
    at(EVENING)
    widget = Widget(web_channel(cast))
    assert any(each["kind"] == "textarea" and each["required"] for each in widget.web.form)
    assert leave(widget, name="张三", phone="13800138206").status_code == 201


@pytest.mark.django_db
def test_a_note_nobody_can_answer_is_refused(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    refused = leave(widget, name="张三", question="查货")
    assert (refused.status_code, set(refused.json()["details"])) == (422, {"phone", "email"})
    assert leave(widget, text=" ").status_code == 422
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_whoever_wrote_is_joined_and_several_are_left_to_a_person(cast: Any, at: Any) -> None:
    known = customers.register(by=cast.clerk, brand=cast.brand, name="王五", phone="13800138206")
    widget = Widget(web_channel(cast))
    told = leave(widget).json()
    assert Conversation.objects.get(number=told["number"]).customer == known
    assert "王五" not in str(told)
    customers.register(by=cast.clerk, brand=cast.brand, name="王六", phone="13800138206")
    shared = leave(widget).json()
    assert Conversation.objects.get(number=shared["number"]).customer is None


@pytest.mark.django_db
def test_a_note_with_an_address_is_answered_by_mail_and_the_reply_comes_back(
    cast: Any, at: Any, monkeypatch: Any
) -> None:
    mailbox(cast, smtp_host="smtp.example")
    widget = Widget(web_channel(cast))
    leave(widget, email="a@example.cn", question="查货")
    found = Conversation.objects.get()
    conversations.claim(found, by=cast.clerk)
    sent = conversations.send(found, by=cast.clerk, text="货已到昆山", seen=talks.last_of(found))
    letters: list[Any] = []
    monkeypatch.setattr(
        "shouwen.conversations.email.actions.posting.hand_over", lambda message, letter, box: letters.append(letter)
    )
    conversations.deliver(talks.message(sent.pk))
    sent.refresh_from_db()
    assert (sent.state, letters[0]["To"], letters[0]["From"].endswith("<kf@luda.example>")) == (
        "sent",
        "a@example.cn",
        True,
    )
    assert found.number in letters[0]["Subject"]
    back = take(letter("收到", sender="a@example.cn", subject=f"Re: {letters[0]['Subject']}", ident="b1@example.cn"))
    assert back.received.conversation == found


@pytest.mark.django_db
def test_a_note_without_an_address_says_that_one_has_to_call(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    leave(widget)
    found = Conversation.objects.get()
    conversations.claim(found, by=cast.clerk)
    sent = conversations.send(found, by=cast.clerk, text="货已到昆山", seen=talks.last_of(found))
    conversations.deliver(talks.message(sent.pk))
    sent.refresh_from_db()
    assert (sent.state, "打电话" in sent.trouble) == ("failed", True)


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["ftp://x.example", "https://", "https://x.example/path", "x y", "https://x:99999999"])
def test_a_site_that_is_none_is_refused(cast: Any, site: str) -> None:
    with pytest.raises(Unacceptable):
        web_channel(cast, sites=[site])


@pytest.mark.django_db
def test_a_site_may_be_typed_short(cast: Any) -> None:
    assert web_channel(cast, sites=["www.luda.example", "HTTPS://www.luda.example/"]).sites == [SITE, SITE]


@pytest.mark.django_db
def test_a_year_nobody_entered_promises_nothing_and_still_opens(cast: Any, at: Any) -> None:
    web = web_channel(cast)
    year = max(calendars.current().years) + 1
    at(f"{year}-06-15 10:00")
    assert isinstance(queries.opening(web).is_open, bool)
    assert queries.promised(cast.brand, clock.now()).at is None


@pytest.mark.django_db
def test_a_chat_in_its_own_hours_is_not_told_that_we_are_closed(cast: Any, at: Any) -> None:
    """By the work calendar it is evening; by the channel's own hours the visitor came in time."""
    at(EVENING)
    own, office = web_channel(cast, hours="每天 00:00-24:00"), web_channel(cast, title="办公时间")
    found = {}
    at("2026-07-17 17:00")
    for web in (own, office):
        visited, _token = visit(web, phone="13800138206", question="货到哪里了")
        found[web] = queries.visit(visited.pk).conversation
    at(EVENING)
    events = {web: [each.event for each in scripts.coming_up(talk, cast.clerk)] for web, talk in found.items()}
    assert "after_hours" not in events[own]
    assert "after_hours" in events[office]


@pytest.mark.django_db
def test_the_mobile_a_visitor_gave_stands_ready_when_the_clerk_says_who_it_is(cast: Any, at: Any) -> None:
    web = web_channel(cast)
    visited, _token = visit(web, name="刘女士", phone="13812345678", question="运单 884027156640123 到哪里了")
    talk = queries.visit(visited.pk).conversation
    assert talks.number_given(talk) == "13812345678"
    conversations.claim(talk, by=cast.clerk)
    client = Client()
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/conversations/{talk.number}/").content.decode()
    assert 'value="13812345678"' in page
    other, _token = visit(web, name="刘女士", phone="13812345678", question="也可以打 13912345678")
    assert talks.number_given(queries.visit(other.pk).conversation) == ""
