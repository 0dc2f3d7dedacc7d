"""Script cards as a clerk meets them, and who must not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from shouwen.conversations import actions as talks
from shouwen.conversations import queries as talk_queries
from shouwen.conversations.scripts import actions, queries
from shouwen.conversations.scripts.coming import Limits, State, events_of
from shouwen.conversations.tests.makers import conversation, letter, take
from shouwen.conversations.tests.test_pages import as_
from shouwen.kernel import clock
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable

NOW = dt.datetime(2026, 7, 15, 2, tzinfo=dt.UTC)
LIMITS = Limits(waiting=dt.timedelta(minutes=3), silent=dt.timedelta(minutes=5), warnings=3)


def ago(minutes: float) -> dt.datetime:
    return NOW - dt.timedelta(minutes=minutes)


def shown(last_in: float | None, last_out: float | None, **more: Any) -> list[str]:
    state = State(
        kind="chat",
        is_live=more.pop("is_live", True),
        last_in_at=None if last_in is None else ago(last_in),
        last_out_at=None if last_out is None else ago(last_out),
        **more,
    )
    return events_of(state, LIMITS, NOW, in_hours=True)


def test_whoever_waits_too_long_brings_up_the_card_and_an_answer_takes_it_away() -> None:
    assert "waiting_too_long" not in shown(2.9, 10)
    assert "waiting_too_long" in shown(3, 10)
    assert "waiting_too_long" not in shown(3, 1)
    assert shown(3, None, is_live=False) == []


def test_a_silent_customer_is_not_hurried_before_the_time() -> None:
    assert shown(9, 4.9) == []
    assert shown(9, 5) == ["silent_customer"]


def test_only_the_confirmed_third_abuse_brings_up_the_last_card() -> None:
    assert shown(1, 2, supposed=("abuse",)) == ["abuse"]
    assert shown(1, 2, supposed=("abuse",), abuse=2)[0] == "abuse"
    assert shown(1, 2, abuse=3)[0] == "abuse_third"


@pytest.mark.django_db
class TestWithRules:
    def test_pauses_are_the_houses_own_or_marked_as_borrowed(self, cast: Any) -> None:
        """The logistics article knows no seconds for a silent call; the reception chapter's are borrowed."""
        card = queries.card_for(cast.brand, None, "no_sound", "telephone", number="2107")
        assert card is not None and card.situation == "CS-04"
        assert [each.seconds for each in card.waits] == [5, 5, 5]
        assert {each.origin for each in card.waits} == {"borrowed"}
        assert card.waits[-1].then == "挂机，原因记“无声”"
        own = queries.card_for(cast.brand, None, "answered", "telephone", number="2107")
        assert own is not None and own.origin == "source" and all(each.startswith("S2-1.") for each in own.clauses)
        assert queries.card_for(cast.brand, None, "no_such_thing") is None

    def test_the_channel_chooses_between_two_cards_of_one_event(self, cast: Any) -> None:
        by_phone = queries.card_for(cast.brand, None, "farewell", "telephone")
        written = queries.card_for(cast.brand, None, "farewell", "chat")
        assert by_phone is not None and written is not None
        assert (by_phone.situation, written.situation) == ("CS-52", "U-11")

    def test_every_line_of_every_card_is_filled_and_names_no_stranger(self, cast: Any) -> None:
        for profile, _title in queries.profiles(cast.brand):
            cards = queries.listed(cast.brand, profile=profile)
            assert len(cards) == 137
            for card in cards:
                assert card.clauses, card.situation
                for line in card.lines:
                    assert "{" not in line.text and line.clauses, (card.situation, line)

    def test_a_hold_card_says_how_long(self, cast: Any) -> None:
        card = queries.card_for(cast.brand, None, "hold_over")
        assert card is not None and card.hold is not None
        assert (card.hold.seconds, card.hold.origin) == (60, "default")


