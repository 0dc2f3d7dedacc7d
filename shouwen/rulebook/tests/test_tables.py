"""Decision tables: hit policies, speed of look-up without change of meaning, and the finder of gaps and overlaps."""

import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.rulebook.feel import compile_expression, compile_test
from shouwen.rulebook.sheets import TableSheet
from shouwen.rulebook.table_check import cells_of, check_table, has_gap
from shouwen.rulebook.tables import CompileError, TableError, compile_table

D = Decimal
KIT = Path(__file__).resolve().parents[4] / "shared" / "data" / "dmn-tck"


def sheet(hit, inputs, rows, outputs=None, **more):
    return TableSheet.model_validate(
        {
            "title": "t",
            "hit": hit,
            "inputs": {name: {"type": type} if isinstance(type, str) else type for name, type in inputs.items()},
            "outputs": {name: {"type": type} for name, type in (outputs or {"out": "text"}).items()},
            "row": [
                {"id": f"r{n}", "when": when, "then": then if isinstance(then, dict) else {"out": then},
                 "because": ["gap"]}
                for n, (when, then) in enumerate(rows)
            ],
            **more,
        }
    )  # fmt: skip


def table(*args, **more):
    return compile_table(sheet(*args, **more))


ROUTING = [
    ({"category": '"late_delivery"'}, "监察部"),
    ({"category": '"wrong_dispatch"', "cause": '"label"'}, "业务部"),
    ({"category": '"wrong_dispatch"', "cause": '"sorting"'}, "运营部"),
    ({"category": '"wrong_dispatch"', "cause": 'not("label","sorting")'}, "运营部"),
]


def test_a_unique_table_answers_with_its_one_row():
    hits = table("U", {"category": "text", "cause": "text"}, ROUTING).evaluate(
        {"category": "wrong_dispatch", "cause": "sorting"}
    )
    assert [row.id for row in hits.rows] == ["r2"]
    assert hits.outcome == {"out": "运营部"}


def test_no_hit_is_an_empty_answer_with_no_rows():
    hits = table("U", {"category": "text", "cause": "text"}, ROUTING).evaluate({"category": "praise"})
    assert (hits.rows, hits.outcome) == ((), {})


def test_two_hits_of_a_unique_table_are_an_error():
    both = table("U", {"n": "number"}, [({"n": "> 1"}, "a"), ({"n": "> 2"}, "a")])
    with pytest.raises(TableError) as error:
        both.evaluate({"n": D(3)})
    assert error.value.rows == ["r0", "r1"]


def test_any_accepts_equal_answers_and_refuses_different_ones():
    rows = [({"n": "> 1"}, "a"), ({"n": "> 2"}, "a"), ({"n": "> 3"}, "b")]
    asked = table("A", {"n": "number"}, rows)
    assert asked.evaluate({"n": D(3)}).outcome == {"out": "a"}
    with pytest.raises(TableError):
        asked.evaluate({"n": D(4)})


def test_first_priority_rule_order_output_order_and_collect():
    rows = [({"n": "> 1"}, "low"), ({"n": "> 2"}, "high"), ({"n": "> 9"}, "low")]
    order = ["high", "low"]

    def ask(hit):
        return table(hit, {"n": "number"}, rows, order=order).evaluate({"n": D(3)})

    assert ask("F").outcome == {"out": "low"}
    assert ask("P").outcome == {"out": "high"}
    assert ask("R").outcome == ask("C").outcome == {"out": ["low", "high"]}
    assert ask("O").outcome == {"out": ["high", "low"]}
    assert ask("C#").outcome == {"out": 2}


def test_collect_sums_and_takes_least_and_most():
    rows = [({}, {"fine": "50.00"}), ({"n": "> 1"}, {"fine": "20.50"})]

    def ask(hit):
        return table(hit, {"n": "number"}, rows, {"fine": "money"}).evaluate({"n": D(2)}).outcome

    assert ask("C+") == {"fine": D("70.50")}
    assert ask("C<") == {"fine": D("20.50")}
    assert ask("C>") == {"fine": D("50.00")}


def test_the_shortest_of_several_durations_is_kept_as_written():
    rows = [({}, {"within": "2d"}), ({}, {"within": "24h"}), ({}, {"within": "90m"})]
    assert table("C<", {}, rows, {"within": "duration"}).evaluate({}).outcome == {"within": "90m"}


def test_an_output_may_be_reckoned_by_an_expression():
    rows = [({}, {"sum": {"feel": "weight * 2.5"}})]
    assert table("U", {"weight": "number"}, rows, {"sum": "money"}).evaluate({"weight": D(4)}).outcome == {
        "sum": D("10.0")
    }


def test_every_bad_cell_is_reported_with_its_row():
    with pytest.raises(CompileError) as error:
        table("U", {"n": "number"}, [({"n": "[1.."}, "a"), ({"x": "1"}, "a"), ({"n": "1"}, {"nothing": "a"})])
    assert [row for row, _, _ in error.value.problems] == ["r0", "r1", "r2"]


