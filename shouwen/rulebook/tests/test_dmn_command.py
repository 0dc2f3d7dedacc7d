"""`shouwen dmn`: what it prints, where, and with which exit code. Never a traceback."""

import io
import json
import sys
import tomllib

import pytest

from shouwen.commands import run
from shouwen.rulebook.feel import notes
from shouwen.rulebook.sheets import TableSheet
from shouwen.rulebook.tests.models import data, decision, definitions, table

MODEL = definitions(
    data("days", "number"), data("since", "date"), data("who"),
    decision("due date", '{day: since + duration("P" + string(days) + "D"), rate: days / 8, whole: days * 1.0, who: who, none: null}',
             ["days", "since", "who"]),
    decision("broken", "1 +"),
    decision("graded", table("FIRST", ["days"], [("grade", '"a","b"', "")], [["> 3", '"a"'], ["-", '"b"']]), ["days"]),
)  # fmt: skip


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "模型.dmn"
    path.write_text(MODEL, encoding="utf-8")
    return str(path)


def test_an_answer_is_one_line_of_json_without_loss(model, capsys):
    given = {"days": 3, "since": "2026-11-28", "who": ["甲", True, None]}
    assert run(["dmn", "evaluate", model, "--decision", "due date", "--given", json.dumps(given)]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.strip() == '{"day": "2026-12-01", "rate": 0.375, "whole": 3, "who": ["甲", true, null], "none": null}'


def test_inputs_may_come_from_standard_input_and_the_decision_by_its_id(model, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO('\ufeff{"days": "4"}'.encode())))
    assert run(["dmn", "evaluate", model, "--decision", "d_graded", "--given", "-"]) == 0
    assert capsys.readouterr().out == '"a"\n'


def test_an_evaluation_that_fails_is_null_with_messages_beside_it(model, capsys):
    assert run(["dmn", "evaluate", model, "--decision", "broken"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "null\n"
    assert "not complete" in printed.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--decision": "nothing"}, "no decision"),
        ({"--given": "{"}, "not JSON"),
        ({"--given": "[1]"}, "JSON object"),
        ({"--given": '{"days": NaN}'}, "not JSON"),
        ({"--given": "[" * 100_000}, "not JSON"),
        ({"model": "/no/such/file.dmn"}, "cannot be read"),
        ({"model": "."}, "cannot be read"),
        ({"model": __file__}, "not XML"),
    ],
)
def test_what_cannot_be_asked_ends_with_two_and_one_sentence(model, capsys, change, said):
    asked = {"--decision": "graded", "--given": "{}", **{key: value for key, value in change.items() if key != "model"}}
    arguments = [part for pair in asked.items() for part in pair]
    assert run(["dmn", "evaluate", change.get("model", model), *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert any("\u4e00" <= letter <= "\u9fff" for letter in printed.err)
    assert "Traceback" not in printed.err


def test_an_answer_too_large_to_write_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(notes, "MOST_STEPS", 100_000)  # the same stop, sooner
    path = tmp_path / "large.dmn"
    double = "{f: function(n, s) if n = 0 then s else f(n - 1, [s, s]), r: f(60, 1)}.r"
    path.write_text(definitions(decision("x", double)), encoding="utf-8")
    assert run(["dmn", "evaluate", str(path), "--decision", "x"]) == 2
    assert "too large" in capsys.readouterr().err


def test_a_table_is_brought_in_as_a_draft_sheet(model, capsys, tmp_path):
    out = tmp_path / "graded.toml"
    assert run(["dmn", "import", model, "--table", "graded", "--out", str(out)]) == 0
    sheet = TableSheet.model_validate(tomllib.loads(out.read_text(encoding="utf-8")))
    assert [row.because for row in sheet.row] == [["gap"], ["gap"]]
    assert run(["dmn", "import", model, "--table", "nothing"]) == 2
    assert "graded" in capsys.readouterr().err


def test_a_table_of_a_pack_goes_out_and_answers(capsys, tmp_path):
    out = tmp_path / "routing.dmn"
    assert run(["dmn", "export", "logistics/routing", "--out", str(out)]) == 0
    given = '{"category": "wrong_dispatch", "cause": "sorting"}'
    assert run(["dmn", "evaluate", str(out), "--decision", "routing", "--given", given]) == 0
    assert json.loads(capsys.readouterr().out) == {"department": "运营部", "post": None}
    assert run(["dmn", "export", "logistics/nothing"]) == 2
    assert run(["dmn", "export", "nothing/routing"]) == 2
    assert run(["dmn", "export", "logistics/routing", "--out", str(tmp_path / "no" / "file")]) == 2
