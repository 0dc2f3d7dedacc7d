"""Telephone numbers in the writings customers and spreadsheets use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.kernel import phone_numbers as p


@pytest.mark.parametrize(
    "text",
    [
        "13800138206",
        "138 0013 8206",
        "138-0013-8206",
        "１３８００１３８２０６",
        "138\u20110013\u20118206",
        "+86 138 0013 8206",
        "0086-13800138206",
        "8613800138206",
        "013800138206",
        "（+86）13800138206",
        "电话：13800138206",
        "\u202d13800138206\u202c",  # as pasted from an address book
    ],
)
def test_a_mobile_number_in_any_writing_is_one_number(text: str) -> None:
    assert p.normalise(text) == "+8613800138206"


@pytest.mark.parametrize(
    "text", ["0571-88888663", "57188888663", "(0571) 8888 8663", "+86 571 8888 8663", "0086 0571 88888663"]
)
def test_an_area_code_with_or_without_nought_is_the_same(text: str) -> None:
    assert p.normalise(text) == "+8657188888663"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0571-88888663-8001", "+8657188888663;ext=8001"),
        ("0571-88888663转8001", "+8657188888663;ext=8001"),
        ("0571-88888663 分机：8001", "+8657188888663;ext=8001"),
        ("+86 571 8888 8663 ext. 8001", "+8657188888663;ext=8001"),
        ("13800138206转1234", "+8613800138206;ext=1234"),
        ("400-811-1111转2", "short:4008111111;ext=2"),
        ("400-811-1111-2", "short:4008111111;ext=2"),
    ],
)
def test_an_extension_is_kept_apart(text: str, number: str) -> None:
    assert p.normalise(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("95533", "short:95533"),
        ("+86 95533", "short:95533"),
        ("９５５３３", "short:95533"),
        ("12345", "short:12345"),
        ("110", "short:110"),
        ("10086", "short:10086"),
        ("400-811-1111", "short:4008111111"),
        ("8008111111", "short:8008111111"),
        ("0571-12345", "short:0571-12345"),
        ("10655566661234", "short:10655566661234"),
    ],
)
def test_service_numbers_follow_our_own_rule(text: str, number: str) -> None:
    assert p.normalise(text) == number
    assert p.mask(number) == number.removeprefix("short:")


def test_foreign_numbers_need_a_plus_or_their_region() -> None:
    assert p.normalise("+1 (650) 253-0000") == p.normalise("650-253-0000", "US") == "+16502530000"
    assert p.normalise("+852 2345 6789") == "+85223456789"
    assert p.normalise("95533", "US") is None


@pytest.mark.parametrize(
    "text", ["", " ", "无", "88888663", "1380013820", "13800138000/13900139000", "+86", "转8001", "1" * 4000]
)
def test_what_is_no_full_number_is_none(text: str) -> None:
    assert p.normalise(text) is None


@pytest.mark.parametrize(
    ("number", "masked", "four"),
    [
        ("+8613800138206", "138****8206", "8206"),
        ("+8657188888663", "0571-****8663", "8663"),
        ("+861065556666", "010-****6666", "6666"),
        ("+8657188888663;ext=8001", "0571-****8663-****", "8663"),
        ("+16502530000", "+1-****0000", "0000"),
        ("short:95533", "95533", "5533"),
        ("short:110", "110", "110"),
    ],
)
def test_a_masked_number_shows_where_from_and_the_last_four(number: str, masked: str, four: str) -> None:
    assert p.mask(number) == masked
    assert p.last_four(number) == four


def test_masking_what_was_never_normalised_shows_nothing() -> None:
    assert p.mask("13800138206") == p.mask("无") == p.mask("") == "****"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "86 "]))
@settings(max_examples=100, deadline=None)
def test_every_mobile_number_normalises_once_and_stays(number: str, prefix: str) -> None:
    normal = p.normalise(prefix + number)
    assert normal == f"+86{number}" and p.normalise(normal) == normal
    assert number not in p.mask(normal) and p.mask(normal).endswith(p.last_four(normal))


@given(st.text(max_size=70) | st.text("0123456789-+ 转x#,;ext=short:", max_size=30), st.sampled_from(["CN", "US"]))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_number_that_stays_or_none(text: str, region: str) -> None:
    number = p.normalise(text, region)
    if number is not None:
        assert p.normalise(number) == number
        assert p.mask(number) and p.last_four(number).isdigit()
