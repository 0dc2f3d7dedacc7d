"""Deadlines of every shape, on the real calendar of 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.kernel import deadlines as d
from shouwen.kernel import worktime as w

NINE_TO_SIX = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
CAL = w.WorkCalendar(
    1,
    dict.fromkeys(range(5), NINE_TO_SIX),
    {**w.official_year(2025), **w.official_year(2026)},
    {2025: "official", 2026: "official"},
)
ASSUMED = w.WorkCalendar(2, CAL.week, CAL.days, {**CAL.years, 2027: "assumed"})
WITHIN = st.sampled_from(["30m", "4h", "24h", "2d", "5d", "same day"])
BEGIN = datetime(2026, 1, 20, tzinfo=UTC)
# two monthly occurrences further on is still a year the calendar knows
moments = st.timedeltas(timedelta(0), timedelta(days=290)).map(lambda gone: BEGIN + gone)
lengths = st.timedeltas(timedelta(0), timedelta(days=9))
counts = st.sampled_from(["calendar", "working"])


def at(text: str) -> datetime:
    """Shanghai wall time as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=w.SHANGHAI).astimezone(UTC)


def rule(**row: Any) -> d.Rule:
    """A rule as a pack writes it; `after` in calendar time unless told."""
    return d.Rule.from_pack({"shape": "after", "counts": "calendar", **row})


def due(event: str, **row: Any) -> str:
    """The due time of such a rule, as Shanghai wall time."""
    return f"{d.due(rule(**row), at(event), CAL).at.astimezone(w.SHANGHAI):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30m", d.Span(exact=timedelta(minutes=30))),
        ("24h", d.Span(exact=timedelta(hours=24))),
        ("2d", d.Span(days=2)),
        ("1w", d.Span(days=7)),
        ("6mo", d.Span(months=6)),
        ("1y", d.Span(months=12)),
        ("1d12h", d.Span(days=1, exact=timedelta(hours=12))),
        ("0m", d.Span()),
        ("PT30M", d.Span(exact=timedelta(minutes=30))),
        ("P6M", d.Span(months=6)),
        ("P1Y2M1W3DT4H5M", d.Span(14, 10, timedelta(hours=4, minutes=5))),
        ("same working day", d.Span(same_day=True)),
    ],
)
def test_durations_are_read_as_packs_write_them(text: str, span: d.Span) -> None:
    assert d.parse_span(text) == span


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "4", "h", "4 h", "-4h", "1.5h", "4h4h", "4x", "٤h", "二天"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(d.DeadlineError) as caught:
        d.parse_span(text)
    assert caught.value.zh and caught.value.en


def test_twenty_four_hours_after_the_report_are_calendar_hours() -> None:
    assert due("2026-03-06 17:00", within="24h") == "2026-03-07 17:00"  # S2-1.D.4.5b
    assert due("2026-03-06 17:00", within="4h", counts="working") == "2026-03-09 12:00"


def test_six_months_roll_back_to_the_end_of_a_short_month() -> None:
    assert due("2026-03-31 09:10", within="6mo") == "2026-09-30 09:10"  # S2-1.H.4.5
    assert due("2027-08-31 09:10", within="6mo") == "2028-02-29 09:10"
    assert due("2028-02-29 09:10", within="1y") == "2029-02-28 09:10"
    assert due("2026-08-31 23:30", within="6mo", shape="before") == "2026-02-28 23:30"


def test_months_are_counted_on_the_shanghai_date_not_the_utc_one() -> None:
    # 31 March 07:00 in Shanghai is still 30 March in UTC
    assert due("2026-03-31 07:00", within="1mo") == "2026-04-30 07:00"
    assert due("2026-05-01 07:00", within="1mo") == "2026-06-01 07:00"


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(-60, 60))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    moved = d.add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_the_same_working_day_ends_with_business_and_else_is_the_next_one() -> None:
    working = {"within": "same working day", "counts": "working"}
    assert due("2026-03-06 09:00", **working) == "2026-03-06 17:30"  # S2-1.D.4.5a
    assert due("2026-03-06 18:00", **working) == "2026-03-09 17:30"
    assert due("2026-03-06 18:00", within="same day") == "2026-03-07 00:00"


def test_working_days_end_with_business() -> None:
    assert due("2026-02-13 10:00", within="2d", counts="working") == "2026-02-24 17:30"
    assert due("2026-03-09 10:00", within="2d", counts="working", shape="before") == "2026-03-05 17:30"
    assert due("2026-03-09 10:00", within="1h", counts="working", shape="before") == "2026-03-09 09:00"


