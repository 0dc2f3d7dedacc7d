"""DMN models: requirements and scopes, types, boxed expressions, hit policies, knowledge models and services."""

import pytest

from shouwen.rulebook import dmn
from shouwen.rulebook.dmn.documents import NAMESPACES
from shouwen.rulebook.tests.models import asked, data, decision, definitions, knowledge, literal, service, table

# ---- requirements, scopes


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_edition_of_the_standard_is_read(namespace):
    model = definitions(data("a", "number"), decision("x", "a + 1", ["a"]), namespace=namespace)
    assert asked(model, "x", {"a": 1}) == "2"


def test_a_decision_sees_what_it_requires_and_nothing_else():
    model = definitions(
        data("a", "number"),
        decision("one", "a * 2", ["a"]),
        decision("two", "one + 1", needs=["one"]),
        decision("blind", "if one = null then a else 1", needs=[]),
    )
    assert asked(model, "two", {"a": 4}) == "9"
    assert asked(model, "blind", {"a": 4}) == "null"


def test_decisions_are_found_by_name_and_by_id_whatever_their_blanks():
    model = definitions(decision("monthly  payment", "1"))
    assert asked(model, "monthly payment") == asked(model, "d_monthly  payment") == "1"
    with pytest.raises(dmn.ModelError) as error:
        asked(model, "weekly")
    assert "monthly payment" in error.value.zh
    assert error.value.en


def test_a_decision_that_is_given_is_not_evaluated():
    model = definitions(decision("one", "1"), decision("two", "one + 1", needs=["one"]))
    assert asked(model, "two", {"one": 41}) == "42"


def test_decisions_in_a_circle_are_null():
    model = definitions(decision("one", "two", needs=["two"]), decision("two", "one", needs=["one"]))
    assert asked(model, "one") == "null"


def test_text_that_is_no_feel_makes_only_its_own_decision_null():
    model = dmn.read_model(
        definitions(decision("bad", "1 +"), decision("good", "if bad = null then 2 else 3", needs=["bad"]))
    )
    answer = dmn.evaluate(model, "good", {})
    assert answer.value == 2
    assert answer.messages


# ---- types

TYPES = """
<itemDefinition name="level"><typeRef>string</typeRef><allowedValues><text>"high","low"</text></allowedValues></itemDefinition>
<itemDefinition name="person"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="people" isCollection="true"><typeRef>person</typeRef></itemDefinition>
<itemDefinition name="few" isCollection="true"><typeRef>number</typeRef><allowedValues><text>[1..5]</text></allowedValues>
  <typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>
<itemDefinition name="shape"><functionItem outputTypeRef="number"><parameters name="x" typeRef="number"/></functionItem></itemDefinition>
"""


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        ("number", 5, "5"),
        ("number", "5.50", "5.5"),
        ("number", "five", "null"),
        ("number", [5], "5"),
        ("number", [5, 6], "null"),
        ("string", 5, "null"),
        ("boolean", "true", "true"),
        ("date", "2026-02-30", "null"),
        ("date", "2026-02-28", '@"2026-02-28"'),
        ("date and time", "2026-02-28", '@"2026-02-28T00:00:00Z"'),
        ("dateTime", "2026-02-28T10:00:00", '@"2026-02-28T10:00:00"'),
        ("time", "10:00:00Z", '@"10:00:00Z"'),
        ("days and time duration", "PT90M", '@"PT1H30M"'),
        ("yearMonthDuration", "P1Y", '@"P1Y"'),
        ("days and time duration", "P1Y", "null"),
        ("level", "high", '"high"'),
        ("level", "middle", "null"),
        ("feel:string", "x", '"x"'),
        ("people", {"full name": "A", "born": "2000-01-01"}, '[{full name: "A", born: @"2000-01-01"}]'),
        ("people", [{"full name": "A", "born": "soon"}], "null"),
        ("people", [{"full name": "A"}], "null"),
        ("few", [1, 5], "[1, 5]"),
        ("few", [1, 6], "null"),
        ("few", [1, 2, 3], "null"),
        ("few", "3", "[3]"),
        ("Any", {"a": [1, None]}, "{a: [1, null]}"),
    ],
)
def test_inputs_are_read_by_their_declared_type(type, given, expected):
    model = definitions(TYPES, data("a", type), decision("x", "a", ["a"]))
    assert asked(model, "x", {"a": given}) == expected


