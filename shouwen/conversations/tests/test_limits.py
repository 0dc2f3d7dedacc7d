"""Limits of the pack on conversations and missed calls: reckoned by the calendar, rung once each, to whoever may see."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from shouwen.conversations import actions, limits, queries
from shouwen.conversations.channel import Incoming
from shouwen.conversations.models import Conversation
from shouwen.conversations.phone import actions as phone
from shouwen.conversations.phone import queries as calls
from shouwen.conversations.tests.makers import chat, chat_channel, conversation, on_duty
from shouwen.conversations.tests.test_pages import as_
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.testing import facts_of
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook
from shouwen.rulebook.sheets import Deadline

pytestmark = pytest.mark.django_db


def told(person: Any, number: str, tone: str = "late") -> int:
    return people.notices_of(person).filter(text__contains=number, tone=tone).count()


def local(moment: dt.datetime | None) -> str:
    assert moment is not None
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"


def test_a_chat_that_is_open_at_night_is_owed_at_night(cast: Any, at: Any) -> None:
    at("2026-07-17 23:30")  # a Friday
    found = chat(chat_channel(cast), "c1")
    assert local(found.due_at) == "2026-07-17 23:33"
    owed = found.owed
    assert (owed.deadline, owed.clauses, owed.origin) == ("first-reply-chat", ["S2-1.B.6.2.3-0b"], "borrowed")


def test_a_message_of_the_evening_is_owed_after_opening_and_rings_nobody_at_night(cast: Any, at: Any) -> None:
    at("2026-07-17 23:30")  # a Friday
    incoming = Incoming(brand=cast.brand, once="w1", kind="wecom", text="在吗？", sender="u1")
    found = actions.receive(incoming, by=SYSTEM).conversation
    assert (local(found.due_at), found.owed.deadline) == ("2026-07-20 09:03", "first-reply-message")
    at("2026-07-18 12:00")
    assert actions.ring_clocks() == 0
    at("2026-07-20 09:04")
    assert [actions.ring_clocks(), actions.ring_clocks()] == [1, 0]


def test_a_letter_counts_the_night_reminds_its_owner_and_then_rings_once_for_him_and_the_supervisor(
    cast: Any, at: Any
) -> None:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    assert found.due_at - found.opened_at == dt.timedelta(hours=24)
    at.forward(hours=20, minutes=1)
    assert actions.ring_clocks() == 1
    assert (told(cast.clerk, found.number, "soon"), told(cast.supervisor, found.number, "soon")) == (1, 0)
    at.forward(hours=4)
    assert [actions.ring_clocks(), actions.ring_clocks()] == [1, 0]
    assert (told(cast.clerk, found.number), told(cast.supervisor, found.number)) == (1, 1)
    assert told(cast.colleague, found.number) == 0  # somebody owns it: the queue is left in peace
    actions.send(found, by=cast.clerk, text="您好，已查到。", seen=queries.last_of(found))
    assert [each.state for each in found.clocks.all()] == ["missed"]
    assert "conversation.clock_missed" in facts_of(found)


def test_nobodys_chat_rings_for_those_on_duty_and_never_for_another_brand(cast: Any, at: Any) -> None:
    found = chat(chat_channel(cast, assign="pick"), "c1")
    on_duty(cast.colleague)
    at.forward(minutes=4)
    assert actions.ring_clocks() == 1
    assert [told(each, found.number) for each in (cast.colleague, cast.clerk, cast.supervisor)] == [1, 0, 1]
    assert told(cast.stranger, found.number) == told(cast.operations, found.number) == 0


def test_an_answer_in_time_meets_it_and_a_machine_s_receipt_does_not(cast: Any, at: Any) -> None:
    found = conversation(cast)
    actions.acknowledge(found, by=SYSTEM)
    assert [each.state for each in found.clocks.all()] == ["running"]
    found.refresh_from_db()
    actions.claim(found, by=cast.clerk)
    actions.send(found, by=cast.clerk, text="您好，已查到。", seen=queries.last_of(found))
    assert [each.state for each in found.clocks.all()] == ["met"]
    at.forward(days=2)
    assert actions.ring_clocks() == 0


def test_what_ended_unanswered_is_owed_anew_when_the_customer_comes_back(cast: Any, at: Any) -> None:
    channel = chat_channel(cast)
    found = chat(channel, "c1")
    actions.claim(found, by=cast.clerk)
    actions.wrap_up(found, by=cast.clerk)
    assert (found.due_at, [each.state for each in found.clocks.all()]) == (None, ["void"])
    at.forward(minutes=30)
    chat(channel, "c2", conversation=found)
    found.refresh_from_db()
    assert found.due_at == clock.now() + dt.timedelta(minutes=3)


def test_row_and_thread_say_what_is_left_and_the_clause(cast: Any, at: Any) -> None:
    found = chat(chat_channel(cast, assign="pick"), "c1")
    at.forward(minutes=1)
    client = as_(cast.clerk)
    row = client.get("/conversations/?scope=queue").content.decode()
    assert "剩 0:02" in row and 'title="S2-1.B.6.2.3-0b"' in row
    thread = client.get(f"/conversations/{found.number}/").content.decode()
    assert "首次答复" in thread and 'title="S2-1.B.6.2.3-0b"' in thread
    at.forward(minutes=3)
    assert "逾期" in client.get("/conversations/?scope=queue&state=late").content.decode()


def test_a_missed_call_rings_the_queue_and_then_the_supervisor(cast: Any, at: Any) -> None:
    call = phone.ring(by=cast.clerk, brand=cast.brand, number="138 0013 8206")
    phone.miss(call, by=cast.clerk)
    number = call.conversation.number
    assert (calls.call_back_rests_on(call).clauses, calls.call_back_rests_on(call).origin) == (("S1-5.5.2",), "default")
    at.forward(minutes=16)
    assert actions.ring_clocks() == 1
    assert (told(cast.clerk, number), told(cast.supervisor, number), told(cast.stranger, number)) == (1, 0, 0)
    notice = people.notices_of(cast.clerk).get(text__contains=number)
    assert notice.url == f"/phone/{call.pk}/"
    assert "逾期" in as_(cast.clerk).get("/conversations/?scope=queue&state=late").content.decode()
    at.forward(minutes=15)
    assert actions.ring_clocks() == 1
    assert told(cast.supervisor, number) == 1
    phone.answer(phone.call_back(call, by=cast.clerk), by=cast.clerk)
    at.forward(hours=1)
    assert actions.ring_clocks() == 0
    talk = queries.with_id(call.conversation_id)
    assert talk is not None
    assert ([each.state for each in talk.clocks.all()], talk.due_at) == (["missed"], None)


def test_an_edition_of_before_goes_on_with_what_it_promised(cast: Any, monkeypatch: Any) -> None:
    pack = rulebook.pack_of(rulebook.edition_in_force("logistics"))
    kept = {key: row for key, row in pack.deadlines.items() if row.thing not in ("conversation", "call")}
    monkeypatch.setattr(limits.rulebook, "pack_of", lambda edition: dataclasses.replace(pack, deadlines=kept))
    found = chat(chat_channel(cast), "c1")
    assert (found.due_at - found.opened_at, found.owed.origin) == (dt.timedelta(minutes=3), "default")
    call = phone.ring(by=cast.clerk, brand=cast.brand, number="138 0013 8206")
    assert not Conversation.objects.get(pk=call.conversation_id).clocks.exists()
    phone.miss(call, by=cast.clerk)
    assert call.call_back_due_at - call.ended_at == dt.timedelta(minutes=15)  # type: ignore[operator]


@pytest.mark.parametrize(
    "wrong",
    [{"thing": "call", "channel": ["mail"]}, {"shape": "month_end", "within": None}, {"kind": ["complaint"]},
     {"channel": ["telegraph"]}],
)  # fmt: skip
def test_a_limit_a_conversation_cannot_keep_is_refused_in_the_pack(wrong: dict[str, Any]) -> None:
    row = {"id": "x", "title": "x", "thing": "conversation", "starts_on": "conversation.opened", "shape": "after",
           "counts": "working", "within": "3m", "because": ["gap"]}  # fmt: skip
    Deadline.model_validate(row)
    with pytest.raises(ValueError, match=r"channel|within|telegraph"):
        Deadline.model_validate({**row, **wrong})
