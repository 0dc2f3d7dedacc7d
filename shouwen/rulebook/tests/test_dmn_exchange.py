"""Tables of packs as DMN and back: nothing is lost, other tools' changes count, other people's tables come in as drafts."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.rulebook import dmn
from shouwen.rulebook.dmn import showing
from shouwen.rulebook.feel.typed import read_value
from shouwen.rulebook.feel.values import equal
from shouwen.rulebook.packs import load
from shouwen.rulebook.sheets import TableSheet
from shouwen.rulebook.table_check import check_table
from shouwen.rulebook.tables import compile_table
from shouwen.rulebook.tests.models import asked, data, decision, definitions, table

PACKS = Path(__file__).resolve().parents[3] / "packs"
TABLES = [(path.parent.parent.name, path.stem) for path in sorted(PACKS.glob("*/tables/*.toml"))]


def sheet(**more):
    raw = {
        "title": "赔付", "hit": "U",
        "inputs": {"kind": {"type": "text", "label": "类别", "domain": ["a", "b"], "labels": {"a": "甲"}, "required": True}},
        "outputs": {"sum": {"type": "money"}},
        "row": [{"id": "R-1", "when": {"kind": '"a"'}, "then": {"sum": "50.00"}, "because": ["S2-1.D.4"], "note": "注"}],
    }  # fmt: skip
    return TableSheet.model_validate(raw | more)


def returned(given_sheet):
    return dmn.import_table(dmn.export_table(given_sheet, "t"))


@pytest.mark.parametrize(("pack", "name"), TABLES)
def test_every_table_of_the_packs_comes_back_equal(pack, name):
    given_sheet = load(PACKS / pack).tables[name]
    assert returned(given_sheet) == given_sheet


@pytest.mark.parametrize(("pack", "name"), TABLES)
def test_every_table_of_the_packs_is_a_model_that_answers_as_the_pack_does(pack, name):
    """The first row's own situation, where its cells are words: table and model say the same."""
    given_sheet = load(PACKS / pack).tables[name]
    row = given_sheet.row[0]
    words = {column: cell.strip('"') for column, cell in row.when.items() if cell.startswith('"') and "," not in cell}
    if set(words) != set(row.when):
        words = {}
    text = dmn.export_table(given_sheet, name)
    model = dmn.read_model(text)
    answer = dmn.evaluate(model, name, words)
    ours = compile_table(given_sheet, name).evaluate(words)
    said = [dict(outputs) for outputs in ours.outputs]
    assert not [zh for zh, _ in answer.messages if "看不懂" in zh]
    if len(said) == 1 and len(given_sheet.outputs) == 1 and given_sheet.hit in ("U", "F"):
        ((column, wanted),) = said[0].items()
        type = given_sheet.outputs[column].type
        assert equal(answer.value, wanted if type == "share" else read_value(type, wanted))


names = st.from_regex(r"\A[a-z客][a-z类0-9]{0,5}\Z")
texts = st.text(st.characters(codec="utf-8"), max_size=12)
TYPES = {
    "text": (['"a"', '"a","b"', 'not("x")', "-", "null", " - "], ["x", 'quo"te', "换\n行", " blank "]),
    "number": (["> 3", "[1..5)", "]1..2[", "1, 2", "not(3)", "-1.50"], [1, -2, "1.50", 0, {"feel": "1 + 2"}]),
    "money": ([">= 50.00", "(0..100]"], ["50.00", "7", 3]),
    "bool": (["true", "false", "not(true)"], [True, False]),
    "date": (['>= date("2026-01-01")', '@"2026-01-01"'], ["2026-01-01"]),
    "time": (['< @"08:30"', 'time("08:30:00")'], ["08:30", "08:30:00"]),
    "datetime": (['> @"2026-01-01T08:00:00"'], ["2026-01-01T08:00:00"]),
    "duration": (['<= duration("6mo")', '< @"PT24H"', '[@"2d"..@"3d"]'], ["2d", "6mo", "PT24H", "30m"]),
    "share": (["-"], ["1/3", "50%", 1]),
    "list": (['any of ("a","b")', 'not(all of ("a"))', "-"], [["a", "b"], []]),
}  # fmt: skip


@st.composite
def tables(draw):
    def columns(least):
        made = draw(st.dictionaries(names, st.sampled_from(sorted(TYPES)), min_size=least, max_size=3))
        return {
            name: {"type": type, "label": draw(texts), "note": draw(texts), "labels": draw(st.dictionaries(texts, texts, max_size=2)),
                   "domain": draw(st.none() | st.lists(texts, max_size=2)) if type in ("text", "list") else draw(st.sampled_from([None, "[0..9]"]))}
            for name, type in made.items()
        }  # fmt: skip

    inputs, outputs = columns(0), columns(1)
    for each in inputs.values():
        each["required"] = draw(st.booleans())
    ids = draw(st.lists(texts, max_size=4, unique_by=lambda id: "".join(showing.clean(id).split())))
    rows = [
        {"id": id, "because": draw(st.lists(texts, min_size=1, max_size=2)), "note": draw(texts),
         "certainty": draw(st.sampled_from(["stated", "analogy", "manual"])),
         "origin": draw(st.sampled_from(["source", "default", "gap", "borrowed"])),
         "when": {name: draw(st.sampled_from(TYPES[each["type"]][0])) for name, each in inputs.items() if draw(st.booleans())},
         "then": {name: draw(st.sampled_from(TYPES[each["type"]][1])) for name, each in outputs.items() if draw(st.booleans())}}
        for id in ids
    ]  # fmt: skip
    return TableSheet.model_validate({
        "title": draw(texts), "hit": draw(st.sampled_from(["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"])),
        "order": draw(st.lists(texts | st.integers(0, 9), max_size=3)), "gaps": draw(st.sampled_from(["", "manual"])),
        "note": draw(texts), "inputs": inputs, "outputs": outputs, "row": rows,
    })  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(tables())
