"""The closing gate: one object for page, batch, API, import and command line (decisions.md 9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shouwen.cases.rules import Rules, applies, rules_of
from shouwen.kernel import clock
from shouwen.people import queries as people


@dataclass(frozen=True)
class Requirement:
    """One line of the gate."""

    id: str
    requirement: str
    met: bool
    how_to_meet: str
    clause: str
    clauses: tuple[str, ...]
    origin: str

    def as_dict(self) -> dict[str, Any]:
        """`{requirement, clause, met, how_to_meet}`, the shape every path shows."""
        return {
            "requirement": self.requirement,
            "clause": self.clause,
            "met": self.met,
            "how_to_meet": "" if self.met else self.how_to_meet,
            "origin": self.origin,
        }


def closing_gate(case: Any) -> list[Requirement]:
    """Every requirement of the pack that concerns this case, met or not."""
    rules = rules_of(case)
    transferred = case.transfers.exclude(state__in=("withdrawn", "declined")).exists()
    named = case.named.exists()
    lines = []
    for gate in rules.kind(case.kind).gate:
        if not applies(gate.when, case, transferred=transferred, named=named):
            continue
        clauses = tuple(clause for clause in gate.because if clause != "gap")
        lines.append(
            Requirement(
                gate.id,
                gate.title,
                CHECKS[gate.check](case, rules),
                gate.how,
                clauses[0] if clauses else "",
                clauses,
                gate.origin,
            )
        )
    return lines


def unmet(case: Any) -> list[Requirement]:
    return [line for line in closing_gate(case) if not line.met]


def _told(case: Any, rules: Rules) -> bool:
    outcomes = ["reached", "proxy"] if rules.setting("told.proxy_counts") else ["reached"]
    return bool(case.tellings.filter(round=case.round, is_interim=False, outcome__in=outcomes).exists())


def _satisfied(case: Any, rules: Rules) -> bool:
    if case.satisfaction in ("satisfied", "fair"):
        return True
    return case.satisfaction != "dissatisfied" and _given_up(case, rules, ("refused",))


def _given_up(case: Any, rules: Rules, outcomes: tuple[str, ...]) -> bool:
    """One of these outcomes in this round, or enough attempts: one question for both."""
    visits = list(case.visits.filter(round=case.round).order_by("at").values_list("outcome", "at"))
    if any(outcome in outcomes for outcome, _at in visits):
        return True
    return _suffice([at for outcome, at in visits if outcome == "not_reached"], rules)


def attempts_suffice(case: Any, rules: Rules) -> bool:
    """Enough attempts in this round, at hours apart as the pack asks (three, at different hours)."""
    return _suffice(
        list(case.visits.filter(round=case.round, outcome="not_reached").order_by("at").values_list("at", flat=True)),
        rules,
    )


def _suffice(tries: list[Any], rules: Rules) -> bool:
    if not tries:
        return False
    gap = rules.period("visit.gap")
    counted = [tries[0]]
    for at in tries[1:]:
        if at - counted[-1] >= gap:
            counted.append(at)
    hours = {clock.local(at).hour for at in counted}
    needed = int(rules.setting("visit.attempts"))
    return len(counted) >= needed and len(hours) >= min(needed, 2)


def _visited(case: Any, rules: Rules) -> bool:
    return _given_up(case, rules, ("reached", "refused"))


def _cause(case: Any, rules: Rules) -> bool:
    return bool(case.root_cause.strip())


def _complete(case: Any, rules: Rules) -> bool:
    return bool(case.reason.strip() and case.gist.strip() and case.received_at)


def _answered(case: Any, rules: Rules) -> bool:
    return not case.transfers.filter(state__in=("sent", "accepted")).exists()


def _reports(case: Any, rules: Rules) -> bool:
    asked = set(case.reports.values_list("person", flat=True))
    waiting = case.reports.filter(state="asked").exists()
    return not waiting and set(case.named.values_list("person", flat=True)) <= asked


def _steps(case: Any, rules: Rules) -> bool:
    from shouwen.cases.steps import steps_of  # reason: app-ready

    return all(line.done for line in steps_of(case) if line.id not in ("visit", "tell"))


def _prevention(case: Any, rules: Rules) -> bool:
    return bool(case.prevention.strip())


def _judged(case: Any, rules: Rules) -> bool:
    supervision = people.department_named("监察部")
    went_there = (
        supervision is not None
        and case.transfers.filter(department=supervision).exclude(state__in=("withdrawn", "declined")).exists()
    )
    return bool(case.substantiated) or not went_there


def _promises(case: Any, rules: Rules) -> bool:
    return not case.promises.filter(state__in=("open", "broken")).exists()


def _consultations(case: Any, rules: Rules) -> bool:
    return not case.notes.exclude(asked=None).filter(answered_at=None).exists()


def _compensation(case: Any, rules: Rules) -> bool:
    return case.compensation in ("given", "none") and bool(case.compensation_words.strip())


#: The check words a pack may use, each a question about a case.
CHECKS: dict[str, Callable[[Any, Rules], bool]] = {
    "customer_told": _told,
    "satisfied_or_exception": _satisfied,
    "return_visit": _visited,
    "cause_recorded": _cause,
    "record_complete": _complete,
    "departments_answered": _answered,
    "reports_received": _reports,
    "steps_done": _steps,
    "prevention_recorded": _prevention,
    "substantiated_judged": _judged,
    "promises_settled": _promises,
    "consultations_answered": _consultations,
    "compensation_decided": _compensation,
}
