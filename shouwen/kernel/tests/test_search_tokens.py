"""Search tokens: nothing that holds a query may be missed."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from shouwen.kernel import search_tokens as s

ALPHABET = "没有送件到12L d-，。😀👍🏽éßＡ①ﾊﾟ\u200b\u3000·_+¥𠮷ไทย\u0301İ"
texts = st.one_of(st.text(ALPHABET, max_size=40), st.text(max_size=40))


def found(text: str, query: str) -> bool:
    return s.matches(set(s.index_tokens(text)), s.query_tokens(query))


@given(texts, st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=600, deadline=None)
def test_a_text_is_found_by_every_part_of_itself(text: str, a: int, b: int) -> None:
    whole = s.normalised(text)
    query = whole[min(a, b) : max(a, b)]
    assume(s.holds(text, query))  # a part cut between a letter and its accent is another text
    assert found(text, query)


@given(texts, texts, texts)
@example("", "a" * 200, "b")
@settings(max_examples=400, deadline=None)
def test_a_query_is_found_in_whatever_surrounds_it(before: str, query: str, after: str) -> None:
    text = before + query + after
    assume(s.holds(text, query))
    assert found(text, query)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_tokens_are_safe_for_both_databases(text: str) -> None:
    for token in s.index_tokens(text):
        assert 0 < len(token) <= s.LONGEST and token == token.strip()
        assert not set(token) & set("*'\"\\:&|!()<> \x00\u3000")
        assert token.isascii() <= token.isalnum()
    assert s.normalised(s.normalised(text)) == s.normalised(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("没有送", ["没有", "有送", "送"]),
        ("LD26-04187", ["ld26", "ld2", "d26", "26", "6", "04187", "041", "418", "187", "87", "7"]),
        ("12件", ["12", "2", "件"]),
        ("好😀", ["好😀", "😀"]),
        ("，。!?", []),
        ("", []),
    ],
)
def test_texts_are_cut_into_short_overlapping_tokens_and_ascii_words_whole(text: str, tokens: list[str]) -> None:
    assert s.index_tokens(text) == tokens


@pytest.mark.parametrize(
    ("query", "tokens"),
    [
        ("没有送", ["没有", "有送"]),
        ("没", ["没*"]),
        ("LD26-04187", ["ld2", "d26", "04187*"]),
        ("单LD26件", ["单*", "ld26", "件*"]),
        ("4187", ["418", "187"]),
        ("12件", ["12*", "件*"]),
        ("，。", []),
    ],
)
def test_queries_ask_only_for_what_must_be_there(query: str, tokens: list[str]) -> None:
    assert s.query_tokens(query) == tokens


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("货到三天了还没有送，客户很急", "没有送"),
        ("运单 LD26-04187 少了12件", "4187"),
        ("运单 LD26-04187 少了12件", "ＬＤ２６－０４１８７"),
        ("运单 LD26-04187 少了12件", "少了12件"),
        ("运单 LD26-04187 少了12件", "件"),
        ("客户说：👍🏽谢谢", "👍🏽"),
        ("没\u200b有送", "没有"),
        ("送貨不及時", "貨不"),
    ],
)
def test_parts_are_found_in_mixed_texts(text: str, query: str) -> None:
    assert s.holds(text, query) and found(text, query)


@pytest.mark.parametrize(
    ("text", "query"), [("送有没", "没有送"), ("LD26-04187", "04188"), ("送货", "送貨"), ("好", "😀")]
)
def test_other_texts_are_not_found(text: str, query: str) -> None:
    assert not s.holds(text, query) and not found(text, query)


def test_what_the_tokens_let_through_too_much_the_exact_check_stops() -> None:
    assert found("有送没有", "没有送") and not s.holds("有送没有", "没有送")


def test_tokens_are_written_for_either_database() -> None:
    tokens = s.query_tokens("单LD26件")
    assert s.fts5_match(tokens) == '"单" * "ld26" "件" *'
    assert s.tsquery(tokens) == "'单':* & 'ld26' & '件':*"
    assert s.fts5_match([]) == s.tsquery([]) == ""