def test_a_limit_may_come_from_a_table_or_from_a_person() -> None:
    open_rule, event = rule(counts="working"), at("2026-03-02 10:00")
    assert d.due(open_rule, event, CAL, within="1h").at == at("2026-03-02 11:00")
    assert d.due(open_rule, event, CAL, "1h", at("2026-03-03 08:00")).at == at("2026-03-03 08:00")
    for wrong in ({}, {"stated": event}, {"within": "1mo"}):
        with pytest.raises(d.DeadlineError):
            d.due(open_rule, event, CAL, **wrong)


def test_a_window_moves_the_due_time_into_the_next_opening() -> None:
    window = {"shape": "window", "window": ["09:00", "17:00"]}
    assert due("2026-03-06 08:00", **window) == "2026-03-06 09:00"
    assert due("2026-03-06 17:00", **window) == "2026-03-06 17:00"
    assert due("2026-03-06 17:01", **window) == "2026-03-07 09:00"
    assert due("2026-03-06 17:01", **window, counts="working") == "2026-03-09 09:00"
    assert due("2026-03-06 16:00", **window, within="24h") == "2026-03-07 16:00"
    assert due("2026-03-06 23:00", shape="window", window=["20:00", "24:00"], within="1h") == "2026-03-07 00:00"
    assert due("2026-03-07 00:01", shape="window", window=["20:00", "24:00"]) == "2026-03-07 20:00"


def test_the_month_ends_at_midnight_or_with_the_last_working_moment() -> None:
    assert due("2026-02-03 10:00", shape="month_end") == "2026-03-01 00:00"
    assert due("2028-02-29 23:00", shape="month_end") == "2028-03-01 00:00"
    assert due("2026-05-03 10:00", shape="month_end", counts="working") == "2026-05-29 17:30"
    # Saturday the 30th: business of May has ended
    assert due("2026-05-30 10:00", shape="month_end", counts="working") == "2026-06-30 17:30"


@pytest.mark.parametrize(
    ("every", "on", "event", "expected"),
    [
        ("week", "mon 10:00", "2026-03-02 09:59", "2026-03-02 10:00"),
        ("week", "mon 10:00", "2026-03-02 10:00", "2026-03-09 10:00"),
        ("day", "18:00", "2026-03-06 18:00", "2026-03-07 18:00"),
        ("day", "00:00", "2026-03-06 18:00", "2026-03-07 00:00"),
        ("day", "24:00", "2026-03-06 18:00", "2026-03-07 00:00"),
        ("month", "31 10:00", "2026-02-01 00:00", "2026-02-28 10:00"),
        ("month", "last 17:00", "2026-02-28 17:00", "2026-03-31 17:00"),
        ("month", "5 10:00", "2026-02-05 10:00", "2026-03-05 10:00"),
    ],
)
def test_a_recurrence_gives_the_next_occurrence_strictly_after(every: str, on: str, event: str, expected: str) -> None:
    assert due(event, shape="recurrence", every=every, on=on) == expected


def test_an_occurrence_on_a_closed_day_moves_to_the_next_open_one() -> None:
    weekly = {"shape": "recurrence", "every": "week", "on": "mon 10:00", "counts": "working"}
    assert due("2026-02-14 09:00", **weekly) == "2026-02-24 10:00"  # Spring Festival: 15 to 23 February
    assert due("2026-02-20 09:00", **weekly) == "2026-02-24 10:00"
    assert due("2026-02-24 10:00", **weekly) == "2026-03-02 10:00"


@given(moments, counts, st.sampled_from([("day", "18:00"), ("week", "sun 10:00"), ("month", "15 10:00")]))
@settings(max_examples=80, deadline=None)
def test_occurrences_strictly_grow_and_none_is_skipped(t: datetime, counted: str, said: tuple[str, str]) -> None:
    again = rule(shape="recurrence", counts=counted, every=said[0], on=said[1])
    first = d.due(again, t, CAL).at
    assert first > t
    assert d.due(again, first - timedelta(seconds=1), CAL).at == first
    assert d.due(again, first, CAL).at > first


@given(moments, moments, counts, WITHIN)
@settings(max_examples=150, deadline=None)
def test_a_later_event_is_never_due_earlier(s: datetime, t: datetime, counted: str, within: str) -> None:
    early, late = sorted((s, t))
    for shape in ({}, {"shape": "window", "window": ["09:00", "17:00"]}):
        some = rule(counts=counted, within=within, **shape)
        assert early <= d.due(some, early, CAL).at <= d.due(some, late, CAL).at
    month = rule(shape="month_end", counts=counted)
    assert d.due(month, early, CAL).at <= d.due(month, late, CAL).at