@pytest.mark.django_db
class TestAbuse:
    def test_a_clerk_counts_to_the_third_and_may_take_back(self, cast: Any) -> None:
        talk = conversation(cast, text="你们就是骗子")
        talks.claim(talk, by=cast.clerk)
        take(letter("混蛋，快回话", ident="a2@example.cn", answers="a1@example.cn"))
        take(letter("别以为我不知道", ident="a3@example.cn", answers="a1@example.cn"))
        talk = talk_queries.with_id(talk.pk)
        said = list(talk.messages.filter(direction="in", author="customer").order_by("id"))
        assert [each.pk for each in queries.supposed_abuse(talk)] == [said[1].pk, said[0].pk]
        assert "abuse_third" not in [each.event for each in queries.coming_up(talk, cast.clerk)]
        for each in said:
            actions.confirm_abuse(each, by=cast.clerk)
            actions.confirm_abuse(each, by=cast.clerk)
        assert queries.abuse_count(talk) == 3
        first = queries.coming_up(talk, cast.clerk)[0]
        assert (first.event, first.card.situation) == ("abuse_third", "CS-31")
        told = Fact.objects.filter(kind="script.abuse_confirmed")
        assert [fact.refs for fact in told.order_by("id")] == [{"count": 1}, {"count": 2}, {"count": 3}]
        actions.take_back_abuse(said[2], by=cast.clerk)
        assert queries.abuse_count(talk) == 2
        with pytest.raises(MoveRefused):
            actions.take_back_abuse(said[2], by=cast.clerk)

    def test_who_does_not_answer_does_not_count_and_our_own_words_are_not_abuse(self, cast: Any) -> None:
        talk = conversation(cast)
        talks.claim(talk, by=cast.clerk)
        said = talk_queries.first_of(talk)
        for person in (cast.colleague, cast.stranger, cast.administrator):
            with pytest.raises(Refused):
                actions.confirm_abuse(said, by=person)
        note = talks.send(talk, by=cast.clerk, text="您好", seen=talk_queries.last_of(talk))
        with pytest.raises(Unacceptable):
            actions.confirm_abuse(note, by=cast.clerk)


@pytest.mark.django_db
class TestPages:
    def test_the_panel_fills_in_the_name_and_the_number(self, cast: Any, query_budget: Any) -> None:
        talk = conversation(cast, text="什么时候能到？")
        talks.claim(talk, by=cast.clerk)
        address = reverse("conversation-scripts", args=[talk.number])
        with clock.held(clock.now() + dt.timedelta(hours=5)), query_budget(40):
            page = as_(cast.clerk).get(address, headers={"HX-Request": "true"}).content.decode()
        assert "客户等得太久" in page and "U-05" not in page
        assert "张三，让您久等了" in page  # nobody said whether a man or a woman
        assert as_(cast.stranger).get(address).status_code == 404

    def test_the_book_is_searched_by_words_channel_and_house(self, cast: Any) -> None:
        client = as_(cast.clerk)
        whole = client.get("/scripts/").content.decode()
        assert whole.count("script-card") == 137
        counter = client.get("/scripts/?channel=counter&q=零钱").content.decode()
        assert counter.count("script-card") == 1 and "零钱不足" in counter
        assert "S2-5.1.3" in client.get("/scripts/?q=来电无声&profile=A5").content.decode()
        assert client.get("/scripts/?channel=%27&profile=nonsense").status_code == 200

    def test_an_event_gives_its_card_and_only_to_those_who_serve(self, cast: Any) -> None:
        address = "/scripts/panel/?event=no_sound&channel=telephone"
        assert "来电无声" in as_(cast.clerk).get(address, headers={"HX-Request": "true"}).content.decode()
        assert as_(cast.clerk).get("/scripts/panel/?event=%22").status_code == 404
        assert as_(cast.clerk).get(f"{address}&brand=NONE").status_code == 404
        assert as_(cast.administrator).get(address).status_code == 403

    def test_the_bar_of_a_call_gets_the_card_of_the_moment_and_the_list_of_what_may_happen(self, cast: Any) -> None:
        talk = conversation(cast)
        address = reverse("call-script", args=[talk.number])
        bar = as_(cast.clerk).get(f"{address}?event=answered", headers={"HX-Request": "true"}).content.decode()
        assert "来电接通" in bar and cast.clerk.staff_number in bar and 'value="no_sound"' in bar
        assert 'value="queue_jump"' not in bar  # happens at a counter only
        chosen = as_(cast.clerk).get(f"{address}?event=no_sound&chosen=1", headers={"HX-Request": "true"})
        assert "data-script-running" in chosen.content.decode()
        assert as_(cast.clerk).get(f"{address}?event=%22").status_code == 404
        assert as_(cast.stranger).get(f"{address}?event=answered").status_code == 404

    def test_on_a_holiday_of_the_calendar_the_greeting_is_a_wish(self, cast: Any) -> None:
        talk = conversation(cast)
        day, feast = dt.datetime(2026, 9, 30, 2, tzinfo=dt.UTC), dt.datetime(2026, 10, 1, 2, tzinfo=dt.UTC)
        found = {}
        for moment in (day, feast):
            with clock.held(moment):
                card = queries.moment(talk, cast.clerk, "answered")["card"]
                found[moment] = (card.situation, [each.event for each in queries.coming_up(talk, cast.clerk)])
        assert found[day][0] == "CS-01" and found[feast][0] == "CS-54"
        assert "holiday" in found[feast][1] and "holiday" not in found[day][1]
