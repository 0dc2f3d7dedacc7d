"""A second hostile reviewer: what leaves by a way round a gate, what is typed that nobody can keep, who floods (issue 4)."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from shouwen.cases import actions as cases
from shouwen.cases.portal.models import Asking
from shouwen.cases.portal.tests.makers import come_in, telephone
from shouwen.cases.tests.makers import complaint
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Channel, Message
from shouwen.conversations.phone import actions as phone
from shouwen.conversations.tests.makers import conversation, letter, mailbox, take
from shouwen.conversations.texts import actions as texts
from shouwen.conversations.texts.models import Template, Text
from shouwen.conversations.texts.simulators import calls
from shouwen.conversations.texts.tests.makers import line
from shouwen.conversations.webchat import limits
from shouwen.conversations.webchat import queries as webchat
from shouwen.conversations.webchat.tests.makers import SITE, Widget, web_channel
from shouwen.conversations.wording import actions as wording
from shouwen.conversations.wording import queries as alarms
from shouwen.conversations.wording.tests.test_wording import parameter
from shouwen.customers import actions as customers
from shouwen.customers import queries as known
from shouwen.kernel import clock, jobs
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.people import actions as people
from shouwen.rulebook import queries as rulebook
from shouwen.site.logs import formatter
from tests.proof.test_attacks import key_of, signed_in, tried

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


def talking(cast: Any, **web: Any) -> tuple[Widget, Any]:
    """A visitor and his conversation, which the clerk has."""
    widget = Widget(web_channel(cast, **web))
    widget.start()
    talk = widget.web.visits.get().conversation
    conversations.claim(talk, by=cast.clerk)
    return widget, talk


def says(cast: Any, talk: Any, text: str = "您好") -> Message:
    now = talks.with_id(talk.pk)
    assert now is not None
    return conversations.send(now, by=cast.clerk, text=text, seen=talks.last_of(now))


def beginner(cast: Any) -> None:
    until = clock.today() + dt.timedelta(days=3)
    people.equip(cast.clerk, by=cast.supervisor, skills=[], at_once=None, reviewed_until=until)


# ---- ways round a gate


def test_an_approved_answer_to_a_visitor_who_has_gone_is_refused_like_any_other(cast: Any, at: Any) -> None:
    widget, talk = talking(cast)
    beginner(cast)
    waits = says(cast, talk)
    widget.ask("post", "visit/end/")
    with pytest.raises(MoveRefused, match="客户已结束聊天"):
        conversations.approve(talks.message(waits.pk), by=cast.supervisor)
    waits.refresh_from_db()
    assert waits.state == "review"


def test_an_answer_is_let_out_by_no_channel_that_is_no_longer_used(cast: Any, at: Any) -> None:
    beginner(cast)
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    waits = says(cast, found)
    Channel.objects.filter(pk=found.channel_id).update(is_active=False)
    with pytest.raises(Unacceptable, match="停用"):
        conversations.approve(talks.message(waits.pk), by=cast.supervisor)


def test_what_may_never_be_said_reaches_no_customer_by_the_page_of_his_case(cast: Any, at: Any) -> None:
    parameter("words.never", ["F-DUNNO"])
    case = complaint(cast)
    with pytest.raises(Unacceptable) as refused:
        cases.answer(case, by=cast.clerk, words="这个我不知道，您问别人吧。")
    assert "words" in refused.value.details and refused.value.clause
    assert not case.tellings.exists()


def test_what_may_never_be_said_stands_in_no_receipt_greeting_or_template(cast: Any, at: Any) -> None:
    parameter("words.never", ["F-DUNNO"])
    bad = "这个我不知道，您问别人吧。"
    kept = {"code": "t", "title": "t", "brand": cast.brand}
    for keep in (
        lambda: mailbox(cast, acknowledgement=bad),
        lambda: web_channel(cast, greeting=bad),
        lambda: texts.keep_template(None, by=cast.administrator, text=bad, **kept),
    ):
        with pytest.raises(Unacceptable, match="不知道"):
            keep()
    assert not Channel.objects.exists() and not Template.objects.exists()


def test_a_visitor_can_leave_while_an_answer_of_ours_still_waits(cast: Any, at: Any) -> None:
    """A beginner wrote, gave the talk back, and nobody has read it yet: that is no business of the visitor's."""
    widget, talk = talking(cast)
    beginner(cast)
    says(cast, talk)
    conversations.give_back(talks.with_id(talk.pk), by=cast.clerk)
    assert widget.ask("post", "visit/end/").status_code == 200
    assert widget.web.visits.get().state == "ended"
    assert talks.with_id(talk.pk).state == "waiting"


