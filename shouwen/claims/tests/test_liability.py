"""Liability by the logistics pack: the standard's table row for row, and what holds for every situation."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.claims.reckoners import RECKONERS
from shouwen.rulebook.deciding import InputError, decide
from shouwen.rulebook.packs import load

ROOT = Path(__file__).resolve().parents[3]
PACK = load(ROOT / "packs" / "logistics", search=(ROOT / "packs",))
PARTIES = ["salesman", "loader", "driver", "sorter", "branch", "company", "tally_clerk", "market_staff"]


def ask(given: dict[str, Any], **settings: Any) -> Any:
    changed = {f"liability.{name}": value for name, value in settings.items()}
    return decide(PACK, "liability", given, RECKONERS, changed)


# ---- the standard's own table of the papers, read where it lies beside the checkout

L1_LINE = re.compile(r"^\| (L1-\w+) \|(.+)\|$", re.MULTILINE)
SHARE = re.compile(r"(driver|loader|branch|sorter|salesman|company) (\d+) %")
EXTRA = {
    "TN = 1": {"notice_noted": True},
    "TN = 0": {"notice_noted": False},
    "SYS normal": {"system_normal": True},
    "SYS abnormal": {"system_normal": False},
    "S = SIGNED": {"loader_signature": "signed"},
    "S = NOT_SIGNED": {"loader_signature": "not_signed"},
    "S = UNVERIFIABLE": {"loader_signature": "unverifiable"},
    "copies 1–3 lost": {"copies_1_to_3_lost": True},
    "electronic waybill counts as W": {},
    "–": {},
}


def standard_lines() -> list[tuple[str, list[str]]]:
    standard = ROOT.parent / "shared" / "spec" / "S2.md"
    if not standard.is_file():
        return []
    return [(row, [cell.strip() for cell in cells.split("|")]) for row, cells in L1_LINE.findall(standard.read_text())]


def situations(cells: list[str]) -> list[dict[str, Any]]:
    """Every combination a line stands for: `any` is both, D ≠ L written 1/0 0/1 is each way round."""
    waybill, notice, driver_has, loader_has, entry, extra = cells[:6]
    base: dict[str, Any] = {"outcome": "lost", "waybill": waybill == "1", "delivery_notice": notice == "1"}
    for part in extra.split(", "):
        base |= EXTRA[part.strip()]
    records = [(True, False), (False, True)] if "/" in driver_has else [(driver_has == "1", loader_has == "1")]
    entered = [True, False] if entry == "any" else [entry == "1"]
    return [
        base | {"driver_record": driver, "loader_record": loader, "entered": known}
        for driver, loader in records
        for known in entered
    ]


def test_every_line_of_the_standards_paper_table_is_answered_as_it_says() -> None:
    lines = standard_lines()
    if not lines:
        pytest.skip("no ../shared/spec beside the checkout")
    asked = 0
    for row, cells in lines:
        shares = {party: Fraction(int(percent), 100) for party, percent in SHARE.findall(cells[6].split("(")[0])}
        if not shares:
            continue  # "as L1-01 / L1-02": the pack's examples hold them
        for situation in situations(cells):
            answer = ask(situation)
            assert [each.row for each in answer.rows] == [row], (row, situation)
            assert {party: Fraction(share) for party, share in answer.outcome["shares"].items()} == shares, row
            assert answer.certainty == cells[8].split()[0].lower(), row
            assert ("gap" in cells[7]) == (not answer.clauses), row
            asked += 1
    assert asked >= 30, f"only {asked} situations were read out of the standard"


def test_all_sixteen_note_patterns_fall_where_the_standard_puts_them() -> None:
    for number in range(16):
        notes = [int(bit) for bit in f"{number:04b}"]
        answer = ask({"outcome": "lost", "notes": notes, "noter": "sorter", "stage": "arrived_branch",
                      "note_needed": False, "slip": False})  # fmt: skip
        first = answer.rows[0].row
        expected = {(0, 0, 0, 0): "L1-99", (1, 1, 1, 1): "L0-06", (0, 1, 1, 0): "L0-04", (0, 1, 1, 1): "L0-04"}
        assert first == expected.get(tuple(notes), "L0-05"), notes


def test_fines_of_every_hit_are_collected_though_one_decides() -> None:
    answer = ask({"outcome": "lost", "off_post": ["loader"], "notes": [1, 0, 0, 0], "noter": "driver"})
    assert answer.outcome["shares"] == {"loader": "1"}
    assert answer.outcome["fines"] == [["loader", "50.00", "stated"], ["driver", "100.00", "stated"]]
    assert [each.row for each in answer.rows] == ["L0-01a", "L0-05"]


def test_a_violator_of_two_rules_bears_all_once_and_is_fined_twice() -> None:
    answer = ask({"outcome": "lost", "off_post": ["driver"], "copied_by": "driver"})
    assert answer.outcome["shares"] == {"driver": "1"}
    assert [amount for _, amount, _ in answer.outcome["fines"]] == ["50.00", "100.00"]


@pytest.mark.parametrize(
    "bad",
    [{}, {"outcome": "gone"}, {"outcome": "lost", "notes": [2, 0, 0, 0]}, {"outcome": "lost", "waybill": "yes"},
     {"outcome": "lost", "tail_notes": "noter"}, {"outcome": "lost", "driver_pieces": -1}],
)  # fmt: skip
def test_what_is_no_situation_is_refused_by_its_field(bad: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        ask(bad)
    assert refused.value.zh
    assert refused.value.en


# ---- what holds for every situation inside the domains

maybe = st.sampled_from([None, True, False])
some_parties = st.none() | st.lists(st.sampled_from(PARTIES), max_size=3, unique=True)
pieces = st.none() | st.integers(0, 99)
any_situation = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["lost", "damaged", "none"]),
        "stage": st.sampled_from([None, "not_dispatched", "in_transit", "arrived_branch", "handed_to_consignee"]),
        "notes": st.none() | st.lists(st.sampled_from([0, 1]), min_size=4, max_size=4),
        "noter": st.sampled_from([None, *PARTIES]),
        "copied_by": st.sampled_from([None, "none", "driver", "loader", "both"]),
        "loader_signature": st.sampled_from([None, "signed", "not_signed", "unverifiable"]),
        "cause": st.sampled_from([None, "ordinary", "accident_or_vehicle_theft"]),
        "off_post": some_parties,
        "cross_post": some_parties,
        **dict.fromkeys(("driver_pieces", "loader_pieces", "waybill_pieces"), pieces),
        **dict.fromkeys(
            (
                "note_needed", "slip", "refused", "waybill", "copies_1_to_3_lost", "delivery_notice", "notice_noted",
                "driver_record", "loader_record", "entered", "system_normal",
            ),
            maybe,
        ),
    }
)  # fmt: skip
readings = st.fixed_dictionaries(
    {
        setting.id.removeprefix("liability."): st.sampled_from(setting.domain or [True, False])
        for setting in PACK.settings.values()
        if setting.id.startswith("liability.") and setting.type in ("text", "bool")
    }
)


@given(any_situation, readings)
@settings(max_examples=400, deadline=None)
def test_every_situation_has_an_answer_and_shares_make_a_whole(situation: dict[str, Any], reading: Any) -> None:
    answer = ask(situation, **reading)
    shares = answer.outcome["shares"]
    if shares is not None:
        assert sum(map(Fraction, shares.values())) == 1
    if situation["outcome"] == "none":
        assert shares is None
    else:
        assert answer.rows, "an answer without a row explains nothing"
        assert shares is not None or answer.certainty == "manual", "who bears it may be open only for a person"
    for _, amount, certainty in answer.outcome["fines"]:
        assert re.fullmatch(r"\d+\.\d\d(–\d+\.\d\d)?", amount)
        assert certainty in ("stated", "analogy", "manual")


@given(any_situation)
@settings(max_examples=200, deadline=None)
def test_damage_is_never_laid_on_anybody_by_the_letter_of_the_paper_rules(situation: dict[str, Any]) -> None:
    answer = ask({**situation, "outcome": "damaged"})
    papers = [each for each in answer.rows if each.table == "liability-papers"]
    assert all(each.certainty != "stated" for each in papers)
