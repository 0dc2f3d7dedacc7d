"""Two clerks and the worker at the same talk, two who merge the same customers: one of them wins. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import chat, chat_channel, conversation, letter, on_duty, take
from shouwen.customers import actions as customers
from shouwen.customers.models import Customer
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import Refusal
from shouwen.kernel.tests.racing import race
from shouwen.people.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def tried(do: Callable[[], Any]) -> Callable[[], str]:
    """The verb as a racer: what became of it, in a word. Anything but a refusal is a failure."""

    def run() -> str:
        try:
            return "none" if do() == 0 else "done"
        except Refusal as refusal:
            return refusal.code

    return run


def one(person: Person) -> Person:
    """Each racer reads for himself, as each request does."""
    return Person.objects.select_related("department").get(pk=person.pk)


def now(talk: Conversation) -> Conversation:
    found = talks.with_id(talk.pk)
    assert found is not None
    return found


def test_a_chat_that_clerks_claim_while_the_queue_is_handed_out_has_one_owner(cast: Any, at: Any) -> None:
    talk = chat(chat_channel(cast), "first")
    on_duty(cast.supervisor, state="busy")
    race(
        tried(lambda: conversations.claim(now(talk), by=one(cast.clerk))),
        tried(lambda: conversations.claim(now(talk), by=one(cast.supervisor))),
        tried(lambda: conversations.be_on_duty(one(cast.colleague), by=one(cast.colleague), state="available")),
        tried(conversations.hand_out),
        times=3,
    )
    taken = Fact.objects.filter(about_kind="conversation", kind__in=("conversation.claimed", "conversation.assigned"))
    assert taken.count() == 1
    fact = taken.get()
    owner = now(talk).owner
    assert owner is not None and owner.staff_number == fact.refs.get("taker", owner.staff_number)
    assert fact.kind == "conversation.assigned" or fact.actor == owner.key


def test_giving_back_passing_on_ending_and_another_word_at_once_leave_a_talk_somebody_looks_at(
    cast: Any, at: Any
) -> None:
    talk = conversation(cast)
    conversations.claim(talk, by=cast.clerk)
    conversations.hand_over(now(talk), by=cast.clerk, taker=cast.colleague, why="他熟悉")
    seen = talks.last_of(talk)
    more = letter("还有一件事", ident="a2@example.cn", answers="a1@example.cn")
    race(
        tried(lambda: conversations.give_back(now(talk), by=one(cast.clerk))),
        tried(lambda: conversations.accept(now(talk), by=one(cast.colleague))),
        tried(lambda: conversations.wrap_up(now(talk), by=one(cast.clerk), seen=seen)),
        tried(lambda: conversations.send(now(talk), by=one(cast.clerk), text="您好", seen=seen, once="one-form")),
        tried(lambda: take(more)),
        times=2,
    )
    talk = now(talk)
    assert Message.objects.filter(conversation=talk, direction="in").count() == 2
    assert Message.objects.filter(conversation=talk, direction="out").count() <= 1
    assert (talk.owner is None) <= (talk.state in ("waiting", "wrapped_up", "reopened"))
    told = list(Fact.objects.filter(about_kind="conversation", about_id=talk.pk).order_by("pk"))
    last_word = max(fact.pk for fact in told if fact.kind == "message.received")
    ends = [fact.pk for fact in told if fact.kind == "conversation.wrapped_up"]
    assert talk.state != "wrapped_up" or max(ends) > last_word, "a word nobody has seen stands in an ended talk"
    assert talk.state == "wrapped_up" or talk.offered_to_id in (None, cast.colleague.pk)


def test_two_customers_merged_into_each_other_at_once_leave_one(cast: Any) -> None:
    first, second = (
        customers.register(by=cast.supervisor, brand=cast.brand, name=name) for name in ("马建国", "马建国 ")
    )

    def merge(gone: Customer, stays: Customer) -> Callable[[], str]:
        def do() -> None:
            mine, other = Customer.objects.get(pk=gone.pk), Customer.objects.get(pk=stays.pk)
            customers.merge(mine, into=other, by=one(cast.supervisor))

        return tried(do)

    found = race(merge(first, second), merge(second, first), times=4)
    assert "done" in found
    assert Customer.objects.filter(merged_into=None).count() == 1
