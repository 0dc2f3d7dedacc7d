"""Calls by hand: rings against the standard, consent before waiting, transfer with the first-asked kept, the record."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from shouwen.conversations import queries as talks
from shouwen.conversations.phone import actions, forms, queries
from shouwen.conversations.phone.models import Call
from shouwen.conversations.phone.rules import of_brand
from shouwen.customers import actions as customers
from shouwen.kernel import clock, worklist
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.testing import facts_of
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import queries as packs

pytestmark = pytest.mark.django_db
NUMBER = "138 0013 8206"
REASON = re.compile("原因记“(.+?)”").findall


def ring(cast: Any, number: str = NUMBER, **more: Any) -> Call:
    return actions.ring(by=cast.clerk, brand=cast.brand, number=number, **more)


def talking(cast: Any, **more: Any) -> Call:
    call = ring(cast, **more)
    actions.answer(call, by=cast.clerk)
    return call


def ended(cast: Any, **more: Any) -> Call:
    call = talking(cast)
    actions.end(call, by=cast.clerk, **{"ended_by": "caller", **more})
    return call


def test_three_rings_keep_the_standard_and_the_fourth_breaks_it_with_its_clause(cast: Any) -> None:
    in_time = talking(cast, ticks=3)
    actions.end(in_time, by=cast.clerk, ended_by="caller")
    late = ring(cast, ticks=3)
    actions.tick(late, by=cast.clerk)
    actions.answer(late, by=cast.clerk)
    assert (in_time.rings, in_time.is_late) == (3, False)
    assert (late.rings, late.ring_limit, late.is_late, late.ring_clauses) == (4, 3, True, ["S2-1.D.4.1a"])
    assert "call.late" in facts_of(late)
    assert "call.late" not in facts_of(in_time)


def test_without_ticks_rings_are_counted_by_the_length_the_pack_gives_one(cast: Any, at: Any) -> None:
    call = ring(cast)
    at.forward(seconds=15)  # logistics: 5 seconds a ring
    actions.answer(call, by=cast.clerk)
    assert (call.rings, call.rings_by, call.is_late) == (3, "time", False)


def test_a_brand_that_answers_within_two_rings_is_held_to_two(cast: Any) -> None:
    given = {"pack": of_brand(cast.brand).pack, "key": "call.answer_standard", "value": "two", "reason": "按两声"}
    rulebook.change_setting(by=cast.administrator, brand=cast.brand.code, **given)
    call = talking(cast, ticks=3)
    assert (call.ring_limit, call.is_late, call.ring_clauses) == (2, True, ["S1-5.5.2"])


def test_the_customer_is_known_when_the_number_is_his_alone_and_chosen_when_it_is_not(cast: Any) -> None:
    one = customers.register(by=cast.clerk, brand=cast.brand, name="温良玉", phone=NUMBER)
    call = ring(cast)
    assert call.conversation.customer == one
    actions.miss(call, by=cast.clerk)
    two = customers.register(by=cast.clerk, brand=cast.brand, name="温良辰", phone="+8613800138206")
    shared = ring(cast)
    assert shared.conversation.customer is None
    assert queries.callers(shared) == [one, two]
    actions.name_caller(shared, by=cast.clerk, customer=two)
    assert shared.conversation.customer == two


def test_a_newcomer_is_registered_from_the_call_with_his_number(cast: Any) -> None:
    call = talking(cast)
    actions.name_caller(call, by=cast.clerk, name="苗秀英", title="女士")
    assert queries.callers(call) == [call.conversation.customer]


def test_nobody_waits_without_having_been_asked(cast: Any, at: Any) -> None:
    call = talking(cast)
    with pytest.raises(Unacceptable) as refusal:
        actions.hold(call, by=cast.clerk, has_consent=False)
    assert refusal.value.clause == "S2-3.5.22"
    with pytest.raises(Unacceptable):
        actions.mute(call, by=cast.clerk, has_consent=False)
    actions.hold(call, by=cast.clerk, has_consent=True)
    at.forward(seconds=70)
    actions.resume(call, by=cast.clerk)
    pause = call.pauses.get()
    assert (pause.lasted(clock.now()), pause.limit, pause.has_consent) == (70, 60, True)


def test_whoever_was_asked_first_answers_for_the_call_until_another_accepts(cast: Any) -> None:
    call = talking(cast)
    actions.transfer(call, by=cast.clerk, taker=cast.colleague, why="客户点名")
    call.conversation.refresh_from_db()
    assert call.conversation.owner == cast.clerk
    actions.accept(call, by=cast.colleague)
    talk = talks.with_id(call.conversation_id)
    assert talk is not None
    assert (talk.owner, talk.first_asked) == (cast.colleague, cast.clerk)
    assert (call.person, call.state) == (cast.colleague, "answered")


def test_a_colleague_who_is_talking_is_not_disturbed(cast: Any) -> None:
    other = actions.ring(by=cast.colleague, brand=cast.brand, number="13588019276")
    actions.answer(other, by=cast.colleague)
    call = talking(cast)
    with pytest.raises(Unacceptable) as refusal:
        actions.transfer(call, by=cast.clerk, taker=cast.colleague, why="客户点名")
    assert refusal.value.clause == "S2-2.3.15c"
    assert call.state == "answered"


def test_hanging_up_for_abuse_needs_three_warnings(cast: Any) -> None:
    call = talking(cast)
    for _turn in range(2):
        actions.warn(call, by=cast.clerk)
    with pytest.raises(Unacceptable) as refusal:
        actions.end(call, by=cast.clerk, ended_by="us", ended_why="abuse")
    assert refusal.value.clause == "S2-2.3.19"
    actions.warn(call, by=cast.clerk)
    actions.end(call, by=cast.clerk, ended_by="us", ended_why="abuse")
    assert not call.is_unfounded


def test_where_the_supervisor_takes_over_abuse_is_no_reason_to_hang_up(cast: Any) -> None:
    """These two articles soothe and call the floor supervisor, however often the customer was warned."""
    houses = (("call-centre", "S2-3.4.16", "S2-3.5.22"), ("auto", "S2-5.4.15", "S2-5.5.21"))
    for pack, abuse, consent in houses:
        rulebook.publish_edition(packs.read_from_disk(pack), by=SYSTEM, in_force_from=clock.today())
        cast.brand.pack = pack
        cast.brand.save()
        call = talking(cast)
        with pytest.raises(Unacceptable) as refusal:
            actions.hold(call, by=cast.clerk, has_consent=False)
        assert refusal.value.clause == consent
        for _turn in range(4):
            actions.warn(call, by=cast.clerk)
        with pytest.raises(Unacceptable) as refusal:
            actions.end(call, by=cast.clerk, ended_by="us", ended_why="abuse")
        assert refusal.value.clause == abuse
        actions.end(call, by=cast.clerk, ended_by="us", ended_why="finished")  # S2-3.6.35: announced, then hung up
        assert not call.is_unfounded


@pytest.mark.parametrize("name", sorted(packs.packs_on_disk()))
def test_every_reason_a_card_tells_to_write_down_can_be_chosen(name: str) -> None:
    pack = packs.read_from_disk(name)
    choices = [str(title) for _name, title in forms.reasons(pack.settings["call.hang_up_first"].value)]
    cards = [card for profile in ("", "A2", "A3", "A5") for card in packs.ScriptBook(pack).cards(profile)]
    told = {
        words for card in cards for each in (card.next, *(wait.then for wait in card.waits)) for words in REASON(each)
    }
    assert {"无声", "听不清"} <= told
    assert not [words for words in told if not any(words in title for title in choices)]


def test_a_call_is_not_written_down_without_a_case_or_a_reason(cast: Any) -> None:
    call = ended(cast)
    with pytest.raises(Unacceptable) as refusal:
        actions.record(call, by=cast.clerk, gist="问到货时间")
    assert refusal.value.clause == "S2-1.A1.1a"
    assert [item.url for item in worklist.of(cast.clerk) if item.extra.get("kind") == "call"] == [f"/phone/{call.pk}/"]
    call.refresh_from_db()
    actions.record(call, by=cast.clerk, gist="问到货时间", no_case_why="当场答复")
    assert not [item for item in worklist.of(cast.clerk) if item.extra.get("kind") == "call"]
    assert talks.with_id(call.conversation_id).state == "wrapped_up"  # type: ignore[union-attr]


def test_what_was_promised_on_the_telephone_stays_on_the_plate_until_it_is_done(cast: Any, at: Any) -> None:
    call = ended(cast)
    due = clock.now() + dt.timedelta(hours=2)
    actions.record(call, by=cast.clerk, gist="催货", no_case_why="当场查到", promise="回电告知", promise_due_at=due)
    plate = [item for item in worklist.of(cast.clerk) if item.extra.get("kind") == "call-promise"]
    assert [item.due_at for item in plate] == [due]
    actions.keep_promise(call, by=cast.clerk)
    assert not [item for item in worklist.of(cast.clerk) if item.extra.get("kind") == "call-promise"]


def test_a_missed_call_waits_fifteen_minutes_and_is_settled_by_talking_to_the_customer(cast: Any, at: Any) -> None:
    missed = ring(cast)
    actions.miss(missed, by=cast.clerk)
    plate = [item for item in worklist.of(cast.colleague) if item.extra.get("kind") == "missed-call"]
    assert [(item.due_at - clock.now()).total_seconds() for item in plate if item.due_at] == [900]
    back = actions.call_back(missed, by=cast.colleague)
    actions.answer(back, by=cast.colleague)
    missed.refresh_from_db()
    assert missed.called_back_at is not None
    assert talks.with_id(missed.conversation_id).state == "wrapped_up"  # type: ignore[union-attr]
    assert back.is_late is None  # no rings are counted of calls we make
    assert not queries.to_call_back(cast.colleague).exists()


def test_another_brand_neither_sees_a_call_nor_acts_on_it(cast: Any) -> None:
    call = talking(cast)
    assert not queries.visible_to(cast.stranger).filter(pk=call.pk).exists()
    for verb in (actions.warn, actions.consent, actions.resume):
        with pytest.raises(Refused):
            verb(call, by=cast.stranger)
    with pytest.raises(Refused):
        actions.warn(call, by=cast.colleague)  # it is not his call
    with pytest.raises(Refused):
        actions.ring(by=cast.operations, brand=cast.brand, number=NUMBER)


def test_only_who_talks_reads_the_number_and_no_fact_holds_it(cast: Any) -> None:
    call = ended(cast)
    assert "8206" in queries.shown_number(cast.clerk, call).replace(" ", "")
    assert queries.shown_number(cast.supervisor, call) == "138****8206"
    assert call.conversation.who == "138****8206"
    told = " ".join(str(each.refs) for each in Fact.objects.all())
    assert "8206" not in told
    assert "13800138206" not in told


def test_a_person_has_one_call_at_a_time(cast: Any) -> None:
    talking(cast)
    with pytest.raises(MoveRefused):
        ring(cast)
