"""Two at once: first words, repeated posts, ratings, starts. On both databases."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.webchat import actions
from shouwen.conversations.webchat.models import Note, Visit
from shouwen.conversations.webchat.tests.makers import again, web_channel
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refusal
from shouwen.kernel.tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def tried(work: Any) -> Any:
    def run() -> str:
        try:
            work()
        except Refusal as refusal:
            return refusal.code
        return "done"

    return run


def test_words_at_once_open_one_conversation_and_each_is_kept_once(cast: Any, at: Any) -> None:
    web = web_channel(cast, form="")
    visit, _token = actions.start(web, by=SYSTEM, once="race-start", language="zh", page="", form={})

    def post(number: int) -> Any:
        return tried(lambda: actions.say(again(visit), by=SYSTEM, once=f"sentence-{number}", text=f"第 {number} 句"))

    assert race(*[post(number) for number in (0, 0, 0, 1, 1, 2)]) == ["done"] * 6
    assert Conversation.objects.count() == 1
    assert sorted(Message.objects.values_list("text", flat=True)) == ["第 0 句", "第 1 句", "第 2 句"]
    assert again(visit).conversation == Conversation.objects.get()


def test_a_visit_begun_twice_at_once_is_one_and_is_rated_once(cast: Any, at: Any) -> None:
    web = web_channel(cast)
    form = {"question": "在吗"}

    def begin() -> Any:
        return actions.start(web, by=SYSTEM, once="race-start", language="zh", page="", form=form)

    race(*[tried(begin)] * 4)
    visit = Visit.objects.get()
    assert Message.objects.count() == 1
    outcomes = race(
        *[tried(lambda score=score: actions.rate(again(visit), by=SYSTEM, score=score)) for score in (1, 2, 3, 4)]
    )
    assert outcomes.count("done") == 1


def test_a_note_left_twice_at_once_is_one(cast: Any, at: Any) -> None:
    web = web_channel(cast)
    form = {"phone": "13800138206", "question": "查货"}
    race(*[lambda: actions.leave_note(web, by=SYSTEM, once="race-note", form=form, text="请回电").pk] * 4)
    assert (Note.objects.count(), Conversation.objects.count()) == (1, 1)
