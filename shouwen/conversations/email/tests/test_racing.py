"""Two at once: pollers, claims, answers, acknowledgements (R15, R16). On both databases."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.email import actions, queries
from shouwen.conversations.email.models import Fetched
from shouwen.conversations.email.tests.test_mailboxes import Shelf
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import conversation, letter, mailbox, take
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refusal
from shouwen.kernel.tests.racing import race
from shouwen.people.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_four_pollers_take_each_letter_in_once(cast: Any) -> None:
    box = mailbox(cast)
    letters = [letter(f"第 {number} 封", ident=f"m{number}@x", sender=f"p{number}@x.example") for number in range(5)]
    race(lambda: actions.fetch_from(Shelf(*letters), queries.mailbox(box.pk), by=SYSTEM), times=4)
    assert Message.objects.filter(direction="in").count() == 5
    assert Conversation.objects.count() == 5
    assert sorted(Fetched.objects.values_list("uid", flat=True)) == [1, 2, 3, 4, 5]
    assert not Fetched.objects.filter(outcome="failed").exists()


def tried(work: Any) -> Any:
    def run() -> str:
        try:
            work()
        except Refusal as refusal:
            return refusal.code
        return "done"

    return run


def test_of_many_who_claim_one_becomes_the_owner(cast: Any) -> None:
    found = conversation(cast)
    people = [cast.clerk.pk, cast.colleague.pk, cast.supervisor.pk] * 2

    def claim(pk: int) -> Any:
        return tried(lambda: conversations.claim(talks.with_number(found.number), by=Person.objects.get(pk=pk)))

    assert race(*map(claim, people)).count("done") >= 1
    found.refresh_from_db()
    assert found.owner == found.first_asked
    assert found.state == "open"


def test_of_many_answers_to_the_same_word_one_goes_out(cast: Any) -> None:
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    seen = talks.last_of(found)

    def send(text: str) -> Any:
        by = cast.clerk.pk
        return tried(
            lambda: conversations.send(talks.with_id(found.pk), by=Person.objects.get(pk=by), text=text, seen=seen)
        )

    said = race(*[send(f"答复 {number}") for number in range(6)])
    assert (said.count("done"), said.count("stale")) == (1, 5)
    assert Message.objects.filter(direction="out").count() == 1


def test_many_letters_at_once_are_acknowledged_once(cast: Any) -> None:
    mailbox(cast)
    numbers = [take(letter(f"第 {n} 封", ident=f"m{n}@x")).received.conversation.pk for n in range(6)]
    race(*[lambda pk=pk: conversations.acknowledge(talks.with_id(pk), by=SYSTEM) for pk in numbers])
    assert Message.objects.filter(direction="out").count() == 1
