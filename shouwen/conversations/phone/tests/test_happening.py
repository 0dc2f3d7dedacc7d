"""What a call shows by itself."""

from __future__ import annotations

import pytest

from shouwen.conversations.phone.happening import Seen, event_of


@pytest.mark.parametrize(
    ("seen", "event"),
    [
        (Seen("in", "ringing"), "answered"),
        (Seen("in", "answered"), "answered"),
        (Seen("in", "answered", is_late=True), "slow_answer"),
        (Seen("in", "on_hold", is_late=True, is_paused=True), "hold_asked"),
        (Seen("in", "answered", is_paused=True), "hold_asked"),  # muted
        (Seen("in", "answered", is_late=True, is_back=True), "hold_over"),
        (Seen("in", "answered", is_back=True, warned=1, most=3), "abuse"),
        (Seen("in", "answered", warned=3, most=3), "abuse_third"),
        (Seen("out", "ringing"), "outbound_open"),
        (Seen("out", "answered", is_late=True), "outbound_open"),
        (Seen("in", "transferred"), ""),
        (Seen("in", "ended", warned=3), ""),
    ],
)
def test_each_moment_of_a_call_has_its_event(seen: Seen, event: str) -> None:
    assert event_of(seen) == event


def test_every_event_of_a_call_has_a_card_in_the_packs(cast) -> None:  # type: ignore[no-untyped-def]
    from shouwen.conversations.scripts import queries

    known = queries.events(cast.brand)
    assert {
        "answered",
        "slow_answer",
        "outbound_open",
        "hold_asked",
        "hold_over",
        "abuse",
        "abuse_third",
    } <= known.keys()
