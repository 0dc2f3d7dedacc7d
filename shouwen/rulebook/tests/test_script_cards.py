"""Script cards of a pack: what `pack check` refuses, and that houses keep their own seconds."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from shouwen.rulebook.pack_check import check_content
from shouwen.rulebook.packs import Pack, load
from shouwen.rulebook.script_cards import ScriptBook

PACKS = Path(__file__).resolve().parents[3] / "packs"


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    return load(PACKS / "base").to_json()


def wrong(raw: dict[str, Any], change: Any) -> list[str]:
    changed = deepcopy(raw)
    change(changed)
    return [f"{each.file} {each.row} {each.en}" for each in check_content(changed) if each.level == "error"]


def test_the_base_pack_is_whole(raw: dict[str, Any]) -> None:
    assert wrong(raw, lambda content: None) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c["scripts"]["events"]["event"][0].update(situation="CS-99"), 'no situation "CS-99"'),
        (lambda c: c["scripts"]["events"]["event"][0].update(because=["S9-1"]), 'no clause "S9-1"'),
        (lambda c: c["scripts"]["signals"]["signal"][0].update(on="nothing"), 'no event "nothing"'),
        (lambda c: c["scripts"]["cards"]["card"][0]["wait"][0].update(then=["one"]), "3 pauses, but 1 words"),
        (lambda c: c["scripts"]["cards"]["card"][0]["never"][0].update(because=["S9-1"]), 'no clause "S9-1"'),
        (lambda c: c["scripts"]["cards"]["card"][-1]["line"][0].update(text="我不知道。"), "breaks"),
        (lambda c: c["customer_types"]["type"][0].update(because=["S9-1"]), 'no clause "S9-1"'),
        (lambda c: c["customer_types"].update(purpose=" "), "needs a purpose"),
    ],
)
def test_what_is_wrong_is_refused(raw: dict[str, Any], change: Any, said: str) -> None:
    found = wrong(raw, change)
    assert any(said in each for each in found), found


@pytest.mark.parametrize(("pack", "seconds"), [("call-centre", [2, 2, 2]), ("auto", [5, 5, 5])])
def test_a_silent_call_has_the_seconds_of_its_house(pack: str, seconds: list[int]) -> None:
    book = ScriptBook(load(PACKS / pack))
    card = book.card("CS-04")
    assert [each.seconds for each in card.waits] == seconds
    assert {each.origin for each in card.waits} == {"source"}


def test_the_game_house_may_end_after_three_warnings_and_the_others_may_not() -> None:
    book = ScriptBook(load(PACKS / "base"))
    never = {house: [each.text for each in book.card("CS-31", house).never] for house in ("A2", "A3", "A5")}
    assert any("不到三次" in each for each in never["A2"])
    assert all(any("报现场主管" in each for each in never[house]) for house in ("A3", "A5"))


def test_words_that_only_look_like_abuse_or_a_complaint_suppose_nothing() -> None:
    book = ScriptBook(load(PACKS / "base"))
    assert book.supposed("我 要 投 诉 ！") == ["complaint"]
    assert book.supposed("放在垃圾桶旁边就行") == []
    assert "complaint" not in book.supposed("我不是投诉，只想问问")
    assert book.supposed("你们都是骗子") == ["abuse"]


def test_the_pack_has_eighteen_customer_types(raw: dict[str, Any]) -> None:
    types = Pack.from_json(raw).customer_types.type
    assert [each.because for each in types] == [[f"S1-4.{number}"] for number in range(1, 19)]
    assert {each.id for each in types if each.inferred} == {"mocking", "timid", "grumbler"}
