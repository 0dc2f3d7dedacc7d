"""A hostile reviewer at the doors of a talk: what strangers send, what a visitor may find out, who was first (issue 4)."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.actions import receiving, sending
from shouwen.conversations.email import markup
from shouwen.conversations.models import Message
from shouwen.conversations.phone import actions as phone
from shouwen.conversations.tests.makers import conversation, letter, mailbox, take
from shouwen.conversations.texts.models import Text
from shouwen.conversations.texts.simulators import calls
from shouwen.conversations.texts.tests.makers import line
from shouwen.conversations.webchat import snapshots
from shouwen.conversations.webchat.models import Sync, SyncPage
from shouwen.conversations.webchat.tests.makers import SITE, Widget, web_channel
from shouwen.customers import actions as customers
from shouwen.kernel import clock, jobs, signing
from shouwen.kernel.drafts import draft_of
from shouwen.kernel.policy import SYSTEM
from shouwen.knowledge.models import Citation
from shouwen.knowledge.tests.makers import published
from tests.proof.test_attacks import signed_in, tried
from tests.proof.test_brands import of_every_post

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
#: Half of a sign that takes two: JSON can write it, no database and no wire can keep it.
HALF = "\ud83d"


def test_half_a_sign_is_refused_or_replaced_at_every_door_of_the_widget(cast: Any, at: Any) -> None:
    web = web_channel(cast)
    widget = Widget(web)
    answers = [Widget(web).start(name=f"甲{HALF}", question=f"在吗{HALF}")]
    widget.start()
    conversations.claim(web.visits.last().conversation, by=cast.clerk)
    answers += [
        widget.say(f"货{HALF}"),
        widget.ask("post", "visit/rating/", {"score": 5, "words": HALF}),
        widget.ask("post", "visit/transcript/", {"email": f"a{HALF}@example.cn"}),
        widget.ask("post", "visit/sync/"),
        widget.ask("post", "visit/sync/page/", {"page": f"/a{HALF}", "html": f"<p>{HALF}</p>", "title": HALF}),
        widget.ask("post", f"{web.key}/visits/", {"once": "half-a-sign", "language": HALF, "page": HALF, "form": {HALF: HALF}}),
        widget.ask(
            "post", f"{web.key}/notes/",
            {"once": "half-a-note", "text": HALF, "form": {"phone": "13900139000", "question": HALF, "name": HALF}},
        ),
    ]  # fmt: skip
    assert [each.status_code for each in answers if each.status_code >= 500] == []
    assert "货" in widget.state()["messages"][-1]["text"]


def half_sealed(kind: str, mine: Any) -> Any:
    """A call in order whose words hold half a sign."""
    call = calls.make(mine, "13800138206" if kind == "sms" else "open-id", "我的货HALF呢", name="张HALF")
    if kind == "sms":
        return calls.signed(mine, call.body.replace(b"HALF", rb"\ud83d"))
    if kind == "dingtalk":
        return dataclasses.replace(call, body=call.body.replace(b"HALF", rb"\ud83d"))
    event = {
        "sender": {"sender_id": {"open_id": "open-id"}},
        "message": {"message_id": "om_1", "message_type": "text", "content": r'{"text": "我的货\ud83d呢"}'},
    }
    header = {"event_id": "1", "event_type": "im.message.receive_v1", "token": "call-token"}
    return calls.shut(mine, {"schema": "2.0", "header": header, "event": event})


@pytest.mark.parametrize("kind", ["sms", "dingtalk", "feishu"])
def test_half_a_sign_from_a_vendor_is_taken_in(cast: Any, at: Any, kind: str) -> None:
    mine = line(cast, kind)
    assert calls.put(Client(), mine, half_sealed(kind, mine)).status_code == 200
    jobs.run_due()
    assert Message.objects.get().text == "我的货\ufffd呢"


def test_a_gateway_tells_nothing_of_the_texts_of_another(cast: Any, at: Any) -> None:
    """Each brand's gateway has a key of its own; a report under one moves no text of the other."""
    mine, theirs = (
        line(cast),
        line(replace(cast, brand=cast.other_brand, administrator=of_every_post(cast, "8005", cast.other_brand))),
    )
    sent = Text.objects.create(
        channel=theirs.channel, template="notice", number_index="0" * 64, number_shown="138****0000",
        last_four="0000", body="到了", once="a-text", at=clock.now(), state="sent", vendor_ref="ref-7",
    )  # fmt: skip
    body = b'{"id": "r1", "type": "report", "message": "ref-7", "reached": false, "code": "x"}'
    assert calls.put(Client(), mine, calls.signed(mine, body)).status_code == 200
    jobs.run_due()
    sent.refresh_from_db()
    assert sent.state == "sent"


