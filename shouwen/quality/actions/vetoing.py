"""一票否决: no award in the month of a second complaint, for department and person (S2-1.D.4.10.4)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.states import amend
from shouwen.quality import facts as told
from shouwen.quality.models import AwardVeto, Violation
from shouwen.quality.queries import month_name

CLAUSE = "S2-1.D.4.10.4"


@transaction.atomic
def veto(
    *,
    by: Any,
    brand: Any,
    month: str,
    reason: str,
    once: str,
    person: Any = None,
    department: Any = None,
    case: Any = None,
) -> AwardVeto:
    """Takes the award of the month from one subject. With the same `once` it is taken once. Part of another verb."""
    made, new = AwardVeto.objects.get_or_create(
        once=once[:80],
        defaults={
            "brand": brand,
            "month": month,
            "person": person,
            "department": department,
            "case": case,
            "reason": reason[:200],
            "clauses": [CLAUSE],
            "at": clock.now(),
        },
    )
    if new:
        facts.record(told.VETOED, by=by, about_thing=made, refs={"month": month})
    return made


def veto_for(violation: Violation, *, by: Any, month: str = "") -> None:
    """The veto a second complaint brings to the subject of this violation."""
    if violation.on == "person" and violation.person is None:
        return  # nobody is named yet: it comes when the checker names him
    subject = {"person": violation.person} if violation.on == "person" else {"department": violation.department}
    veto(
        by=by,
        brand=violation.brand,
        month=month or month_name(violation.found_at),
        reason=_("二次投诉"),
        once=_key(violation),
        case=violation.case,
        **subject,
    )


def _key(violation: Violation) -> str:
    """One veto for each subject a violation has had: the checker may put the subject right."""
    subject = f"person:{violation.person_id}" if violation.on == "person" else f"unit:{violation.department_id}"
    return f"violation:{violation.pk}:{subject}"


def lift_for(violation: Violation, *, by: Any, why: str) -> None:
    """Lifts whatever veto hangs on this violation."""
    for found in AwardVeto.objects.filter(once__startswith=f"violation:{violation.pk}:", lifted_at=None):
        lift(found, by=by, why=why)


@transaction.atomic
def lift(found: AwardVeto, *, by: Any = SYSTEM, why: str) -> None:
    """Gives the award of the month back. The record stays. Part of dismissing, revoking, or another matter."""
    if found.lifted_at is not None:
        return
    amend(found, lifted_at=clock.now(), lifted_why=why[:200])
    facts.record(told.LIFTED, by=by, about_thing=found, refs={"month": found.month})
