"""Closing through the gate, or exceptionally by a leader with a reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases.actions.timing import resume_clocks, stop_clocks, void_clocks
from shouwen.cases.gate import closing_gate
from shouwen.cases.models import Case
from shouwen.cases.states import case_machine
from shouwen.kernel import clock
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import GateShut, MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions

EXCEPTION = "close_exceptionally"


@transaction.atomic
def close(case: Case, *, by: Any) -> None:
    """Closes a case whose every requirement is met; raises `GateShut` with the whole list otherwise."""
    require(by, "cases.close", case)
    gate = closing_gate(case)
    missing = [line for line in gate if not line.met]
    if missing:
        clause = next((line.clause for line in missing if line.clause), "")
        raise GateShut(
            _("还差 %(count)s 项，不能关闭。") % {"count": len(missing)},
            clause=clause,
            details=[line.as_dict() for line in gate],
        )
    resume_clocks(case, by=by)
    _shut(case, "close", by=by, refs={"rounds": case.round, "satisfaction": case.satisfaction})


def _shut(case: Case, verb: str, *, by: Any, refs: dict[str, Any]) -> None:
    now = clock.now()
    move = case_machine.moves[verb]
    case_machine.move(case, verb, by=by, changes={"closed_at": now, "acted_at": now}, refs=refs)
    stop_clocks(move.fact, case=case, by=by)
    void_clocks(case, by=by)


@transaction.atomic
def ask_exception(case: Case, *, by: Any, reason: str) -> Any:
    """The owner asks a leader to close a case that cannot meet the gate (M-3)."""
    require(by, "cases.close", case)
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    return people_actions.ask_approval(
        by=by,
        purpose=EXCEPTION,
        about_thing=case,
        brand=case.brand,
        reason=reason,
        title=_("例外关闭 %(number)s") % {"number": case.number},
        posts=["领导"],
        clauses=["S2-1.D.4.5c"],
    )


@transaction.atomic
def close_exceptionally(case: Case, *, by: Any, reason: str) -> None:
    """A leader closes without the gate, with his reason; counted. Never the owner himself."""
    require(by, "cases.close_exceptionally", case)
    if not reason.strip():
        raise Unacceptable(_("请写明例外关闭的理由。"), details={"reason": _("请写明例外关闭的理由。")})
    resume_clocks(case, by=by)
    amend(case, pause_reason=reason.strip()[:200])
    unmet = [line.id for line in closing_gate(case) if not line.met]
    _shut(case, "close_exceptionally", by=by, refs={"unmet": unmet})


def _granted(approval: Any, by: Any) -> None:
    case = Case.objects.get(pk=approval.about_id)
    if not by.may("cases.close_exceptionally", case):
        raise Refused(_("您不能例外关闭这一单。"))
    close_exceptionally(case, by=by, reason=approval.reason)


people_actions.ON_GRANT[EXCEPTION] = _granted