@pytest.mark.parametrize("address", ["/customers/?after=²", "/phone/?after=²"])
def test_a_sign_that_only_looks_like_a_number_is_the_first_page(cast: Any, at: Any, address: str) -> None:
    assert tried(signed_in(cast.supervisor), "get", address).status_code in (200, 403)


def test_half_a_sign_from_an_exchange_is_taken_in(cast: Any, at: Any) -> None:
    kept, secret = phone.keep_exchange(None, by=cast.administrator, title="总机", brand=cast.brand, is_active=True)
    body = rb'{"id": "e1\ud83d", "call": "c1", "event": "ringing", "from": "13800138206", "to": "\ud83d"}'
    moment = int(clock.now().timestamp())
    signed = {"X-Shouwen-Time": str(moment), "X-Shouwen-Signature": signing.sign(secret.encode(), moment, body)}
    answer = Client().post(f"/phone/events/{kept.key}/", body, content_type="application/json", headers=signed)
    assert answer.status_code in (200, 422), answer.content


# ---- what a visitor may find out


def test_no_visitor_learns_whose_number_is_registered(cast: Any, at: Any) -> None:
    """Whatever comes back to him is the same for a number the house knows and for one it does not."""
    customers.register(by=cast.clerk, brand=cast.brand, name="王五", phone="13800138206")
    web = web_channel(cast)
    told = []
    for phone_number in ("13800138206", "13900138206"):
        widget = Widget(web)
        begun = widget.start(phone=phone_number, question="在吗").json()
        told += [[(each["from"], each["text"].replace(phone_number[:3], "***")) for each in begun["messages"]]]
        assert begun["messages"] == widget.state()["messages"]
    assert told[0] == told[1]


