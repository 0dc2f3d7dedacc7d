"""The queue: an idle clerk and a waiting customer never stay apart, and two clerks never have the same one."""

from __future__ import annotations

import datetime as dt
import random
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.conversations import actions, desk, queries
from shouwen.conversations.forms import HandOver
from shouwen.conversations.models import Conversation
from shouwen.conversations.queueing import Candidate, Waiting, left_together, shared_out
from shouwen.conversations.tests.makers import chat, chat_channel, conversation, on_duty
from shouwen.kernel import clock, drafts
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refusal, Stale
from shouwen.kernel.tests.racing import race
from shouwen.people import actions as people
from shouwen.people import queries as people_queries

NOON = dt.datetime(2026, 7, 15, 4, tzinfo=dt.UTC)


def apart(brand: Any) -> list[tuple[int, int]]:
    """Pairs of a waiting customer and an idle clerk who could have him, as the tables say now."""
    waiting = list(desk.to_hand_out().filter(brand=brand))
    on_duty = desk.candidates(brand, [each.pk for each in waiting])
    return left_together(desk.waiting_of(brand, waiting), on_duty)


# ---- the reckoning alone

waits = st.builds(
    Waiting,
    ident=st.integers(1, 12),
    since=st.integers(0, 60).map(lambda minutes: NOON + dt.timedelta(minutes=minutes)),
    weight=st.sampled_from([0, 50, 100, 400]),
    skill=st.sampled_from([None, None, 1, 2]),
    first_asked=st.sampled_from([None, 1, 2]),
)
clerks = st.builds(
    Candidate,
    person=st.integers(1, 6).map(lambda pk: SimpleNamespace(pk=pk)),
    since=st.integers(0, 60).map(lambda minutes: NOON + dt.timedelta(minutes=minutes)),
    sees=st.frozensets(st.integers(1, 12)),
    skills=st.frozensets(st.integers(1, 2)),
    room=st.sampled_from([0, 100, 200, 400]),
    load=st.sampled_from([0, 50, 100, 300]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are shared
@given(st.lists(waits, unique_by=lambda one: one.ident), st.lists(clerks, unique_by=lambda one: one.person.pk))
def test_whatever_waits_nobody_is_left_who_could_take_it_and_nobody_gets_too_much(
    waiting: list[Waiting], on_duty: list[Candidate]
) -> None:
    before = {one.person.pk: one.load for one in on_duty}
    given_out = shared_out(waiting, on_duty)
    taken = {ident for ident, _one in given_out}
    assert len(taken) == len(given_out)
    assert left_together([each for each in waiting if each.ident not in taken], on_duty) == []
    weights = {each.ident: each.weight for each in waiting}
    for one in on_duty:
        got = [weights[ident] for ident, to in given_out if to is one]
        assert one.load == before[one.person.pk] + sum(got)
        assert not any(got) or one.load <= one.room


def test_the_longest_waiting_goes_first_to_the_one_with_the_least() -> None:
    early, late = Waiting(1, NOON, 100), Waiting(2, NOON + dt.timedelta(minutes=1), 100)
    both = frozenset({1, 2})
    busy = Candidate(SimpleNamespace(pk=1), NOON, both, frozenset(), room=400, load=100)
    idle = Candidate(SimpleNamespace(pk=2), NOON, both, frozenset(), room=100)
    assert [(ident, one.person.pk) for ident, one in shared_out([late, early], [busy, idle])] == [(1, 2), (2, 1)]


# ---- in the tables


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """`with committed(): …` runs what is asked for after the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.django_db
def test_a_chat_goes_to_whoever_is_on_duty_and_to_nobody_else(cast: Any, committed: Any, facts_of: Any) -> None:
    channel = chat_channel(cast)
    with committed():
        found = chat(channel, "c1")
    found.refresh_from_db()
    assert (found.state, found.owner) == ("waiting", None)
    with committed():
        on_duty(cast.colleague, state="busy")
        on_duty(cast.stranger, cast.operations)  # another brand; a post without conversations
    found.refresh_from_db()
    assert found.owner is None
    with committed():
        on_duty(cast.clerk)
    found.refresh_from_db()
    assert (found.state, found.owner, found.first_asked) == ("open", cast.clerk, cast.clerk)
    assert facts_of(found)[-1] == "conversation.assigned"
    assert cast.clerk.notices.filter(text__contains=found.number).exists()


@pytest.mark.django_db
def test_a_letter_is_taken_by_hand_unless_its_channel_says_otherwise(cast: Any, committed: Any) -> None:
    on_duty(cast.clerk)
    with committed():
        found = conversation(cast)
    assert Conversation.objects.get(pk=found.pk).owner is None
    with committed():
        actions.arrange_channel(found.channel, by=cast.administrator, assign="push")
    assert Conversation.objects.get(pk=found.pk).owner == cast.clerk


@pytest.mark.django_db
def test_letters_do_not_fill_the_desk_and_chats_do(cast: Any, committed: Any) -> None:
    channel = chat_channel(cast)
    people.equip(cast.clerk, by=cast.supervisor, skills=[], at_once=2, reviewed_until=None)
    for number in range(3):
        actions.claim(conversation(cast, ident=f"m{number}@example.cn", text=str(number)), by=cast.clerk)
    with committed():
        on_duty(cast.clerk)
        made = [chat(channel, f"c{number}") for number in range(3)]
    owners = [Conversation.objects.get(pk=each.pk).owner for each in made]
    assert owners == [cast.clerk, cast.clerk, None]
    with committed():
        actions.wrap_up(Conversation.objects.get(pk=made[0].pk), by=cast.clerk)
    assert Conversation.objects.get(pk=made[2].pk).owner == cast.clerk


@pytest.mark.django_db
def test_a_post_says_how_many_unless_the_person_does(cast: Any) -> None:
    post = cast.clerk.appointments.get().post
    people.seat_post(post, by=cast.supervisor, at_once=7)
    people.equip(cast.colleague, by=cast.supervisor, skills=[], at_once=1, reviewed_until=None)
    rooms = desk.rooms_of(cast.brand, [cast.clerk, cast.colleague, cast.supervisor])
    assert [rooms[each.pk] for each in (cast.clerk, cast.colleague, cast.supervisor)] == [7, 1, 4]


@pytest.mark.django_db
def test_words_ask_for_a_skill_and_after_a_while_anybody_will_do(cast: Any, committed: Any, at: Any) -> None:
    channel = chat_channel(cast)
    skill = people.keep_skill(None, by=cast.supervisor, name="外语")
    actions.add_skill_rule(channel, by=cast.administrator, words="english、order", skill=skill)
    people.equip(cast.colleague, by=cast.supervisor, skills=[skill], at_once=None, reviewed_until=None)
    with committed():
        on_duty(cast.clerk)
        asked, plain = chat(channel, "c1", "Where is my ORDER?"), chat(channel, "c2", "在吗")
    assert Conversation.objects.get(pk=asked.pk).owner is None
    assert Conversation.objects.get(pk=plain.pk).owner == cast.clerk
    with committed():
        on_duty(cast.colleague)
    assert Conversation.objects.get(pk=asked.pk).owner == cast.colleague
    on_duty(cast.colleague, state="busy")
    with committed():
        second = chat(channel, "c3", "english please")
    assert Conversation.objects.get(pk=second.pk).owner is None
    at.forward(minutes=4)
    people.beat(cast.clerk)
    assert actions.hand_out() == 1
    assert Conversation.objects.get(pk=second.pk).owner == cast.clerk


@pytest.mark.django_db
def test_what_was_given_and_not_answered_goes_back_and_first_asked_stays(
    cast: Any, committed: Any, at: Any, facts_of: Any
) -> None:
    channel = chat_channel(cast)
    with committed():
        on_duty(cast.clerk)
        found = chat(channel, "c1")
    at.forward(minutes=1)
    assert actions.put_back_unanswered() == 0
    at.forward(minutes=1)
    assert actions.put_back_unanswered() == 1
    found.refresh_from_db()
    assert (found.state, found.owner, found.first_asked) == ("waiting", None, cast.clerk)
    assert found.waiting_since == found.opened_at  # his place in the queue is kept
    assert facts_of(found)[-1] == "conversation.unanswered"
    with committed():
        on_duty(cast.colleague)
    found.refresh_from_db()
    assert (found.owner, found.first_asked) == (cast.colleague, cast.clerk)


@pytest.mark.django_db
def test_who_takes_a_chat_himself_while_away_keeps_it_and_counts_as_busy(cast: Any, committed: Any, at: Any) -> None:
    """Given, put back unanswered, taken again by hand: the watch must not snatch it from under his fingers."""
    channel = chat_channel(cast)
    with committed():
        on_duty(cast.clerk)
        found = chat(channel, "c1")
    at.forward(minutes=2)
    assert actions.put_back_unanswered() == 1
    with committed():
        actions.claim(queries.with_id(found.pk), by=cast.clerk)
    assert people_queries.presence_of(cast.clerk).state == "busy"
    at.forward(minutes=1)
    assert actions.take_from_absent() == 0
    found.refresh_from_db()
    assert found.owner == cast.clerk


@pytest.mark.django_db
def test_who_is_writing_the_first_answer_is_answering(cast: Any, committed: Any, at: Any) -> None:
    channel = chat_channel(cast)
    with committed():
        on_duty(cast.clerk)
        found = chat(channel, "c1")
    at.forward(minutes=3)
    drafts.keep(cast.clerk, f"conversation:{found.pk}", {"text": "您好，"})
    assert actions.put_back_unanswered() == 0
    at.forward(minutes=1)  # he stopped
    assert actions.put_back_unanswered() == 1


@pytest.mark.django_db
def test_an_answered_chat_stays_and_leaving_gives_back_only_the_unanswered(cast: Any, committed: Any, at: Any) -> None:
    channel = chat_channel(cast)
    with committed():
        on_duty(cast.clerk)
        first, second = chat(channel, "c1"), chat(channel, "c2")
    talk = queries.with_id(first.pk)
    actions.send(talk, by=cast.clerk, text="您好", seen=queries.last_of(talk))
    at.forward(minutes=5)
    with committed():
        on_duty(cast.clerk, state="away")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.owner, second.owner) == (cast.clerk, None)


@pytest.mark.django_db
def test_a_silent_page_is_an_empty_chair(cast: Any, at: Any) -> None:
    on_duty(cast.clerk, cast.colleague)
    at.forward(minutes=9)
    people.beat(cast.colleague)
    at.forward(minutes=1)
    assert actions.leave_idle() == 1
    states = [type(each).objects.get(pk=each.pk).presence.state for each in (cast.clerk, cast.colleague)]
    assert states == ["away", "available"]


@pytest.mark.django_db
def test_who_ended_a_chat_and_went_home_does_not_keep_it_when_the_customer_comes_back(
    cast: Any, committed: Any
) -> None:
    channel = chat_channel(cast)
    with committed():
        on_duty(cast.clerk)
        found = chat(channel, "c1")
    actions.wrap_up(queries.with_id(found.pk), by=cast.clerk)
    with committed():
        on_duty(cast.clerk, state="away")
        on_duty(cast.colleague)
        chat(channel, "c2", "还有一件", conversation=queries.with_id(found.pk))
    found.refresh_from_db()
    assert (found.state, found.owner, found.first_asked) == ("open", cast.colleague, cast.clerk)


@pytest.mark.django_db
def test_presence_reached_by_any_way_is_reacted_to(cast: Any, sealed: Any) -> None:
    found = chat(chat_channel(cast), "c1")
    people.be_present(cast.clerk, by=cast.clerk, state="available")  # not through conversations
    sealed()
    assert Conversation.objects.get(pk=found.pk).owner == cast.clerk
    people.be_present(cast.clerk, by=cast.clerk, state="away")
    sealed()
    assert Conversation.objects.get(pk=found.pk).owner is None


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
def test_along_any_walk_an_idle_clerk_and_a_waiting_customer_never_stay_apart(
    cast: Any, at: Any, committed: Any, seed: int
) -> None:
    """Fifty steps of people coming, leaving, answering, ending and giving back, and customers writing."""
    dice = random.Random(seed)
    channel, crew = chat_channel(cast), [cast.clerk, cast.colleague, cast.supervisor]
    skill = people.keep_skill(None, by=cast.supervisor, name="外语")
    actions.add_skill_rule(channel, by=cast.administrator, words="english", skill=skill)
    people.equip(cast.clerk, by=cast.supervisor, skills=[skill], at_once=2, reviewed_until=None)
    people.equip(cast.colleague, by=cast.supervisor, skills=[], at_once=1, reviewed_until=None)
    for turn in range(50):
        at.forward(seconds=20)
        actions.hand_out()  # the timetable's: time alone makes a skill dispensable
        with committed():
            _step(dice, turn, channel, crew)
        assert apart(cast.brand) == [], f"seed {seed}, step {turn}"
        firsts = Conversation.objects.exclude(owner=None).filter(first_asked=None)
        assert not firsts.exists()


def _step(dice: random.Random, turn: int, channel: Any, crew: list[Any]) -> None:
    person = dice.choice(crew)
    mine = list(Conversation.objects.filter(owner=person, state__in=("open", "reopened")))
    talk = queries.with_id(dice.choice(mine).pk) if mine else None
    what = dice.choice(["write", "write", "present", "answer", "end", "give", "claim", "again", "watch"])
    try:
        if what == "write":
            chat(channel, f"w{turn}", dice.choice(["在吗", "english please"]))
        elif what == "present":
            on_duty(person, state=dice.choice(["available", "available", "busy", "away"]))
        elif what == "claim":
            waiting = Conversation.objects.filter(state="waiting").first()
            if waiting is not None:
                actions.claim(waiting, by=person)
        elif what == "again":
            ended = Conversation.objects.filter(state="wrapped_up").order_by("pk").last()
            chat(channel, f"a{turn}", "还在吗", conversation=ended)
        elif what == "watch":
            actions.put_back_unanswered()
            actions.leave_idle()
            actions.hand_out()
        elif talk is not None and what == "answer":
            actions.send(talk, by=person, text="您好", seen=queries.last_of(talk))
        elif talk is not None and what == "end":
            actions.wrap_up(talk, by=person)
        elif talk is not None and what == "give":
            actions.give_back(talk, by=person)
    except Refusal:
        pass


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_nobody_is_missed_and_nobody_is_given_twice(cast: Any) -> None:
    """Customers write while clerks come on duty, claim and end, each in a thread of his own; no sweep helps after."""
    channel, crew = chat_channel(cast), [cast.clerk, cast.colleague, cast.supervisor]
    for person in crew:
        people.equip(person, by=cast.administrator, skills=[], at_once=2, reviewed_until=None)

    def customers(first: int) -> None:
        for number in range(8):
            chat(channel, f"r{first}-{number}")

    def clerk(person: Any) -> None:
        person = type(person).objects.get(pk=person.pk)
        for _turn in range(4):
            on_duty(person)
            waiting = Conversation.objects.filter(state="waiting").first()
            mine = Conversation.objects.filter(owner=person, state="open").first()
            for work, thing in ((actions.claim, waiting), (actions.wrap_up, mine)):
                try:
                    if thing is not None:
                        work(thing, by=person)
                except (MoveRefused, Stale):
                    pass  # somebody was first

    writing = [partial(customers, first) for first in range(2)]
    race(*writing, *[partial(clerk, person) for person in crew])
    assert Conversation.objects.count() == 16
    assert apart(cast.brand) == []
    for found in Conversation.objects.exclude(owner=None):
        taken = Fact.objects.filter(
            about_kind="conversation", about_id=found.pk, kind__in=("conversation.claimed", "conversation.assigned")
        )
        assert taken.count() == 1, found.number


@pytest.mark.django_db
def test_a_late_first_answer_is_told_once_and_a_robots_word_is_no_answer(cast: Any, at: Any) -> None:
    found = chat(chat_channel(cast), "c1")
    assert found.due_at - found.opened_at == dt.timedelta(minutes=3)
    at.forward(minutes=2)
    assert actions.ring_clocks() == 0
    at.forward(minutes=2)
    actions.acknowledge(found, by=SYSTEM)
    assert [actions.ring_clocks(), actions.ring_clocks()] == [1, 0]
    notice = cast.supervisor.notices.get(text__contains=found.number)
    assert (notice.origin, notice.clauses) == ("default", ["S2-1.B.6.2.3-0b"])
    assert cast.clerk.notices.filter(text__contains=found.number).count() == 1  # nobody owns it: its queue hears too
    talk = queries.with_id(found.pk)
    actions.send(talk, by=cast.clerk if talk.owner_id else cast.supervisor, text="您好", seen=queries.last_of(talk))
    found.refresh_from_db()
    assert found.replied_at == clock.now()
    assert not queries.late().exists()


@pytest.mark.django_db
def test_a_chat_whose_customer_writes_on_to_somebody_who_has_left_goes_back_and_a_letter_does_not(
    cast: Any, committed: Any, at: Any
) -> None:
    channel = chat_channel(cast)
    with committed():
        on_duty(cast.clerk)
        found = chat(channel, "c1")
        letter = conversation(cast)
        actions.claim(letter, by=cast.clerk)
    talk = queries.with_id(found.pk)
    actions.send(talk, by=cast.clerk, text="您好，马上为您查。", seen=queries.last_of(talk))
    with committed():
        on_duty(cast.clerk, state="away")
    at.forward(hours=1)
    assert actions.take_from_absent() == 0  # nobody waits
    chat(channel, "c2", "查到了吗？", conversation=found)
    at.forward(seconds=119)
    assert actions.take_from_absent() == 0
    with committed():
        on_duty(cast.colleague)
    at.forward(seconds=1)
    with committed():
        assert actions.take_from_absent() == 1
    found.refresh_from_db()
    letter.refresh_from_db()
    assert (found.owner, found.first_asked) == (cast.colleague, cast.clerk)
    assert letter.owner == cast.clerk
    assert any("您不在" in each.text for each in people_queries.notices_of(cast.clerk))


@pytest.mark.django_db
def test_who_hands_over_sees_who_is_at_his_desk(cast: Any) -> None:
    talk = conversation(cast)
    actions.claim(talk, by=cast.clerk)
    on_duty(cast.colleague, state="busy")
    found = queries.takers(talk, cast.clerk)
    assert [each.presence_now.state for each in found][:2] == ["busy", "away"]
    assert found[0] == cast.colleague
    shown = dict(HandOver(takers=found).fields["taker"].choices)
    assert shown[str(cast.colleague.pk)].endswith("忙碌")
