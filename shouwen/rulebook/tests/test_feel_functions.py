"""The built-in functions of FEEL, family by family, and the signatures that hold for all of them."""

from itertools import product

import pytest

from shouwen.rulebook.feel import evaluate
from shouwen.rulebook.feel.functions import BUILT_IN
from shouwen.rulebook.tests.test_feel import each, gives


@each(
    ('date("2026-02-29")', "null"),
    ("date(2024, 2, 29)", '@"2024-02-29"'),
    ('date(@"2026-01-02T10:00:00")', '@"2026-01-02"'),
    ('date("2026-01-02T10:00:00")', "null"),
    ('time("10:20")', "null"),
    ("time(10, 20, 30.5, @\"PT8H\")", '@"10:20:30.5+08:00"'),
    ('time(@"2026-01-02")', '@"00:00:00Z"'),
    ('date and time("2026-01-02")', '@"2026-01-02T00:00:00"'),
    ('date and time(@"2026-01-02", @"10:00:00Z")', '@"2026-01-02T10:00:00Z"'),
    ('duration("6mo")', "null"),
    ('duration("P1Y1D")', "null"),
    ('years and months duration(@"2026-01-31", @"2026-03-30")', '@"P1M"'),
    ('years and months duration(@"2026-03-31", @"2026-01-31")', '@"-P2M"'),
    ('number("1 234,5", " ", ",")', "1234.5"),
    ('number("1,234.5", ",", ".")', "1234.5"),
    ('number("1,5", ",", ",")', "null"),
    ('number("x")', "null"),
    ("string(1.50)", '"1.5"'),
    ("string(null)", "null"),
    ('string([1, "a", {b c: @"PT1H"}])', '"[1, \\"a\\", {b c: @\\"PT1H\\"}]"'),
    ('range("[1..5)")', "[1..5)"),
    ('range("[..5)")', "null"),
    ("not(null)", "null"),
)  # fmt: skip
def test_conversion(text, expected):
    assert gives(text) == expected


@each(
    ('substring("北京上海🐎", -3)', '"上海🐎"'),
    ('substring("abc", 2, 1)', '"b"'),
    ('substring("abc", 0)', "null"),
    ('string length("🐎")', "1"),
    ('substring before("abcb", "b")', '"a"'),
    ('substring after("abcb", "b")', '"cb"'),
    ('substring after("abc", "x")', '""'),
    ('matches("abc", "B")', "false"),
    ('matches("abc", "B", "i")', "true"),
    ('matches("a\\nb", "^b$", "m")', "true"),
    ('matches("a b", "a b", "x")', "false"),
    ('matches("a.b", "a.b", "q") and not(matches("axb", "a.b", "q"))', "true"),
    ('matches("中文", "^\\\\p{Lo}+$")', "true"),
    ('matches("abc", "^[a-z-[b]]+$")', "false"),
    ('matches("abc", "(?i)B")', "null"),
    ('matches("abc", "b", "y")', "null"),
    ('replace("2026-11", "(\\\\d+)-(\\\\d+)", "$2/$1")', '"11/2026"'),
    ('replace("abc", "b*", "x")', "null"),
    ('replace("a.b", ".", "\\\\$", "q")', '"a\\\\$b"'),
    ('split("a, b,c", ",\\\\s*")', '["a", "b", "c"]'),
    ('string join(["a", null, "b"], "-", "<", ">")', '"<a-b>"'),
    ('contains("abc", null)', "null"),
)
def test_texts(text, expected):
    assert gives(text) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(a*)*$", "(.*a){20}$", "a*a*a*a*a*a*a*a*$", "(a{1,30}){1,30}$"]
)
def test_a_pattern_cannot_stall_the_evaluation(pattern):
    value, _ = evaluate(f'matches(text, "{pattern}")', {"text": "a" * 3000 + "!"})
    assert value in (None, False)


