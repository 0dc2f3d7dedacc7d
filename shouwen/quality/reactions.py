"""What the register does about facts of cases: proposals only, each once, decided by people."""

from __future__ import annotations

from shouwen.cases import facts as of_cases
from shouwen.cases import queries as cases
from shouwen.kernel.facts import on
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM
from shouwen.quality import actions


@on(of_cases.REPEATED)
def propose_for_a_second_complaint(fact: Fact) -> None:
    """P-13 for unit and person, and the veto of the month, at once (S2-1.D.4.10.3, 4.10.4)."""
    case = cases.case_with(fact.about_id)
    if case is not None and not case.is_historic:
        actions.propose_from_repeat(case, by=SYSTEM)


@on(of_cases.REPEAT_DENIED)
def withdraw_for_another_matter(fact: Fact) -> None:
    """It was no second complaint: what was proposed for it goes."""
    case = cases.case_with(fact.about_id)
    if case is not None:
        actions.dismiss_for_denied_repeat(case, by=SYSTEM)


@on(of_cases.PATTERN)
def propose_for_a_pattern(fact: Fact) -> None:
    """The same problem many times in one department (S2-1.D.4.10)."""
    case = cases.case_with(fact.about_id)
    if case is not None and not case.is_historic:
        actions.propose_from_pattern(case, department_name=str(fact.refs.get("department", "")), by=SYSTEM)


@on(of_cases.JUDGED)
def propose_for_a_true_complaint(fact: Fact) -> None:
    """A complaint that proves true may bring P-01…P-04; judged untrue, what was proposed for it goes (S2 8.1)."""
    judged = str(fact.refs.get("substantiated", ""))
    case = cases.case_with(fact.about_id) if judged else None
    if case is not None and not case.is_historic:
        actions.propose_from_judgement(case, substantiated=judged, by=SYSTEM)
