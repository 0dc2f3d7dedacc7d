"""The inbox: what it finds, in which order, in how many questions, and how one stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.conversations import actions, queries
from shouwen.conversations.models import Conversation
from shouwen.conversations.tests.makers import chat, chat_channel, conversation, letter, on_duty, take
from shouwen.conversations.tests.test_pages import as_
from shouwen.customers import actions as customers
from shouwen.customers import queries as customer_queries
from shouwen.kernel import drafts
from shouwen.people import actions as people
from shouwen.people import queries as people_queries

pytestmark = pytest.mark.django_db


def listed(client: Client, query: str) -> list[str]:
    """Numbers on the page of the list, in its order."""
    page = client.get(f"/conversations/?{query}", follow=True)
    assert page.status_code == 200
    return [row.number for row in page.context["leaf"].rows]


def test_it_finds_by_number_name_words_said_and_the_end_of_an_address(cast: Any) -> None:
    mine = conversation(cast, sender="卢婉清 <lu@chaoyang.example>", ident="a@x.example", subject="改派送")
    other = conversation(cast, text="提货单上少了一个字", sender="江海峰 <jiang@beidou.example>", ident="b@x.example")
    client = as_(cast.clerk)
    assert listed(client, f"q={mine.number}") == [mine.number]
    assert listed(client, "q=婉清") == [mine.number]
    assert listed(client, "q=少了一个") == [other.number]
    assert listed(client, "q=beidou.example") == [other.number]
    assert listed(client, "q=没有这样的话") == []
    actions.claim(other, by=cast.clerk)
    actions.send(other, by=cast.clerk, text="马上补一张", seen=queries.last_of(other))
    actions.note(other, by=cast.clerk, text="门卫姓葛")
    assert listed(client, "q=补一张") == listed(client, "q=门卫姓葛") == [other.number]


def test_words_of_another_brand_or_queue_are_not_found(cast: Any) -> None:
    found = conversation(cast, text="提货单上少了一个字")
    for person in (cast.stranger, cast.auditor):
        page = as_(person).get("/conversations/?q=少了一个")
        assert found.number not in page.content.decode()


def test_a_mail_address_or_a_telephone_number_does_not_stay_in_the_address(cast: Any) -> None:
    found = conversation(cast, sender="卢婉清 <lu@chaoyang.example>", ident="a@x.example")
    page = as_(cast.clerk).get("/conversations/?q=lu@chaoyang.example&state=live", follow=True)
    where = page.redirect_chain[-1][0]
    assert "lu" not in where.partition("?")[2].replace("%", "")
    assert f"customer={found.customer_id}" in where and "state=live" in where
    assert [row.number for row in page.context["leaf"].rows] == [found.number]
    unknown = as_(cast.clerk).get("/conversations/?q=13588019276")
    assert unknown.status_code == 302 and unknown["Location"].endswith("q=9276")


def test_what_is_owed_first_stands_first(cast: Any, at: Any) -> None:
    old = conversation(cast, ident="a@x.example")
    at.forward(hours=1)
    hasty = chat(chat_channel(cast), "c1")
    answered = conversation(cast, sender="b <b@x.example>", ident="b@x.example")
    actions.claim(answered, by=cast.clerk)
    actions.send(answered, by=cast.clerk, text="好", seen=queries.last_of(answered))
    at.forward(minutes=1)
    take(letter("那什么时候？", sender="b <b@x.example>", ident="b2@x.example", answers="b@x.example"))
    client = as_(cast.clerk)
    assert listed(client, "scope=all") == [hasty.number, old.number, answered.number]
    assert listed(client, "scope=all&state=late") == []
    at.forward(minutes=3)
    assert listed(client, "scope=all&state=late") == [hasty.number]
    page = client.get("/conversations/?scope=all").content.decode()
    assert "逾期" in page and "等 3 分" in page


def test_filters_and_pages_stand_in_the_address(cast: Any) -> None:
    channel = chat_channel(cast)
    made = [chat(channel, f"c{number}") for number in range(35)]
    letters = conversation(cast)
    client = as_(cast.clerk)
    assert len(listed(client, "scope=queue&kind=chat")) == 30
    assert listed(client, "scope=queue&kind=chat&page=2") == [each.number for each in made[30:]]
    assert listed(client, "scope=queue&kind=mail") == [letters.number]
    assert "共 35 个" in client.get("/conversations/?scope=queue&kind=chat&page=2").content.decode()
    actions.claim(letters, by=cast.clerk)
    assert listed(client, "scope=all&owner=2107") == listed(client, "scope=all&owner=me") == [letters.number]
    assert listed(client, "scope=all&queue=none&state=open") == []
    assert client.get("/conversations/?page=%C2%B2&owner=%27&queue=x&customer=y&kind=z").status_code == 200


def test_the_list_asks_as_much_for_thirty_as_for_one(cast: Any, query_budget: Any) -> None:
    channel = chat_channel(cast)
    for number in range(30):
        chat(channel, f"c{number}", f"第 {number} 位")
    client = as_(cast.clerk)
    client.get("/conversations/")
    with query_budget(36):
        assert "第 29 位" in client.get("/conversations/?scope=queue").content.decode()
    with query_budget(36):
        client.get("/conversations/?q=第 2")
    talk = Conversation.objects.order_by("pk").first()
    with query_budget(45):
        client.get(reverse("conversation", args=[talk.number]))
    with query_budget(30):
        client.get(reverse("conversation", args=[talk.number]), headers={"HX-Request": "true", "HX-Target": "thread"})


def test_presence_is_changed_in_the_head_and_only_by_those_who_answer(cast: Any) -> None:
    client = as_(cast.clerk)
    assert client.post("/conversations/presence/", {"state": "available"}).status_code == 302
    assert 'data-presence="available"' in client.get("/conversations/").content.decode()
    assert "0 / 4" in client.get("/conversations/presence/").content.decode()
    assert client.post("/conversations/presence/", {"state": "drunk"}).status_code == 422
    assert client.post("/conversations/presence/beat/").status_code == 204
    assert as_(cast.auditor).post("/conversations/presence/", {"state": "available"}).status_code == 403


def test_a_colleague_who_writes_is_seen_and_a_draft_outlives_another_owner_and_a_merge(cast: Any) -> None:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    place = f"conversation:{found.pk}"
    drafts.keep(cast.clerk, place, {"text": "查到了，正在"})
    page = as_(cast.colleague).get(reverse("conversation", args=[found.number])).content.decode()
    assert "正在写回复" in page and "查到了" not in page
    actions.give_back(queries.with_id(found.pk), by=cast.supervisor)
    actions.claim(queries.with_id(found.pk), by=cast.colleague)
    twin = customers.register(by=cast.supervisor, brand=cast.brand, name="张三")
    customers.merge(found.customer, into=twin, by=cast.supervisor)
    mine = as_(cast.clerk).get(reverse("conversation", args=[found.number])).content.decode()
    assert "查到了，正在" in mine  # he may not send it now, and loses nothing
    assert drafts.draft_of(cast.clerk, place) == {"text": "查到了，正在"}
    assert customer_queries.standing_for(Conversation.objects.get(pk=found.pk).customer) == twin


def test_a_thread_asked_for_again_says_who_has_it_now(cast: Any) -> None:
    found = conversation(cast)
    client, address = as_(cast.clerk), reverse("conversation", args=[found.number])
    asked = {"HX-Request": "true", "HX-Target": "thread"}
    assert "接起" in client.get(address, headers=asked).content.decode()
    actions.claim(found, by=cast.colleague)
    now = client.get(address, headers=asked).content.decode()
    assert "林秋生" in now and 'data-can="no"' in now and "<html" not in now


def test_skills_and_numbers_are_kept_on_their_page(cast: Any) -> None:
    client = as_(cast.supervisor)
    assert client.post("/skills/", {"name": "外语"}).status_code == 302
    assert client.post("/skills/", {"name": "外语"}).status_code == 422
    skill = people_queries.skills().get()
    seat = reverse("person-seat", args=[cast.clerk.pk])
    given = {"skills": [skill.pk], "at_once": "2", "reviewed_until": "2099-01-01"}
    assert client.post(seat, given).status_code == 302
    page = client.get("/skills/").content.decode()
    assert "2099-01-01" in page
    assert client.post(seat, {"at_once": "500"}).status_code == 422
    assert client.post(reverse("post-seat", args=["clerk"]), {"at_once": "5"}).status_code == 302
    assert as_(cast.clerk).get("/skills/").status_code == 403


def test_a_channel_is_arranged_on_its_page(cast: Any) -> None:
    channel = chat_channel(cast)
    skill = people.keep_skill(None, by=cast.supervisor, name="外语")
    client = as_(cast.administrator)
    rule = reverse("conversation-routing-rule", args=[channel.pk])
    assert client.post(rule, {"words": "english", "skill": "999"}).status_code == 422
    assert client.post(rule, {"words": "english", "skill": skill.pk}).status_code == 302
    arrange = reverse("conversation-routing-channel", args=[channel.pk])
    assert client.post(arrange, {"assign": "pick"}).status_code == 302
    page = client.get("/conversations/routing/").content.decode()
    assert "english" in page and "借用" in page and "现在：由人接起" in page
    on_duty(cast.clerk)
    assert actions.hand_out() == 0
