"""Coverage of a pack's clauses, inputs that never matter, and situations written back as tests."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from shouwen.commands import pack_
from shouwen.rulebook import situations
from shouwen.rulebook.coverage import Use, counts, coverage
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.table_check import check_table
from shouwen.rulebook.tests import fines


def test_a_clause_is_covered_by_what_names_it_and_by_nothing_else() -> None:
    """A manual row leaves it to a person; a clause nobody names is not covered."""
    covered = {each.clause.id: each for each in coverage(Pack.from_json(fines.raw()))}
    assert covered["T-1"].uses[:3] == [
        Use("table", "fine", "F-1"),
        Use("table", "fine", "F-2"),
        Use("person", "fine", "F-3"),
    ]
    assert covered["T-1"].ways == ["table", "setting", "person"] and covered["T-2"].ways == ["nothing"]
    told = counts(list(covered.values()))
    assert (told["all"], told["table"], told["person"], told["nothing"]) == (2, 1, 1, 1)


def test_every_clause_the_pack_cites_is_covered() -> None:
    """The product's pack: what the check counts as cited, coverage finds in some place."""
    from shouwen.rulebook.packs import load
    from shouwen.rulebook.reading import cited_by

    pack = load(Path(__file__).parents[3] / "packs" / "logistics")
    covered = {each.clause.id for each in coverage(pack) if each.uses}
    assert {clause for clause in cited_by(pack) if clause != "gap"} <= covered
    assert len(covered) < len(pack.clauses)


def test_the_command_prints_each_clause_and_the_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And exits 2 for a folder that is no pack."""
    from shouwen.rulebook.tests.test_replay import folder

    def run(place: Path) -> int:
        parser = argparse.ArgumentParser()
        pack_.add_arguments(parser)
        return pack_.run(parser.parse_args(["coverage", str(place)]))

    assert run(folder(tmp_path / "fines", "50.00")) == 0
    said = capsys.readouterr().out
    assert "T-1\t晚到\ttable fine/F-1" in said and "1 条 / clauses" in said
    assert run(tmp_path) == 2 and "没有 pack.toml" in capsys.readouterr().err


def with_rows(*rows: dict[str, Any], hit: str = "U") -> Any:
    content = fines.raw()
    table = content["tables"]["fine"]
    table["hit"] = hit
    table["row"] = [{"id": f"F-{at}", "because": ["T-1"], **row} for at, row in enumerate(rows, 1)]
    return Pack.from_json(content).table("fine")


def idle(table: Any) -> set[str]:
    return {found.column for found in check_table(table, {"days"}) if found.kind == "idle"}


def test_an_input_whose_tests_change_nothing_is_found() -> None:
    """Tested by rows, yet both ways give the same answer for the same clause; another clause is a difference."""
    same = {"then": {"amount": "10.00"}}
    assert idle(with_rows({"when": {"fragile": "true"}, **same}, {"when": {"fragile": "not(true)"}, **same})) == {
        "days",
        "fragile",
    }
    other = with_rows(
        {"when": {"fragile": "true"}, **same}, {"when": {"fragile": "not(true)"}, "then": {"amount": "20"}}
    )
    assert idle(other) == {"days"}
    clause = {"when": {"fragile": "not(true)"}, "then": {"amount": "10.00"}, "because": ["T-2"]}
    assert idle(with_rows({"when": {"fragile": "true"}, **same}, clause)) == {"days"}


def test_adding_up_counts_equal_answers_twice() -> None:
    """Under C+ a second row of the same amount changes the sum."""
    rows = ({"when": {}, "then": {"amount": "10.00"}}, {"when": {"fragile": "true"}, "then": {"amount": "10.00"}})
    assert idle(with_rows(*rows, hit="C+")) == {"days"}


@pytest.mark.parametrize(
    ("tests", "gap"),
    [(["< 3", "> 7"], "[3..7]"), (["< 3", "(3..7]"], ""), (["[3..7]"], "not([3..7])"), (["5"], "not(5)")],
)
def test_a_gap_is_written_back_as_the_tests_of_a_row(tests: list[str], gap: str) -> None:
    """Put in as a row, it leaves no gap and overlaps nothing."""
    rows = [{"when": {"days": text}, "then": {"amount": "10.00"}} for text in tests]
    table = with_rows(*rows)
    (situation,) = [found.situation for found in check_table(table, {"days"}) if found.kind == "gap"]
    written = situations.tests_of(table, situation, {"days"})
    assert written.keys() == {"days"} and (not gap or written["days"] == gap)
    whole = with_rows(*rows, {"when": written, "then": {"amount": "10.00"}})
    assert not [found for found in check_table(whole, {"days"}) if found.level == "error"]


def test_a_sample_hits_its_row_and_none_above_it() -> None:
    """The situation an example is made of."""
    table = with_rows(
        {"when": {"days": "< 5"}, "then": {"amount": "1"}},
        {"when": {"fragile": "true"}, "then": {"amount": "2"}},
        hit="F",
    )
    found = situations.samples(table, 1, {"days"})
    assert found is not None and found["fragile"] is True and float(found["days"]) >= 5