@pytest.mark.parametrize(
    ("type", "text", "expected"),
    [
        ("number", "[1]", "1"),
        ("number", '"1"', "null"),
        (
            "people",
            '{full name: "A", born: @"2000-01-01", more: 1}',
            '[{full name: "A", born: @"2000-01-01", more: 1}]',
        ),
        ("date and time", '@"2026-01-01"', '@"2026-01-01T00:00:00Z"'),
        ("level", '"low"', '"low"'),
        ("level", '"none"', "null"),
    ],
)
def test_what_a_decision_gives_is_brought_to_its_type(type, text, expected):
    assert asked(definitions(TYPES, decision("x", text, type=type)), "x") == expected


def test_names_of_components_may_hold_blanks_and_signs():
    model = definitions(
        TYPES, data("all", "people"), decision("x", 'all[full name = "B"].full name', ["all"]),
        decision("made", '{"a-b": [{c d: 1}]}'), decision("taken", "made.a-b[c d = 1].c d", needs=["made"]),
    )  # fmt: skip
    people = [{"full name": "A", "born": "2000-01-01"}, {"full name": "B", "born": "2000-01-02"}]
    assert asked(model, "x", {"all": people}) == '["B"]'
    assert asked(model, "taken") == "[1]"


# ---- boxed expressions


def entry(name, body):
    return f"<contextEntry>{name and f'<variable name={chr(34)}{name}{chr(34)}/>'}{literal(body)}</contextEntry>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<context>{entry('a', '1')}{entry('b c', 'a + 1')}</context>", "{a: 1, b c: 2}"),
        (f"<context>{entry('a', '1')}{entry('b c', 'a + 1')}{entry('', 'b c * 10')}</context>", "20"),
        (f"<list>{literal('1')}{literal('[2]')}</list>", "[1, [2]]"),
        (
            '<relation><column name="a b"/><column name="c"/>'
            f"<row>{literal('1')}{literal('2')}</row><row>{literal('3')}{literal('null')}</row></relation>",
            "[{a b: 1, c: 2}, {a b: 3, c: null}]",
        ),
        (
            f"<conditional><if>{literal('null')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
            "2",
        ),
        (f"<filter><in>{literal('[1,2,3]')}</in><match>{literal('item > 1')}</match></filter>", "[2, 3]"),
        (f"<filter><in>{literal('[{n: 1},{n: 2}]')}</in><match>{literal('n = 2')}</match></filter>", "[{n: 2}]"),
        (f"<filter><in>{literal('[1,2,3]')}</in><match>{literal('2')}</match></filter>", "2"),
        (f'<for iteratorVariable="i"><in>{literal("[1..3]")}</in><return>{literal("i * i")}</return></for>', "[1, 4, 9]"),
        (
            f'<for iteratorVariable="i"><in>{literal("[1,2]")}</in><return>{literal("sum(partial)")}</return></for>',
            "[null, null]",
        ),
        (f'<some iteratorVariable="i"><in>{literal("[1,2]")}</in><satisfies>{literal("i > 1")}</satisfies></some>', "true"),
        (f'<every iteratorVariable="i"><in>{literal("[1,2]")}</in><satisfies>{literal("i > 1")}</satisfies></every>', "false"),
        ('<literalExpression expressionLanguage="http://www.w3.org/1999/XPath"><text>1</text></literalExpression>', "null"),
        (
            f'<context>{entry("k", "10")}<contextEntry><variable name="f"/><functionDefinition><formalParameter name="x y"/>'
            f"{literal('x y + k')}</functionDefinition></contextEntry>{entry('', 'f(5)')}</context>",
            "15",
        ),
        (
            f'<context><contextEntry><variable name="f"/><functionDefinition kind="Java"><formalParameter name="x"/>'
            f"<context>{entry('class', chr(34) + 'java.lang.Math' + chr(34))}</context></functionDefinition></contextEntry>"
            f"{entry('', 'f(5)')}</context>",
            "null",
        ),
        (
            f"<invocation>{literal('substring')}<binding><parameter name='start position'/>{literal('2')}</binding>"
            f"<binding><parameter name='string'/>{literal(chr(34) + 'abc' + chr(34))}</binding></invocation>",
            '"bc"',
        ),
    ],
)  # fmt: skip
def test_a_boxed_expression_gives(body, expected):
    assert asked(decision("x", body), "x") == expected