def test_a_visitors_page_is_written_down_under_the_site_it_came_from(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    widget.start()
    talk = widget.web.visits.get().conversation
    conversations.claim(talk, by=cast.clerk)
    widget.ask("post", "visit/sync/")
    for page in ("@evil.example/x", ".evil.example/x", "/orders/", "//evil.example/x", 7):
        widget.ask("post", "visit/sync/page/", {"page": page, "html": "<p>x</p>"})
    hosts = {each.split("/")[0] for each in SyncPage.objects.values_list("page", flat=True)}
    assert hosts <= {SITE.removeprefix("https://")}


def test_a_page_that_arrives_after_the_end_leaves_nothing(cast: Any, at: Any, monkeypatch: Any) -> None:
    """The visitor takes his page back while one more is on its way."""
    widget = Widget(web_channel(cast))
    widget.start()
    conversations.claim(widget.web.visits.get().conversation, by=cast.clerk)
    widget.ask("post", "visit/sync/")
    clean = snapshots.clean

    def ended_meanwhile(html: str) -> str:
        Sync.objects.update(ended_at=clock.now())
        return clean(html)

    monkeypatch.setattr(snapshots, "clean", ended_meanwhile)
    answer = widget.ask("post", "visit/sync/page/", {"page": "/secret/", "html": "<p>x</p>"})
    assert answer.json()["error"] == "no_sync"
    assert (SyncPage.objects.count(), Sync.objects.get().html) == (0, "")


ENDLESS = {
    "comments": "<!--" * 120_000, "tags": "<a " * 160_000, "openings": "<" * 480_000, "quotes": "<p x=" + '"' * 470_001,
    "declarations": "<!doctype" * 50_000, "sections": "<![CDATA[" * 50_000, "instructions": "<?" * 240_000,
    "ends within what is private": "<i data-private>" + "<b>" * 90_000 + "</u>" * 30_000, "elements": "<div>" * 90_000,
    "attributes": "<p " + "a=" * 200_000 + ">", "blanks": "<p" + " " * 480_000 + "x", "slashes": "<p" + "/" * 480_000 + "x>",
    "entities": "&" * 480_000, "numbers": "&#" + "9" * 400_000 + ";", "styles": "<style>" + "a{" * 200_000, "half styles": "<style>" * 60_000,
    "names": "<" + "a" * 480_000, "addresses": f"<p style='{'url ' * 100_000}'>", "halves": "<p a='\"' b=\"'\" " * 20_000,
}  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("how", ENDLESS)
def test_no_page_of_a_visitor_holds_the_house_up(how: str) -> None:
    """He may send one every quarter of a second, and two threads make all pages of the house."""
    began = time.process_time()
    snapshots.clean(ENDLESS[how])
    assert time.process_time() - began < 4


LABORIOUS = {
    "attributes": "<p " + " ".join(f"a{number}=b" for number in range(100_000)) + ">x",
    "attributes behind a comment": '<!-- <p a=" --><p ' + " ".join(f'a{number}=">"' for number in range(60_000)) + '"> ">x',
    "quotations": "<blockquote>" * 399 + "x<br>" * 100_000,
}  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("how", LABORIOUS)
def test_no_letter_holds_the_worker_up_or_swells(how: str) -> None:
    began = time.process_time()
    markup.clean(LABORIOUS[how])
    text = markup.to_text(LABORIOUS[how])
    assert time.process_time() - began < 8
    assert "x" in text and len(text) < 6 * len(LABORIOUS[how])


def test_the_visitors_page_is_seen_by_whoever_answers_him_and_who_supervises(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    widget.start()
    talk = widget.web.visits.get().conversation
    conversations.claim(talk, by=cast.clerk)
    widget.ask("post", "visit/sync/")
    widget.ask("post", "visit/sync/page/", {"page": "/", "html": "<p>x</p>"})
    frame = reverse("web-visit-page", args=[talk.number])
    seen = {who: signed_in(getattr(cast, who)).get(frame).status_code for who in ("clerk", "colleague", "supervisor")}
    assert seen == {"clerk": 200, "colleague": 404, "supervisor": 200}


def test_an_article_of_two_brands_tells_readers_of_one_nothing_of_the_other(cast: Any, at: Any) -> None:
    both = [of_every_post(cast, number, cast.brand, cast.other_brand) for number in ("8003", "8004")]
    article = published(cast, by=both[0], approver=both[1], brands=[cast.brand, cast.other_brand])
    for person in (cast.clerk, cast.stranger):
        Citation.objects.create(of=article.current, about_kind="message", about_id=person.pk, by=person, at=clock.now())
    page = signed_in(cast.clerk).get(reverse("article", args=[article.number])).content.decode()
    assert cast.brand.name in page and cast.clerk.name in page
    assert cast.other_brand.name not in page and cast.stranger.name not in page


def test_what_a_stranger_calls_himself_does_not_come_back_in_our_words(cast: Any, at: Any) -> None:
    """His header is his to write, and whoever gets the acknowledgement may be somebody else."""
    mailbox(cast, acknowledgement="您好{name}，编号 {number}")
    for number in (1, 2):
        raw = letter(ident=f"a{number}@e.cn", sender='"恭喜中奖 http://evil.example" <somebody@example.cn>')
        sent = conversations.acknowledge(take(raw).received.conversation, by=SYSTEM)
        assert sent is not None and "evil" not in sent.text
        at.forward(hours=2)


# ---- who was first


def test_the_same_form_sent_twice_at_once_is_sent_once_and_comes_back_as_no_draft(
    cast: Any, at: Any, monkeypatch: Any
) -> None:
    """The second looks before the first has written, and waits behind it."""
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    seen, other = talks.last_of(found), talks.with_number(found.number)
    real, turns = sending._send, []

    def behind_the_first(answer: Any, **more: Any) -> Message:
        if not turns:
            turns.append(real(dataclasses.replace(answer, conversation=other), **more))
        return real(answer, **more)

    monkeypatch.setattr(sending, "_send", behind_the_first)
    sent = conversations.send(found, by=cast.clerk, text="您好", seen=seen, once="one-form")
    assert [sent] == turns and Message.objects.filter(direction="out").count() == 1
    assert draft_of(cast.clerk, sending.place_of(found)) == {}


def test_a_word_that_comes_in_while_the_talk_is_ended_opens_it_again(cast: Any, at: Any) -> None:
    """The letter found it open; its clerk ended it before the letter was written down."""
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    stale = talks.with_number(found.number)
    conversations.wrap_up(found, by=cast.clerk)
    receiving._go_on(stale, Message.objects.filter(conversation=stale).first(), by=SYSTEM)
    found.refresh_from_db()
    assert found.state == "reopened" and found.wrapped_up_at is None


def test_nobody_ends_a_talk_over_a_word_he_has_not_seen(cast: Any, at: Any) -> None:
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    client, seen = signed_in(cast.clerk), talks.last_of(found)
    take(letter("等等，还有一件事", ident="a2@example.cn", answers="a1@example.cn"))
    client.post(reverse("conversation-end", args=[found.number]), {"seen": seen})
    found.refresh_from_db()
    assert found.state == "open"