# ---- floods from outside


def test_our_mailbox_carries_a_transcript_only_of_a_talk_that_was_answered(cast: Any, at: Any) -> None:
    mailbox(cast, smtp_host="smtp.example")
    widget, talk = talking(cast)
    widget.say("恭喜中奖 http://evil.example")
    assert widget.state()["may"]["transcript"] is False
    assert widget.ask("post", "visit/transcript/", {"email": "victim@example.cn"}).status_code == 409
    says(cast, talk)
    assert widget.state()["may"]["transcript"] is True
    assert widget.ask("post", "visit/transcript/", {"email": "victim@example.cn"}).status_code == 202


def test_nobody_gets_more_transcripts_a_day_than_somebody_asks_for(cast: Any, at: Any) -> None:
    """From however many addresses, of however many talks."""
    mailbox(cast, smtp_host="smtp.example")
    web, told = web_channel(cast), []
    for number in range(5):
        widget = Widget(web)
        widget.start()
        talk = web.visits.order_by("-pk").first().conversation
        conversations.claim(talk, by=cast.clerk)
        says(cast, talk)
        asked = {"email": "Victim@example.cn" if number % 2 else "victim@example.cn"}
        told.append(widget.ask("post", "visit/transcript/", asked, REMOTE_ADDR=f"192.0.2.{number}").status_code)
    assert told == [202, 202, 202, 429, 429]


def test_new_visits_are_no_way_round_the_limit_of_files(cast: Any, at: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.LIMITS, "attach_from", (2, 600))
    web, told = web_channel(cast), []
    for number in range(3):
        widget = Widget(web)
        widget.start()
        given = {"once": f"file-{number:04}", "file": SimpleUploadedFile("a.txt", b"x")}
        head = {"HTTP_AUTHORIZATION": f"Bearer {widget.token}", "HTTP_ORIGIN": SITE}
        told.append(widget.client.post("/chat/visit/files/", given, **head).status_code)
    assert told == [201, 201, 429]


# ---- twice, early, and out of order


def test_a_report_that_comes_before_we_know_the_vendors_number_is_not_lost(cast: Any, at: Any) -> None:
    """A quick gateway reports before its answer to our call has been written down."""
    mine = line(cast)
    now = clock.now()
    sent = Text.objects.create(
        channel=mine.channel, template="notice", number_index="0" * 64, number_shown="138****0000", last_four="0000",
        body="到了", once="a-text", at=now, claimed_until=now + dt.timedelta(minutes=3),
    )  # fmt: skip
    body = b'{"id": "r1", "type": "report", "message": "ref-7", "reached": true}'
    assert calls.put(Client(), mine, calls.signed(mine, body)).status_code == 200
    jobs.run_due()
    Text.objects.filter(pk=sent.pk).update(state="sent", vendor_ref="ref-7", claimed_until=None)
    texts.take_in(mine)
    sent.refresh_from_db()
    assert sent.state == "reached"
    assert mine.arrivals.get().outcome == "report"


def test_a_report_of_nothing_of_ours_is_done_at_once(cast: Any, at: Any) -> None:
    mine = line(cast)
    body = b'{"id": "r1", "type": "report", "message": "nobody", "reached": true}'
    calls.put(Client(), mine, calls.signed(mine, body))
    jobs.run_due()
    assert mine.arrivals.get().outcome == "unknown"


# ---- what nobody can keep


ODD = {
    "endless nesting": "[" * 100_000,
    "half a sign in the place": r'{"place": "conversation:\ud800", "content": {}}',
    "no number": '{"place": "conversation:1", "content": {"a": NaN}}',
    "beyond any number": '{"place": "conversation:1", "content": {"a": 1e400}}',
}


