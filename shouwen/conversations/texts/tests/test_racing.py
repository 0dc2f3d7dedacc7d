"""Two at once: workers that take in, copies of a call, texts asked for and handed over. On both databases."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.texts import actions, queries
from shouwen.conversations.texts.models import Arrival, Text, TextIdentity
from shouwen.conversations.texts.simulators import calls
from shouwen.conversations.texts.tests.makers import Wire, line
from shouwen.kernel import calling
from shouwen.kernel.calling import Reply
from shouwen.kernel.tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_copies_of_a_call_and_several_workers_make_one_thread_with_each_message_once(cast: Any) -> None:
    mine = line(cast)
    first = calls.make(mine, "13800138206", "一")
    race(lambda: actions.hear(mine, first), times=3)
    assert Arrival.objects.count() == 1
    for words in ("二", "三\0"):
        actions.hear(mine, calls.make(mine, "13800138206", words))
    race(lambda: actions.take_in(queries.line(mine.pk)), times=3)
    assert [each.text for each in Message.objects.order_by("pk")] == ["一", "二", "三"]
    assert (Conversation.objects.count(), TextIdentity.objects.count()) == (1, 1)
    assert not Arrival.objects.filter(done_at=None).exists()


def test_a_text_asked_for_and_handed_over_by_several_goes_out_once(cast: Any, monkeypatch: Any) -> None:
    line(cast)
    wire = Wire(Reply(200, b'{"id": "m-1"}'))
    monkeypatch.setattr(calling, "ask", wire)
    values = {"to": "13800138206", "template": "verification", "words": {"code": "1", "minutes": 5}, "once": "1"}
    race(lambda: actions.text(brand=cast.brand, **values), times=3)
    sent = Text.objects.get()
    race(lambda: actions.deliver(queries.text(sent.pk)), times=3)
    sent.refresh_from_db()
    assert (sent.state, len(wire.asked)) == ("sent", 1)
