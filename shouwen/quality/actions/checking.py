"""Substantiating a proposed violation, or finding that there was none. Never by the proposer or the one concerned."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.quality import queries
from shouwen.quality.actions.vetoing import lift_for, veto_for
from shouwen.quality.models import Violation
from shouwen.quality.rules import rules_for
from shouwen.quality.states import violation_machine
from shouwen.quality.wording import without_numbers


@transaction.atomic
def check(violation: Violation, *, by: Any, finding: str, person: Any = None, department: Any = None) -> None:
    """Says that it is true, with what was found.

    Names the person where the proposal knew only where the case went, and may put right which unit is responsible.
    """
    require(by, "quality.check", violation)
    if not violation_machine.can(violation, "check"):
        raise MoveRefused(_("这一条已经核实过。"))
    if len(finding.strip()) < 5:
        raise Unacceptable(_("请写明怎样核实的。"), details={"finding": _("请写明怎样核实的。")}, clause="S2-1.A3.3")
    changes: dict[str, Any] = {
        "finding": without_numbers(finding),
        "substantiated_by": None if by is SYSTEM else by,
        "substantiated_at": clock.now(),
        **_subject(violation, person, department, by=by),
    }
    violation_machine.move(violation, "check", by=by, changes=changes, refs={"row": violation.row})
    at_once = rules_for(violation.brand).setting("penalty.veto_at_once")
    if violation.vetoes and at_once and {"person", "department"} & changes.keys():
        lift_for(violation, by=by, why=_("责任人或责任单位已改正"))
        veto_for(violation, by=by)


def _subject(violation: Violation, person: Any, department: Any, *, by: Any) -> dict[str, Any]:
    """Who is found responsible, where that changes; never the checker or his own team."""
    if violation.on == "person":
        if violation.person_id is not None:
            return {}
        named = _named(violation, person, by=by)
        _apart(by, named.department)
        return {"person": named, "department": named.department}
    if department is None or department.pk == violation.department_id:
        return {}
    _apart(by, department)
    return {"department": department}


def _apart(by: Any, department: Any) -> None:
    if by is not SYSTEM and by.department_id == department.pk:
        raise Refused(_("责任人或责任单位是您的部门，请别人核实。"), clause="S2-1.A1.req")


def _named(violation: Violation, person: Any, *, by: Any) -> Any:
    """The responsible person, who is neither the checker nor the proposer, nor punished for this event already."""
    if person is None:
        raise Unacceptable(_("请写明责任人。"), details={"person": _("请写明责任人。")})
    if person.pk == by.pk:
        raise Refused(_("责任人是您自己，请别人核实。"), clause="S2-1.A1.req")
    if person.pk == violation.proposed_by_id:
        raise Refused(_("提出的人不能是责任人，请不成立后由别人另提。"), clause="S2-1.B.5.2b")
    there = queries.standing_on_event(violation, person=person)
    if there is not None:
        raise MoveRefused(
            _("这个人在同一事件上已有 %(number)s，同一事件只取最高一档。") % {"number": there.number},
            details={"number": there.number},
        )
    return person


@transaction.atomic
def dismiss(violation: Violation, *, by: Any, why: str) -> None:
    """Says that it is not true, or no violation. What hung on it (a veto) is lifted."""
    require(by, "quality.check", violation)
    if not why.strip():
        raise Unacceptable(_("请写明为什么不成立。"), details={"why": _("请写明为什么不成立。")})
    changes = {"dismissed_why": without_numbers(why)}
    violation_machine.move(violation, "dismiss", by=by, changes=changes, refs={"row": violation.row})
    lift_for(violation, by=by, why=_("违规不成立"))
