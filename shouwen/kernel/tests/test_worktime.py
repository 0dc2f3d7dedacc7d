"""Working time, checked on the real calendar of 2026 and on invented ones."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.kernel import worktime as w

NINE_TO_SIX = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))  # 7 h 30 min
DAYS_2026 = w.official_year(2026)
CAL = w.WorkCalendar(1, dict.fromkeys(range(5), NINE_TO_SIX), DAYS_2026, {2026: "official"})
ROUND = w.WorkCalendar(
    2,
    dict.fromkeys(range(7), ((time(0), time(0)),)),
    {},
    dict.fromkeys(range(2025, 2028), "official"),
)
LONG = w.WorkCalendar(  # a week with every kind of edge, over three years
    3,
    {
        0: [(time(0), time(6)), (time(6), time(12)), (time(13), time(0))],
        1: [(time(0), time(1))],
        3: NINE_TO_SIX,
        5: [(time(20), time(0))],
    },
    {date(2026, 3, 5): w.DayRule.holiday("闭店"), date(2026, 3, 8): w.DayRule(True, NINE_TO_SIX)},
    {2025: "official", 2026: "official", 2027: "assumed"},
)
calendars = st.sampled_from([CAL, ROUND, LONG])
BEGIN = datetime(2026, 1, 20, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=304)).map(lambda gone: BEGIN + gone)
spans = st.timedeltas(timedelta(0), timedelta(hours=90))


def at(text: str) -> datetime:
    """Shanghai wall time as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=w.SHANGHAI).astimezone(UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@given(calendars, moments, spans, spans)
@settings(max_examples=150, deadline=None)
def test_adding_twice_is_adding_the_sum(cal: w.WorkCalendar, t: datetime, a: timedelta, b: timedelta) -> None:
    assert w.add_working(cal, w.add_working(cal, t, a).at, b) == w.add_working(cal, t, a + b)


@given(calendars, moments, moments, spans)
@settings(max_examples=150, deadline=None)
def test_a_later_start_never_ends_earlier(cal: w.WorkCalendar, s: datetime, t: datetime, d: timedelta) -> None:
    early, late = sorted((s, t))
    assert w.add_working(cal, early, d).at <= w.add_working(cal, late, d).at
    assert w.same_working_day_end(cal, early).at <= w.same_working_day_end(cal, late).at
    assert w.add_working_days(cal, early, 3).at <= w.add_working_days(cal, late, 3).at


@given(calendars, moments, spans)
@settings(max_examples=150, deadline=None)
def test_the_time_between_start_and_due_is_what_was_added(cal: w.WorkCalendar, t: datetime, d: timedelta) -> None:
    due = w.add_working(cal, t, d).at
    assert w.working_between(cal, t, due) == d
    assert w.working_between(cal, due, t) == -d
    assert w.working_between(cal, w.add_working(cal, t, -d).at, t) == d


@given(calendars, moments, spans)
@settings(max_examples=100, deadline=None)
def test_segments_are_gapless_and_their_counted_time_is_the_working_time(
    cal: w.WorkCalendar, t: datetime, d: timedelta
) -> None:
    end = t + d
    parts = w.segments(cal, t, end)
    edges = [t] + [part.to_at for part in parts]
    assert [part.from_at for part in parts] == edges[:-1] and edges[-1] == end
    counted = sum((p.to_at - p.from_at for p in parts if p.counted), timedelta(0))
    assert counted == w.working_between(cal, t, end)
    for part in parts:
        assert w.is_working(cal, part.from_at) == part.counted


@given(calendars, moments)
@settings(max_examples=100, deadline=None)
def test_the_start_of_the_next_working_time_is_worked_and_costs_nothing(cal: w.WorkCalendar, t: datetime) -> None:
    start = w.start_of_next_working(cal, t).at
    assert w.is_working(cal, start) and w.working_between(cal, t, start) == timedelta(0)
    assert (start == t) == w.is_working(cal, t)


def test_a_due_time_on_the_end_of_a_window_stays_there() -> None:
    assert w.add_working(CAL, at("2026-03-02 13:30"), hours(4)).at == at("2026-03-02 17:30")
    assert w.add_working(CAL, at("2026-03-02 08:30"), hours(3.5)).at == at("2026-03-02 12:00")
    assert w.add_working(CAL, at("2026-03-02 12:00"), hours(1)).at == at("2026-03-02 14:30")


def test_going_back_stays_on_the_start_of_a_window() -> None:
    assert w.add_working(CAL, at("2026-03-03 12:00"), hours(-3.5)).at == at("2026-03-03 08:30")
    assert w.add_working(CAL, at("2026-03-03 08:30"), hours(-1)).at == at("2026-03-02 16:30")


def test_the_lunch_break_is_not_worked() -> None:
    assert w.add_working(CAL, at("2026-03-02 11:00"), hours(2)).at == at("2026-03-02 14:30")
    assert not w.is_working(CAL, at("2026-03-02 12:00"))
    assert w.is_working(CAL, at("2026-03-02 13:30"))
    assert not w.is_working(CAL, at("2026-03-02 17:30"))


def test_spring_festival_2026_and_its_make_up_saturdays_are_kept() -> None:
    assert w.is_working(CAL, at("2026-02-14 09:00"))  # the make-up Saturday before
    assert not w.is_working(CAL, at("2026-02-16 09:00"))
    assert w.add_working(CAL, at("2026-02-14 17:00"), hours(1)).at == at("2026-02-24 09:00")
    assert DAYS_2026[date(2026, 2, 14)] == w.DayRule(True, None, 0, "春节")
    assert DAYS_2026[date(2026, 10, 1)] == w.DayRule.holiday("国庆节")


def test_a_single_special_day_may_have_its_own_windows() -> None:
    assert w.is_working(LONG, at("2026-03-08 09:00"))
    assert not w.is_working(LONG, at("2026-03-01 09:00"))
    assert not w.is_working(LONG, at("2026-03-05 09:00"))


def test_a_window_may_end_at_midnight_and_the_due_time_reads_24_00() -> None:
    due = w.add_working(LONG, at("2026-03-07 20:00"), hours(4)).at
    assert due == at("2026-03-08 00:00")
    assert w.due_clock(LONG, due) == (date(2026, 3, 7), "24:00")
    assert w.due_clock(CAL, at("2026-03-02 17:30")) == (date(2026, 3, 2), "17:30")


def test_utc_goes_in_and_comes_out_and_other_zones_mean_the_same_moment() -> None:
    utc = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
    assert w.add_working(CAL, utc, hours(1)).at.isoformat() == "2026-03-02T01:30:00+00:00"
    paris = utc.astimezone(ZoneInfo("Europe/Paris"))
    assert w.add_working(CAL, paris, hours(1)) == w.add_working(CAL, utc, hours(1))
    evening_before = datetime(2026, 3, 1, 23, tzinfo=UTC)  # already Monday 07:00 in Shanghai
    assert w.add_working(CAL, evening_before, hours(1)).at == at("2026-03-02 09:30")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        w.is_working(CAL, at("2026-03-02 09:00").replace(tzinfo=None))


def test_a_year_without_data_is_refused_in_both_languages() -> None:
    with pytest.raises(w.NoCalendarData) as caught:
        w.add_working(CAL, at("2026-12-31 17:00"), hours(1))
    assert caught.value.year == 2027
    assert "2027" in caught.value.zh and "2027" in caught.value.en
    with pytest.raises(w.NoCalendarData):
        w.is_working(CAL, at("2028-02-29 09:00"))
    with pytest.raises(w.NoCalendarData):
        w.official_year(2028)


def test_the_last_minute_of_a_known_year_does_not_ask_for_the_next() -> None:
    assert w.add_working(CAL, at("2026-12-31 16:30"), hours(1)).at == at("2026-12-31 17:30")
    assert w.working_between(CAL, at("2026-12-31 08:30"), at("2027-01-01 00:00")) == hours(7.5)


def test_an_assumed_year_marks_every_result_that_touches_it() -> None:
    year_2027 = w.WorkCalendar(1, CAL.week, CAL.days, {2026: "official", 2027: "assumed"})
    due = w.add_working(year_2027, at("2026-12-31 17:00"), hours(1))
    assert due == w.Due(at("2027-01-01 09:00"), assumed=True)  # a plain Friday, as assumed
    assert not w.add_working(year_2027, at("2026-12-30 17:00"), hours(1)).assumed
    assert w.same_working_day_end(year_2027, at("2026-12-31 18:00")).assumed
    assert w.add_working_days(year_2027, at("2026-12-31 10:00"), 1).assumed
    assert w.assumed_between(year_2027, at("2026-12-31 10:00"), at("2027-01-02 10:00"))
    assert not w.assumed_between(year_2027, at("2026-12-31 10:00"), at("2027-01-01 00:00"))


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-03-02 10:00", 1, "2026-03-03 17:30"),
        ("2026-03-06 20:00", 1, "2026-03-09 17:30"),  # Friday evening
        ("2026-03-07 10:00", 1, "2026-03-09 17:30"),  # Saturday
        ("2026-03-06 10:00", 3, "2026-03-11 17:30"),
        ("2026-03-06 10:00", 0, "2026-03-06 17:30"),
        ("2026-03-06 17:30", 0, "2026-03-09 17:30"),
        ("2026-02-13 10:00", 1, "2026-02-14 17:30"),  # make-up Saturday
        ("2026-02-14 10:00", 1, "2026-02-24 17:30"),  # over Spring Festival
        ("2026-03-09 10:00", -1, "2026-03-06 17:30"),
    ],
)
def test_working_days_leave_out_the_first_and_end_at_close_of_business(start: str, n: int, due: str) -> None:
    assert w.add_working_days(CAL, at(start), n).at == at(due)


