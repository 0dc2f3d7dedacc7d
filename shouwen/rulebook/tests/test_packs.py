"""Packs: reading, inheriting by id, tombstones, digests, and what the check of a whole pack finds."""

import json
import shutil

import pytest

from shouwen.rulebook.pack_check import check, errors
from shouwen.rulebook.packs import Pack, PackError, load, short_clause

BASE = {
    "pack.toml": """
schema = 1
id = "base"
title = "通用"
version = "1"
""",
    "clauses/a.md": """# 通用条款

## S0-5.11 登记
来件都要登记。
""",
    "ladders.toml": """
[[ladder]]
id = "default"
[[ladder.rung]]
after = "0m"
tell = ["owner"]
because = ["gap"]
origin = "default"
""",
    "settings.toml": """
[[setting]]
id = "repeat.window"
title = "二次投诉"
type = "duration"
value = "30d"
because = ["gap"]
origin = "default"
[[setting]]
id = "share"
title = "比例"
type = "number"
value = 0.3
because = ["S0-5.11"]
""",
}

CHILD = {
    "pack.toml": """
schema = 1
id = "logistics"
title = "物流"
version = "2026.1"
extends = "base"
in_force_from = "2026-01-01"
""",
    "clauses/d.md": """# 投诉

## S2-1.D.4.8.3 送货不及时
转监察部。

## S2-1.D.4.8.6 错收错发
业务部或运营部。
""",
    "organisation.toml": """
[[department]]
id = "supervision"
name = "监察部"
kind = "supervision"
[[department]]
id = "operations"
name = "运营部"
kind = "operations"
[[department]]
id = "centre"
name = "客服中心"
kind = "centre"
[[post]]
id = "supervisor"
name = "客服主管"
scope = "department"
because = ["gap"]
""",
    "categories.toml": """
[[category]]
id = "late_delivery"
kind = "complaint"
label = "送货不及时"
because = ["S2-1.D.4.8.3"]
[[category]]
id = "wrong_dispatch"
kind = "complaint"
label = "错收错发"
because = ["S2-1.D.4.8.6"]
[[category.detail]]
input = "cause"
value = "sorting"
label = "分拣"
[[category]]
id = "other"
kind = "complaint"
label = "其他"
because = ["gap"]
""",
    "tables/routing.toml": """
title = "投诉转办"
hit = "U"
gaps = "manual"
[inputs.category]
type = "text"
domain = ["late_delivery", "wrong_dispatch", "other"]
[inputs.cause]
type = "text"
domain = ["label", "sorting"]
[outputs.department]
type = "text"
[outputs.fine]
type = "money"
[[row]]
id = "R-03"
when = { category = '"late_delivery"' }
then = { department = "监察部", fine = "50.00" }
because = ["S2-1.D.4.8.3"]
[[row]]
id = "R-06b"
when = { category = '"wrong_dispatch"', cause = '"sorting"' }
then = { department = "运营部" }
because = ["S2-1.D.4.8.6"]
certainty = "analogy"
""",
    "tables/also.toml": """
title = "同时告知"
hit = "C"
[inputs.repeat]
type = "bool"
[outputs.also]
type = "text"
[[row]]
id = "R-11"
when = { repeat = "true" }
then = { also = "企管部" }
because = ["S0-5.11"]
""",
    "decisions/routing.toml": """
title = "投诉转办"
[inputs.category]
type = "text"
domain = ["late_delivery", "wrong_dispatch", "other"]
required = true
[inputs.cause]
type = "text"
domain = ["label", "sorting"]
[inputs.repeat]
type = "bool"
[[use]]
table = "routing"
[[use]]
table = "also"
as = "also"
[outcome]
also = []
[otherwise]
row = "R-99"
then = { department = "客服中心", post = "客服主管" }
because = ["gap"]
certainty = "manual"
origin = "default"
""",
    "kinds/complaint.toml": """
id = "complaint"
title = "投诉"
routing = "routing"
[[step]]
id = "apologise"
title = "致歉"
must_precede = ["judge"]
deadline = "answer"
because = ["S0-5.11"]
[[step]]
id = "judge"
title = "判断"
because = ["S0-5.11"]
[[gate]]
id = "told"
check = "customer_told"
title = "已答复"
how = "打电话"
because = ["S0-5.11"]
""",
    "deadlines.toml": """
[[deadline]]
id = "answer"
title = "答复"
thing = "case"
starts_on = "case.opened"
stops_on = ["case.answered"]
shape = "after"
counts = "working"
within = "4h"
remind = ["50%", "30m"]
ladder = "default"
kind = ["complaint"]
because = ["gap"]
origin = "default"
""",
    "notices.toml": """
[[notice]]
on = "case.repeated"
tell = ["department:监察部", "post:客服主管"]
text = "{number} 二次投诉"
because = ["S0-5.11"]
""",
    "calendar.toml": 'title = "默认"\n[week]\nmon = [["09:00", "12:00"]]\n',
    "examples/routing.toml": """
[[example]]
decision = "routing"
given = { category = "late_delivery", repeat = true }
expect = { department = "监察部", fine = "50", also = ["企管部"] }
rows = ["R-03", "R-11"]
clauses = ["S2-1.D.4.8.3", "S0-5.11"]
[[example]]
decision = "routing"
given = { category = "wrong_dispatch", cause = "sorting" }
expect = { department = "运营部" }
rows = ["R-06b"]
""",
}


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "base", BASE)
    write(tmp_path / "logistics", CHILD)
    return tmp_path / "logistics"


