"""Money: read, written, reckoned and split without losing a fen."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shouwen.kernel.money import Money, MoneyError, Rounding, split

amounts = st.integers(-(10**12), 10**12).map(Money)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("50.00", 5000),
        ("50", 5000),
        ("50.5", 5050),
        ("0.05", 5),
        ("¥1,860.00", 186000),
        ("￥１，８６０．００", 186000),
        ("1860元", 186000),
        ("RMB 12,345,678.90", 1234567890),
        ("-¥3.20", -320),
        ("¥-3.20", -320),
        ("\N{MINUS SIGN}3.20", -320),
        ("+3.20", 320),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, fen: int) -> None:
    assert Money.parse(text) == Money(fen)


@pytest.mark.parametrize(
    "text", ["", "¥", "1,86.00", "18,60", "1.234", "1e3", "nan", ".5", "5.", "--5", "-¥-5", "5 0", "$5", "٥", "9" * 50]
)
def test_what_is_no_amount_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(MoneyError) as caught:
        Money.parse(text)
    assert caught.value.zh and caught.value.en


@given(amounts)
def test_an_amount_survives_being_written(money: Money) -> None:
    assert Money.parse(str(money)) == Money.parse(money.formatted()) == money


def test_amounts_are_written_with_two_places() -> None:
    assert (str(Money(186000)), Money(186000).formatted()) == ("1860.00", "¥1,860.00")
    assert (str(Money(-5)), Money(-5).formatted()) == ("-0.05", "-¥0.05")


@pytest.mark.parametrize("wrong", [1.0, True, "1", Decimal(1), None])
def test_only_whole_fen_make_money(wrong: Any) -> None:
    with pytest.raises(TypeError):
        Money(wrong)


def test_floats_and_bare_numbers_never_mix_with_money() -> None:
    money: Any = Money(100)
    for attempt in (
        lambda: money + 1,
        lambda: money - 1.0,
        lambda: 1 + money,
        lambda: money * 2,
        lambda: money < 5,
        lambda: money.times(0.5, "half_up"),
        lambda: money.times(True, "half_up"),
        lambda: split(money, [0.5, 0.5]),  # type: ignore[list-item]
        lambda: Money.parse(5.0),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError):
            attempt()
    assert money != 100


def test_amounts_add_subtract_and_compare() -> None:
    assert Money(100) + Money(50) - Money(200) == Money(-50) == -Money(50)
    assert Money(1) < Money(2) <= Money(2) and max(Money(3), Money(7)) == Money(7)
    assert sum([Money(1), Money(2)], Money(0)) == Money(3)
    assert not Money(0) and Money(-1)


@given(
    amounts,
    st.decimals(-100, 100, places=4),
    st.sampled_from(
        [("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN), ("down", ROUND_DOWN), ("up", ROUND_UP)]
    ),
)
def test_rounding_is_the_one_that_was_stated(money: Money, factor: Decimal, pair: tuple[Rounding, str]) -> None:
    exact = (Decimal(money.fen) * factor).quantize(Decimal(1), rounding=pair[1])
    assert money.times(factor, pair[0]).fen == int(exact)
    assert money.times(Fraction(factor), pair[0]).fen == int(exact)


def test_a_third_is_a_third() -> None:
    assert Money(10000).times(Fraction(1, 3), "half_up") == Money(3333)
    assert Money(10000).times(Fraction(1, 3), "up") == Money(3334)
    assert Money(5).times(Decimal("0.5"), "half_up") == Money(3)
    assert Money(5).times(Decimal("0.5"), "half_even") == Money(2)
    for factor, rounding in ((Decimal("NaN"), "up"), (Decimal("Infinity"), "up"), (1, "nearest")):
        with pytest.raises(MoneyError):
            Money(5).times(factor, rounding)  # type: ignore[arg-type]


@given(amounts, st.lists(st.integers(0, 1000) | st.fractions(0, 10), min_size=1, max_size=12))
def test_parts_add_up_and_nobody_is_a_fen_off(total: Money, shares: list[int | Fraction]) -> None:
    assume(sum(shares) > 0)
    parts = split(total, shares)
    assert sum(parts, Money(0)) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.fen - total.fen * Fraction(share) / sum(map(Fraction, shares))) < 1
    assert split(-total, shares) == [-part for part in parts]


def test_the_left_over_fen_go_to_the_largest_remainders_and_ties_to_the_first() -> None:
    assert split(Money(100), [1, 1, 1]) == [Money(34), Money(33), Money(33)]
    assert split(Money(200), [1, 1, 1]) == [Money(67), Money(67), Money(66)]
    assert split(Money(100), [Decimal("0.333"), Decimal("0.667")]) == [Money(33), Money(67)]
    assert split(Money(10), [0, 5, 0]) == [Money(0), Money(10), Money(0)]
    assert split(Money(0), [1, 2]) == [Money(0), Money(0)]


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1], [3, -1]])
def test_shares_that_cannot_be_are_refused(shares: list[int]) -> None:
    with pytest.raises(MoneyError):
        split(Money(100), shares)
