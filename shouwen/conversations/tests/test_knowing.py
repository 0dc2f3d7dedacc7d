"""Saying who the customer of a conversation is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shouwen.conversations import actions
from shouwen.conversations.channel import Incoming
from shouwen.conversations.models import Channel, Conversation
from shouwen.customers import actions as customers
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast: Any) -> Conversation:
    """A chat of somebody nobody knows, taken up by the clerk."""
    channel = Channel.objects.create(kind="chat", title="官网", brand=cast.brand, assign="pick")
    said = actions.receive(
        Incoming(brand=cast.brand, once="x", kind="chat", channel=channel, sender_name="访客", text="我的货呢"),
        by=SYSTEM,
    )
    actions.claim(said.conversation, by=cast.clerk)
    return said.conversation


def test_a_known_number_ties_the_customer_who_has_it(cast: Any, talk: Conversation) -> None:
    known = customers.register(by=cast.clerk, brand=cast.brand, name="谷雨", phone="13800138000")
    assert actions.introduce(talk, by=cast.clerk, name="不管写什么", phone="+86 138-0013-8000") == known
    talk.refresh_from_db()
    assert talk.customer == known
    with pytest.raises(MoveRefused):
        actions.introduce(talk, by=cast.clerk, name="另一位")


def test_a_stranger_is_registered_on_the_page_and_stays_when_refused(cast: Any, talk: Conversation) -> None:
    client = Client()
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/conversations/{talk.number}/customer/"
    assert client.post(address, {"phone": "不是号码", "name": "林小满"}).status_code == 422
    assert client.post(address, {"phone": "", "name": ""}).status_code == 422
    assert client.post(address, {"phone": "13900139000", "name": "林小满", "title": "女士"}).status_code == 302
    talk.refresh_from_db()
    assert talk.customer is not None
    assert talk.who == "林小满 女士"


def test_a_number_of_several_is_for_a_person_to_settle(cast: Any, talk: Conversation) -> None:
    for name in ("甲方", "乙方"):
        customers.register(by=cast.clerk, brand=cast.brand, name=name, phone="13800138000")
    with pytest.raises(Unacceptable):
        actions.introduce(talk, by=cast.clerk, name="谁", phone="13800138000")


def test_neither_a_stranger_nor_a_colleague_who_does_not_answer_says_it(cast: Any, talk: Conversation) -> None:
    for person in (cast.stranger, cast.colleague, cast.auditor):
        with pytest.raises(Refused):
            actions.introduce(talk, by=person, name="谁")
    talk.refresh_from_db()
    assert talk.customer is None
