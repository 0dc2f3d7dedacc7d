"""What a call shows by itself."""

from __future__ import annotations

import pytest

from shouwen.conversations.phone.happening import Seen, events_of


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
        (Seen("in", "answered", is_back=True, is_just_back=True, about=("complaint",)), "hold_over"),
        (Seen("in", "answered", is_back=True, about=("complaint",)), "complaint answered"),
        (
            Seen("in", "answered", is_late=True, about=("complaint_end", "complaint")),
            "complaint_end complaint slow_answer",
        ),
        (Seen("in", "answered", is_paused=True, about=("complaint",)), "hold_asked"),
        (Seen("in", "answered", warned=1, about=("complaint",)), "abuse"),
        (Seen("out", "ringing", about=("complaint",)), "outbound_complaint outbound_open"),
        (Seen("out", "ringing"), "outbound_open"),
        (Seen("out", "answered", is_late=True), "outbound_open"),
        (Seen("in", "transferred"), ""),
        (Seen("in", "ended", warned=3), ""),
    ],
)
def test_each_moment_of_a_call_has_its_event(seen: Seen, event: str) -> None:
    assert " ".join(events_of(seen)) == event


def test_every_events_of_a_call_has_a_card_in_the_packs(cast) -> None:  # type: ignore[no-untyped-def]
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
        "outbound_complaint",
        "complaint_end",
    } <= known.keys()