@each(
    ("count([1, null])", "2"),
    ("count(7)", "1"),
    ("count(null)", "null"),
    ("min(3, 1, 2)", "1"),
    ('max(["a", "b"])', '"b"'),
    ('min([1, "a"])', "null"),
    ("max([])", "null"),
    ("sum([])", "null"),
    ("sum(1, 2.5)", "3.5"),
    ("product([2, 3, 4])", "24"),
    ("mean([1, 2])", "1.5"),
    ("median([5, 1, 2, 3])", "2.5"),
    ("stddev([2, 4, 4, 4, 5, 5, 7, 9]) > 2.13", "true"),
    ("mode([3, 1, 3, 1, 2])", "[1, 3]"),
    ("all([true, null])", "null"),
    ("all([])", "true"),
    ("any(false, null, true)", "true"),
    ("any([])", "false"),
    ("sublist([1, 2, 3], -2, 1)", "[2]"),
    ("sublist([1, 2, 3], 2, 3)", "null"),
    ("append([1], 2, null)", "[1, 2, null]"),
    ("concatenate([1], [[2]], 3)", "[1, [2], 3]"),
    ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
    ("remove([1, 2, 3], -1)", "[1, 2]"),
    ("list replace([1, 2, 3], 2, 9)", "[1, 9, 3]"),
    ("list replace([1, 2, 3], function(item, newItem) item < newItem, 2)", "[2, 2, 3]"),
    ("reverse([1, 2])", "[2, 1]"),
    ("index of([1, null, 1], null)", "[2]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ('distinct values([1, "1", true, 1.0, [1], [1]])', '[1, "1", true, [1]]'),
    ("duplicate values([1, 2, 2, 3, 3])", "[2, 3]"),
    ("flatten([1, [[2], 3]])", "[1, 2, 3]"),
    ("list contains([1, null], null)", "true"),
    ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
    ('sort([{n: "b", k: 1}, {n: "a", k: 1}], function(x, y) x.k < y.k).n', '["b", "a"]'),
    ("sort([1, 2], function(x, y) null)", "null"),
)
def test_lists(text, expected):
    assert gives(text) == expected


@each(
    ("decimal(2.5, 0)", "2"),
    ("decimal(1.115, 2)", "1.12"),
    ("floor(-1.55, 1)", "-1.6"),
    ("ceiling(1.1)", "2"),
    ("round up(-1.01, 1)", "-1.1"),
    ("round down(1.19, 1)", "1.1"),
    ("round half up(-2.5, 0)", "-3"),
    ("round half down(2.5, 0)", "2"),
    ("round up(15, -1)", "20"),
    ("round up(1, 9999)", "null"),
    ("abs(@\"-PT5H\")", '@"PT5H"'),
    ("modulo(-12, 5)", "3"),
    ("modulo(12, -5)", "-3"),
    ("modulo(1, 0)", "null"),
    ("sqrt(-1)", "null"),
    ("log(0)", "null"),
    ("decimal(exp(log(10)), 20)", "10"),
    ("odd(-3) and even(0)", "true"),
)  # fmt: skip
def test_numbers(text, expected):
    assert gives(text) == expected


@each(
    ('is(@"10:00:00Z", @"11:00:00+01:00")', "false"),
    ('is(@"10:00:00Z", @"10:00:00+00:00")', "true"),
    ('is(@"2026-01-01T10:00:00@Australia/Sydney", @"2026-01-01T10:00:00@Australia/Melbourne")', "false"),
    ("is(null, null)", "true"),
    ('is(1, "1")', "false"),
    ('day of year(@"2024-12-31")', "366"),
    ('day of week(@"2026-11-28T10:00:00")', '"Saturday"'),
    ('month of year(@"2026-11-28")', '"November"'),
    ('week of year(@"2021-01-03")', "53"),
)
def test_moments(text, expected):
    assert gives(text) == expected


@each(
    ('get value({a: 1}, "b")', "null"),
    ('get entries({a: 1}).key', '["a"]'),
    ('context([{key: "a", value: 1}, {key: "b", value: null}])', "{a: 1, b: null}"),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', "{a: {b: 1, c: 2}}"),
    ('context put({a: 1}, ["a", "c"], 2)', "null"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
)  # fmt: skip
def test_contexts(text, expected):
    assert gives(text) == expected


def _truth(name, one, other):
    """What the relation means, counted out over quarters: every point each range holds."""
    held = [{point for point in range(41) if _holds(span, point / 4)} for span in (one, other)]
    first, second = held
    if name == "before":
        return max(first) < min(second)
    if name == "overlaps":
        return bool(first & second)
    if name == "includes":
        return first >= second
    if name == "during":
        return first <= second
    return first == second


def _holds(span, point):
    low_in, low, high, high_in = span
    return (low < point or (low_in and low == point)) and (point < high or (high_in and point == high))


SPANS = [
    (a, low, high, b) for a, b in product((True, False), repeat=2) for low, high in [(1, 4), (4, 7), (2, 5), (1, 7)]
]


@pytest.mark.parametrize("name", ["before", "overlaps", "includes", "during", "coincides"])
def test_relations_of_ranges_agree_with_the_points_they_hold(name):
    def text(span):
        return f"{'[' if span[0] else '('}{span[1]}..{span[2]}{']' if span[3] else ')'}"

    for one, other in product(SPANS, repeat=2):
        assert gives(f"{name}({text(one)}, {text(other)})") == str(_truth(name, one, other)).lower(), (one, other)


@each(
    ("before(1, (1..5])", "true"),
    ("after(5, [1..5))", "true"),
    ("after([6..7], 5)", "true"),
    ("meets([1..3], [3..5])", "true"),
    ("meets([1..3), [3..5])", "false"),
    ("met by([3..5], [1..3])", "true"),
    ("overlaps before([1..3], [2..5])", "true"),
    ("overlaps before([1..5], [2..5])", "true"),
    ("overlaps before([1..6], [2..5])", "false"),
    ("overlaps after([2..5], [1..3])", "true"),
    ("overlaps after([2..5], [2..3])", "false"),
    ("finishes(5, [1..5])", "true"),
    ("finishes(5, [1..5))", "false"),
    ("finishes((1..5], [1..5])", "true"),
    ("finished by([1..5], (2..5])", "true"),
    ("starts(1, (1..5])", "false"),
    ("starts([1..3], [1..5])", "true"),
    ("starts([1..5], [1..5))", "false"),
    ("started by([1..5], 1)", "true"),
    ("includes((< 5), 3)", "true"),
    ("before((< 5), (> 5))", "true"),
    ('before(1, "a")', "null"),
)
def test_relations_of_points_and_ranges(text, expected):
    assert gives(text) == expected


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_a_function_given_what_it_cannot_take_answers_null_and_tells(name):
    """Never an exception, whatever comes; what takes anything at all may answer."""
    for arguments in ("", "null, null", '{}, [], "", 1, true, 2, 3', "x: 1", "function() 1, function() 1"):
        value, messages = evaluate(f"{name}({arguments})")
        assert value is None or not messages


@each(
    ('substring(start position: 2, string: "abc")', '"bc"'),
    ("sort(precedes: function(a, b) a < b, list: [2, 1])", "[1, 2]"),
    ('number(from: "1,5", grouping separator: null, decimal separator: ",")', "1.5"),
    ('substring(text: "abc", start position: 2)', "null"),
    ("is(value1: null)", "true"),
    ('time(hour: 1, minute: 2, second: 3)', '@"01:02:03"'),
)  # fmt: skip
def test_arguments_may_be_named(text, expected):
    assert gives(text) == expected
