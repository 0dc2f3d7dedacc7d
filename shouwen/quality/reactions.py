"""What the register does about facts of cases and claims: proposals only, each once, decided by people."""

from __future__ import annotations

from shouwen.cases import facts as of_cases
from shouwen.cases import queries as cases
from shouwen.claims import facts as of_claims
from shouwen.claims import queries as claims
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


@on(of_claims.FINES_FOUND)
def propose_what_liability_fines(fact: Fact) -> None:
    """Fines the liability tables add to a share (P-07 to P-11), each by the clause of its own row."""
    found = claims.fined(fact.about_id, int(fact.refs["decision"]))
    if found is None:
        return
    claim = found.claim
    actions.propose_from_claim(
        by=SYSTEM,
        brand=claim.brand,
        claim=claim,
        case=claim.case,
        fines=found.fines,
        people_of=found.people,
        outcome=found.outcome,
    )
