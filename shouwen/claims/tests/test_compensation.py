"""Compensation by the logistics pack: the standard's worked checks, and what holds for every situation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.claims.reckoners import RECKONERS
from shouwen.kernel.money import Money, split
from shouwen.rulebook.deciding import InputError, decide
from shouwen.rulebook.packs import load

ROOT = Path(__file__).resolve().parents[3]
PACK = load(ROOT / "packs" / "logistics", search=(ROOT / "packs",))


def ask(given: dict[str, Any], **settings: Any) -> Any:
    changed = {f"compensation.{name}": value for name, value in settings.items()}
    return decide(PACK, "compensation", given, RECKONERS, changed)


@pytest.mark.parametrize(
    ("given", "method", "amount"),
    [  # S2 3.2, worked checks
        ({"packing": "intact", "declared_value": "8000", "market_value": "10000", "insured": True, "list_value": "8000"},
         "fixed", "8000.00"),
        ({"packing": "intact", "declared_value": "8000", "market_value": "6000", "insured": False, "list_value": "1"},
         "cap", "4200.00"),
        ({"packing": "intact", "list_value": "5000", "market_value": "4500"}, "cap", "2250.00"),
        ({"piece_freight": "36", "pieces": 2}, "cap", "720.00"),
        ({"fragile": True, "kind": "damage", "consignment_value": "10000", "damaged_value": "1200"}, "fixed", "450.00"),
        ({"fragile": True, "kind": "damage", "consignment_value": "10000", "damaged_value": "300"}, "none", "0.00"),
    ],
)  # fmt: skip
def test_the_worked_checks_of_the_standard(given: dict[str, Any], method: str, amount: str) -> None:
    outcome = ask(given).as_dict()["outcome"]
    assert (outcome["method"], outcome["amount"]) == (method, amount)


def test_money_is_split_by_largest_remainder_in_the_order_of_the_rule() -> None:
    thirds = split(Money.parse("1000.00"), [Fraction(1, 3)] * 3)
    assert list(map(str, thirds)) == ["333.34", "333.33", "333.33"]
    uneven = split(Money.parse("4999.99"), [Fraction(3, 10), Fraction(7, 10)])
    assert list(map(str, uneven)) == ["1500.00", "3499.99"]


def test_all_twenty_four_combinations_fall_on_the_row_the_standard_names() -> None:
    for packing, declared, insured, listed in (each for packed in ROWS for each in product([packed], *[(0, 1)] * 3)):
        given = {"packing": packing, "insured": bool(insured), "piece_freight": "10", "pieces": 1, "lost_share": "1"}
        given |= {"declared_value": "100"} if declared else {}
        given |= {"list_value": "90"} if listed else {}
        rows = [each.row for each in ask(given).rows]
        assert rows == [ROWS[packing][declared, insured, listed]], given


ROWS = {
    "intact": {(1, 1, 1): "C1-01", (1, 1, 0): "C1-02", (1, 0, 1): "C1-03", (1, 0, 0): "C1-04", (0, 0, 1): "C1-05",
               (0, 0, 0): "C1-06", (0, 1, 1): "C1-07", (0, 1, 0): "C1-07"},
    "poor": {(0, 0, 1): "C1-08", (0, 0, 0): "C1-09", (1, 0, 1): "C1-10", (1, 1, 1): "C1-10", (1, 0, 0): "C1-11",
             (1, 1, 0): "C1-11", (0, 1, 1): "C1-11b", (0, 1, 0): "C1-11b"},
    "defective": dict.fromkeys(product(*[(0, 1)] * 3), "C1-12"),
}  # fmt: skip


def test_a_list_far_above_the_market_is_held_to_the_market_price_of_the_part_lost() -> None:
    given = {"packing": "intact", "list_value": "5000", "market_value": "12000", "lost_share": "1/3"}
    assert ask(given).outcome["amount"] == Decimal("2000.00")


def test_what_must_be_known_first_is_named_and_no_sum_is_made_up() -> None:
    answer = ask({"packing": "intact", "piece_freight": "36"})
    assert "amount" not in answer.outcome
    assert answer.outcome["missing"] == ["pieces"]


@pytest.mark.parametrize(
    "bad", [{"declared_value": "-1"}, {"lost_share": "4/3"}, {"lost_share": "0"}, {"pieces": "many"}, {"kind": "gone"},
            {"wear_allowance": 1}, {"price": "1"}]
)  # fmt: skip
def test_what_is_no_situation_is_refused_by_its_field(bad: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        ask(bad)


maybe = st.sampled_from([None, True, False])
money = st.none() | st.integers(0, 10_000_000).map(lambda fen: str(Money(fen)))
any_situation = st.fixed_dictionaries(
    {
        "cause": st.sampled_from([None, "ordinary", "accident_or_vehicle_theft"]),
        "kind": st.sampled_from([None, "loss", "damage"]),
        "packing": st.sampled_from([None, "intact", "poor", "defective"]),
        "pieces": st.none() | st.integers(0, 500),
        "lost_share": st.sampled_from([None, "1", "1/3", "2/7", "25%"]),
        **dict.fromkeys(("reported_to_insurer", "fragile", "insured", "invoice"), maybe),
        **{f"{name}_value": money for name in ("declared", "list", "market", "consignment", "damaged")},
        "piece_freight": money,
    }
)  # fmt: skip


@given(any_situation)
@settings(max_examples=400, deadline=None)
def test_every_situation_has_an_answer_within_the_values_known(situation: dict[str, Any]) -> None:
    answer = ask(situation)
    outcome = answer.outcome
    assert outcome["method"] in ("fixed", "cap", "none", "wait", "forbidden")
    assert answer.rows
    if outcome["method"] in ("fixed", "cap"):
        assert ("amount" in outcome) != ("missing" in outcome)
    if "amount" in outcome and outcome["method"] != "none":
        assert outcome["amount"] >= 0
        assert outcome["amount"] == outcome["amount"].quantize(Decimal("0.01"))
        if outcome["base_from"] in ("declared", "market", "list"):
            assert outcome["amount"] <= outcome["base"], "no rate of the standard is above the whole"


@given(any_situation)
@settings(max_examples=200, deadline=None)
def test_a_fragile_thing_is_never_paid_as_guaranteed(situation: dict[str, Any]) -> None:
    answer = ask({**situation, "fragile": True, "insured": True, "cause": "ordinary"})
    assert answer.outcome["method"] == "forbidden"
    assert answer.clauses == ("S2-1.G.4.n1",)
