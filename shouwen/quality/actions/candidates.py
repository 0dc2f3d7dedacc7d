"""What the system proposes by itself: from a judged complaint, a second complaint, a pattern, the fines of a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import queries as cases
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.people import queries as people
from shouwen.quality import queries
from shouwen.quality.actions.proposing import propose
from shouwen.quality.actions.vetoing import lift_for, veto_for
from shouwen.quality.bands import amounts
from shouwen.quality.models import Violation
from shouwen.quality.rules import rules_for
from shouwen.quality.states import violation_machine


@transaction.atomic
def propose_from_repeat(case: Any, *, by: Any = SYSTEM) -> list[Violation]:
    """P-13 for the responsible unit and person, and the veto of the month, at once (S2-1.D.4.10.3, 4.10.4).

    With nobody named the person's part waits for the checker to name him. A case told twice is proposed once.
    """
    record = cases.repeat_of(case)
    rules = rules_for(case.brand)
    if record is None or not rules.has_penalties:
        return []
    made = propose(
        by=by,
        brand=case.brand,
        case=case,
        department=record.department or case.department,
        person=record.person,
        conduct=["second_complaint"],
        source="system",
        facts_stated=_("%(number)s 与 %(earlier)s 为同一事，第二次投诉。")
        % {"number": case.number, "earlier": record.earlier.number},
        found_at=record.found_at,
        once=f"repeat:{record.pk}",
    )
    if rules.setting("penalty.veto_at_once"):
        for violation in made:
            veto_for(violation, by=by, month=record.veto_month)
    return made


@transaction.atomic
def dismiss_for_denied_repeat(case: Any, *, by: Any = SYSTEM) -> int:
    """A person has said that it is another matter: proposals nobody has decided go, and their vetoes with them."""
    waiting = Violation.objects.filter(case=case, source="system", state__in=("proposed", "checked"))
    return _dismiss(list(waiting), by=by, why=_("已认定不是同一事"))


@transaction.atomic
def propose_from_pattern(case: Any, *, department_name: str, by: Any = SYSTEM) -> list[Violation]:
    """P-13 for a department with the same problem many times: once a department, category and month (M-4)."""
    department = people.department_named(department_name)
    rules = rules_for(case.brand)
    if department is None or not rules.has_penalties:
        return []
    month = queries.month_name(clock.today())
    if Violation.objects.filter(once=f"pattern:{department.pk}:{case.category}:{month}:P-13:unit").exists():
        return []
    made = propose(
        by=by,
        brand=case.brand,
        department=department,
        conduct=["recurring_problem"],
        source="system",
        facts_stated=_("同类问题在一段时间里多次出现，最近一次是 %(number)s。") % {"number": case.number},
        once=f"pattern:{department.pk}:{case.category}:{month}",
    )
    if rules.setting("penalty.veto_at_once"):
        for violation in made:
            veto_for(violation, by=by)
    return made


@transaction.atomic
def propose_from_judgement(case: Any, *, substantiated: str, by: Any = SYSTEM) -> list[Violation]:
    """The candidate rows of a complaint that proves true, for each person complained of, else for the department.

    Judged untrue later: what the system proposed and nobody has checked goes again.
    """
    if substantiated != "yes":
        _dismiss(list(queries.system_candidates(case)), by=by, why=_("投诉判为不属实"))
        return []
    rules = rules_for(case.brand)
    if case.kind != "complaint" or not rules.has_penalties:
        return []
    made: list[Violation] = []
    for person in cases.named_in(case) or [None]:
        given = {"category": case.category, "reached_leader": bool(case.reached_leader)}
        if person is not None:
            given["by_clerk"] = person.department.kind == "centre"
        conduct = rules.candidates({name: value for name, value in given.items() if value not in (None, "")})
        if not conduct:
            continue
        made += propose(
            by=by,
            brand=case.brand,
            case=case,
            person=person,
            department=person.department if person else case.responsible or case.department,
            conduct=conduct,
            source="complaint",
            facts_stated=_("%(number)s 投诉判为属实：%(reason)s") % {"number": case.number, "reason": case.reason},
            once=f"judged:{case.pk}:{person.pk if person else ''}",
        )
    return made


def propose_from_claim(
    *,
    by: Any,
    brand: Any,
    claim: Any,
    fines: Sequence[Sequence[str]],
    clauses: Sequence[str] = (),
    case: Any = None,
    people_of: Mapping[str, Any] | None = None,
    outcome: str = "lost",
) -> list[Violation]:
    """Proposes the fines a liability decision found: `[[party, "100.00" or "5.00–10.00", certainty], …]`.

    Which row a fine means is told by its clause: a fourth word of the fine, else those of `clauses` (the decision's)
    whose band is the amount. `people_of` names the person behind a party; without one his part waits for the
    checker. `outcome` is lost, damaged or none. What fits no row is left to a person, and said in the words.
    """
    rules = rules_for(brand)
    made: list[Violation] = []
    for position, (party, amount, certainty, *own) in enumerate(fines):
        person = (people_of or {}).get(party)
        conduct, is_sure = _conduct_of(rules, own or clauses, amount, outcome)
        words = _("责任认定提出罚款 %(amount)s 元（%(certainty)s）。") % {"amount": amount, "certainty": certainty}
        if not is_sure:
            words += _("适用的条目或金额请核对。")
        made += propose(
            by=by,
            brand=brand,
            case=case,
            about_thing=claim,
            person=person,
            department=person.department if person is not None else _unit_of(case, brand),
            conduct=[conduct],
            source="claim" if conduct != "other_breach" else "inspection",
            facts_stated=words,
            once=f"claim:{claim.pk}:{position}:{party}",
            outcome=outcome,
            arrived=True if conduct == "no_record" else None,
        )
    return made


def _conduct_of(rules: Any, clauses: Sequence[str], amount: str, outcome: str) -> tuple[str, bool]:
    """The conduct a fine stands for, and whether clause and amount leave no other."""
    band = amounts(amount)
    named = list(dict.fromkeys(rules.conduct_of_clause(clause) for clause in clauses))
    known = [conduct for conduct in named if conduct != "other_breach"]
    fitting = []
    for conduct in known:
        given = {"conduct": [conduct], "source": "claim", "outcome": outcome, "arrived": True}
        if any((line.low, line.high) == band for line in rules.lines(given)):
            fitting.append(conduct)
    found = fitting or [each for each in known if rules.lines({"conduct": [each], "outcome": outcome, "arrived": True})]
    return (found[0], len(fitting) == 1) if found else ("other_breach", False)


def _unit_of(case: Any, brand: Any) -> Any:
    """Where an unnamed party is looked for: the department the case is with, else 运营部 by its kind."""
    if case is not None:
        return case.responsible or case.department
    return people.department_of_kind("operations") or people.departments().first()


def _dismiss(violations: list[Violation], *, by: Any, why: str) -> int:
    for violation in violations:
        changes = {"dismissed_why": why}
        violation_machine.move(violation, "dismiss", by=by, changes=changes, refs={"row": violation.row})
        lift_for(violation, by=by, why=why)
    return len(violations)
