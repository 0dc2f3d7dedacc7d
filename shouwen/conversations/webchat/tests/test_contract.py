"""The widget's calls: what each answers, and to whom not."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import mailbox
from shouwen.conversations.webchat import limits, queries
from shouwen.conversations.webchat.models import Visit
from shouwen.conversations.webchat.tests.makers import SITE, Widget, web_channel
from shouwen.kernel.models import Fact
from shouwen.kernel.testing import facts_of

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def talking(cast: Any) -> tuple[Widget, Visit]:
    """A visitor whom the clerk has taken up."""
    widget = Widget(web_channel(cast))
    widget.start()
    visit = Visit.objects.get()
    conversations.claim(visit.conversation, by=cast.clerk)
    return widget, visit


def answer(cast: Any, visit: Visit, text: str) -> Message:
    found = talks.with_number(visit.conversation.number)
    return conversations.send(found, by=cast.clerk, text=text, seen=talks.last_of(found))


def test_the_widget_learns_what_it_needs_before_anybody_speaks(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast, greeting="您好"))
    told = widget.ask("get", f"{widget.web.key}/")
    assert told["Access-Control-Allow-Origin"] == SITE
    body = told.json()
    assert (body["title"], body["greeting"], body["is_open"], body["opens_at"]) == ("在线客服", "您好", True, None)
    assert [field["kind"] for field in body["form"]] == ["text", "phone", "email", "textarea"]
    assert body["form"][3]["required"]
    assert "S0-1.40.3" in body["promise"]
    assert body["hours"].startswith("周一至周")
    assert body["largest_file"] > 0


def test_a_talk_from_start_to_rating(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    begun = widget.start(name="张三", question="货到哪里了").json()
    assert (begun["status"], begun["place"], begun["estimate"]) == ("queueing", 1, None)
    assert begun["messages"][0]["text"] == "称呼：张三\n想咨询什么：货到哪里了"
    visit = Visit.objects.get()
    assert visit.page == "www.luda.example/help/"
    conversations.claim(visit.conversation, by=cast.clerk)
    once = str(uuid.uuid4())
    first = widget.say("单号 884027150466", once)
    assert (first.status_code, first.json()["once"]) == (201, once)
    sent = answer(cast, visit, "您好，我来查")
    conversations.note(visit.conversation, by=cast.clerk, text="别告诉他")
    state = widget.state(since=begun["number"])
    assert [(each["from"], each["text"]) for each in state["messages"]] == [
        ("customer", "单号 884027150466"),
        ("clerk", "您好，我来查"),
    ]
    assert state["messages"][0]["once"] == once
    assert (state["status"], state["clerk"], state["number"]) == ("talking", f"{cast.clerk.staff_number}号", sent.pk)
    assert cast.clerk.name not in str(state)
    assert widget.ask("post", "visit/seen/", {"id": sent.pk}).status_code == 200
    assert Message.objects.get(pk=sent.pk).seen_at is not None
    conversations.mark_seen(visit.conversation, direction="in", upto=sent.pk)
    assert widget.state()["seen"] == first.json()["id"]
    assert widget.ask("post", "visit/end/").json()["status"] == "ended"
    assert widget.ask("post", "visit/rating/", {"score": 5, "words": "很快"}).status_code == 201
    assert widget.ask("post", "visit/rating/", {"score": 1}).status_code == 409
    visit.refresh_from_db()
    assert (visit.score, visit.words) == (5, "很快")
    assert "很快" not in str(list(Fact.objects.values_list("refs", flat=True)))
    assert facts_of(visit.conversation)[-2:] == ["visit.ended", "visit.rated"]


def test_an_answer_is_there_before_the_worker_has_sent_it(cast: Any, at: Any) -> None:
    widget, visit = talking(cast)
    sent = answer(cast, visit, "您好")
    assert sent.state == "queued"
    assert widget.state()["messages"][-1]["text"] == "您好"
    conversations.deliver(talks.message(sent.pk))
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert widget.state()["messages"][-1]["id"] == sent.pk


def test_the_same_message_sent_again_is_kept_once(cast: Any, at: Any) -> None:
    widget, _visit = talking(cast)
    once = str(uuid.uuid4())
    first, second = widget.say("在吗", once), widget.say("在吗", once)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Message.objects.filter(text="在吗").count() == 1


def test_a_start_whose_answer_was_lost_gives_the_same_visit(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    once = str(uuid.uuid4())
    lost = widget.start(once).json()["token"]
    widget.token = ""
    widget.start(once)
    assert (Visit.objects.count(), Conversation.objects.count()) == (1, 1)
    assert widget.state()["status"] == "queueing"
    widget.token = lost
    assert widget.ask("get", "visit/").status_code == 401


def test_only_the_token_opens_a_visit_and_only_its_own(cast: Any, at: Any) -> None:
    widget, visit = talking(cast)
    token = widget.token
    assert token not in str(Visit.objects.values().get())
    for wrong in ("", "x" * 43, f"{token}x", visit.digest):
        widget.token = wrong
        for method, path in (("get", "visit/"), ("post", "visit/messages/"), ("post", "visit/end/")):
            assert widget.ask(method, path).status_code == 401
    other = Widget(widget.web)
    other.start(question="另一位")
    assert [each["text"] for each in other.state()["messages"]] == ["想咨询什么：另一位"]


def test_a_visit_that_ended_takes_no_more_words_and_is_shut_after_a_day(cast: Any, at: Any) -> None:
    widget, visit = talking(cast)
    widget.ask("post", "visit/end/")
    late = widget.say("还有一句")
    assert (late.status_code, late.json()["error"]) == (409, "ended")
    assert late.json()["sentence_en"]
    assert not Message.objects.filter(text="还有一句").exists()
    with pytest.raises(Exception, match="客户已结束聊天"):
        answer(cast, visit, "您好")
    at.forward(hours=25)
    assert widget.ask("get", "visit/").status_code == 401


def test_a_talk_the_clerk_ended_opens_again_when_the_visitor_writes(cast: Any, at: Any) -> None:
    widget, visit = talking(cast)
    conversations.wrap_up(talks.with_number(visit.conversation.number), by=cast.clerk)
    state = widget.state()
    assert (state["status"], state["may"]["reopen"], state["may"]["rate"]) == ("ended", True, True)
    assert widget.say("还有一件").status_code == 201
    assert widget.state()["status"] == "queueing", "nobody is on duty: he waits for whoever comes"


@pytest.mark.parametrize(
    "site", ["https://evil.example", "http://www.luda.example", "https://www.luda.example.evil", "null"]
)
def test_a_foreign_page_is_refused_everything(cast: Any, at: Any, site: str) -> None:
    widget, _visit = talking(cast)
    there = Widget(widget.web, site)
    there.token = widget.token
    asked = [("get", f"{widget.web.key}/"), ("post", f"{widget.web.key}/visits/"), ("post", f"{widget.web.key}/notes/")]
    asked += [("get", "visit/"), ("post", "visit/messages/"), ("post", "visit/end/"), ("options", "visit/")]
    for method, path in asked:
        answered = there.ask(method, path)
        assert answered.status_code == 403
        assert "Access-Control-Allow-Origin" not in answered


def test_a_preflight_from_the_channels_site_is_answered(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    for path in (f"{widget.web.key}/visits/", "visit/messages/"):
        answered = widget.ask("options", path)
        assert (answered.status_code, answered["Access-Control-Allow-Origin"]) == (204, SITE)
        assert "authorization" in answered["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answered


def test_no_cookie_is_set_or_asked_for(cast: Any, at: Any) -> None:
    widget, _visit = talking(cast)
    widget.state()
    assert not widget.client.cookies
    strict = Client(enforce_csrf_checks=True)
    body = {"HTTP_ORIGIN": SITE, "HTTP_AUTHORIZATION": f"Bearer {widget.token}"}
    assert strict.post("/chat/visit/typing/", "{}", content_type="application/json", **body).status_code == 200


def test_too_often_is_429_with_seconds_to_wait(cast: Any, at: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.LIMITS, "say", (3, 60))
    widget, _visit = talking(cast)
    codes = [widget.say(f"第 {number} 句").status_code for number in range(5)]
    assert codes == [201, 201, 201, 429, 429]
    refused = widget.say("再来")
    assert 0 < refused.json()["retry"] <= 60
    assert refused["Retry-After"]
    at.forward(seconds=61)
    assert widget.say("现在").status_code == 201


def test_guessing_tokens_is_counted_by_address(cast: Any, at: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.LIMITS, "guess", (2, 60))
    widget = Widget(web_channel(cast))
    widget.token = "x" * 43
    assert [widget.ask("get", "visit/").status_code for _turn in range(3)] == [401, 401, 429]


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 4001, None, 3, ["x"]])
def test_what_is_no_message_is_refused(cast: Any, at: Any, text: Any) -> None:
    widget, _visit = talking(cast)
    before = Message.objects.count()
    assert widget.say(text).status_code == 422
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b"3", b"\xff", b"[" * 5000, b'{"once": 3, "text": "x"}', b'{"text": "x"}']
)
def test_nonsense_is_refused_in_words(cast: Any, at: Any, body: bytes) -> None:
    widget, _visit = talking(cast)
    head = {"HTTP_ORIGIN": SITE, "HTTP_AUTHORIZATION": f"Bearer {widget.token}"}
    refused = widget.client.post("/chat/visit/messages/", body, content_type="application/json", **head)
    assert refused.status_code == 422
    assert refused.json()["sentence"]
    long = widget.client.post("/chat/visit/messages/", b"x" * 70_000, content_type="application/json", **head)
    assert long.status_code == 413
    form = widget.client.post("/chat/visit/messages/", {"once": "12345678", "text": "表单"}, **head)
    assert form.status_code == 422, "a form with parts instead of JSON"


def test_a_form_that_is_incomplete_names_the_fields(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    refused = widget.start(name="张三", email="keine")
    assert refused.status_code == 422
    assert set(refused.json()["details"]) == {"email", "question"}
    assert not Visit.objects.exists()


def upload(widget: Widget, name: str, data: bytes) -> Any:
    head = {**widget.headers, "HTTP_AUTHORIZATION": f"Bearer {widget.token}"}
    body = {"once": str(uuid.uuid4()), "file": SimpleUploadedFile(name, data)}
    return widget.client.post("/chat/visit/files/", body, **head)


def test_a_picture_is_shown_and_a_text_only_saved(cast: Any, at: Any) -> None:
    widget, _visit = talking(cast)
    assert upload(widget, "货.png", PNG).status_code == 201
    assert upload(widget, "说明.txt", "好".encode()).status_code == 201
    picture, text = (each["file"] for each in widget.state()["messages"][-2:])
    assert (picture["is_image"], text["is_image"], picture["name"]) == (True, False, "货.png")
    shown = Client().get(picture["url"])
    assert shown["Content-Type"] == "image/png"
    assert not shown["Content-Disposition"].startswith("attachment")
    saved = Client().get(text["url"])
    assert saved["Content-Disposition"].startswith("attachment")
    assert (saved["X-Content-Type-Options"], "sandbox" in saved["Content-Security-Policy"]) == ("nosniff", True)


def test_a_page_that_calls_itself_a_picture_is_refused_and_leaves_no_message(cast: Any, at: Any) -> None:
    widget, _visit = talking(cast)
    before = Message.objects.count()
    refused = upload(widget, "bild.png", b"<html><script>alert(1)</script></html>")
    assert refused.status_code == 422
    assert Message.objects.count() == before


def test_a_file_wants_a_fresh_ticket_of_its_own_visit(cast: Any, at: Any, monkeypatch: Any) -> None:
    widget, _visit = talking(cast)
    upload(widget, "a.png", PNG)
    address = widget.state()["messages"][-1]["file"]["url"]
    bare, _question, ticket = address.partition("?t=")
    assert Client().get(bare).status_code == 404
    assert Client().get(f"{bare}?t={ticket[:-2]}xx").status_code == 404
    other = Widget(widget.web)
    other.start(question="另一位")
    upload(other, "b.png", PNG)
    theirs = other.state()["messages"][-1]["file"]["url"]
    assert Client().get(f"{theirs.partition('?')[0]}?t={ticket}").status_code == 404
    monkeypatch.setattr("shouwen.conversations.webchat.tokens.FILE_HOLDS", -1)
    assert Client().get(address).status_code == 404


def test_a_transcript_wants_a_mailbox_and_leaves_by_it(cast: Any, at: Any, monkeypatch: Any) -> None:
    from shouwen.conversations.webchat import actions
    from shouwen.conversations.webchat.models import Transcript
    from shouwen.kernel.policy import SYSTEM

    widget, visit = talking(cast)
    refused = widget.ask("post", "visit/transcript/", {"email": "a@example.cn"})
    assert (refused.status_code, widget.state()["may"]["transcript"]) == (409, False)
    mailbox(cast, smtp_host="smtp.example")
    answer(cast, visit, "您好")
    conversations.note(visit.conversation, by=cast.clerk, text="别告诉他")
    assert widget.ask("post", "visit/transcript/", {"email": "keine"}).status_code == 422
    assert widget.ask("post", "visit/transcript/", {"email": "a@example.cn"}).status_code == 202
    letters: list[Any] = []
    monkeypatch.setattr(
        "shouwen.conversations.email.actions.posting.hand_over", lambda message, letter, box: letters.append(letter)
    )
    wanted = Transcript.objects.get()
    actions.send_transcript(wanted.pk, by=SYSTEM)
    actions.send_transcript(wanted.pk, by=SYSTEM)
    wanted.refresh_from_db()
    assert (len(letters), letters[0]["To"], wanted.address) == (1, "a@example.cn", "")
    said = letters[0].get_content()
    assert "您好" in said
    assert f"{cast.clerk.staff_number}号" in said
    assert "别告诉他" not in said


def test_place_and_estimate_come_from_those_before_him_and_recent_waits(cast: Any, at: Any) -> None:
    web = web_channel(cast)
    queries._ESTIMATES.clear()
    for _turn in range(5):
        widget = Widget(web)
        widget.start()
        at.forward(seconds=60)
        conversations.claim(Visit.objects.latest("pk").conversation, by=cast.clerk)
    first, second = Widget(web), Widget(web)
    first.start()
    queries._ESTIMATES.clear()
    waiting = second.start().json()
    assert (waiting["place"], waiting["estimate"]) == (2, 120)


def test_whoever_is_known_is_joined_and_the_widget_never_says_so(cast: Any, at: Any) -> None:
    from shouwen.customers import actions as customers

    known = customers.register(by=cast.clerk, brand=cast.brand, name="王五", phone="13800138206")
    web = web_channel(cast)
    told = [Widget(web).start(phone=phone, question="在吗").json() for phone in ("138 0013 8206", "13900139000")]
    ours, stranger = Visit.objects.order_by("pk")
    assert (ours.conversation.customer, stranger.conversation.customer) == (known, None)
    assert set(told[0]) == set(told[1])
    assert "王五" not in str(told[0])
    assert "13800138206" not in Message.objects.filter(conversation=ours.conversation).first().text


def test_a_visitor_reads_his_answers_under_the_questions_in_his_language(cast: Any, at: Any) -> None:
    from shouwen.conversations.webchat import queries

    web = web_channel(cast)
    Widget(web).start(phone="13900139000", question="Where is it?")
    seen = Visit.objects.get()
    said = Message.objects.filter(conversation=seen.conversation).first()
    asked = {field["kind"]: field for field in web.form}
    assert queries.words_for(seen, said).startswith(f"{asked['phone']['label']}：")
    seen.language = "en"
    shown = queries.words_for(seen, said)
    assert shown.startswith(asked["phone"]["label_en"]) and asked["textarea"]["label_en"] in shown
    assert "：" not in shown and "13900139000" not in shown