CELLS = {
    "kind": (["-", '"a"', '"b"', '"a","c"', 'not("a")', "null", "not(null)"], ["a", "b", "c", "zz", None]),
    "n": (["-", "1", "< 1", "[1..3)", "> 3", "not(2)", "null", "1, 3"], [D(0), D(1), D(2), D(3), D(4), None]),
    "ok": (["-", "true", "false", "not(true)", "null"], [True, False, None]),
    "bag": (
        ["-", 'any of ("x","y")', 'all of ("x","y")', 'not(any of ("x"))'],
        [(), ("x",), ("y", "x"), ("z",), None],
    ),
}
TYPES = {"kind": "text", "n": "number", "ok": "bool", "bag": "list"}
WHENS = st.fixed_dictionaries({}, optional={name: st.sampled_from(cells) for name, (cells, _) in CELLS.items()})
SITUATIONS = st.fixed_dictionaries({name: st.sampled_from(values) for name, (_, values) in CELLS.items()})


@given(st.lists(WHENS, max_size=8), SITUATIONS)
@settings(max_examples=200, deadline=None)
def test_the_indexed_table_agrees_with_trying_every_row(whens, situation):
    asked = table("C", TYPES, [(when, str(n)) for n, when in enumerate(whens)])
    plainly = [
        f"r{n}"
        for n, when in enumerate(whens)
        if all(compile_test(text, TYPES[name])(situation[name], situation) for name, text in when.items())
    ]
    assert [row.id for row in asked.evaluate(situation).rows] == plainly


@given(st.lists(WHENS, min_size=1, max_size=6), st.sets(st.sampled_from(sorted(TYPES))))
@settings(max_examples=150, deadline=None)
def test_the_finder_agrees_with_brute_force_over_all_cells(whens, required):
    asked = table("C", TYPES, [(when, str(n)) for n, when in enumerate(whens)])
    cells = [cells_of(asked, name, column, name in required) for name, column in asked.inputs.items()]
    sets = [
        frozenset(row.id for row in asked.evaluate(dict(zip(TYPES, (value for _, value in case), strict=True))).rows)
        for case in product(*cells)
    ]
    assert has_gap(asked, required) == (frozenset() in sets)
    unique = compile_table(sheet("U", TYPES, [(when, str(n)) for n, when in enumerate(whens)]))
    found = check_table(unique, required)
    assert any("overlaps" in each.en for each in found) == any(len(each) > 1 for each in sets)
    dead = {each.row for each in found if "never fire" in each.en}
    assert dead == {f"r{n}" for n in range(len(whens))} - set().union(*sets)


def said(asked, *args, **more):
    return [(each.row, each.en, each.level) for each in check_table(asked, *args, **more)]


def test_a_missing_domain_value_is_a_gap():
    column = {"type": "text", "domain": ["a", "b", "c"]}
    asked = table("U", {"k": column}, [({"k": '"a"'}, "x"), ({"k": '"b"'}, "x")])
    assert said(asked, ["k"]) == [("", "No row covers: k = c", "error")]
    assert said(asked, ["k"], gaps_allowed=True) == []


def test_null_counts_unless_the_input_is_required():
    asked = table("U", {"ok": "bool"}, [({"ok": "true"}, "x"), ({"ok": "false"}, "y")])
    assert said(asked) == [("", "No row covers: ok = null", "error")]
    assert said(asked, ["ok"]) == []


def test_a_hole_between_two_ranges_is_found():
    asked = table("U", {"n": "number"}, [({"n": "< 3"}, "x"), ({"n": "> 3"}, "y")])
    assert said(asked, ["n"]) == [("", "No row covers: n = 3", "error")]


def test_only_the_domain_of_a_number_counts():
    column = {"type": "number", "domain": "[0..100]"}
    asked = table("U", {"n": column}, [({"n": "[0..50)"}, "x"), ({"n": "[50..100]"}, "y")])
    assert said(asked, ["n"]) == []


def test_days_have_no_gap_between_one_and_the_next():
    rows = [({"d": '<= date("2026-01-01")'}, "x"), ({"d": '>= date("2026-01-02")'}, "y")]
    assert said(table("U", {"d": "date"}, rows), ["d"]) == []


def test_a_row_shut_out_by_an_earlier_one_can_never_fire_under_first():
    asked = table("F", {"n": "number"}, [({"n": "> 1"}, "x"), ({"n": "> 2"}, "y"), ({}, "z")])
    assert said(asked) == [("r1", "This row can never fire.", "error")]


def test_overlaps_matter_under_any_only_with_different_answers():
    rows = [({"n": "> 1"}, "x"), ({"n": "> 2"}, "x"), ({"n": "> 3"}, "y"), ({"n": "<= 1"}, "x")]
    assert [row for row, _, _ in said(table("A", {"n": "number"}, rows), ["n"])] == ["r2", "r2"]


def test_an_input_nobody_asks_about_never_matters():
    asked = table("U", {"a": "bool", "b": "bool"}, [({"a": "true"}, "x"), ({"a": "not(true)"}, "y")])
    assert said(asked) == [("", 'The input "b" never matters.', "note")]


