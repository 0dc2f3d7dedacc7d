"""FEEL, the whole language: what expressions give, what names mean, what is null and what is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.rulebook.feel import FeelError, evaluate, notes, parse_tests
from shouwen.rulebook.feel.writing import written


def gives(text, **scope):
    """What an expression gives, written as FEEL."""
    return written(evaluate(text, scope)[0], quoted=True)


def each(*pairs):
    return pytest.mark.parametrize(("text", "expected"), pairs, ids=[text for text, _ in pairs])


@each(
    ("1.50", "1.5"),
    (".5e2", "50"),
    ("-5 instance of number", "true"),
    ('"\\u4e2d\\t\\"x\\""', '"中\\t\\"x\\""'),
    ('"\\uD83D\\uDC0E"', '"🐎"'),
    ('"\\U01F40E"', '"🐎"'),
    ('@"2026-02-28"', '@"2026-02-28"'),
    ('@"23:59:59.25@Asia/Shanghai"', '@"23:59:59.25@Asia/Shanghai"'),
    ('@"-P1Y14M"', '@"-P2Y2M"'),
    ('@"PT36H"', '@"P1DT12H"'),
    ("1 /* one */ + 2 // and two", "3"),
    ("[1, [2], {}]", "[1, [2], {}]"),
    ("]1..5[", "(1..5)"),
    ("(<= 5)", "(<= 5)"),
)
def test_a_literal_is_what_it_says(text, expected):
    assert gives(text) == expected


@each(
    ("1 + 2 * 3 ** 2", "19"),
    ("-2 ** 2", "4"),
    ("2 ** 3 ** 2", "64"),
    ("1 - -1", "2"),
    ("-1234567890123456789012345678901234", "-1234567890123456789012345678901234"),
    ("{a: 1234567890123456789012345678901234, b: -a}.b", "-1234567890123456789012345678901234"),
    ("1 / 3 * 3", "0.9999999999999999999999999999999999"),
    ("0.1 + 0.2 = 0.3", "true"),
    ("1 / 0", "null"),
    ("10 ** 7000", "null"),
    ('"a" + "b"', '"ab"'),
    ('"a" + 1', "null"),
    ("1 + null", "null"),
    ('@"2026-01-31" + @"P1M"', '@"2026-02-28"'),
    ('@"2024-02-29" - @"P1Y"', '@"2023-02-28"'),
    ('@"2026-03-31T08:00:00" - @"P1M"', '@"2026-02-28T08:00:00"'),
    ('@"2026-01-01" + @"PT36H"', '@"2026-01-02"'),
    ('@"2026-01-01" - @"PT1H"', '@"2025-12-31"'),
    ('@"23:30:00" + @"PT1H"', '@"00:30:00"'),
    ('@"10:00:00+02:00" - @"10:00:00+01:00"', '@"-PT1H"'),
    ('@"2026-01-01T00:00:00Z" - @"2026-01-01T00:00:00"', "null"),
    ('@"2026-01-01T12:00:00Z" - @"2026-01-01"', '@"PT12H"'),
    ('@"2026-01-01" + @"2026-01-01"', "null"),
    ('@"P1Y" / @"P4M"', "3"),
    ('@"PT1H" * 1.5', '@"PT1H30M"'),
    ('2 * @"P3M"', '@"P6M"'),
    ('@"P1Y" + @"P1D"', "null"),
    ('@"9999-12-31" + @"P1D"', '@"10000-01-01"'),
    ('@"-0001-03-01" - @"P1D"', '@"-0001-02-28"'),
    ('@"9999-12-31T23:59:59Z" + @"PT1S"', '@"10000-01-01T00:00:00Z"'),
    ('@"999999999-12-31" + @"P1D"', "null"),
    ('@"23:59:59.999999999" + @"PT1S"', '@"00:00:00.999999999"'),
    ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"', '@"2026-03-29T03:30:00@Europe/Paris"'),
)
def test_arithmetic(text, expected):
    assert gives(text) == expected


@each(
    ("null = null", "true"),
    ("null = 1", "false"),
    ("null != 1", "true"),
    ("null < 1", "null"),
    ('1 = "1"', "null"),
    ("true > false", "null"),
    ("[1, [2]] = [1, [2.0]]", "true"),
    ("[1, 2] = [2, 1]", "false"),
    ("{a: 1, b: 2} = {b: 2, a: 1}", "true"),
    ("[1..3] = [1..3)", "false"),
    ('@"2026-01-01" < @"2026-01-01T00:00:00"', "null"),
    ('@"10:00:00Z" = @"11:00:00+01:00"', "true"),
    ('@"10:00:00" = @"10:00:00@Europe/Paris"', "false"),
    ('@"10:00:00.000000001" > @"10:00:00"', "true"),
    ('@"-999999999-01-01" < @"999999999-12-31"', "true"),
    ("3 between 1 and 3 and true", "true"),
    ("null between 1 and 2", "null"),
    ("3 in (1, 2, 3)", "true"),
    ("3 in (> 5, [1..3])", "true"),
    ("3 in [1..3)", "false"),
    ("3 in (1..3]", "true"),
    ("3 in [[1..2], [3..4]]", "true"),
    ("3 in [1, 2, 3]", "true"),
    ("[3] in [[3], [4]]", "true"),
    ("3 in not(3)", "false"),
    ("3 in (not(3, 4))", "false"),
)
def test_comparison(text, expected):
    assert gives(text) == expected


TRUTHS = {"true": True, "false": False, "null": None}


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", [*TRUTHS, "1"])
def test_and_and_or_are_three_valued(left, right):
    """Anything but truth counts as null."""
    values = [TRUTHS[left], TRUTHS.get(right)]
    conjunction = False if False in values else None if None in values else True
    disjunction = True if True in values else None if None in values else False
    assert evaluate(f"{left} and {right}")[0] is conjunction
    assert evaluate(f"{left} or {right}")[0] is disjunction


@each(
    ("if null then 1 else 2", "2"),
    ('if "yes" then 1 else 2', "2"),
    ("for i in [1, 2], j in [i, 10] return i * j", "[1, 10, 4, 20]"),
    ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in (1..4) return i", "[2, 3]"),
    ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
    ("for i in 1..6 return if i < 3 then 1 else partial[-1] + partial[-2]", "[1, 1, 2, 3, 5, 8]"),
    ("for i in 1..3 return count(partial)", "[0, 1, 2]"),
    ("for i in 7 return i", "[7]"),
    ("for i in null return i", "null"),
    ("some i in [null, true] satisfies i", "true"),
    ("some i in [null, false] satisfies i", "null"),
    ("every i in [] satisfies i", "true"),
    ("every i in [null, true] satisfies i", "null"),
    ("every i in [1, 2], j in [3] satisfies i < j", "true"),
)
def test_conditions_and_loops(text, expected):
    assert gives(text) == expected


@each(
    ("[1, 2, 3][1]", "1"),
    ("[1, 2, 3][-1]", "3"),
    ("[1, 2, 3][0]", "null"),
    ("[1, 2, 3][1.5]", "null"),
    ("[1, 2, 3][item > 1]", "[2, 3]"),
    ("[1, 2, 3][count([1, 2])]", "2"),
    ("[1, 2, 3][item > 1][1]", "2"),
    ("[true, false, null][item]", "[true]"),
    ("7[item > 5]", "[7]"),
    ("7[1]", "7"),
    ("null[1]", "null"),
    ("[{a: 1}, {a: 2}, {b: 2}][a >= 2]", "[{a: 2}]"),
    ("[{item: 1}, {item: 2}][item = 2]", "[{item: 2}]"),
    ("{x: 2, r: [{a: 1}, {a: 2}][a = x]}.r", "[{a: 2}]"),
    ("[{a: {b: 1}}, {a: null}].a.b", "[1, null]"),
    ("{a: 1}.b", "null"),
    ('@"2026-11-28T10:20:30.5+08:00".time offset', '@"PT8H"'),
    ('@"2026-11-28".weekday', "6"),
    ('@"10:20:30.5".second', "30.5"),
    ('@"-P1DT2H".hours', "-2"),
    ('@"P14M".months', "2"),
    ("(1..5].start included", "false"),
    ("(< 5).start", "null"),
    ("(>= 5).end included", "false"),
)
def test_filters_and_paths(text, expected):
    assert gives(text) == expected


@each(
    ("{a: 1, b: a + 1}", "{a: 1, b: 2}"),
    ("{b: a, a: 1}.b", "null"),
    ("{a: 1, a: 2}", "null"),
    ("{a: 1, b: {a: 2, c: a}, d: a}", "{a: 1, b: {a: 2, c: 2}, d: 1}"),
    ("{f: function(x) x * 2, r: f(4)}.r", "8"),
    ("{k: 3, add: function(n) function(x) x + n + k, r: add(1)(2)}.r", "6"),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"),
    ("{f: function(a, b) a - b, r: f(b: 1, a: 5)}.r", "4"),
    ("{f: function(a, b) a - b, r: f(b: 1, c: 5)}.r", "null"),
    ("{f: function(a) a, r: f(1, 2)}.r", "null"),
    ("(function(a: number) a)([1])", "1"),
    ("(function(a: list<number>) a)(1)", "[1]"),
    ('(function(a: date and time) a)(@"2026-01-01")', '@"2026-01-01T00:00:00Z"'),
    ('(function(a: number) a)("1")', "null"),
    ('(function(a) external {java: {class: "x", method signature: "y"}})(1)', "null"),
    ("(1)(2)", "null"),
)
def test_contexts_and_functions(text, expected):
    assert gives(text) == expected


@each(
    ("1 instance of number", "true"),
    ("null instance of number", "false"),
    ("null instance of Null", "true"),
    ("[1, 2] instance of list<number>", "true"),
    ('[1, "2"] instance of list<number>', "false"),
    ("{a: 1, b: 2} instance of context<a: number>", "true"),
    ("{b: 2} instance of context<a: number>", "false"),
    ("[1..2] instance of range<number>", "true"),
    ('@"P1D" instance of days and time duration', "true"),
    ('@"P1D" instance of years and months duration', "false"),
    ('@"2026-01-01" instance of date and time', "false"),
    ("(function(a: Any) 1) instance of function<number> -> Any", "true"),
    ("(function(a: number) 1) instance of function<Any> -> Any", "false"),
    ("(function(a, b) 1) instance of function<number> -> Any", "false"),
)
def test_types(text, expected):
    assert gives(text) == expected


def test_names_may_hold_blanks_and_signs_and_the_longest_counts():
    scope = {
        "a": Decimal(9),
        "b": Decimal(2),
        "a-b": Decimal(1),
        "date of birth": "x",
        "客户 等级": "金",
        "if so": Decimal(3),
    }
    assert gives("a-b", **scope) == "1"
    assert gives("a - b + a-b", **scope) == "2"
    assert gives("b-a", **scope) == "-7"
    assert gives("date  of\nbirth", **scope) == '"x"'
    assert gives("客户 等级", **scope) == '"金"'
    assert gives("if so + 1", **scope) == "4"
    assert gives('{"time in force": 1, n-m: 2, r: time in force + n-m}.r') == "3"
    assert gives("for my item in [1, 2] return my item * 2") == "[2, 4]"
    assert gives('people[last-name = "W"].first name', people=[{"last-name": "W", "first name": "G"}]) == '["G"]'


def test_a_name_nobody_knows_is_null_and_told():
    value, messages = evaluate("no such thing + 1")
    assert value is None
    assert "no such thing" in messages[0][0]
    assert "no such thing" in messages[0][1]


def test_a_scope_may_shadow_a_built_in_function():
    assert gives("{count: function(x) 7, r: count([1])}.r") == "7"


def test_the_clock_is_asked_only_if_lent():
    assert evaluate("now()")[0] is None
    moment = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)
    assert written(evaluate("now()", now=lambda: moment)[0]) == "2026-11-28T10:30:00Z"
    assert written(evaluate('today() + @"P1D"', now=lambda: moment)[0]) == "2026-11-29"


@pytest.mark.parametrize(
    ("text", "position"),
    [("1 +", 4), ("[1, 2", 6), ("{a 1}", 5), ("if 1 then 2", 12), ("1 2", 3), ("", 1), ("x instance of foo", 15), ('@"x"', 1)],
)  # fmt: skip
def test_what_is_no_feel_is_refused_with_its_place(text, position):
    with pytest.raises(FeelError) as error:
        evaluate(text)
    assert error.value.position == position
    assert error.value.zh
    assert error.value.en


def test_depth_is_refused_and_never_breaks():
    for text in ("(" * 5000 + "1" + ")" * 5000, "[" * 5000, "-" * 5000 + "1", "{a:" * 300 + "1" + "}" * 300):
        try:
            assert evaluate(text)[0] == 1
        except FeelError as error:
            assert error.zh


DOUBLE = "f: function(twice, n, s) if n = 0 then s else f(twice, n - 1, twice(s))"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000, j in 1..1000, k in 1..1000 return 1",
        "{f: function(x) f(x + 1), r: f(1)}.r",
        "for i in 1..10 ** 12 return i",
        f'{{{DOUBLE}, r: string length(f(function(s) s + s, 60, "ab"))}}.r',
        f"{{{DOUBLE}, r: count(f(function(s) concatenate(s, s), 60, [1]))}}.r",
        f"{{{DOUBLE}, r: string(f(function(s) [s, s], 60, 1))}}.r",
        f"{{{DOUBLE}, r: flatten(f(function(s) [s, s], 60, 1))}}.r",
        f"{{{DOUBLE}, r: f(function(s) [s, s], 60, 1) = f(function(s) [s, s], 60, 1)}}.r",
    ],
)
def test_endless_work_is_stopped_with_null_and_a_message(text, monkeypatch):
    monkeypatch.setattr(notes, "MOST_STEPS", 100_000)  # the same stop, sooner
    value, messages = evaluate(text)
    assert value is None
    assert messages


@pytest.mark.parametrize(
    "text", ["[1, 2]", "for x in y return x", "{a: 1}", "x between 1 and 2", "if a then b else c", "x[1]", "a b"]
)
def test_a_cell_of_a_pack_is_held_to_the_simple_part(text):
    with pytest.raises(FeelError):
        parse_tests(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        written(evaluate(text)[0])
    except FeelError as error:
        assert 1 <= error.position <= len(text) + 1


@given(st.recursive(st.none() | st.booleans() | st.decimals(-10**6, 10**6, places=3) | st.text(st.characters(codec="utf-8"), max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"\A[a-z]{1,5}( [a-z]{1,3})?\Z"), inner, max_size=3)))  # fmt: skip
def test_what_is_written_reads_back(value):
    from shouwen.rulebook.feel.values import equal

    read, messages = evaluate(written(value, quoted=True))
    assert not messages
    assert equal(read, value)
