"""Deciding: typed inputs first, then tables in order, and an answer that always says why."""

from decimal import Decimal

import pytest

from shouwen.rulebook.deciding import InputError, Reason, UnknownDecision, canonical, decide, reason_for
from shouwen.rulebook.packs import load
from shouwen.rulebook.tables import TableError
from shouwen.rulebook.tests.test_packs import BASE, CHILD, change, write


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "base", BASE)
    write(tmp_path / "logistics", CHILD)
    return tmp_path / "logistics"


@pytest.fixture
def pack(folder):
    return load(folder)


def test_the_answer_names_rows_clauses_and_edition(pack):
    assert decide(pack, "routing", {"category": "late_delivery", "repeat": True}).as_dict() == {
        "outcome": {"also": ["企管部"], "department": "监察部", "fine": "50.00"},
        "rows": [
            {"table": "routing", "row": "R-03", "clauses": ["S2-1.D.4.8.3"], "certainty": "stated"},
            {"table": "also", "row": "R-11", "clauses": ["S0-5.11"], "certainty": "stated"},
        ],
        "clauses": ["S2-1.D.4.8.3", "S0-5.11"],
        "certainty": "stated",
        "edition": pack.edition,
    }


def test_the_weakest_row_sets_the_certainty(pack):
    answer = decide(pack, "routing", {"category": "wrong_dispatch", "cause": "sorting", "repeat": True})
    assert answer.certainty == "analogy"


def test_what_fits_no_row_gets_the_otherwise_and_no_clause(pack):
    answer = decide(pack, "routing", {"category": "other"}).as_dict()
    assert answer["outcome"] == {"also": [], "department": "客服中心", "post": "客服主管"}
    assert answer["rows"] == [{"table": "routing", "row": "R-99", "clauses": ["gap"], "certainty": "manual"}]
    assert answer["clauses"] == []
    assert answer["certainty"] == "manual"


def test_later_tables_still_run_when_the_first_has_no_row(pack):
    assert decide(pack, "routing", {"category": "other", "repeat": True}).outcome["also"] == ["企管部"]


def test_null_is_the_same_as_left_out(pack):
    given = {"category": "late_delivery", "cause": None}
    assert decide(pack, "routing", given) == decide(pack, "routing", {"category": "late_delivery"})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "category"),
        ({"category": None}, "category"),
        ({"category": "weather"}, "category"),
        ({"category": 3}, "category"),
        ({"category": "other", "repeat": "yes"}, "repeat"),
        ({"category": "other", "colour": "red"}, "colour"),
    ],
)
def test_an_unfit_situation_is_refused_by_field(pack, given, field):
    with pytest.raises(InputError) as error:
        decide(pack, "routing", given)
    assert error.value.field == field
    assert error.value.zh
    assert error.value.en


def test_an_unknown_decision_is_refused(pack):
    with pytest.raises(UnknownDecision):
        decide(pack, "weather", {})


def test_a_table_with_no_answer_and_nothing_otherwise_is_an_error_not_silence(folder):
    change(folder, "decisions/routing.toml", CHILD["decisions/routing.toml"].partition("[otherwise]")[2], "")
    change(folder, "decisions/routing.toml", "[otherwise]", "")
    with pytest.raises(TableError):
        decide(load(folder), "routing", {"category": "other"})


def test_a_reckoner_chooses_among_hits_and_can_only_weaken(folder):
    change(folder, "decisions/routing.toml", 'title = "投诉转办"', 'title = "投诉转办"\nreckoner = "claims.fine"')
    pack = load(folder)

    def fine(inputs, hits, outcome):
        assert inputs["repeat"] is True
        first = hits["routing"].rows[0]
        return {
            "outcome": {"fine": outcome["fine"] * 2},
            "rows": [reason_for("routing", first)],
            "certainty": "analogy",
        }

    given = {"category": "late_delivery", "repeat": True}
    answer = decide(pack, "routing", given, {"claims.fine": fine})
    assert answer.outcome["fine"] == Decimal("100.00")
    assert answer.rows == (Reason("routing", "R-03", ("S2-1.D.4.8.3",), "stated"),)
    assert answer.certainty == "analogy"
    with pytest.raises(UnknownDecision):
        decide(pack, "routing", given)


def test_a_later_table_may_ask_what_an_earlier_one_said(folder):
    write(folder, {"tables/also.toml": """
title = "同时告知"
hit = "C"
[inputs.department]
type = "text"
[inputs.fine]
type = "money"
[outputs.also]
type = "text"
[[row]]
id = "R-11"
when = { department = '"监察部"', fine = ">= 50" }
then = { also = "企管部" }
because = ["S0-5.11"]
"""})  # fmt: skip
    assert decide(load(folder), "routing", {"category": "late_delivery"}).outcome["also"] == ["企管部"]


def test_equal_situations_have_one_canonical_text():
    assert canonical({"b": Decimal("1.50"), "a": None, "c": ("x",)}) == '{"b":"1.50","c":["x"]}'