# ---- knowledge models and services


def test_a_knowledge_model_is_called_by_place_by_name_and_asked_alone():
    model = definitions(
        knowledge("less", {"a": "number", "b": "number"}, "a - b", "number"),
        decision("x", '[less(5, 2), less(b: 5, a: 2), less(5), less("5", 2)]', knows=["less"]),
    )
    assert asked(model, "x") == "[3, -3, null, null]"
    assert asked(model, "less", {"a": 5, "b": "2"}) == "3"


def test_a_knowledge_model_knows_itself_and_what_it_requires_but_no_inputs():
    model = definitions(
        data("n", "number"),
        knowledge("twice", {"x": "number"}, "x * 2"),
        knowledge("down", {"x": "number"}, "if x <= 0 then 0 else twice(x) + down(x - 1)", knows=["twice"]),
        knowledge("nosy", {}, "n"),
        decision("x", "[down(3), nosy()]", ["n"], knows=["down", "nosy"]),
    )
    assert asked(model, "x", {"n": 1}) == "[12, null]"


def test_what_a_knowledge_model_gives_is_brought_to_its_type():
    model = definitions(
        knowledge("text", {}, '"x"', "number"), knowledge("one", {}, "[1]", "number"),
        decision("x", "[text(), one()]", knows=["text", "one"]),
    )  # fmt: skip
    assert asked(model, "x") == "[null, 1]"


SERVICE = definitions(
    data("a", "number"), data("b", "number"),
    decision("deep", "a * 10", ["a"]), decision("sum", "deep + b", ["b"], ["deep"]), decision("diff", "deep - b", ["b"], ["deep"]),
    service("one", ["sum"], ["deep"], ["a", "b"]),
    service("both", ["sum", "diff"], ["deep"], ["a", "b"]),
    service("from deep", ["sum"], [], ["b"], ["deep"]),
    decision("calls", "[one(1, 2), one(b: 1, a: 2), both(1, 2).diff, one(1), one(\"x\", 2)]", knows=["one", "both"]),
)  # fmt: skip


def test_a_service_gives_its_output_or_a_context_of_several():
    given = {"a": 1, "b": 2}
    assert asked(SERVICE, "one", given) == "12"
    assert asked(SERVICE, "both", given) == "{sum: 12, diff: 8}"


def test_a_service_takes_its_input_decisions_from_what_is_given():
    assert asked(SERVICE, "from deep", {"b": 1, "deep": 5}) == "6"
    assert asked(SERVICE, "from deep", {"b": 1, "a": 5}) == "null"


def test_a_service_is_called_as_a_function():
    assert asked(SERVICE, "calls") == "[12, 21, 8, null, null]"


# ---- decision tables

RULES = [["> 1", '"low"'], ["> 2", '"high"'], ["> 3", '"low"']]
VALUES = '"high","low"'


@pytest.mark.parametrize(
    ("hit", "n", "expected"),
    [
        ("UNIQUE", 2, '"low"'),
        ("UNIQUE", 3, "null"),
        ("ANY", 2, '"low"'),
        ("ANY", 3, "null"),
        ("FIRST", 4, '"low"'),
        ("PRIORITY", 4, '"high"'),
        ("RULE ORDER", 4, '["low", "high", "low"]'),
        ("OUTPUT ORDER", 4, '["high", "low", "low"]'),
        ("COLLECT", 4, '["low", "high", "low"]'),
        ("UNIQUE", 1, "null"),
        ("COLLECT", 1, "[]"),
    ],
)
def test_a_hit_policy_gives(hit, n, expected):
    model = definitions(data("n", "number"), decision("x", table(hit, ["n"], [("o", VALUES, "")], RULES), ["n"]))
    assert asked(model, "x", {"n": n}) == expected


@pytest.mark.parametrize(("how", "expected"), [("SUM", "7"), ("MIN", "2"), ("MAX", "5"), ("COUNT", "2")])
def test_collected_outputs_are_aggregated(how, expected):
    rules = [["> 1", "5"], ["> 2", "2"], ["> 9", "1"]]
    model = definitions(data("n", "number"), decision("x", table("COLLECT", ["n"], [("o", "", "")], rules, how), ["n"]))
    assert asked(model, "x", {"n": 3}) == expected
    assert asked(model, "x", {"n": 0}) == ("0" if how == "COUNT" else "null")


