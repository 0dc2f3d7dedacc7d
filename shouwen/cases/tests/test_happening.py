"""Script cards beside the talk about a case: of its kind when it is tied, of its end when the answer is opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from shouwen.cases import actions
from shouwen.cases.tests.makers import complaint
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.phone import actions as phone
from shouwen.conversations.scripts import queries as scripts
from shouwen.conversations.tests.makers import chat, chat_channel
from shouwen.conversations.tests.test_pages import as_
from shouwen.kernel import clock
from shouwen.people import queries as people

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def talk_about(cast: Any, case: Any) -> Any:
    """A chat of the clerk's, tied to a case."""
    talk = talks.with_id(chat(chat_channel(cast), "c1").pk)
    assert talk is not None
    conversations.claim(talk, by=cast.clerk)
    actions.join_conversation(case, by=cast.clerk, conversation=talk)
    return talks.with_id(talk.pk)


def coming(talk: Any, person: Any) -> list[str]:
    return [each.event for each in scripts.coming_up(talk, person)]


def pass_on(cast: Any, case: Any) -> None:
    department = people.department_named("运营部")
    due = clock.now() + dt.timedelta(hours=3)
    actions.transfer(case, by=cast.clerk, department=department, requirement="查清现在的位置", due_at=due)


def test_a_thread_tied_to_a_complaint_brings_up_its_card_and_passed_on_the_closing_talk(cast: Any) -> None:
    case = complaint(cast)
    talk = talk_about(cast, case)
    assert "complaint" in coming(talk, cast.clerk)
    pass_on(cast, case)
    assert "complaint_end" in coming(talk, cast.clerk) and "complaint" not in coming(talk, cast.clerk)
    shown = as_(cast.clerk).get(reverse("conversation-scripts", args=[talk.number]), headers=HTMX).content.decode()
    assert "结束投诉受理" in shown and "3.4.21" in shown


def test_a_kind_without_a_card_brings_up_none_and_no_case_neither(cast: Any) -> None:
    talk = talks.with_id(chat(chat_channel(cast), "c1").pk)
    assert talk is not None
    conversations.claim(talk, by=cast.clerk)
    before = coming(talk, cast.clerk)
    assert talks.happenings(talk) == []
    actions.open_from_conversation(talk, by=cast.clerk, kind="enquiry")
    assert talks.happenings(talk) == ["enquiry"]
    assert coming(talk, cast.clerk) == before


def test_the_bar_of_a_call_changes_its_card_when_the_call_is_tied_to_a_complaint(cast: Any) -> None:
    call = phone.ring(by=cast.clerk, brand=cast.brand, number="138 0013 8206")
    phone.answer(call, by=cast.clerk)
    client = as_(cast.clerk)
    assert "来电接通" in client.get(reverse("call-bar")).content.decode()
    actions.join_conversation(complaint(cast), by=cast.clerk, conversation=talks.with_id(call.conversation_id))
    bar = client.get(reverse("call-bar")).content.decode()
    assert "投诉，当场可以答复" in bar
    assert f"conversation:{call.conversation_id}" in bar  # nudged when it is tied


def test_opening_the_answer_of_a_complaint_shows_the_closing_talk_to_whoever_talks(cast: Any) -> None:
    case = complaint(cast)
    client = as_(cast.clerk)
    address = reverse("case-answer", args=[case.number])
    assert "结束投诉受理" not in client.get(address, headers=HTMX).content.decode()  # nobody is on the line
    talk = talk_about(cast, case)
    shown = client.get(address, headers=HTMX).content.decode()
    assert "结束投诉受理" in shown and "还有不满意的请随时找我" in shown
    assert "结束投诉受理" in client.get(reverse("case-closure", args=[case.number])).content.decode()
    assert "结束投诉受理" not in client.get(reverse("case-transfer", args=[case.number])).content.decode()
    assert "结束投诉受理" not in as_(cast.supervisor).get(address).content.decode()  # it is not his talk
    conversations.wrap_up(talk, by=cast.clerk)
    assert "结束投诉受理" not in client.get(address, headers=HTMX).content.decode()


def test_telling_on_the_case_says_that_nothing_is_sent_and_where_to_write(cast: Any) -> None:
    case = complaint(cast)
    client, address = as_(cast.clerk), reverse("case-answer", args=[case.number])
    assert "不会发给客户" not in client.get(address, headers=HTMX).content.decode()  # there is no talk in writing
    talk = talk_about(cast, case)
    conversations.wrap_up(talk, by=cast.clerk)
    shown = client.get(address, headers=HTMX).content.decode()
    assert "不会发给客户" in shown and reverse("conversation", args=[talk.number]) in shown
