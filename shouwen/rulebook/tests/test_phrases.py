"""The phrase guard: what it finds, what it leaves alone, where exactly, and that a page can judge the same."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.rulebook.packs import load
from shouwen.rulebook.phrase_patterns import PatternError, Words, compile_pattern
from shouwen.rulebook.phrase_text import STOPS, read
from shouwen.rulebook.phrases import Guard, Judgement, Utterance, guard
from shouwen.site.environment import pack_folder


@cache
def of(pack: str) -> Guard:
    return guard(load(pack_folder() / pack))


def check(text: str, pack: str = "logistics", situation: str = "", **words: str) -> Judgement:
    made = of(pack)
    return made.check(Utterance(text, **words), made.sheets.situations[situation] if situation else None)


def families(text: str, pack: str = "logistics", **words: str) -> set[str]:
    return {each.family for each in check(text, pack, **words).findings}


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("F-HAIL", "喂，你找谁啊"),
        ("F-DUNNO", "这个我也不太清楚"),
        ("F-NOTMINE", "这不归我们部门管"),
        ("F-HURRY", "快点说，后面还有人"),
        ("F-BLAME", "你当初怎么不看清楚"),
        ("F-ORDER", "把身份证拿来"),
        ("F-PROVOKE", "有本事你去告我啊"),
        ("F-PUSH", "您自己去问司机吧"),
        ("F-BUSY", "没看见我正忙着吗"),
        ("F-NO", "这个绝对不行"),
        ("F-HANG", "再不说话我就挂了"),
        ("F-SILENT", "哦。"),
        ("F-CASUAL", "小意思，拜拜"),
        ("F-GUESS", "估计明天能到吧"),
        ("F-NONAME", "那个谁，你的货到了"),
        ("F-DIALECT", "莫得问题，要得要得"),
        ("F-NOVICE", "我是新来的，业务不熟"),
        ("F-FAST", "我只说一遍，听好了"),
    ],
)
def test_every_family_of_the_standard_is_found(family: str, text: str) -> None:
    assert family in families(text)
    assert family in families(text, "call-centre")


def test_the_three_words_never_to_be_said_are_blocked_by_the_article_that_forbids_them() -> None:
    for text in ("不行", "不知道", "不清楚"):
        found = check(text).findings
        assert [(each.severity, each.clause, each.certainty) for each in found] == [("block", "S2-1.D.4.1d", "stated")]
        assert found[0].rewrite


def test_the_same_word_cites_the_house_it_is_said_in() -> None:
    assert check("你怎么不早说").findings[0].clause.startswith("S2-1.")
    assert not check("你怎么不早说", "game").findings[0].clause.startswith("S2-1.")


@pytest.mark.parametrize(
    "text",
    [
        "不知道您是否方便接听",
        "我不清楚的地方马上为您查",
        "您看这样行不行",
        "没有问题，今天就给您改",
        "您不用着急，我来催司机",
        "司机在忙着卸货，我让他卸完马上给您回电",
        "请您不要挂机，我马上为您查询",
        "为了保护收货人的隐私，我不能提供他的电话，请您谅解",
        "是不是我们的责任，我核实后答复您",
        "新手礼包已发放到您的账号",
    ],
)
def test_what_only_looks_like_a_fault_is_left_alone(text: str) -> None:
    assert families(text) == set()


def test_a_quoted_word_is_not_the_speakers_own() -> None:
    assert families("您说的“不知道”是哪位同事讲的，我来核实") == set()
    assert families("客户反映业务员回答不清楚") == set()
    assert families("我们绝不会对客户说不行") == set()


def test_an_utterance_that_is_one_quotation_is_its_speakers_own() -> None:
    assert families("“不知道”") == {"F-DUNNO"}


def test_a_word_after_a_quotation_still_counts() -> None:
    assert "F-DUNNO" in families("您说的“急件”我不知道")


def test_the_longest_entry_stands_for_the_shorter_ones_in_it() -> None:
    found = [each for each in check("我是真的不知道").findings if each.family == "F-DUNNO"]
    assert len(found) == 1


def test_spans_count_characters_of_the_text_as_it_was_given() -> None:
    text = "😀  您好，　我　不 知 道！"
    (found,) = check(text).findings
    start, end = found.span
    assert text[start:end] == "不 知 道"


@pytest.mark.parametrize(
    "text", ["不知道", "不 知 道", "不知道啊！！！", "不知道～～", "不知道。", "　不知道", "不啊知道"]
)
def test_spaces_marks_and_empty_sounds_change_nothing(text: str) -> None:
    assert "F-DUNNO" in families(text)


def test_traditional_characters_are_folded_where_patterns_need_them() -> None:
    assert "F-HANG" in families("再不說話我就掛了")
    assert "F-NOTMINE" in families("這不關我們的事")


def test_a_customer_may_say_all_of_it() -> None:
    said = check("我不知道，你们有病吧", speaker="customer", turn="last")
    assert said == Judgement()


def test_a_first_turn_must_greet_name_the_house_and_offer_help() -> None:
    assert check("讲", turn="first").missing == ("GREET", "ID", "OFFER")
    assert check("您好，路达物流08号，请问有什么可以帮您？", turn="first").missing == ()
    assert check("您好", turn="middle").missing == ()


def test_the_houses_differ_in_what_a_first_turn_must_have() -> None:
    text = "您好，欢迎致电，很高兴为您服务，请问有什么可以帮您？"
    assert check(text, "call-centre", turn="first").missing == ()
    assert check(text, "logistics", turn="first").missing == ("ID",)


def test_a_last_turn_must_take_leave() -> None:
    assert "BYE" in check("好的，就这样", turn="last").missing
    assert check("感谢您的来电，欢迎您随时来电，再见", turn="last").missing == ()


def test_a_situation_asks_for_its_elements() -> None:
    assert check("您的货丢了，正在查", situation="CS-36").missing == ("APOL", "NAME", "ASK", "PROMISE")
    assert check("还是听不到，请您换一部电话再打过来", situation="CS-04").missing == ("APOL", "BYE")


def test_the_phase_chooses_the_step_that_counts() -> None:
    text = "很抱歉，听不到您的声音，请您换一部电话再打过来，再见"
    assert check(text, situation="CS-04", phase="close").missing == ()
    assert check(text, situation="CS-04", phase="prompt").missing == ("GREET", "OFFER")


def test_an_explanation_before_the_apology_is_out_of_order() -> None:
    late = "因为打印机故障暂时办不了，您可以到三号窗口，我陪您过去，可以吗？非常抱歉。"
    assert check(late, situation="CT-17").disordered == ("WHY",)
    assert check(late, situation="CT-17").missing == ()


def test_saying_nothing_where_thanks_are_due_is_silence() -> None:
    assert "F-SILENT" in {each.family for each in check("您的货已经到站", situation="CS-21").findings}
    assert check("让您久等了，您的货已经到站", situation="CS-21").findings == ()


def test_announcing_the_end_is_right_only_in_its_situation() -> None:
    text = "对不起，我先挂机了"
    assert "F-HANG" in families(text)
    assert check(text, situation="CS-53").findings == ()


@pytest.mark.parametrize("pack", ["logistics", "call-centre", "auto"])
def test_who_lets_the_customer_hang_up_first_or_says_why_is_not_hanging_up_on_him(pack: str) -> None:
    """The other side goes first (S2-1.B.6.2.3-H.a2); no answer, said with a farewell, is a reason (S2-3.6.35)."""
    for text in (
        "您先挂，再见",
        "谢谢您，您可以先挂，再见。",
        "听不到您的回答，那我先挂机了，您有需要随时打来，再见。",
    ):
        assert "F-HANG" not in families(text, pack), text
    # courteous or not, who says it goes first himself and gives no reason
    for text in ("那我先挂了，祝您生活愉快，再见。", "听不到您说话，我挂了。", "您再不说我就挂了，再见"):
        assert "F-HANG" in families(text, pack), text


def test_all_situations_of_the_articles_are_there() -> None:
    known = set(of("logistics").sheets.situations)
    assert {f"CS-{number:02}" for number in range(1, 60)} <= known
    assert {f"CT-{number:02}" for number in range(1, 32)} <= known
    assert {f"U-{number:02}" for number in range(1, 13)} <= known
    assert {f"SC-{number:02}" for number in range(1, 35)} <= known


def test_pauses_are_each_houses_own() -> None:
    assert of("auto").sheets.situations["CS-04"].timers == {"A5": ["5s", "5s", "5s"]}
    assert of("call-centre").sheets.situations["CS-04"].timers == {"A3": ["2s", "2s", "2s"]}


# Patterns.


def test_a_pattern_matches_what_its_grammar_says() -> None:
    fragments = {"me": ["我", "我们"]}
    source = compile_pattern("^<me>[真|也]…2不(会|行)$", Words(fragments)).source
    assert [bool(re.search(source, text)) for text in ("我们也真的不会", "我不行", "他说我不行", "我不会的")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("pattern", ["(a", "a)", "[a]", "", "?a", "<none>", "…99a", "a…0b"])
def test_a_pattern_that_cannot_be_is_refused_with_words(pattern: str) -> None:
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern, Words({}))
    assert refused.value.zh and refused.value.en


def test_a_circle_of_fragments_is_refused() -> None:
    with pytest.raises(PatternError):
        compile_pattern("<a>", Words({"a": ["<b>"], "b": ["x<a>"]}))


def test_no_pattern_repeats_without_bound() -> None:
    made = of("logistics")
    for source in [*made.matcher.sources, *made.leads.sources, *made.elements.sources]:
        plain = source.replace(r"(?=[,。?!]*(?![\s\S]))", "")  # the end looks ahead over marks, which are squeezed
        assert not re.search(r"(?<!\\)[*+]|\{\d+,\}", plain), source


# What always holds.

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="不知道您我行喂挂了，。？！“”「」啊 　清楚没办法去找别人快点忙着呢", max_size=40),
)


@given(TEXTS, st.sampled_from(["first", "middle", "last"]))
def test_any_text_is_judged_and_spans_lie_in_it(text: str, turn: str) -> None:
    for found in check(text, turn=turn).findings:
        start, end = found.span
        assert 0 <= start < end <= len(text)


@given(TEXTS)
def test_a_customers_text_never_has_findings(text: str) -> None:
    assert check(text, speaker="customer").findings == ()


@given(st.sampled_from(["你怎么不早说", "这不归我管", "我就挂了", "明天再来吧"]), st.randoms(use_true_random=False))
def test_spaces_anywhere_change_no_finding(text: str, chance: Any) -> None:
    spaced = "".join(char + chance.choice(["", " ", "　"]) for char in text)
    assert [each.phrase for each in check(spaced).findings] == [each.phrase for each in check(text).findings]


def test_the_sentence_around_a_place_ends_at_its_stops() -> None:
    text = read("您好。不知道？好")
    assert text.folded[slice(*text.sentence(4))] == "不知道"
    assert set(STOPS) == {"。", "?", "!"}


def test_a_text_of_many_pages_is_read_whole_and_in_order() -> None:
    text = "请您稍等，我为您查询。" * 600 + "我不知道"
    assert [each.span for each in check(text).findings] == [(6601, 6604)]
    endless = check("好,说不知道忙着呢" * 2000).findings
    assert [each.span for each in endless] == sorted(each.span for each in endless)


def test_a_longer_warning_does_not_hide_what_may_never_be_said() -> None:
    sheets = of("logistics").sheets
    blocked = next(each for each in check("这个我不知道").findings if each.severity == "block")
    phrase = sheets.phrases[blocked.phrase]
    longer = phrase.model_copy(update={"id": "longer", "severity": "warn", "patterns": ["这个我不知道呀"]})
    made = Guard(replace(sheets, phrases={**sheets.phrases, "longer": longer}))
    assert "block" in {each.severity for each in made.check(Utterance("这个我不知道呀")).findings}
