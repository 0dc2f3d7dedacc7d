"""Courtesy by name: what is known is used, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.customers.courtesy import DOUBLE, NOBODY, TITLES, fill, form, is_company, split_title, surname

NAMES = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
WHOEVER = st.text(max_size=30)


@pytest.mark.parametrize(
    ("name", "title", "called"),
    [
        ("张晓明", "女士", "张女士"),
        ("欧阳雪萍", "先生", "欧阳先生"),
        ("歐陽雪萍", "女士", "歐陽女士"),
        ("单于", "先生", "单于先生"),
        ("张 三", "先生", "张先生"),
        ("张晓明", "", "张晓明"),  # unknown stays neutral, whatever the name sounds like
        ("王丽丽", "", "王丽丽"),
        ("张", "", ""),
        ("张女士", "", "张女士"),
        ("王经理", "", "王经理"),
        ("王经理", "女士", "王女士"),
        ("Anna Smith", "女士", "Anna Smith 女士"),
        ("Ａｎｎａ", "", "Anna"),
        ("阿依古丽·买买提", "女士", "阿依古丽·买买提女士"),
        ("恒福家纺有限公司", "女士", "恒福家纺有限公司"),
        ("Hengfu Textile Co.", "", "Hengfu Textile Co."),
        ("匿名", "先生", ""),
        ("13800138000", "", ""),
        ("gong@hengfu.example", "", ""),
        ("", "先生", ""),
        ("先生", "", ""),
    ],
)
def test_people_and_firms_are_called_as_they_should_be(name: str, title: str, called: str) -> None:
    assert form(name, title) == called


@given(NAMES)
def test_no_title_comes_from_a_name_alone(name: str) -> None:
    """Never guess: a title in the form was given, as title or written behind the name."""
    said = form(name)
    assert said in ("", name) or not any(title in said for title in ("先生", "女士") if title not in name)


@given(NAMES, st.sampled_from(["先生", "女士"]))
def test_a_known_title_never_changes(name: str, title: str) -> None:
    said = form(name, title)
    assert said == "" or said.endswith(title) or is_company(name)
    other = "女士" if title == "先生" else "先生"
    assert other not in said or other in name


@given(st.sampled_from(sorted(DOUBLE)), NAMES)
def test_double_surnames_stay_whole(double: str, rest: str) -> None:
    name = double + rest[:2]
    if not is_company(name) and split_title(name)[1] == "":
        assert surname(name) == double


@given(WHOEVER, st.sampled_from(["", "先生", "女士"]))
def test_any_text_gives_a_form_no_longer_than_what_was_given(name: str, title: str) -> None:
    import unicodedata

    said = form(name, title)
    assert len(said) <= len(unicodedata.normalize("NFKC", name)) + len(title) + 1
    assert said == said.strip()
    assert name.strip() not in NOBODY or said == ""


@given(
    st.sampled_from(
        ["{name}先生，请稍等。", "请问是{name}先生吗？", "您好，{surname}，我是{staff_number}号。", "好的{name}女士"]
    ),
    NAMES,
)
def test_no_place_is_left_and_no_title_is_put_on_a_stranger(line: str, name: str) -> None:
    for called in ("", form(name)):
        said = fill(line, called=called, number="08", brand="路达")
        assert "{" not in said
        assert not called or called in said
        if not called:
            assert not any(title in said for title in TITLES[:2]) and not said.startswith("，")


def test_a_line_for_nobody_known_still_reads_well() -> None:
    assert fill("{name}先生，非常抱歉。") == "非常抱歉。"
    assert fill("您好，请问是{name}先生吗？我是{number}号。", number="08") == "您好，请问是您本人吗？我是08号。"
    assert fill("{surname}，让您久等了。", called="张女士") == "张女士，让您久等了。"
