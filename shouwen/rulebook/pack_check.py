"""Checks a pack folder as a whole and says, with file and row, everything that keeps it from being published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from shouwen.rulebook import customer_types, script_check
from shouwen.rulebook.deadline_check import deadlines, teller
from shouwen.rulebook.deciding import Reckoner, in_domain
from shouwen.rulebook.feel import FeelError, compile_test, parse_expression, parse_tests
from shouwen.rulebook.feel.nodes import literals, names
from shouwen.rulebook.feel.typed import plain, read_value
from shouwen.rulebook.pack_examples import check_examples, missing
from shouwen.rulebook.packs import Pack, build, read_folder
from shouwen.rulebook.phrase_check import check_phrases
from shouwen.rulebook.phrase_check import cited as phrases_cited
from shouwen.rulebook.sheets import Cited, DecisionSheet, Input, KindSheet, Output, Problem, TableSheet
from shouwen.rulebook.table_check import check_table, has_gap
from shouwen.rulebook.tables import LISTING, CompileError

# The words of a closing gate that the cases room knows how to test.
GATE_CHECKS = frozenset(
    {
        "customer_told",
        "satisfied_or_exception",
        "return_visit",
        "cause_recorded",
        "record_complete",
        "departments_answered",
        "reports_received",
        "steps_done",
        "prevention_recorded",
        "substantiated_judged",
        "promises_settled",
        "consultations_answered",
        "compensation_decided",
    }
)

Problems = Iterator[Problem]


def check(
    folder: Path | str,
    search: Sequence[Path | str] = (),
    *,
    reckoners: Mapping[str, Reckoner] | None = None,
    facts: Iterable[str] | None = None,
) -> list[Problem]:
    """Every problem of the pack in the folder; bad content never raises.

    `reckoners` and `facts` are what the rooms declare; without them answers of a reckoner and names of facts are not
    checked. Publishable = no problem of level "error".
    """
    folder = Path(folder)
    raw, problems = read_folder(folder, [Path(each) for each in search])
    pack, more = build(raw) if raw else (None, [])
    problems = [*problems, *more, *(_whole(pack, reckoners, facts) if pack is not None else [])]
    return [_placed(folder, pack, each) for each in dict.fromkeys(problems)]


def check_content(
    raw: dict[str, Any], *, reckoners: Mapping[str, Reckoner] | None = None, facts: Iterable[str] | None = None
) -> list[Problem]:
    """The same of a merged pack as plain JSON (`Pack.to_json`): what a draft is checked by."""
    pack, problems = build(raw)
    return list(dict.fromkeys([*problems, *(_whole(pack, reckoners, facts) if pack is not None else [])]))


def _whole(pack: Pack, reckoners: Mapping[str, Reckoner] | None, facts: Iterable[str] | None) -> Problems:
    known = None if facts is None else frozenset(facts)
    for part in (_citations(pack), _tables(pack), _decisions(pack), _organisation(pack), _kinds(pack),
                 _categories(pack), deadlines(pack, known), _notices(pack, known), _settings(pack),
                 check_examples(pack, reckoners), check_phrases(pack), script_check.check_scripts(pack), customer_types.check_customer_types(pack)):  # fmt: skip
        yield from part


def _placed(folder: Path, pack: Pack | None, problem: Problem) -> Problem:
    """A sheet the pack does not have itself stands with its parent."""
    if pack is None or pack.extends is None or (folder / problem.file).exists() or problem.file == "pack.toml":
        return problem
    if problem.file.startswith(f"{pack.extends}/"):
        return problem
    return Problem(f"{pack.extends}/{problem.file}", problem.row, problem.zh, problem.en, problem.level)


# Clauses.


def _citations(pack: Pack) -> Problems:
    for file, row, cited in _cited(pack):
        for clause in cited.because:
            if clause != "gap" and clause not in pack.clauses:
                yield Problem(file, row, f"没有条款「{clause}」。", f'There is no clause "{clause}".')
        if cited.origin == "source" and all(each == "gap" for each in cited.because):
            yield Problem(
                file, row, "来源为原文的必须写明条款。", "Only a row that names a clause can come from the source."
            )
        if cited.because == ["gap"] and cited.certainty == "stated" and cited.origin not in ("default", "borrowed"):
            yield Problem(file, row, "原文没有写的，不能算写明。", "What the standard is silent on is not stated.")


def _cited(pack: Pack) -> Iterator[tuple[str, str, Cited]]:
    """(file, row, what cites) for everything in the pack that names clauses."""
    for name, table in pack.tables.items():
        yield from ((f"tables/{name}.toml", row.id, row) for row in table.row)
    for name, decision in pack.decisions.items():
        if decision.otherwise:
            yield f"decisions/{name}.toml", decision.otherwise.row, decision.otherwise
    for kind in pack.kinds.values():
        yield from ((f"kinds/{kind.id}.toml", each.id, each) for each in kind.step)
        yield from ((f"kinds/{kind.id}.toml", each.id, each) for each in kind.gate)
    yield from (("organisation.toml", post.id, post) for post in pack.posts.values())
    yield from (("categories.toml", each.id, each) for each in pack.categories.values())
    yield from (("deadlines.toml", each.id, each) for each in pack.deadlines.values())
    yield from (("ladders.toml", each.id, rung) for each in pack.ladders.values() for rung in each.rung)
    yield from (("notices.toml", each.id or each.on, each) for each in pack.notices)
    yield from (("settings.toml", each.id, each) for each in pack.settings.values())
    for part in (phrases_cited, script_check.cited, customer_types.cited):
        yield from part(pack)


# Tables and decisions.


def _tables(pack: Pack) -> Problems:
    for name, sheet in pack.tables.items():
        file = f"tables/{name}.toml"
        yield from _domains(file, sheet.inputs)
        yield from _cells(file, sheet)
        yield from _outputs(pack, file, sheet)
        if not sheet.row:
            yield Problem(file, "", "表里没有一行。", "The table has no row.")
        try:
            table = pack.table(name)
        except CompileError as error:
            yield from (Problem(file, row, zh, en) for row, zh, en in error.problems)
            continue
        except ValueError as error:
            yield Problem(file, "", f"表不能编译：{error}", f"The table cannot be compiled: {error}")
            continue
        if any(not _readable(column) for column in sheet.inputs.values()):
            continue  # reported with the domains
        for finding in check_table(table, never_null(pack, name, sheet), gaps_allowed=sheet.gaps == "manual"):
            yield Problem(file, finding.row, finding.zh, finding.en, finding.level)


def never_null(pack: Pack, name: str, sheet: TableSheet) -> set[str]:
    """Inputs every decision over this table requires, or the table itself calls required."""
    asking = [each for each in pack.decisions.values() if any(use.table == name for use in each.use)]
    return {
        column
        for column, asked in sheet.inputs.items()
        if asked.required or (asking and all(_requires(each, column) for each in asking))
    }


def _requires(decision: DecisionSheet, column: str) -> bool:
    """Whether the input is never null: it must be given, is a word that is always made, or comes from the register."""
    asked = (decision.inputs | decision.words).get(column)
    return asked is not None and (asked.required or bool(asked.setting))


def _domains(file: str, columns: Mapping[str, Input | Output]) -> Problems:
    for name, column in columns.items():
        try:
            if isinstance(column.domain, str):
                compile_test(column.domain, column.type)
            elif column.domain is not None and column.type not in ("text", "list"):
                yield Problem(
                    file, name, "这种类型的取值范围要写成区间。", "A domain of this type is written as a range."
                )
        except FeelError as error:
            yield Problem(file, name, error.zh, error.en)
        if isinstance(column.domain, list):
            for value in set(column.labels) - set(column.domain):
                yield Problem(file, name, f"取值里没有「{value}」。", f'"{value}" is labelled but not in the domain.')


def _cells(file: str, sheet: TableSheet) -> Problems:
    """Cells whose values lie outside the domain, and names that stand for nothing."""
    for row in sheet.row:
        try:
            for column, text in row.when.items():
                asked = sheet.inputs.get(column)
                cell = parse_tests(text)
                yield from _unknown_names(file, row.id, names(cell), sheet)
                for value in literals(cell) if asked and isinstance(asked.domain, list) else []:
                    if asked and plain(value) not in (asked.domain or []):
                        zh, en = (
                            f"「{plain(value)}」不在「{column}」的取值里。",
                            f'"{plain(value)}" is not in the domain of "{column}".',
                        )
                        yield Problem(file, row.id, zh, en)
            for raw in row.then.values():
                if isinstance(raw, dict) and "feel" in raw:
                    yield from _unknown_names(file, row.id, names(parse_expression(str(raw["feel"]))), sheet)
        except FeelError:
            continue  # compiling reports it


def _unknown_names(file: str, row: str, found: Iterable[str], sheet: TableSheet) -> Problems:
    for name in found:
        if name not in sheet.inputs and name.split(".")[0] not in sheet.inputs:
            yield Problem(file, row, f"不认识的名字「{name}」。", f'The name "{name}" is no input of the table.')


def _outputs(pack: Pack, file: str, sheet: TableSheet) -> Problems:
    yield from _domains(file, sheet.outputs)
    first = next(iter(sheet.outputs))
    ranks = [str(each) for each in sheet.order]
    if sheet.hit in ("P", "O") and not ranks:
        yield Problem(file, "order", "P、O 要写 order。", "P and O need an order.")
    if sheet.hit == "C+" and any(each.type not in ("number", "money") for each in sheet.outputs.values()):
        yield Problem(file, "hit", "C+ 只能求数和金额的和。", "C+ sums numbers and money only.")
    for row in sheet.row:
        if not row.then:
            yield Problem(file, row.id, "这一行没有答案。", "The row gives no answer.")
        if sheet.hit in ("P", "O") and str(row.then.get(first)) not in ranks:
            yield Problem(file, row.id, "答案不在 order 里。", "The answer is not in the order.")
        for name, raw in row.then.items():
            domain = sheet.outputs[name].domain if name in sheet.outputs else None
            values = raw if isinstance(raw, list) else [raw]
            if isinstance(domain, list) and not isinstance(raw, dict):
                for value in values:
                    if value not in domain:
                        yield Problem(file, row.id, f"「{value}」不在取值里。", f'"{value}" is not in the domain.')
        yield from _places(pack, file, row.id, row.then)


def _places(pack: Pack, file: str, row: str, then: Mapping[str, Any]) -> Problems:
    """Outputs called `department` and `post` are places of the organisation."""
    for output, known in (("department", pack.departments), ("post", pack.posts)):
        value = then.get(output)
        if isinstance(value, str) and value not in {each.name for each in known.values()}:
            yield Problem(file, row, f"组织里没有「{value}」。", f'"{value}" is not in the organisation ({output}).')


def _decisions(pack: Pack) -> Problems:
    used = {use.table for decision in pack.decisions.values() for use in decision.use}
    for name in pack.tables:
        if name not in used and pack.tables[name].row:
            zh, en = (
                "没有一个决定用到这张表，例子无法覆盖它。",
                "No decision uses this table, so no example can cover it.",
            )
            yield Problem(f"tables/{name}.toml", "", zh, en)
    for name, decision in pack.decisions.items():
        file = f"decisions/{name}.toml"
        yield from _domains(file, decision.inputs)
        yield from _domains(file, decision.words)
        yield from _registered(pack, file, decision)
        yield from _uses(pack, file, decision)
        if decision.otherwise:
            yield from _places(pack, file, decision.otherwise.row, decision.otherwise.then)
        category = decision.inputs.get("category")
        if category and isinstance(category.domain, list) and pack.categories:
            for value in category.domain:
                if value not in pack.categories:
                    yield Problem(file, "category", f"没有类别「{value}」。", f'There is no category "{value}".')


def _registered(pack: Pack, file: str, decision: DecisionSheet) -> Problems:
    """Inputs that name a setting: it is there, of the same type, and nobody has to give it."""
    for name, column in decision.inputs.items():
        if not column.setting:
            continue
        known = pack.settings.get(column.setting)
        if known is None:
            yield from missing(file, name, ("参数", "setting"), column.setting, pack.settings)
        elif known.type != column.type:
            zh, en = f"「{name}」的类型与参数不同。", f'"{name}" has another type than its setting.'
            yield Problem(file, name, zh, en)


def _uses(pack: Pack, file: str, decision: DecisionSheet) -> Problems:
    said = set(decision.outcome)
    known = decision.inputs | decision.words
    for number, use in enumerate(decision.use):
        table = pack.tables.get(use.table)
        if table is None:
            yield Problem(file, use.table, f"没有表「{use.table}」。", f'There is no table "{use.table}".')
            continue
        if number == 0 and not decision.otherwise and _has_gap(pack, use.table, decision):
            zh, en = "表留有空缺，决定要写 otherwise。", "The table has gaps, so the decision needs an otherwise."
            yield Problem(file, use.table, zh, en)
        if use.as_ and table.hit not in ("R", "O", "C"):
            zh, en = "as 只用于 C、R、O 的表。", "Only a table that lists its hits can be collected with as."
            yield Problem(file, use.table, zh, en)
        for name, column in table.inputs.items():
            asked = known.get(name)
            if asked is None and name not in said:
                zh, en = f"表要问「{name}」，决定里没有。", f'The table asks for "{name}", which the decision lacks.'
                yield Problem(file, use.table, zh, en)
            if asked is not None and (asked.type != column.type or _narrower(column, asked)):
                zh, en = f"「{name}」的类型或取值与表不同。", f'"{name}" has another type or domain in the table.'
                yield Problem(file, use.table, zh, en)
        said |= {use.as_} if use.as_ else set(table.outputs)


def _has_gap(pack: Pack, name: str, decision: DecisionSheet) -> bool:
    """Whether the table means to leave gaps, and does for what this decision lets through."""
    sheet = pack.tables[name]
    if sheet.gaps != "manual" or sheet.hit in LISTING or not all(map(_readable, sheet.inputs.values())):
        return False
    try:
        return has_gap(pack.table(name), {column for column in sheet.inputs if _requires(decision, column)})
    except ValueError:
        return False  # compiling reports it


def _readable(column: Input) -> bool:
    try:
        if isinstance(column.domain, str):
            compile_test(column.domain, column.type)
    except FeelError:
        return False
    return True


def _narrower(column: Input, asked: Input) -> bool:
    """Whether the decision lets values through that the table has never heard of."""
    if not isinstance(column.domain, list):
        return column.domain is not None and column.domain != asked.domain
    return not isinstance(asked.domain, list) or not set(asked.domain) <= set(column.domain)


# The other sheets.


def _organisation(pack: Pack) -> Problems:
    for each in pack.departments.values():
        yield from missing("organisation.toml", each.id, ("部门", "department"), each.parent or "", pack.departments)
        for clause in each.because:
            yield from missing("organisation.toml", each.id, ("条款", "clause"), clause, {"gap", *pack.clauses})
    yield from _circles("organisation.toml", {each.id: [each.parent or ""] for each in pack.departments.values()})


def _kinds(pack: Pack) -> Problems:
    for kind in pack.kinds.values():
        file = f"kinds/{kind.id}.toml"
        yield from missing(file, "routing", ("决定", "decision"), kind.routing, pack.decisions)
        for step in kind.step:
            yield from missing(file, step.id, ("时限", "deadline"), step.deadline, pack.deadlines)
            yield from teller(pack, file, step.id, [step.who])
            for other in step.must_precede:
                yield from missing(file, step.id, ("步骤", "step"), other, {each.id for each in kind.step})
        yield from _circles(file, {step.id: step.must_precede for step in kind.step})
        yield from _gates(file, kind)


def _gates(file: str, kind: KindSheet) -> Problems:
    for gate in kind.gate:
        yield from missing(file, gate.id, ("结案核对词", "check"), gate.check, GATE_CHECKS)


def _circles(file: str, following: Mapping[str, list[str]]) -> Problems:
    """Ids that come back to themselves."""
    for start in following:
        reached, ahead = set[str](), list(following[start])
        while ahead:
            id = ahead.pop()
            if id not in reached:
                reached.add(id)
                ahead += following.get(id, [])
        if start in reached:
            yield Problem(file, start, f"「{start}」绕回了自己。", f'"{start}" comes round to itself.')


def _categories(pack: Pack) -> Problems:
    file = "categories.toml"
    for each in pack.categories.values():
        yield from missing(file, each.id, ("类别", "category"), each.parent or "", pack.categories)
        yield from missing(file, each.id, ("案件种类", "case kind"), each.kind, pack.kinds)
        kind = pack.kinds.get(each.kind)
        decision = pack.decisions.get(kind.routing) if kind else None
        for detail in each.detail:
            column = decision.inputs.get(detail.input) if decision else None
            if column is None:
                zh, en = f"转办决定没有输入项「{detail.input}」。", f'The routing has no input "{detail.input}".'
                yield Problem(file, each.id, zh, en)
            elif not _fits(column, detail.value):
                zh, en = (
                    f"「{detail.input}」没有取值「{detail.value}」。",
                    f'"{detail.input}" cannot be "{detail.value}".',
                )
                yield Problem(file, each.id, zh, en)
    yield from _circles(file, {each.id: [each.parent or ""] for each in pack.categories.values()})


def _fits(column: Input, raw: Any) -> bool:
    try:
        return in_domain(
            column, read_value(column.type, [raw] if column.type == "list" and not isinstance(raw, list) else raw)
        )
    except ValueError:
        return False


def _notices(pack: Pack, facts: frozenset[str] | None) -> Problems:
    for each in pack.notices:
        yield from teller(pack, "notices.toml", each.id or each.on, each.tell)
        if facts is not None:
            yield from missing("notices.toml", each.id or each.on, ("事实", "fact"), each.on, facts)


def _settings(pack: Pack) -> Problems:
    for each in pack.settings.values():
        value = each.value
        # _fits asks of one member of a list
        if not all(_fits(Input(type=each.type, domain=each.domain), one) for one in _members(each.type, value)):
            zh, en = f"值 {each.value!r} 不是 {each.type}。", f"The value {each.value!r} is not a {each.type}."
            yield Problem("settings.toml", each.id, zh, en)


def _members(type: str, value: Any) -> list[Any]:
    return value if type == "list" and isinstance(value, list) else [value]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that keep a pack from being published."""
    return [each for each in problems if each.level == "error"]