def test_a_due_time_can_be_explained_segment_by_segment() -> None:
    parts = w.segments(CAL, at("2026-09-30 11:00"), at("2026-10-08 09:00"))
    assert [(part.reason, part.name, part.counted) for part in parts] == [
        ("working", "", True),
        ("lunch", "", False),
        ("working", "", True),
        ("night", "", False),
        ("holiday", "国庆节", False),
        ("night", "", False),
        ("working", "", True),
    ]
    weekend = w.segments(CAL, at("2026-03-06 18:00"), at("2026-03-09 08:00"))
    assert [part.reason for part in weekend] == ["night", "weekend", "night"]


def test_a_calendar_survives_json() -> None:
    for cal in (CAL, ROUND, LONG):
        back = w.from_json(json.loads(json.dumps(w.to_json(cal))))
        assert back == cal and hash(back) == hash(cal)


def test_a_calendar_cannot_be_changed_afterwards() -> None:
    days: dict[date, w.DayRule] = {}
    cal = w.WorkCalendar(1, {0: NINE_TO_SIX}, days, {2026: "official"})
    days[date(2026, 3, 2)] = w.DayRule.holiday()
    assert w.is_working(cal, at("2026-03-02 09:00"))
    with pytest.raises(TypeError):
        cal.years[2027] = "assumed"  # type: ignore[index]


@pytest.mark.parametrize(
    "week",
    [
        {},
        {0: [(time(17), time(9))]},
        {0: [(time(9), time(12)), (time(11), time(17))]},
        {0: [(time(9), time(0)), (time(22), time(23))]},
        {0: NINE_TO_SIX, 7: NINE_TO_SIX},
    ],
)
def test_a_week_that_cannot_be_is_refused(week: dict[int, list[tuple[time, time]]]) -> None:
    with pytest.raises(ValueError):
        w.WorkCalendar(1, week)


def test_a_special_day_is_either_a_holiday_or_worked_somehow() -> None:
    for wrong in (
        {"working": True},
        {"working": False, "as_weekday": 0},
        {"working": True, "windows": ()},
    ):
        with pytest.raises(ValueError):
            w.DayRule(**wrong)


DAYS = 125  # counted by chinesecalendar itself from 2 March to 27 August 2026


def test_half_a_year_of_working_time_is_reckoned_quickly() -> None:
    assert w.add_working(CAL, at("2026-03-02 08:30"), hours(7.5) * DAYS).at == at("2026-08-27 17:30")
