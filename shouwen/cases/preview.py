"""What will happen once a call becomes a case: where it goes, by when, by which clause. Nothing is kept."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shouwen.cases import queries
from shouwen.cases.actions.opening import routing_inputs
from shouwen.cases.actions.timing import rule_of
from shouwen.cases.models import Case
from shouwen.cases.rules import Rules
from shouwen.kernel import calendars, clock
from shouwen.kernel.deadlines import due, elapsed
from shouwen.kernel.worktime import NoCalendarData
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

#: Later than every case there is, so that an unsaved one can ask which came before it.
NOT_YET = sys.maxsize
WEAKER = {"source": 0, "borrowed": 1, "default": 2, "gap": 3}


@dataclass(frozen=True)
class Moment:
    """A deadline that will begin: until when (or how long after its event), and why."""

    title: str
    at: dt.datetime | None
    within: str
    clauses: tuple[str, ...]
    origin: str
    is_assumed: bool = False


@dataclass
class Foreseen:
    """The answer to "what happens when I save this?"."""

    department: Any = None
    department_name: str = ""
    post: str = ""
    also: list[str] = field(default_factory=list)
    certainty: str = ""
    clauses: tuple[str, ...] = ()
    origin: str = "source"
    routed: bool = False
    problem: str = ""
    requirement: str = ""
    feedback: Moment | None = None
    opening: list[Moment] = field(default_factory=list)
    later: list[Moment] = field(default_factory=list)
    repeats: Case | None = None
    repeats_visible: bool = False

    @property
    def has_claim(self) -> bool:
        return "claim" in self.also

    @property
    def told_too(self) -> list[str]:
        return [word for word in self.also if word != "claim"]


def unsaved(brand: Any, **values: Any) -> Case:
    """A case as it would be, for rules that ask a case."""
    return Case(pk=NOT_YET, brand=brand, **values)


def foresee(
    case: Case, rules: Rules, *, person: Any, named: bool = False, wording: str = "", number: str = ""
) -> Foreseen:
    """Asks the pack about an unsaved case. `wording` is its class in words, `number` what it is about."""
    seen = Foreseen(requirement=requirement_for(case.kind, wording, number))
    seen.feedback = _feedback(rules)
    kind = rules.pack.kinds.get(case.kind)
    if kind is None:
        return seen
    if case.kind == "complaint":
        found = queries.earlier_of_same_matter(case, clock.now() - rules.period("repeat.window"))
        if found is not None:
            seen.repeats = found[0]
            seen.repeats_visible = queries.visible_to(person).filter(pk=found[0].pk).exists()
    if kind.routing and case.category:
        _route(seen, case, rules, kind.routing)
    wanted = [each for each in rules.pack.deadlines.values() if not each.kind or case.kind in each.kind]
    seen.opening = [
        _moment(each, rules, case) for each in wanted if each.starts_on == "case.opened" and each.id != "no-action"
    ]
    events = ("case.reported_back", "case.report_required") if named else ("case.reported_back",)
    seen.later = [_moment(each, rules, case) for each in wanted if each.starts_on in events]
    return seen


def _route(seen: Foreseen, case: Case, rules: Rules, routing: str) -> None:
    try:
        answer = rulebook.preview(rules.pack, routing, routing_inputs(case, rules, repeat=seen.repeats is not None))
    except (ValueError, LookupError) as unfit:
        seen.problem = getattr(unfit, "zh", "") or _("规则没有给出答案，由主管决定。")
        return
    said = answer.as_dict()
    seen.routed = True
    seen.department_name = said["outcome"].get("department") or ""
    seen.department = people.department_named(seen.department_name) if seen.department_name else None
    seen.post = said["outcome"].get("post") or ""
    seen.also = list(said["outcome"].get("also") or [])
    seen.certainty, seen.clauses = answer.certainty, answer.clauses
    seen.origin = _weakest([_origin(rules.pack, routing, row["table"], row["row"]) for row in said["rows"]])


def _origin(pack: Any, decision: str, table: str, row: str) -> str:
    """Where a row comes from: the rulebook itself, borrowed, or this product's own setting."""
    sheet = pack.tables.get(table)
    for each in sheet.row if sheet else []:
        if each.id == row:
            return str(each.origin)
    otherwise = pack.decisions[decision].otherwise
    return str(otherwise.origin) if otherwise is not None and otherwise.row == row else "source"


