"""The second opinion: it hints where no pattern foresaw a fault, lets innocent sentences go, and never overrules the standard."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

from shouwen.rulebook.packs import load
from shouwen.rulebook.phrase_book import sheets_of
from shouwen.rulebook.phrase_text import read
from shouwen.rulebook.phrase_weighing import weigher
from shouwen.rulebook.phrases import WEIGHED, Guard, Utterance, guard
from shouwen.site.environment import pack_folder
from tests.bench.words import sentences


@cache
def both() -> tuple[Guard, Guard]:
    """The guard with its second opinion, and without."""
    sheets = sheets_of(load(pack_folder() / "logistics"))
    return Guard(sheets), Guard(replace(sheets, weighing=None))


def weighed(text: str, situation: str = "") -> list[tuple[str, str, str]]:
    made = both()[0]
    found = made.check(Utterance(text), made.sheets.situations[situation] if situation else None).findings
    return [(each.family, each.severity, text[slice(*each.span)]) for each in found if each.phrase == WEIGHED]


def unforeseen() -> list[str]:
    """Faults no pattern finds, that the weights do."""
    full, patterns = both()
    texts = [row["text"] for row in sentences("held") if row["offends"] == "1"]
    missed = [each for each in texts if not patterns.check(Utterance(each)).findings]
    return [each for each in missed if full.check(Utterance(each)).findings]


def test_what_no_pattern_foresaw_is_a_hint_with_a_clause_and_a_rewrite() -> None:
    found = unforeseen()
    assert len(found) > 20
    for text in found[:40]:
        for each in both()[0].check(Utterance(text)).findings:
            assert (each.severity, each.phrase, each.certainty) == ("hint", WEIGHED, "analogy")
            assert each.clause and each.rewrite
            assert 0 <= each.span[0] < each.span[1] <= len(text)


def test_it_marks_the_clause_that_sounds_worst() -> None:
    polite = "您好，感谢您的来电，很高兴为您服务，"
    rude = unforeseen()[0].rstrip("。")
    both_said = weigher().weigh(read(polite + rude))
    alone = weigher().weigh(read(rude))
    assert both_said[0].fault < alone[0].fault


def test_the_standards_own_words_stand_however_innocent_the_rest_sounds() -> None:
    text = "您好，感谢您的来电，这个我不知道，请您谅解，祝您生活愉快，谢谢"
    assert ("F-DUNNO", "block") in {(each.family, each.severity) for each in both()[0].check(Utterance(text)).findings}


def test_a_pack_without_the_row_hears_patterns_alone() -> None:
    text = unforeseen()[0]
    assert both()[0].check(Utterance(text)).findings
    assert not both()[1].check(Utterance(text)).findings


def test_a_quotation_weighs_nothing() -> None:
    assert (
        weigher().weigh(read("客户说“滚”，我们道歉"))[0].fault == weigher().weigh(read("客户说“好”，我们道歉"))[0].fault
    )


def test_nothing_is_weighed_in_an_empty_or_foreign_text() -> None:
    made = guard(load(pack_folder() / "logistics"))
    for text in ("", " ", "，", "。。。", "\U0001f600", "Ωμέγα"):
        made.check(Utterance(text))


def test_a_longer_text_costs_no_more_than_it_is_longer() -> None:
    made, text = both()[0], "您好，请问还有什么可以帮您？这边马上为您核实，请您稍等。"

    def spent(times: int) -> float:
        """Processor time, the least of three: others on the machine do not count."""
        tries = []
        for _ in range(3):
            began = time.process_time()
            made.check(Utterance(text * times))
            tries.append(time.process_time() - began)
        return min(tries)

    made.check(Utterance(text))
    assert spent(320) < 16 * spent(40), "eight times the text"


BRIEF_FAULTS = {
    "F-NO": ("没袋", "没配送", "不送货", "无名额"),
    "F-BUSY": ("忙着开会", "没开窗口"),
    "F-NONAME": ("姓赵的", "六栋的"),
    "F-SILENT": ("晚三天正常", "破一角正常"),
    "F-FAST": ("首重七元续重两元五满六件八五折", "先拆再洗再装再拧再试"),
}
BRIEF_ANSWERS = (
    "电来了", "找您两元", "寄多少呢", "在哪一层呢", "派送员到了", "您的雨伞", "盖过章了", "放物业了",
    "要不要加固", "我去仓库", "都怪我", "账单开好了", "阀门换好了", "到门岗了",
)  # fmt: skip


def test_faults_of_a_word_or_two_are_heard() -> None:
    judge = both()[0]
    said = [(family, each) for family, texts in BRIEF_FAULTS.items() for each in texts]
    missed = [
        each for family, each in said if family not in {one.family for one in judge.check(Utterance(each)).findings}
    ]
    assert len(missed) <= len(said) // 5, missed


def test_plain_answers_of_a_word_or_two_are_left_alone() -> None:
    accused = [each for each in BRIEF_ANSWERS if both()[0].check(Utterance(each)).findings]
    assert len(accused) <= 1, accused


def test_kind_answers_are_not_stopped_for_a_word_in_them() -> None:
    for text in ("哪一条不清楚，您指给我看", "您有病在身，请先坐", "蚊子多，我们明晚再喷一次药"):
        assert not [each for each in both()[0].check(Utterance(text)).findings if each.severity != "hint"], text


def test_what_is_written_is_not_asked_how_fast_it_is_said() -> None:
    said = "开户行工行科技路支行账号3700021509200481776户名路达物流有限公司税号91330100"
    judge = both()[0]
    families = {manner: {each.family for each in judge.check(Utterance(said, manner=manner)).findings}
                for manner in ("spoken", "written")}  # fmt: skip
    assert "F-FAST" in families["spoken"] and "F-FAST" not in families["written"]