@pytest.mark.parametrize("what", ODD)
def test_a_draft_that_cannot_be_kept_is_refused_and_not_a_fault_of_ours(cast: Any, what: str) -> None:
    answer = signed_in(cast.clerk).post("/drafts/", ODD[what], content_type="application/json")
    assert answer.status_code in (200, 400)


def test_a_nul_by_another_name_of_the_body_is_not_kept(cast: Any, at: Any) -> None:
    widget, talk = talking(cast)
    head = {"HTTP_AUTHORIZATION": f"Bearer {widget.token}", "HTTP_ORIGIN": SITE}
    body = r'{"once": "nul-nul-nul", "text": "货\u0000呢"}'
    assert widget.client.post("/chat/visit/messages/", body, content_type="text/plain", **head).status_code == 201
    assert talk.messages.order_by("-pk").first().text == "货呢"


def test_a_letter_dated_beyond_the_calendar_is_taken_in(cast: Any, at: Any) -> None:
    mailbox(cast)
    found = take(letter(more="Date: Fri, 31 Dec 9999 23:59:59 -1200")).received.message
    assert found.written_at is None


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_text_dated_beyond_the_calendar_is_taken_in(cast: Any, at: Any, moment: str) -> None:
    mine = line(cast)
    body = {"id": "m1", "type": "message", "from": "13800138206", "text": "货呢", "at": moment}
    assert calls.put(Client(), mine, calls.signed(mine, json.dumps(body).encode())).status_code == 200
    jobs.run_due()
    assert Message.objects.get().text == "货呢"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_beyond_the_calendar_is_refused_with_a_sentence(cast: Any, at: Any, moment: str) -> None:
    case, headers = complaint(cast), key_of(cast.clerk)
    client = Client()
    given: dict[str, dict[str, Any]] = {
        f"/api/v1/cases/{case.number}/transfers": {"requirement": "查", "due_at": moment},
        "/api/v1/cases": {
            "kind": "enquiry", "reason": "问", "gist": "问", "received_at": moment, "customer": {"name": "马建国"},
        },
    }  # fmt: skip
    for address, body in given.items():
        answer = tried(client, "post", address, json.dumps(body), content_type="application/json", headers=headers)
        assert answer.status_code == 422 and answer.json()["sentence"], (address, answer.content)


def test_words_around_the_number_of_a_case_are_no_fault_of_its_customer(cast: Any, at: Any) -> None:
    """What he typed went into a cookie, which holds only Latin letters: the answer could not be sent."""
    case = complaint(cast)
    answer = Client().post("/follow/", {"number": f"单号：{case.number}\u202e"})
    assert answer.status_code == 302
    for morsel in answer.cookies.values():
        morsel.OutputString().encode("latin-1")
    assert Asking.objects.get().number == case.number
    assert Client().post("/follow/", {"number": "没有编号"}).status_code == 422


def test_a_pasted_page_in_the_search_for_a_customer_finds_nobody_and_breaks_nothing(cast: Any) -> None:
    """SQLite takes no pattern of that length, and the whole intake was lost with it."""
    customers.register(by=cast.clerk, brand=cast.brand, name="王五")
    assert known.recognise(cast.clerk, cast.brand, "长" * 70_000) == []