def _weakest(origins: list[str]) -> str:
    return max(origins, key=lambda origin: WEAKER.get(origin, 0), default="source")


def _feedback(rules: Rules) -> Moment | None:
    """When the department must have answered, if nothing else is agreed."""
    deadline = rules.pack.deadlines.get("department-answer")
    if deadline is None:
        return None
    return _reckon(deadline, within=str(rules.setting("transfer.answer_within")), origin="default")


def _moment(deadline: Any, rules: Rules, case: Case) -> Moment:
    """A deadline reckoned from now when it begins now; one that begins later says how long it is."""
    within, clauses, origin = deadline.within, [], deadline.origin
    if deadline.table:
        offered = {
            "complexity": case.complexity or None,
            "severity": case.circumstances.get("severity"),
            "customer_class": case.customer_class,
        }
        wanted = rules.pack.decisions[deadline.table].inputs
        answer = rulebook.preview(rules.pack, deadline.table, {k: v for k, v in offered.items() if k in wanted and v})
        said = answer.as_dict()
        within, clauses = said["outcome"].get("within"), list(answer.clauses)
        rows = [_origin(rules.pack, deadline.table, row["table"], row["row"]) for row in said["rows"]]
        origin = _weakest([origin, *rows])
    if deadline.starts_on == "case.reported_back":
        return Moment(deadline.title, None, span_words(str(within or "")), _cited(deadline, clauses), origin)
    return _reckon(deadline, within=within, origin=origin, clauses=clauses)


def _reckon(deadline: Any, *, within: str | None, origin: str, clauses: list[str] | None = None) -> Moment:
    cited = _cited(deadline, clauses or [])
    try:
        when = due(rule_of(deadline), clock.now(), calendars.current(), within=within)
    except NoCalendarData:
        return Moment(deadline.title, None, str(within or ""), cited, origin)
    return Moment(deadline.title, when.at, str(within or ""), cited, origin, when.assumed)


def _cited(deadline: Any, more: list[str]) -> tuple[str, ...]:
    return tuple(clause for clause in dict.fromkeys([*deadline.because, *more]) if clause != "gap")


def requirement_for(kind: str, wording: str, number: str) -> str:
    """What a department is asked when the clerk writes nothing else."""
    about = _("单号 %(number)s，") % {"number": number} if number else ""
    if kind == "complaint":
        words = _("请查明“%(what)s”的经过和责任，写明处理办法和完成时间，按时反馈给首问人。")
    elif kind == "change":
        words = _("请核对后办理“%(what)s”，办好后反馈给首问人。")
    else:
        words = _("请核实“%(what)s”，按时反馈给首问人，以便答复客户。")
    return about + words % {"what": wording or _("所反映的情况")}


def answer_limits(rules: Rules) -> list[dict[str, Any]]:
    """How long a first answer may take, by complexity, with the clause that says so."""
    if "first-answer" not in rules.pack.decisions:
        return []
    limits = []
    for complexity in ("simple", "complex"):
        answer = rulebook.preview(rules.pack, "first-answer", {"complexity": complexity})
        said = answer.as_dict()
        rows = [_origin(rules.pack, "first-answer", row["table"], row["row"]) for row in said["rows"]]
        within = said["outcome"].get("within") or ""
        limits.append(
            {
                "value": complexity,
                "within": span_words(within),
                "clauses": answer.clauses,
                "origin": _weakest(rows),
            }
        )
    return limits


def span_words(text: str) -> str:
    """`30m` → 30 分钟, `24h` → 24 小时, `2d` → 2 天."""
    minutes = int(elapsed(text).total_seconds() // 60) if text else 0
    if minutes % 1440 == 0 and minutes > 1440:
        return _("%(n)s 天") % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return _("%(n)s 小时") % {"n": minutes // 60}
    return _("%(n)s 分钟") % {"n": minutes}