@given(moments, counts, WITHIN, lengths, lengths)
@settings(max_examples=150, deadline=None)
def test_a_pause_leaves_as_much_time_as_there_was(
    t: datetime, counted: str, within: str, before: timedelta, length: timedelta
) -> None:
    some = rule(counts=counted, within=within)
    was, begin = d.due(some, t, CAL), t + before
    shifted = d.shift_for_pause(some, was, begin, begin + length, CAL)
    if begin >= was.at:
        assert shifted == was
    else:
        assert shifted.at >= was.at
        left = d.remaining(some, begin, was, CAL)
        assert d.remaining(some, begin + length, shifted, CAL) == left


@given(moments, counts, WITHIN, lengths, lengths, lengths)
@settings(max_examples=150, deadline=None)
def test_one_long_pause_is_two_short_ones(
    t: datetime, counted: str, within: str, before: timedelta, one: timedelta, two: timedelta
) -> None:
    some = rule(counts=counted, within=within)
    was, a = d.due(some, t, CAL), t + before
    b = a + one
    once = d.shift_for_pause(some, was, a, b + two, CAL)
    if a < was.at:
        twice = d.shift_for_pause(some, d.shift_for_pause(some, was, a, b, CAL), b, b + two, CAL)
        assert d.remaining(some, b + two, once, CAL) == d.remaining(some, b + two, twice, CAL)


@given(moments, counts, WITHIN, lengths, lengths)
@settings(max_examples=150, deadline=None)
def test_an_explanation_has_no_gap_and_counts_exactly_the_time_given(
    t: datetime, counted: str, within: str, before: timedelta, length: timedelta
) -> None:
    some = rule(counts=counted, within=within)
    was, pause = d.due(some, t, CAL), (t + before, t + before + length)
    end = d.shift_for_pause(some, was, *pause, CAL)
    parts = d.explain(some, t, end, CAL, [pause])
    assert [p.from_at for p in parts] + [end.at] == [t, *(p.to_at for p in parts)]
    given_time = d.remaining(some, t, was, CAL)
    counted_time = sum((p.to_at - p.from_at for p in parts if p.counted or p.reason == "first_day"), timedelta(0))
    assert counted_time == given_time


def test_an_explanation_tells_lunch_night_weekend_and_pause() -> None:
    some = rule(within="5h", counts="working")
    start, pause = at("2026-03-06 11:00"), (at("2026-03-06 14:00"), at("2026-03-06 15:00"))
    end = d.shift_for_pause(some, d.due(some, start, CAL), *pause, CAL)
    assert end.at == at("2026-03-09 09:30")
    told = [(p.reason, p.counted, (p.to_at - p.from_at)) for p in d.explain(some, start, end, CAL, [pause])]
    hours = [(reason, counted, length / timedelta(hours=1)) for reason, counted, length in told]
    assert hours == [
        ("working", True, 1),
        ("lunch", False, 1.5),
        ("working", True, 0.5),
        ("paused", False, 1),
        ("working", True, 2.5),
        ("night", False, 6.5),
        ("weekend", False, 48),
        ("night", False, 8.5),
        ("working", True, 1),
    ]


def test_the_first_day_of_a_rule_in_working_days_is_told_as_not_counted() -> None:
    some = rule(within="1d", counts="working")
    parts = d.explain(some, at("2026-03-02 14:00"), at("2026-03-03 17:30"), CAL)
    assert [p.reason for p in parts] == ["first_day", "night", "working", "lunch", "working"]
    assert [p.reason for p in d.explain(rule(within="1d"), at("2026-03-02 14:00"), at("2026-03-03 14:00"), CAL)] == [
        "calendar"
    ]


def test_reminders_fall_at_a_share_gone_or_with_a_time_left() -> None:
    some = rule(within="4h", counts="working", remind=["30m", "50%"])
    start = at("2026-03-06 15:30")
    assert d.reminders(some, start, d.due(some, start, CAL), CAL) == [
        ("50%", at("2026-03-06 17:30")),
        ("30m", at("2026-03-09 10:00")),
    ]
    pause = (at("2026-03-06 16:00"), at("2026-03-06 17:00"))
    shifted = d.shift_for_pause(some, d.due(some, start, CAL), *pause, CAL)
    assert d.reminders(some, start, shifted, CAL, [pause]) == [
        ("50%", at("2026-03-09 09:30")),
        ("30m", at("2026-03-09 11:00")),
    ]
    short = rule(within="20m", remind=["30m", "100%"])
    assert d.reminders(short, start, d.due(short, start, CAL), CAL) == [("100%", at("2026-03-06 15:50"))]