def test_words_without_the_forms_mark_are_not_taken_for_a_copy_of_others(
    cast: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer was told that his second words had come, and they were nowhere."""
    case, client = complaint(cast), Client()
    come_in(client, case, telephone(monkeypatch))
    for words in ("第一句", "第二句"):
        client.post(reverse("follow-words"), {"words": words})
    assert list(case.notes.filter(kind="customer").order_by("pk").values_list("words", flat=True)) == [
        "第一句",
        "第二句",
    ]


def test_an_offer_that_names_nobody_is_told_so_and_its_words_come_back(cast: Any, at: Any) -> None:
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    answer = signed_in(cast.clerk).post(
        reverse("conversation-offer", args=[found.number]), {"taker": "999", "why": "客户要问理赔"}
    )
    assert answer.status_code == 422 and "客户要问理赔" in answer.content.decode()


def test_a_file_late_in_a_long_talk_is_still_shown_to_its_visitor(cast: Any, at: Any, monkeypatch: Any) -> None:
    widget, _talk = talking(cast)
    given = {"once": "file-0001", "file": SimpleUploadedFile("a.txt", b"x")}
    head = {"HTTP_AUTHORIZATION": f"Bearer {widget.token}", "HTTP_ORIGIN": SITE}
    widget.client.post("/chat/visit/files/", given, **head)
    address = widget.state()["messages"][-1]["file"]["url"]
    monkeypatch.setattr(webchat, "MOST_SHOWN", 1)
    assert Client().get(address).status_code == 200


# ---- where nobody looks for personal data


def test_no_browser_history_tells_who_a_page_was_about(cast: Any, at: Any) -> None:
    found = conversation(cast, sender="欧阳静 <ouyang@example.cn>")
    she = customers.register(by=cast.clerk, brand=cast.brand, name="欧阳静", phone="13800138206")
    client = signed_in(cast.clerk)
    for address in (reverse("conversation", args=[found.number]), reverse("customer", args=[she.pk])):
        title = client.get(address).content.decode().partition("<title>")[2].partition("</title>")[0]
        assert title and "欧阳静" not in title and "ouyang" not in title, address


def test_no_log_line_holds_the_row_a_database_refused() -> None:
    row = "DETAIL:  Failing row contains (7, 我的{}\n是{}{}, null).".format("密码", "甲乙", "丙丁")
    try:
        try:
            raise IntegrityError(f'null value in "at"\n{row}')
        except IntegrityError as problem:
            raise RuntimeError("not taken in") from problem
    except RuntimeError:
        told = logging.LogRecord("shouwen", logging.WARNING, "x.py", 1, "letter 7", (), sys.exc_info())
    said = formatter().format(told)
    assert "甲乙丙丁" not in said and "密码" not in said
    assert "not taken in" in said and "IntegrityError" in said


# ---- who it is


def test_whoever_answers_a_note_sees_that_its_writer_is_only_who_he_says(cast: Any, at: Any) -> None:
    """A stranger who knows somebody's number gets no facts by his own mailbox unnoticed (S3-5.2.2.2a)."""
    customers.register(by=cast.clerk, brand=cast.brand, name="王五", phone="13800138206")
    web, told = web_channel(cast), []
    for number in ("13800138206", "13900139000"):
        form = {"phone": number, "email": f"a{number}@example.cn", "question": "问"}
        asked = {"once": f"note-{number}", "text": "我的货到哪里了", "form": form}
        left = Widget(web).ask("post", f"{web.key}/notes/", asked).json()
        page = signed_in(cast.clerk).get(reverse("conversation", args=[left["number"]])).content.decode()
        told.append(("没有核对" in page, "S3-5.2.2.2a" in page, "不是这位客户登记的" in page))
    assert told == [(True, True, True), (False, False, False)]


def test_a_false_alarm_about_him_is_kept_from_who_keeps_the_rules(cast: Any, at: Any) -> None:
    """One sentence of a talk is shown to him whatever he may see otherwise, but not of a complaint about himself."""
    talk, other = conversation(cast), conversation(cast, ident="b1@example.cn", sender="李四 <li@example.cn>")
    case = complaint(cast)
    cases.join_conversation(case, by=cast.clerk, conversation=talk)
    cases.name_person(case, by=cast.clerk, person=cast.administrator)
    edition = rulebook.current_edition(cast.brand.pack)
    for found in (talk, other):
        wording.report(
            by=cast.clerk,
            brand=cast.brand,
            edition=edition,
            phrase="dunno-know",
            conversation=found,
            sentence="我不知道",
        )
    assert [each.conversation for each in alarms.alarms_visible_to(cast.administrator)] == [other]
    assert alarms.alarms_visible_to(cast.clerk).count() == 2


def test_a_callers_number_becomes_a_customers_only_as_a_change_of_the_customer(cast: Any, at: Any) -> None:
    """Codes for his cases go to his numbers: nobody gets one by being named in a call."""
    he = customers.register(by=cast.clerk, brand=cast.brand, name="王五", phone="13800138206")
    call = phone.ring(by=cast.clerk, brand=cast.brand, number="13900139000")
    phone.name_caller(call, by=cast.clerk, customer=he)
    told = Fact.objects.filter(about_kind="customer", about_id=he.pk, kind="customer.changed")
    assert [fact.refs["fields"] for fact in told] == [["phone"]]
    assert he.contacts.count() == 2