def test_any_table_comes_back_equal(given_sheet):
    assert returned(given_sheet) == given_sheet


@settings(max_examples=60, deadline=None)
@given(tables())
def test_any_table_reads_back_from_its_draft(given_sheet):
    assert TableSheet.model_validate(tomllib.loads(dmn.sheet_text(given_sheet), parse_float=str)) == given_sheet


def test_what_another_tool_changes_counts_and_the_rest_stays_ours():
    text = dmn.export_table(sheet(), "t")
    changed = dmn.import_table(text.replace("<text>50</text>", "<text>60.50</text>"))
    assert changed.row[0].then == {"sum": "60.5"}
    assert changed.row[0].because == ["S2-1.D.4"]
    assert changed.inputs == sheet().inputs
    cell = dmn.import_table(
        text.replace('<text>"a"</text>\n        </inputEntry>', '<text>"b"</text>\n        </inputEntry>')
    )
    assert cell.row[0].when == {"kind": '"b"'}
    clause = dmn.import_table(text.replace("<text>S2-1.D.4</text>", "<text>S2-1.D.5, S2-1.D.6</text>"))
    assert clause.row[0].because == ["S2-1.D.5", "S2-1.D.6"]
    assert dmn.import_table(text.replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"')).hit == "F"


def test_a_row_another_tool_adds_says_that_no_clause_bears_it():
    text = dmn.export_table(sheet(), "t")
    rule = '<rule id="new"><inputEntry><text>"b"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>'
    added = dmn.import_table(text.replace("</decisionTable>", rule + "</decisionTable>"))
    assert [row.because for row in added.row] == [["S2-1.D.4"], ["gap"]]
    assert (added.row[1].origin, added.row[1].certainty) == ("gap", "manual")


def test_tests_of_lists_and_short_durations_are_plain_feel_for_others():
    given_sheet = sheet(
        hit="F",
        inputs={"items": {"type": "list"}, "age": {"type": "duration"}},
        row=[{"id": "1", "when": {"items": 'any of ("a","b")', "age": '< duration("2d")'}, "then": {"sum": "1"}, "because": ["gap"]},
             {"id": "2", "when": {"items": 'not(all of ("c"))'}, "then": {"sum": "2"}, "because": ["gap"]}],
    )  # fmt: skip
    text = dmn.export_table(given_sheet, "t")
    assert "any of" not in text.partition("</extensionElements>")[2]
    assert asked(text, "t", {"items": ["b"], "age": "PT1H"}) == "1"
    assert asked(text, "t", {"items": ["x"]}) == "2"


FOREIGN = definitions(
    data("Applicant Age", "number"),
    decision(
        "Eligibility Check",
        table(
            "PRIORITY", ["Applicant Age", "loan.kind", "score &gt;= 3"], [("Eligible?", '"yes","no"', '"no"')],
            [[">=18", '"std","vip"', "true", '"yes"'], ["-", "-", "-", '"no"']],
        ),
        ["Applicant Age"],
    ),
)  # fmt: skip


def test_a_foreign_table_comes_in_as_a_draft_nobody_has_cited_yet():
    drafted = dmn.import_table(FOREIGN, "Eligibility Check")
    assert (drafted.title, drafted.hit, drafted.order) == ("Eligibility Check", "P", ["yes", "no"])
    assert [(name, column.label, column.type) for name, column in drafted.inputs.items()] == [
        ("Applicant_Age", "Applicant Age", "number"), ("loan_kind", "loan.kind", "text"), ("score_3", "score >= 3", "bool"),
    ]  # fmt: skip
    assert drafted.outputs["Eligible"].domain == ["yes", "no"]
    assert all(row.because == ["gap"] and row.origin == "gap" and row.certainty == "manual" for row in drafted.row)
    assert "no" in drafted.note
    found = compile_table(drafted)
    assert (
        found.evaluate({"Applicant_Age": Decimal(18), "loan_kind": "vip", "score_3": True}).outcome["Eligible"] == "yes"
    )
    assert [each.level for each in check_table(found)].count("error") == 0


def test_a_model_without_that_table_is_refused_with_the_tables_it_has():
    for name in ("nothing", ""):
        with pytest.raises(dmn.ModelError) as error:
            dmn.import_table(FOREIGN if name else definitions(decision("x", "1")), name)
        assert error.value.zh
        assert error.value.en


def test_a_spoiled_sheet_in_the_file_is_passed_over():
    text = dmn.export_table(sheet(), "t").replace('{"title"', '{"titel"')
    assert dmn.import_table(text).row[0].because == ["gap"]