def test_a_test_on_another_input_is_said_to_be_unchecked():
    asked = table("U", {"n": "number", "m": "number"}, [({"n": "> m"}, "x"), ({"n": "<= m"}, "y")])
    assert [level for _, _, level in said(asked)] == ["note"]


# The public DMN conformance kit. Read where present, never copied.

needs_kit = pytest.mark.skipif(not KIT.exists(), reason=f"the DMN conformance kit is not at {KIT}")
TYPE_OF = {"number": "number", "string": "text", "boolean": "bool"}
POLICY_OF = {"UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O",
             "COLLECT": "C", "SUM": "C+", "MIN": "C<", "MAX": "C>", "COUNT": "C#"}  # fmt: skip


def elements(node, name):
    return [each for each in node.iter() if each.tag.rpartition("}")[2] == name]


def text_of(node):
    return "".join(elements(node, "text")[0].itertext()).strip()


def kit_table(model):
    """The kit's table as a sheet; names become plain words, output cells expressions."""
    node = elements(ET.parse(model).getroot(), "decisionTable")[0]
    inputs = [(text_of(elements(each, "inputExpression")[0]), elements(each, "inputExpression")[0].get("typeRef"))
              for each in elements(node, "input")]  # fmt: skip
    outputs = elements(node, "output")
    allowed = elements(outputs[0], "outputValues")
    rows = []
    for rule in elements(node, "rule"):
        when = {name: text_of(cell) for (name, _), cell in zip(inputs, elements(rule, "inputEntry"), strict=True)}
        then = {f"o{n}": compile_expression(text_of(cell))({}) for n, cell in enumerate(elements(rule, "outputEntry"))}
        rows.append((when, then))
    types = {f"o{n}": "number" if isinstance(rows[0][1][f"o{n}"], D) else "text" for n in range(len(outputs))}
    hit = POLICY_OF[node.get("aggregation") or node.get("hitPolicy", "UNIQUE")]
    order = [each.strip().strip('"') for each in text_of(allowed[0]).split(",")] if allowed else []
    return sheet(hit, {name: TYPE_OF[type] for name, type in inputs}, rows, types, order=order)


def leaf(node):
    value = elements(node, "value")
    text, type = value[0].text or "", next((v for k, v in value[0].attrib.items() if k.endswith("type")), "")
    return {"xsd:decimal": D, "xsd:double": D}.get(type, str)(text) if type != "xsd:boolean" else text == "true"


KIT_TABLES = ["0004-simpletable-U", "0005-simpletable-A", "0006-simpletable-P1", "0007-simpletable-P2",
              "0010-multi-output-U", "0108-first-hitpolicy", "0109-ruleOrder-hitpolicy", "0110-outputOrder-hitpolicy",
              "0111-first-hitpolicy-singleoutputcol", "0112-ruleOrder-hitpolicy-singleinoutcol",
              "0113-outputOrder-hitpolicy-singleinoutcol", "0114-min-collect-hitpolicy", "0115-sum-collect-hitpolicy",
              "0116-count-collect-hitpolicy", "0117-multi-any-hitpolicy", "0118-multi-priority-hitpolicy",
              "0119-multi-collect-hitpolicy"]  # fmt: skip


@needs_kit
@pytest.mark.parametrize("name", KIT_TABLES)
def test_the_conformance_kit_gets_its_answers(name):
    asked = compile_table(kit_table(KIT / name / f"{name}.dmn"))
    for case in elements(ET.parse(KIT / name / f"{name}-test-01.xml").getroot(), "testCase"):
        given = {each.get("name"): leaf(each) for each in elements(case, "inputNode")}
        expected = [leaf(each) for each in elements(elements(case, "expected")[0], "value") for each in [wrap(each)]]
        got = asked.evaluate(given)
        rows = got.outputs if asked.hit in ("R", "O", "C") else [got.outcome]
        assert sorted(map(str, (v for each in rows for v in each.values()))) == sorted(map(str, expected)), given


def wrap(value):
    """A bare value as the node `leaf` looks into."""
    outer = ET.Element("x")
    outer.append(value)
    return outer


@needs_kit
@pytest.mark.parametrize("name", ["0100-feel-constants", "0101-feel-constants", "0105-feel-math",
                                  "0106-feel-ternary-logic", "0107-feel-ternary-logic-not"])  # fmt: skip
def test_the_conformance_kit_expressions_give_their_values(name):
    decisions = {each.get("name"): text_of(each)
                 for each in elements(ET.parse(KIT / name / f"{name}.dmn").getroot(), "decision")}  # fmt: skip
    for case in elements(ET.parse(KIT / name / f"{name}-test-01.xml").getroot(), "testCase"):
        scope = {each.get("name"): leaf(each) if not nil(each) else None for each in elements(case, "inputNode")}
        for asked in elements(case, "resultNode"):
            expected = None if nil(asked) else leaf(asked)
            got = compile_expression(decisions[asked.get("name")])(scope)
            assert (abs(got - expected) < D("1e-8")) if isinstance(expected, D) else got == expected, asked.get("name")


def nil(node):
    value = elements(node, "value")[0]
    return any(key.endswith("nil") and each == "true" for key, each in value.attrib.items())
