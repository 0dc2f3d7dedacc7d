"""Read before it is sent: what a beginner writes waits for another's eyes, on every way, and goes stale like any answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from shouwen.conversations import actions, queries
from shouwen.conversations.models import Message
from shouwen.conversations.tests.makers import conversation, letter, take
from shouwen.conversations.tests.test_pages import as_
from shouwen.kernel import clock
from shouwen.kernel.drafts import draft_of
from shouwen.kernel.models import Fact, Job
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable
from shouwen.people import actions as people

pytestmark = pytest.mark.django_db


def written(cast: Any, text: str = "三方货一百八十元。") -> Message:
    """An answer by the clerk, who is a beginner for three more days."""
    until = clock.today() + dt.timedelta(days=3)
    people.equip(cast.clerk, by=cast.supervisor, skills=[], at_once=None, reviewed_until=until)
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    return actions.send(found, by=cast.clerk, text=text, seen=queries.last_of(found))


def fresh(message: Message) -> Message:
    return queries.message(message.pk)


def test_what_a_beginner_writes_is_kept_and_told_to_the_supervisor(cast: Any, facts_of: Any) -> None:
    said = written(cast)
    assert said.state == "review"
    assert not Job.objects.filter(name="conversations.deliver").exists()
    assert cast.supervisor.notices.filter(text__contains="审核").exists()
    assert facts_of(said.conversation)[-1] == "message.to_review"
    talk = queries.with_id(said.conversation_id)
    assert (talk.replied_at, talk.waiting_since is not None) == (None, True)  # the customer has heard nothing
    assert "一百八十" not in str([fact.refs for fact in Fact.objects.all()])


def test_approval_sends_it_as_it_was_written_and_is_the_first_reply(cast: Any, at: Any) -> None:
    said = written(cast)
    at.forward(minutes=10)
    actions.approve(fresh(said), by=cast.supervisor)
    said = fresh(said)
    assert (said.state, said.read_by, said.text) == ("queued", cast.supervisor, "三方货一百八十元。")
    assert Job.objects.filter(name="conversations.deliver").count() == 1
    assert queries.with_id(said.conversation_id).replied_at == clock.now()
    with pytest.raises(MoveRefused):
        actions.approve(fresh(said), by=cast.supervisor)
    assert Job.objects.filter(name="conversations.deliver").count() == 1


@pytest.mark.parametrize("who", ["clerk", "colleague", "stranger", "auditor"])
def test_neither_its_writer_nor_just_anybody_approves(cast: Any, who: str) -> None:
    said = written(cast)
    for verb, more in ((actions.approve, {}), (actions.send_back, {"why": "x"})):
        with pytest.raises(Refused):
            verb(fresh(said), by=getattr(cast, who), **more)


def test_a_word_of_the_customer_meanwhile_makes_it_stale_at_approval(cast: Any) -> None:
    said = written(cast)
    take(letter("不用了，已经问到", ident="a2@example.cn", answers="a1@example.cn"))
    with pytest.raises(Stale) as refused:
        actions.approve(fresh(said), by=cast.supervisor)
    assert refused.value.details == {"yours": {"text": said.text}, "theirs": {"text": "不用了，已经问到"}}
    assert fresh(said).state == "review"
    address = reverse("conversation-approval", args=[said.conversation.number, said.pk])
    page = as_(cast.supervisor).post(address)
    assert page.status_code == 409
    assert page.content.decode().count("不用了，已经问到") >= 2  # in the thread and beside what was written


def test_an_answer_of_a_colleague_meanwhile_makes_it_stale_too(cast: Any) -> None:
    said = written(cast)
    talk = queries.with_id(said.conversation_id)
    actions.send(talk, by=cast.supervisor, text="我来答", seen=queries.last_of(talk))
    with pytest.raises(Stale):
        actions.approve(fresh(said), by=cast.supervisor)


def test_returned_with_words_it_stays_in_the_thread_and_in_its_writers_hands(cast: Any) -> None:
    said = written(cast)
    with pytest.raises(Unacceptable):
        actions.send_back(fresh(said), by=cast.supervisor, why=" ")
    actions.send_back(fresh(said), by=cast.supervisor, why="先致歉")
    said = fresh(said)
    assert (said.state, said.trouble, said.text) == ("returned", "先致歉", "三方货一百八十元。")
    assert draft_of(cast.clerk, f"conversation:{said.conversation_id}") == {"text": said.text}
    talk = queries.with_id(said.conversation_id)
    again = actions.send(talk, by=cast.clerk, text="抱歉久等。三方货一百八十元。", seen=queries.last_of(talk))
    actions.approve(fresh(again), by=cast.supervisor)
    assert fresh(again).state == "queued"


def test_one_waits_at_a_time_and_nothing_ends_over_it(cast: Any) -> None:
    said = written(cast)
    talk = queries.with_id(said.conversation_id)
    with pytest.raises(MoveRefused):
        actions.send(talk, by=cast.clerk, text="再说一句", seen=queries.last_of(talk))
    assert draft_of(cast.clerk, f"conversation:{talk.pk}") == {"text": "再说一句"}
    with pytest.raises(MoveRefused):
        actions.wrap_up(talk, by=cast.clerk)


def test_after_the_last_day_nobody_reads_it_first(cast: Any, at: Any) -> None:
    said = written(cast)
    actions.approve(fresh(said), by=cast.supervisor)
    at.forward(days=4)
    talk = queries.with_id(said.conversation_id)
    assert actions.send(talk, by=cast.clerk, text="好", seen=queries.last_of(talk)).state == "queued"


def test_nobody_ends_his_own_time_as_a_beginner(cast: Any) -> None:
    until = clock.today() + dt.timedelta(days=3)
    people.equip(cast.supervisor, by=cast.administrator, skills=[], at_once=None, reviewed_until=until)
    with pytest.raises(Unacceptable):
        people.equip(cast.supervisor, by=cast.supervisor, skills=[], at_once=None, reviewed_until=None)
    with pytest.raises(Refused):
        people.equip(cast.clerk, by=cast.clerk, skills=[], at_once=None, reviewed_until=None)


def test_the_supervisor_finds_it_in_the_inbox_and_does_it_there(cast: Any) -> None:
    said = written(cast)
    client, number = as_(cast.supervisor), said.conversation.number
    assert number in client.get("/conversations/?scope=review").content.decode()
    assert number not in as_(cast.colleague).get("/conversations/?scope=review").content.decode()
    assert client.post(reverse("conversation-send-back", args=[number, said.pk]), {"why": "先致歉"}).status_code == 302
    assert "先致歉" in as_(cast.clerk).get(reverse("conversation", args=[number])).content.decode()
