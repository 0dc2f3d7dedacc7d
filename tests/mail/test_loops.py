"""Machines that answer each other stop: one automatic answer an hour to a sender at most, whatever he sends (R16)."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.conversations import actions as conversations
from shouwen.conversations.email import queries
from shouwen.conversations.email.actions import taking_in
from shouwen.conversations.email.writing import write
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import letter, mailbox
from shouwen.kernel.policy import SYSTEM

pytestmark = pytest.mark.django_db


def come_in(raw: bytes) -> Message | None:
    """A letter comes in, and what the machine would answer is given back."""
    taken = taking_in.take_in(raw, by=SYSTEM)
    return conversations.acknowledge(taken.received.conversation, by=SYSTEM)


def as_sent(message: Message) -> bytes:
    box = queries.mailbox_of(message.conversation.channel)
    return write(message, box, []).as_bytes()


def test_two_of_our_mailboxes_that_write_to_each_other_stop_after_one(cast: Any) -> None:
    cast.administrator.brands.add(cast.other_brand)
    mailbox(cast)
    mailbox(cast, "kf@other.example", brand=cast.other_brand, department=None)
    first = come_in(letter(sender="kf@other.example"))
    assert first is not None
    assert come_in(as_sent(first)) is None
    assert Message.objects.filter(direction="out").count() == 1


def test_a_mailbox_that_gets_its_own_letters_stops_after_one(cast: Any) -> None:
    mailbox(cast)
    first = come_in(letter(sender="kf@luda.example"))
    assert first is None or come_in(as_sent(first)) is None
    assert Message.objects.filter(direction="out").count() <= 1


def test_a_responder_that_hides_what_it_is_gets_one_an_hour(cast: Any, at: Any) -> None:
    """No mark, no thread, another subject each time: every letter opens a conversation of its own."""
    mailbox(cast)
    answers = []
    for turn in range(18):  # three hours
        answers.append(
            come_in(
                letter(f"我不在，第 {turn} 次", subject=f"不在 {turn}", ident=f"r{turn}@x", sender="z@auto.example")
            )
        )
        at.forward(minutes=10)
    assert Conversation.objects.count() == 18
    assert [turn for turn, answer in enumerate(answers) if answer is not None] == [0, 6, 12]


def test_other_spellings_of_an_address_are_one_sender(cast: Any) -> None:
    mailbox(cast)
    senders = ["zhang@example.cn", "ZHANG@Example.CN", "张 <Zhang@example.cn>", '"张" <zhang@EXAMPLE.cn>']
    given = [come_in(letter(f"{n}", subject=f"{n}", ident=f"s{n}@x", sender=each)) for n, each in enumerate(senders)]
    assert sum(answer is not None for answer in given) == 1


@pytest.mark.parametrize(
    "mark",
    [
        "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; x=y", "Precedence: bulk", "Precedence: auto_reply",
        "X-Autoreply: yes", "X-Auto-Response-Suppress: All", "List-Id: <news.example>", "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ],
)  # fmt: skip
def test_no_machine_is_answered(cast: Any, mark: str) -> None:
    mailbox(cast)
    assert come_in(letter(more=mark)) is None


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@luda.example", "no-reply@shop.example", "postmaster@x.example"])
def test_nobody_answers_a_letter_box(cast: Any, sender: str) -> None:
    mailbox(cast)
    assert come_in(letter(sender=sender)) is None


def test_the_bounce_of_our_own_receipt_is_not_answered(cast: Any) -> None:
    mailbox(cast)
    receipt = come_in(letter())
    assert receipt is not None
    bounce = letter(
        "Returned", sender="MAILER-DAEMON@mail.example", subject="Undelivered Mail Returned to Sender",
        ident="b1@x", answers=receipt.external_id, more="Auto-Submitted: auto-replied",
    )  # fmt: skip
    assert come_in(bounce) is None
    assert Conversation.objects.count() == 1