@given(moments, counts, WITHIN)
@settings(max_examples=80, deadline=None)
def test_at_its_reminder_half_of_the_time_is_gone(t: datetime, counted: str, within: str) -> None:
    some = rule(counts=counted, within=within, remind=["50%"])
    end = d.due(some, t, CAL)
    ((_, half),) = d.reminders(some, t, end, CAL)
    assert t <= half <= end.at
    assert abs(d.fraction_gone(some, t, half, end, CAL) - Fraction(1, 2)) < Fraction(1, 10**6)


def test_the_share_gone_stands_still_in_a_pause_and_at_night() -> None:
    some, start = rule(within="4h", counts="working"), at("2026-03-06 15:30")
    end = d.due(some, start, CAL)
    assert d.fraction_gone(some, start, start, end, CAL) == 0
    assert d.fraction_gone(some, start, at("2026-03-07 12:00"), end, CAL) == Fraction(1, 2)
    assert d.fraction_gone(some, start, end.at, end, CAL) == 1
    assert d.fraction_gone(some, start, at("2031-01-01 00:00"), end, CAL) == 1
    pause = (at("2026-03-06 16:30"), at("2026-03-06 17:30"))
    shifted = d.shift_for_pause(some, end, *pause, CAL)
    assert d.fraction_gone(some, start, at("2026-03-08 17:00"), shifted, CAL, [pause]) == Fraction(1, 4)


def test_overdue_time_is_negative_in_the_same_counting() -> None:
    late = at("2026-03-09 09:30")
    assert d.remaining(rule(counts="working"), late, at("2026-03-06 17:30"), CAL) == timedelta(hours=-1)
    assert d.remaining(rule(), late, at("2026-03-06 17:30"), CAL) == timedelta(hours=-64)


def test_an_appointment_does_not_move_with_a_pause() -> None:
    for row in ({"shape": "recurrence", "every": "day", "on": "18:00"}, {"shape": "month_end"}):
        was = d.due(rule(**row), at("2026-03-02 10:00"), CAL)
        assert d.shift_for_pause(rule(**row), was, at("2026-03-02 11:00"), at("2026-03-02 12:00"), CAL) == was


def test_a_shifted_due_time_stays_in_its_window() -> None:
    some = rule(shape="window", window=["09:00", "17:00"])
    was = d.due(some, at("2026-03-02 16:00"), CAL)
    assert d.shift_for_pause(some, was, at("2026-03-02 10:00"), at("2026-03-02 12:00"), CAL).at == at(
        "2026-03-03 09:00"
    )


def test_an_assumed_year_stays_marked_through_a_pause_and_an_unknown_one_is_refused() -> None:
    some, start = rule(within="4h", counts="working"), at("2026-12-31 15:30")
    was = d.due(some, start, ASSUMED)
    assert was.assumed
    assert d.shift_for_pause(some, was, start, at("2026-12-31 16:30"), ASSUMED).assumed
    assert not d.due(rule(within="4d"), start, CAL).assumed  # calendar time needs no calendar
    for row in ({"within": "4h"}, {"within": "1d"}, {"shape": "recurrence", "every": "day", "on": "10:00"}):
        with pytest.raises(w.NoCalendarData):
            d.due(rule(counts="working", **row), start, CAL)


@pytest.mark.parametrize(
    "row",
    [
        {"shape": "soon"},
        {"counts": None},
        {"within": "1mo", "counts": "working"},
        {"within": "1d4h", "counts": "working"},
        {"within": "1h", "shape": "month_end"},
        {"shape": "window"},
        {"window": ["09:00", "17:00"]},
        {"shape": "window", "window": ["17:00", "09:00"]},
        {"shape": "window", "window": "09:00"},
        {"shape": "recurrence"},
        {"every": "week", "on": "mon 10:00"},
        {"shape": "recurrence", "every": "week", "on": "10:00"},
        {"shape": "recurrence", "every": "day", "on": "25:00"},
        {"shape": "recurrence", "every": "month", "on": "32 10:00"},
        {"shape": "recurrence", "every": "year", "on": "10:00"},
        {"remind": ["150%"]},
        {"remind": ["1mo"]},
        {"remind": ["1d"], "counts": "working"},
        {"remind": "50%"},
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        rule(**row)
