"""Who answers, and what goes out: never over a word that was not read, never twice, never from two at once."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.conversations import actions, queries
from shouwen.conversations.models import Message
from shouwen.conversations.tests.makers import conversation, letter, take
from shouwen.kernel.drafts import draft_of
from shouwen.kernel.models import Job
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable

pytestmark = pytest.mark.django_db


def mine(cast: Any) -> Any:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    return found


def test_only_one_of_two_becomes_the_owner(cast: Any) -> None:
    found = conversation(cast)
    other = queries.with_number(found.number)
    actions.claim(found, by=cast.clerk)
    with pytest.raises(MoveRefused):
        actions.claim(other, by=cast.colleague)
    found.refresh_from_db()
    assert (found.owner, found.first_asked, found.state) == (cast.clerk, cast.clerk, "open")


def test_whoever_was_first_asked_stays_so(cast: Any) -> None:
    found = mine(cast)
    actions.hand_over(found, by=cast.clerk, taker=cast.colleague, why="下班")
    assert found.owner == cast.clerk  # until he accepts
    actions.accept(found, by=cast.colleague)
    assert (found.owner, found.first_asked, found.offered_to) == (cast.colleague, cast.clerk, None)


def test_a_supervisor_puts_a_colleagues_conversation_back_in_the_queue(cast: Any) -> None:
    found = mine(cast)
    with pytest.raises(Refused):
        actions.give_back(found, by=cast.colleague)
    actions.give_back(found, by=cast.supervisor)
    assert (found.owner, found.first_asked, found.state) == (None, cast.clerk, "waiting")
    actions.claim(found, by=cast.colleague)
    assert (found.owner, found.first_asked) == (cast.colleague, cast.clerk)


def test_an_offer_that_is_returned_leaves_everything_as_it_was(cast: Any) -> None:
    found = mine(cast)
    actions.hand_over(found, by=cast.clerk, taker=cast.colleague, why="下班")
    with pytest.raises(Refused):
        actions.accept(found, by=cast.supervisor)
    actions.return_offer(found, by=cast.colleague)
    assert (found.owner, found.offered_to) == (cast.clerk, None)
    with pytest.raises(Unacceptable):
        actions.hand_over(found, by=cast.clerk, taker=cast.stranger, why="x")


def test_an_answer_over_an_unread_word_is_refused_and_its_text_kept(cast: Any) -> None:
    found = mine(cast)
    seen = queries.last_of(found)
    take(letter("等等，我找到了", ident="a2@example.cn", answers="a1@example.cn"))
    with pytest.raises(Stale) as refused:
        actions.send(found, by=cast.clerk, text="我来查", seen=seen)
    assert refused.value.details == {"yours": {"text": "我来查"}, "theirs": {"text": "等等，我找到了"}}
    assert draft_of(cast.clerk, f"conversation:{found.pk}") == {"text": "我来查"}
    assert not Message.objects.filter(direction="out").exists()


def test_two_answers_at_once_one_is_refused_and_kept(cast: Any) -> None:
    found = mine(cast)
    seen = queries.last_of(found)
    other = queries.with_number(found.number)
    actions.send(found, by=cast.clerk, text="第一个", seen=seen)
    with pytest.raises(Stale):
        actions.send(other, by=cast.supervisor, text="第二个", seen=seen)
    assert draft_of(cast.supervisor, f"conversation:{found.pk}") == {"text": "第二个"}
    assert Message.objects.filter(direction="out").count() == 1


def test_a_form_sent_twice_is_sent_once(cast: Any) -> None:
    found = mine(cast)
    seen = queries.last_of(found)
    first = actions.send(found, by=cast.clerk, text="您好", seen=seen, once="k")
    assert actions.send(found, by=cast.clerk, text="您好", seen=seen, once="k") == first
    assert Job.objects.filter(name="conversations.deliver").count() == 1


def test_a_note_is_no_word_to_the_customer_and_makes_nothing_stale(cast: Any) -> None:
    found = mine(cast)
    seen = queries.last_of(found)
    actions.note(found, by=cast.colleague, text="这位客户急")
    assert actions.send(found, by=cast.clerk, text="您好", seen=seen).answers == ["a1@example.cn"]


@pytest.mark.parametrize("who", ["stranger", "operations", "auditor", "colleague"])
def test_who_does_not_answer_for_it_does_not_send(cast: Any, who: str) -> None:
    found = mine(cast)
    with pytest.raises(Refused):
        actions.send(found, by=getattr(cast, who), text="您好", seen=queries.last_of(found))


@pytest.mark.parametrize("text", ["", "  \n", "长" * 70_000])
def test_nothing_and_too_much_are_not_sent(cast: Any, text: str) -> None:
    found = mine(cast)
    with pytest.raises(Unacceptable):
        actions.send(found, by=cast.clerk, text=text, seen=queries.last_of(found))


def test_one_acknowledgement_an_hour_for_a_sender_and_none_for_robots(cast: Any, at: Any) -> None:
    first = conversation(cast)
    assert actions.acknowledge(first, by=SYSTEM) is not None
    second = take(letter("另一件", ident="x@example.cn", sender="ZHANG@example.cn")).received.conversation
    assert actions.acknowledge(second, by=SYSTEM) is None
    at.forward(minutes=61)
    assert actions.acknowledge(second, by=SYSTEM) is not None
    robot = take(letter(sender="r@example.cn", ident="r@example.cn", more="Precedence: bulk")).received.conversation
    assert actions.acknowledge(robot, by=SYSTEM) is None


def test_no_acknowledgement_comes_after_a_persons_answer(cast: Any) -> None:
    found = mine(cast)
    actions.send(found, by=cast.clerk, text="您好", seen=queries.last_of(found))
    assert actions.acknowledge(found, by=SYSTEM) is None


def test_an_acknowledgement_makes_no_answer_stale(cast: Any) -> None:
    found = mine(cast)
    seen = queries.last_of(found)
    actions.acknowledge(found, by=SYSTEM)
    found.refresh_from_db()
    assert actions.send(found, by=cast.clerk, text="您好", seen=seen).state == "queued"


def test_an_acknowledgement_is_marked_as_a_machines(cast: Any) -> None:
    found = conversation(cast)
    sent = actions.acknowledge(found, by=SYSTEM, number="LD26-00011")
    assert (sent.author, sent.is_automatic, sent.state) == ("machine", True, "queued")
    assert "LD26-00011" in sent.text


def test_what_cannot_be_delivered_is_told_and_can_be_tried_again(cast: Any) -> None:
    found = mine(cast)
    sent = actions.send(found, by=cast.clerk, text="您好", seen=queries.last_of(found))
    actions.deliver(queries.message(sent.pk))  # the mailbox names no server
    sent.refresh_from_db()
    assert (sent.state, bool(sent.trouble)) == ("failed", True)
    assert cast.clerk.notices.filter(tone="late").exists()
    actions.try_again(queries.message(sent.pk), by=cast.clerk)
    sent.refresh_from_db()
    assert sent.state == "queued"


def test_it_does_not_end_while_something_waits_to_be_sent(cast: Any) -> None:
    found = mine(cast)
    actions.send(found, by=cast.clerk, text="您好", seen=queries.last_of(found))
    with pytest.raises(MoveRefused):
        actions.wrap_up(found, by=cast.clerk)
