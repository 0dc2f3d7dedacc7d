"""Money in words: written, read, and refused where a slip would change the sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.claims.capitals import from_capitals, to_capitals
from shouwen.kernel.money import Money, MoneyError

EXAMPLES = {
    "0.00": "零元整",
    "1860.00": "壹仟捌佰陆拾元整",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "16.50": "壹拾陆元伍角整",
    "0.50": "伍角整",
    "0.07": "柒分",
    "10005.00": "壹万零伍元整",
    "15000.00": "壹万伍仟元整",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "100000000.00": "壹亿元整",
    "100000001.00": "壹亿零壹元整",
    "1000000000000.00": "壹万亿元整",
    "-50.00": "负伍拾元整",
}


@pytest.mark.parametrize(("figures", "words"), EXAMPLES.items())
def test_amounts_are_written_as_a_cashier_writes_them(figures: str, words: str) -> None:
    assert to_capitals(Money.parse(figures)) == words


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_what_is_written_reads_back_the_same(fen: int) -> None:
    assert from_capitals(to_capitals(Money(fen))) == Money(fen)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_two_amounts_never_share_their_words(one: int, other: int) -> None:
    assert (to_capitals(Money(one)) == to_capitals(Money(other))) is (one == other)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("人民币壹仟捌佰陆拾圆正", "1860.00"),
        ("一千八百六十块", "1860.00"),
        ("壹仟捌佰陆拾", "1860.00"),
        (" 壹仟 零 伍元 整 ", "1005.00"),
        ("拾元整", "10.00"),
        ("壹仟零拾元整", "1010.00"),
        ("壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("贰萬元整", "20000.00"),
        ("壹万伍佰元整", "10500.00"),
        ("零元整", "0.00"),
        ("叁元零角伍分", "3.05"),
    ],
)
def test_the_ways_people_write_amounts_are_read(words: str, figures: str) -> None:
    assert from_capitals(words) == Money.parse(figures)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "元整",
        "整",
        "壹仟陆佰捌",  # 1608 or 1680
        "壹万伍元整",  # 10005 or 15000
        "壹佰仟元",
        "壹佰贰佰元",
        "壹贰元",
        "伍分整",
        "壹元伍",
        "壹亿亿元",
        "壹仟零零伍元",
        "壹仟零元",
        "陆拾元左右",
        "1860",
        "壹角壹角",
        "零" * 500,
        "负",
        "壹元壹元",
    ],
)
def test_words_that_are_no_amount_or_two_are_refused(words: str) -> None:
    with pytest.raises(MoneyError):
        from_capitals(words)


@given(st.text(alphabet="零壹贰叁玖拾佰仟万亿元角分整负两一", max_size=12))
def test_whatever_is_read_writes_back_to_the_same_amount(words: str) -> None:
    try:
        amount = from_capitals(words)
    except MoneyError:
        return
    assert from_capitals(to_capitals(amount)) == amount