def test_several_outputs_make_a_context_ordered_by_the_first_then_the_second():
    outputs = [("rank", "2,1", ""), ("name", '"a","b"', "")]
    rules = [["-", "1", '"b"'], ["-", "2", '"b"'], ["-", "2", '"a"'], ["-", "1", '"a"']]
    both = definitions(decision("x", table("OUTPUT ORDER", ["1"], outputs, rules)))
    assert (
        asked(both, "x") == '[{rank: 2, name: "a"}, {rank: 2, name: "b"}, {rank: 1, name: "a"}, {rank: 1, name: "b"}]'
    )
    assert asked(definitions(decision("x", table("PRIORITY", ["1"], outputs, rules))), "x") == '{rank: 2, name: "a"}'


def test_default_outputs_stand_in_when_no_rule_fits():
    outputs = [("a", "", '"none"'), ("b", "", "n * 2")]
    model = definitions(
        data("n", "number"), decision("x", table("UNIQUE", ["n"], outputs, [["1", '"one"', "0"]]), ["n"])
    )
    assert asked(model, "x", {"n": 1}) == '{a: "one", b: 0}'
    assert asked(model, "x", {"n": 4}) == '{a: "none", b: 8}'


@pytest.mark.parametrize(
    ("cell", "n", "fits"),
    [
        ("", 3, True),
        ("-", None, True),
        ("null", None, True),
        ("3", None, False),
        ("not(3, 4)", 5, True),
        ("not(3)", None, True),
        ("< limit", 3, True),
        ("[1..limit)", 10, False),
        ("limit, 3", 10, True),
        ("? * 2 = 6", 3, True),
        ("odd(?)", 4, False),
        ("allowed", 7, True),
        ("allowed", 8, False),
        ("3 +", 3, False),
    ],
)
def test_a_cell_fits(cell, n, fits):
    body = table("FIRST", ["n"], [("o", "", "false")], [[cell, "true"]])
    model = definitions(
        data("n", "number"), data("limit"), data("allowed"), decision("x", body, ["n", "limit", "allowed"])
    )
    assert asked(model, "x", {"n": n, "limit": 10, "allowed": [7, 9]}) == str(fits).lower()


@pytest.mark.parametrize(
    ("cell", "fits"), [('"a"', True), ('list contains(?, "b")', True), ('["a","b"]', True), ('["b","a"]', False)]
)
def test_a_cell_asks_a_list(cell, fits):
    """A list equals a list; a single word is brought to none, it is not among equals."""
    body = table("FIRST", ["l"], [("o", "", "false")], [[cell, "true"]])
    model = definitions(data("l"), decision("x", body, ["l"]))
    expected = fits if cell != '"a"' else False
    assert asked(model, "x", {"l": ["a", "b"]}) == str(expected).lower()


def test_an_input_outside_its_allowed_values_is_null():
    body = table("FIRST", ["n"], [("o", "", "")], [["-", "1"]])
    body = body.replace("</inputExpression>", "</inputExpression><inputValues><text>1,2</text></inputValues>")
    model = definitions(data("n", "number"), decision("x", body, ["n"]))
    assert asked(model, "x", {"n": 2}) == "1"
    assert asked(model, "x", {"n": 3}) == "null"


# ---- files nobody should trust


BOMB = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + definitions(decision("x", "1"))
OUTSIDE = '<!DOCTYPE d SYSTEM "file:///etc/passwd">' + definitions(decision("x", "1"))


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        OUTSIDE,
        BOMB.encode("utf-16"),
        "<definitions/>",
        "",
        "not xml",
        "<definitions",
        b"\xff\xfe\x00",
        definitions("<list>" * 300 + "</list>" * 300),
        definitions(f"<!--{'x' * 5 * 1024 * 1024}-->"),
        b'<?xml version="1.0" encoding="no-such"?>' + definitions().encode(),
        definitions('<import importType="https://www.omg.org/spec/DMN/20230324/MODEL/" name="other" namespace="urn:o"/>'),
    ],
    ids=["bomb", "doctype", "bomb in utf-16", "foreign", "empty", "text", "cut", "bytes", "deep", "huge", "encoding", "import"],
)  # fmt: skip
def test_a_file_that_is_no_model_is_refused_in_two_languages(text):
    with pytest.raises(dmn.ModelError) as error:
        dmn.read_model(text)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.value.zh)
    assert error.value.en.isascii()
