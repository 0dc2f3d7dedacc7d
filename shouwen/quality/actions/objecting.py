"""The objection of the person concerned, and its answer by somebody who has not decided. Our rule, marked as such."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions
from shouwen.quality.actions.deciding import hearers, in_band
from shouwen.quality.actions.ledger import enter, reverse
from shouwen.quality.actions.vetoing import lift_for
from shouwen.quality.bands import FINE
from shouwen.quality.models import Objection, Penalty
from shouwen.quality.states import objection_machine, penalty_machine, violation_machine
from shouwen.quality.wording import without_numbers

OUTCOMES = ("keep", "lighten", "revoke")


@transaction.atomic
def object_to(penalty: Penalty, *, by: Any, words: str) -> Objection:
    """The person disagrees, once and in time. What stood in the ledger is taken back until it is answered."""
    require(by, "quality.object", penalty)
    if not penalty_machine.can(penalty, "object"):
        raise MoveRefused(_("现在是“%(state)s”，不能提出异议。") % {"state": penalty.get_state_display()})
    until: Any = penalty.objection_until
    if clock.now() > until:
        raise MoveRefused(_("异议期已过（%(until)s）。") % {"until": f"{clock.local(until):%Y-%m-%d}"})
    if len(words.strip()) < 5:
        raise Unacceptable(_("请写明哪里不对。"), details={"words": _("请写明哪里不对。")})
    try:
        with transaction.atomic():
            made = Objection.objects.create(
                penalty=penalty, words=without_numbers(words), by=by, at=clock.now(), until=until
            )
    except IntegrityError:
        raise MoveRefused(_("已经提过异议，一份处罚只能提一次。")) from None
    refs = {"penalty": penalty.pk, "objection": made.pk}
    penalty_machine.move(penalty, "object", by=by, fact_about=penalty.violation, refs=refs)
    reverse(penalty, by=by)
    return made


@transaction.atomic
def answer_objection(objection: Objection, *, by: Any, outcome: str, answer: str, amount: int | None = None) -> None:
    """Keeps, lightens (a lower amount in the band) or revokes. By a third person, with words for the one concerned."""
    penalty = objection.penalty
    require(by, "quality.answer_objection", penalty)
    if outcome not in OUTCOMES:
        raise Unacceptable(_("请选择维持、改轻或撤销。"), details={"outcome": _("请选择维持、改轻或撤销。")})
    if len(answer.strip()) < 5:
        raise Unacceptable(_("请写明答复。"), details={"answer": _("请写明答复。")})
    changes: dict[str, Any] = {}
    if outcome == "lighten":
        changes["amount_fen"] = _lower(penalty, amount)
    kept = {"answer": without_numbers(answer), "answered_by": by, "answered_at": clock.now()}
    violation = penalty.violation
    refs = {"penalty": penalty.pk, "objection": objection.pk, "outcome": outcome}
    objection_machine.move(objection, outcome, by=by, fact_about=violation, changes=kept, refs=refs)
    penalty_machine.move(penalty, outcome, by=by, fact_about=violation, changes=changes, refs=refs)
    if outcome == "revoke":
        why = {"dismissed_why": _("异议成立，撤销处罚")}
        violation_machine.move(violation, "revoke", by=by, changes=why, refs={"row": violation.row})
        lift_for(violation, by=by, why=_("处罚已撤销"))
    else:
        _in_the_ledger_again(penalty, by=by)
    for person in hearers(violation):
        text = _("%(number)s 的异议已有答复") % {"number": violation.number}
        people_actions.notify(person, text=text, url=f"/quality/violations/{violation.number}/")


def _in_the_ledger_again(penalty: Penalty, *, by: Any) -> None:
    entry = enter(penalty, by=by)
    amend(penalty, month=entry.month)


def _lower(penalty: Penalty, amount: int | None) -> int:
    if penalty.measure != FINE or penalty.amount_fen is None:
        raise Unacceptable(_("只有罚款能改轻金额；别的措施请维持或撤销。"))
    lower = in_band(penalty.violation, amount)
    if lower >= penalty.amount_fen:
        sentence = _("改轻的金额要比原来的低。已是最低一档的，请维持或撤销。")
        raise Unacceptable(sentence, details={"amount": sentence})
    return lower
