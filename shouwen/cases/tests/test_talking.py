"""Conversations become cases or join one, and what is said in them stands on the timeline."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.cases import actions
from shouwen.cases.models import Case
from shouwen.cases.rules import rules_of
from shouwen.cases.tests.makers import complaint
from shouwen.cases.timeline import entries_of
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Message
from shouwen.conversations.tests.makers import chat, chat_channel, conversation, letter, mailbox, take
from shouwen.customers.actions import add_mail
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refused

pytestmark = pytest.mark.django_db


def test_a_letter_becomes_an_enquiry_that_a_person_owns(cast: Any, sealed: Any) -> None:
    found = conversation(cast)
    sealed()
    case = Case.objects.get()
    found.refresh_from_db()
    assert (case.kind, case.channel, case.owner, case.first_asked) == (
        "enquiry",
        "mail",
        cast.supervisor,
        cast.supervisor,
    )
    assert (case.reason, case.customer, found.reference) == ("货没到", found.customer, case.number)
    assert "我的货还没有到" in case.gist
    assert cast.supervisor.notices.filter(text__contains=case.number).exists()


def test_asked_again_it_is_the_same_case(cast: Any, sealed: Any) -> None:
    found = conversation(cast)
    first = actions.open_from_conversation(found, by=SYSTEM)
    sealed()
    again = actions.open_from_conversation(talks.with_number(found.number), by=SYSTEM)
    assert again == first
    assert Case.objects.count() == 1


def test_the_customer_is_told_the_number_of_his_case(cast: Any, sealed: Any) -> None:
    conversation(cast)
    sealed()
    assert Case.objects.get().number in Message.objects.get(direction="out").text


def test_whoever_took_the_conversation_owns_the_case(cast: Any) -> None:
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    case = actions.open_from_conversation(found, by=cast.clerk)
    assert (case.owner, case.first_asked) == (cast.clerk, cast.clerk)


def test_a_channel_may_leave_it_to_people(cast: Any, sealed: Any) -> None:
    mailbox(cast, opens_cases=False)
    take(letter())
    sealed()
    assert not Case.objects.exists()


@pytest.mark.parametrize("more", ["Auto-Submitted: auto-generated", "Precedence: bulk"])
def test_robots_open_no_case(cast: Any, sealed: Any, more: str) -> None:
    conversation(cast, more=more)
    sealed()
    assert not Case.objects.exists()


def test_the_case_a_subject_names_is_joined_by_its_customer_only(cast: Any, sealed: Any) -> None:
    case = complaint(cast)
    add_mail(case.customer, "zhang@example.cn")
    mine = conversation(cast, subject=f"{case.number} 还没回复")
    theirs = conversation(cast, subject=f"{case.number}", sender="x@evil.example", ident="e@evil.example")
    sealed()
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.about_id == case.pk
    assert theirs.about_id not in (None, case.pk)


def words(case: Any) -> str:
    return "\n".join(text for entry in entries_of(case, rules_of(case)) for _title, text in entry.quotes)


def test_everything_said_stands_on_the_timeline_once(cast: Any, sealed: Any) -> None:
    found = conversation(cast)
    sealed()
    case = Case.objects.get()
    take(letter("补充：共十二箱", ident="a2@example.cn", answers="a1@example.cn"))
    sealed()
    shown = words(case)
    assert shown.count("我的货还没有到") == 1
    assert shown.count("补充：共十二箱") == 1
    assert talks.messages_of(found).count() == 3


def test_what_was_said_before_there_was_a_case_stands_on_its_timeline_too(cast: Any, sealed: Any) -> None:
    channel = chat_channel(cast, assign="pick")
    found = chat(channel, "c1", "我的货到哪里了")
    chat(channel, "c2", "等了三天", conversation=found)
    conversations.note(found, by=cast.clerk, text="像是急件")
    case = actions.open_from_conversation(found, by=cast.clerk)
    chat(channel, "c3", "是两件", conversation=found)
    sealed()
    shown = words(case)
    assert [shown.count(text) for text in ("我的货到哪里了", "等了三天", "是两件", "像是急件")] == [1, 1, 1, 0]


def test_whoever_was_first_asked_in_the_conversation_is_so_in_its_case_though_another_owns_it(cast: Any) -> None:
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    conversations.give_back(found, by=cast.supervisor)
    conversations.claim(found, by=cast.colleague)
    case = actions.open_from_conversation(found, by=cast.colleague)
    assert (case.owner, case.first_asked) == (cast.colleague, cast.clerk)


def test_a_person_joins_a_conversation_to_a_case_he_may_write_on(cast: Any) -> None:
    case, found = complaint(cast), conversation(cast)
    with pytest.raises(Refused):
        actions.join_conversation(case, by=cast.stranger, conversation=found)
    actions.join_conversation(case, by=cast.clerk, conversation=found)
    assert "我的货还没有到" in words(case)
    with pytest.raises(MoveRefused):
        actions.join_conversation(complaint(cast), by=cast.clerk, conversation=talks.with_number(found.number))


def test_the_person_complained_of_does_not_read_the_conversation(cast: Any) -> None:
    case, found = complaint(cast, named=(cast.colleague,)), conversation(cast)
    assert talks.visible_to(cast.colleague).filter(pk=found.pk).exists()
    actions.join_conversation(case, by=cast.clerk, conversation=found)
    assert not talks.visible_to(cast.colleague).filter(pk=found.pk).exists()


def test_what_was_said_before_it_was_a_case_keeps_its_time_and_the_case_says_it_came_over_the_net(
    cast: Any, at: Any
) -> None:
    found = chat(chat_channel(cast), "c1", "货在哪里")
    at.forward(minutes=2)
    chat(chat_channel(cast), "c2", "有人吗", conversation=found)
    spoken = clock.now()
    at.forward(minutes=20)
    case = actions.open_from_conversation(found, by=cast.clerk)
    assert case.get_channel_display() == "网络"
    entries = entries_of(case, rules_of(case))
    times = {entry.kind: entry.at for entry in entries}
    assert times["case.heard"] == spoken
    assert times["case.opened"] == clock.now()
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
