"""S-FEEL: what fits a cell, what an expression gives, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.rulebook.feel import FeelError, Months, compile_expression, compile_test, read_duration
from shouwen.rulebook.feel.typed import plain, read_value

D = Decimal


def fits(text, type, value, **scope):
    return compile_test(text, type)(value, scope)


def gives(text, **scope):
    return compile_expression(text)(scope)


def test_a_dash_fits_everything_and_null():
    assert fits("-", "text", "x")
    assert fits(" - ", "number", None)


def test_a_comma_means_or():
    assert fits('"a","b"', "text", "b")
    assert not fits('"a","b"', "text", "c")
    assert fits("< 1, [5..6]", "number", D("5.5"))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("[1..5]", ["1", "3", "5"], ["0.9", "5.1"]),
        ("[1..5)", ["1", "4.9"], ["5"]),
        ("(1..5]", ["1.1", "5"], ["1"]),
        ("]1..5[", ["2"], ["1", "5"]),
        ("[-1.5..-.5]", ["-1"], ["0"]),
    ],
)
def test_a_range_with_open_end_excludes_it(text, inside, outside):
    assert all(fits(text, "number", D(each)) for each in inside)
    assert not any(fits(text, "number", D(each)) for each in outside)


def test_not_denies_the_whole_list():
    assert not fits('not("a","b")', "text", "a")
    assert fits('not("a","b")', "text", "c")


def test_null_is_only_equal_to_null_so_not_lets_it_through():
    assert fits("null", "text", None)
    assert not fits('"a"', "text", None)
    assert fits('not("a")', "text", None)
    assert not fits("not(null)", "text", None)


def test_a_comparison_with_null_is_null_and_does_not_fit_even_denied():
    assert not fits("> 3", "number", None)
    assert not fits("not(> 3)", "number", None)


def test_a_test_may_look_at_other_inputs():
    assert fits("> limit * 2", "number", D(5), limit=D(2))
    assert not fits("> limit * 2", "number", D(5), limit=None)


def test_dates_and_durations_compare():
    assert fits('>= date("2026-01-01")', "date", date(2026, 1, 1))
    assert fits('< @"PT24H"', "duration", timedelta(hours=23))
    assert fits('<= duration("6mo")', "duration", Months(6))
    assert not fits('<= duration("6mo")', "duration", timedelta(days=1))


def test_a_list_input_is_asked_for_members():
    assert fits('any of ("a","b")', "list", ("b", "c"))
    assert not fits('all of ("a","b")', "list", ("b", "c"))
    assert fits('all of ("a","b")', "list", ("b", "a", "c"))
    assert fits('not(any of ("a","b"))', "list", ())
    assert not fits('not(any of ("a"))', "list", None)


def test_a_bracketed_sum_is_not_taken_for_a_range():
    assert fits("(1 + 2) * 3", "number", D(9))
    assert fits("((1)..(2 + 3)]", "number", D(5))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", D(7)),
        ("-3 ** 2", D(9)),
        ("10 + 20 / -5 - 3", D(3)),
        ("0.1 + 0.2", D("0.3")),
        ("1 / 0", None),
        ("null + 1", None),
        ("null = null", True),
        ("1 = null", False),
        ('"1" = 1', None),
        ("true or null", True),
        ("false and null", False),
        ("not(null)", None),
        ("min(3, 1, 2)", D(1)),
        ("round half up(2.5, 0)", D(3)),
        ('date("2026-01-31") + duration("1mo")', date(2026, 2, 28)),
        ('date("2026-03-01") - date("2026-02-28")', timedelta(days=1)),
        ('date and time("2026-01-01T08:00:00") > date("2026-01-01")', None),
        ('"中" + "文"', "中文"),
    ],
)
def test_an_expression_gives(text, value):
    assert gives(text) == value


def test_qualified_names_reach_into_what_is_given():
    assert gives("loan.rate * 2", loan={"rate": D("0.5")}) == D(1)
    assert gives("nobody + 1") is None


@pytest.mark.parametrize(
    ("text", "position"),
    [("[1..", 5), ("3 4", 3), ("foo(1)", 1), ('"\\q"', 1), ('date("2026-13-01")', 1), ("", 1), ("> ", 3)],
)
def test_a_syntax_error_says_where(text, position):
    with pytest.raises(FeelError) as error:
        compile_test(text, "number")
    assert error.value.position == position
    assert error.value.zh
    assert error.value.en


@pytest.mark.parametrize(("text", "type"), [('"a"', "number"), ("3", "text"), ('"a"', "list"), ("> true", "bool")])
def test_a_literal_of_another_type_is_a_slip_and_refused(text, type):
    with pytest.raises(FeelError):
        compile_test(text, type)


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_a_range_agrees_with_python(value, low, high):
    assert fits(f"[{low}..{high})", "number", value) == (low <= value < high)


def test_short_and_iso_durations_are_read():
    assert read_duration("90m") == read_duration("PT1H30M") == timedelta(minutes=90)
    assert read_duration("6mo") == read_duration("P6M") == Months(6)
    assert read_duration("soon") is None


def test_values_are_read_by_type_and_written_back():
    assert read_value("money", "50.00") == D("50.00")
    assert plain(read_value("money", "50.00")) == "50.00"
    assert plain(read_value("duration", "90m")) == "90m"
    for type, raw in [("number", True), ("number", "NaN"), ("bool", "true"), ("list", "a"), ("date", "2026-02-30")]:
        with pytest.raises(ValueError, match="is not a"):
            read_value(type, raw)