def change(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def found(folder, **more):
    return [(each.file, each.row) for each in errors(check(folder, **more))]


def test_a_good_pack_has_no_problem(folder):
    assert check(folder) == []


def test_a_pack_holds_what_it_inherits(folder):
    pack = load(folder)
    assert pack.clauses["S0-5.11"].article == "通用条款"
    assert pack.clauses["S2-1.D.4.8.3"].text == "转监察部。"
    assert pack.ladders["default"].rung[0].tell == ["owner"]
    assert pack.settings["share"].value == "0.3"
    assert pack.kinds["complaint"].step[0].deadline == "answer"


def test_a_parent_may_be_found_elsewhere(folder, tmp_path):
    shutil.move(folder.parent / "base", tmp_path / "shelf" / "base")
    with pytest.raises(PackError):
        load(folder)
    assert load(folder, [tmp_path / "shelf"]).extends == "base"


def test_the_pack_survives_json_with_the_same_digest(folder):
    pack = load(folder)
    # PostgreSQL's jsonb shuffles keys: the order of columns and clauses must come back all the same.
    again = Pack.from_json(json.loads(json.dumps(pack.to_json(), sort_keys=True)))
    assert again.digest == pack.digest
    assert list(again.tables["routing"].outputs) == ["department", "fine"]
    assert list(again.decisions["routing"].inputs) == ["category", "cause", "repeat"]
    assert list(again.clauses) == list(pack.clauses)
    assert again.edition == pack.edition == f"logistics@2026.1+{pack.digest[:12]}"
    assert again.tables == pack.tables


def test_a_changed_word_changes_the_edition_and_the_clause_digest(folder):
    before = load(folder)
    change(folder, "clauses/d.md", "转监察部", "转结算部")
    after = load(folder)
    assert before.edition != after.edition
    ids = ["S2-1.D.4.8.3"]
    assert before.clauses_digest(ids) != after.clauses_digest(ids)


def test_a_child_overrides_by_id_and_removes_by_tombstone(folder):
    write(folder, {"settings.toml": """
[[remove]]
id = "share"
because = ["gap"]
origin = "default"
[[setting]]
id = "repeat.window"
title = "二次投诉"
type = "duration"
value = "7d"
because = ["gap"]
origin = "default"
"""})  # fmt: skip
    pack = load(folder)
    assert set(pack.settings) == {"repeat.window"}
    assert pack.settings["repeat.window"].value == "7d"


def test_a_child_replaces_an_inherited_example_by_asking_the_same(folder):
    write(folder.parent / "ours", {
        "pack.toml": 'schema = 1\nid = "ours"\ntitle = "x"\nversion = "1"\nextends = "logistics"\n',
        "tables/routing.toml": '[[remove]]\nid = "R-06b"\nbecause = ["gap"]\norigin = "default"\n',
    })  # fmt: skip
    assert ("tables/routing.toml", "R-06b") in found(folder.parent / "ours")
    write(folder.parent / "ours", {"examples/ours.toml": """
[[example]]
decision = "routing"
given = { category = "wrong_dispatch", cause = "sorting" }
expect = { department = "客服中心" }
rows = ["R-99"]
"""})  # fmt: skip
    assert found(folder.parent / "ours") == []


def test_a_tombstone_for_nothing_is_an_error(folder):
    write(folder, {"settings.toml": '[[remove]]\nid = "nothing"\nbecause = ["gap"]\norigin = "default"\n'})
    assert found(folder) == [("settings.toml", "nothing")]


@pytest.mark.parametrize(("table", "row"), [("routing", "R-03"), ("routing", "R-06b"), ("also", "R-11")])
def test_taking_any_row_out_fails_with_file_and_row(folder, table, row):
    head, *rows = CHILD[f"tables/{table}.toml"].split("[[row]]")
    kept = "[[row]]".join([head, *(each for each in rows if f'"{row}"' not in each)])
    write(folder, {f"tables/{table}.toml": kept})
    assert (f"tables/{table}.toml", row) in found(folder)


def test_a_row_without_example_is_an_error(folder):
    change(folder, "examples/routing.toml", 'rows = ["R-06b"]', "")
    assert found(folder) == [("tables/routing.toml", "R-06b")]


SORTED = "routing(category=wrong_dispatch, cause=sorting)"


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("tables/routing.toml", '["S2-1.D.4.8.3"]', '["S2-9.9"]', ("tables/routing.toml", "R-03")),
        ("tables/routing.toml", "'\"sorting\"'", "'\"sorting'", ("tables/routing.toml", "R-06b")),
        ("tables/routing.toml", "'\"sorting\"'", "'\"sort\"'", ("tables/routing.toml", "R-06b")),
        ("tables/routing.toml", '"监察部"', '"检察部"', ("tables/routing.toml", "R-03")),
        ("tables/routing.toml", 'gaps = "manual"', "", ("tables/routing.toml", "")),
        ("tables/routing.toml", 'certainty = "analogy"', 'certain = "analogy"', ("tables/routing.toml", "R-06b")),
        ("tables/routing.toml", "R-06b", "R-03", ("tables/routing.toml", "R-03")),
        ("tables/routing.toml", '"50.00"', '"fifty"', ("tables/routing.toml", "R-03")),
        ("decisions/routing.toml", 'table = "also"', 'table = "more"', ("decisions/routing.toml", "more")),
        ("decisions/routing.toml", "[otherwise]", "[other]", ("decisions/routing.toml", "")),
        ("decisions/routing.toml", 'post = "客服主管"', 'post = "经理"', ("decisions/routing.toml", "R-99")),
        ("categories.toml", 'id = "other"', 'id = "else"', ("decisions/routing.toml", "category")),
        ("categories.toml", 'value = "sorting"', 'value = "sort"', ("categories.toml", "wrong_dispatch")),
        ("categories.toml", '"complaint"\nlabel = "其他"', '"plaint"\nlabel = "其他"', ("categories.toml", "other")),
        ("kinds/complaint.toml", '["judge"]', '["apologise"]', ("kinds/complaint.toml", "apologise")),
        ("kinds/complaint.toml", '["judge"]', '["jugde"]', ("kinds/complaint.toml", "apologise")),
        ("kinds/complaint.toml", '"customer_told"', '"customer_hugged"', ("kinds/complaint.toml", "told")),
        ("kinds/complaint.toml", 'deadline = "answer"', 'deadline = "soon"', ("kinds/complaint.toml", "apologise")),
        ("kinds/complaint.toml", 'routing = "routing"', 'routing = "none"', ("kinds/complaint.toml", "routing")),
        ("deadlines.toml", 'ladder = "default"', 'ladder = "rope"', ("deadlines.toml", "answer")),
        ("deadlines.toml", 'within = "4h"', "", ("deadlines.toml", "answer")),
        ("deadlines.toml", 'within = "4h"', 'table = "late"', ("deadlines.toml", "answer")),
        ("deadlines.toml", 'origin = "default"', 'origin = "source"', ("deadlines.toml", "answer")),
        ("notices.toml", "post:客服主管", "post:主任", ("notices.toml", "case.repeated")),
        ("examples/routing.toml", '"运营部"', '"监察部"', ("examples/routing.toml", SORTED)),
        ("examples/routing.toml", '"sorting"', '"wind"', ("examples/routing.toml", SORTED.replace("sorting", "wind"))),
        ("pack.toml", 'extends = "base"', 'extends = "basis"', ("pack.toml", "extends")),
        ("pack.toml", "schema = 1", "schema = 2", ("pack.toml", "")),
        ("notices.toml", "[[notice]]", "[[notice]", ("notices.toml", "")),
    ],
)  # fmt: skip
def test_the_check_names_file_and_row(folder, file, old, new, where):
    change(folder, file, old, new)
    assert where in found(folder)


def test_facts_are_checked_where_they_are_declared(folder):
    facts = ["case.opened", "case.answered"]
    assert found(folder, facts=facts) == [("notices.toml", "case.repeated")]


def test_an_inherited_fault_stands_with_the_parent(folder):
    change(folder.parent / "base", "settings.toml", '"30d"', '"soon"')
    assert found(folder) == [("base/settings.toml", "repeat.window")]


def test_a_folder_that_is_no_pack_is_said_to_be_none(tmp_path):
    assert found(tmp_path) == [("pack.toml", "")]


def test_short_clauses():
    assert short_clause("S2-1.D.4.8.6") == "D.4.8.6"
    assert short_clause("S2-3.4.20") == "3.4.20"
    assert short_clause("S0-5.11") == "S0-5.11"


JUNK = ["3", '"x"', "[]", "{}", '["x"]', "[{}]", "true", "2026-01-01", '"[1.."', '{ feel = "1 +" }']


@pytest.mark.parametrize("name", [name for name in CHILD if name.endswith(".toml")])
def test_bad_content_is_a_problem_and_never_a_crash(folder, name):
    lines = CHILD[name].splitlines()
    for number, line in enumerate(lines):
        if "=" in line:
            junk = JUNK[number % len(JUNK)]
            spoilt = [*lines[:number], f"{line.partition('=')[0]}= {junk}", *lines[number + 1 :]]
            write(folder, {name: "\n".join(spoilt)})
            check(folder)


def test_a_file_that_is_not_utf8_is_a_problem(folder):
    (folder / "clauses" / "d.md").write_bytes(b"# \xff\n")
    assert ("clauses/d.md", "") in found(folder)
