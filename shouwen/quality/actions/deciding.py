"""Deciding what a violation brings: amount in the band, a reason, two people where the standard names no figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.people import actions as people_actions
from shouwen.people import queries as people
from shouwen.quality import queries
from shouwen.quality.actions.ledger import enter
from shouwen.quality.actions.vetoing import veto_for
from shouwen.quality.bands import FINE, fits, said
from shouwen.quality.models import MEASURES, Penalty, Violation
from shouwen.quality.rules import rules_for
from shouwen.quality.states import penalty_machine, violation_machine
from shouwen.quality.wording import without_numbers

BASED_ON_COMPLAINT = "substantiated"


@transaction.atomic
def decide(violation: Violation, *, by: Any, measure: str, reason: str, amount: int | None = None) -> Penalty:
    """Decides the penalty; `amount` in fen, for a fine only. Refused below or above the band, with the clause (M-7).

    A fine without a figure in the standard waits for a second person (M-8); else the person is told at once.
    """
    require(by, "quality.decide_grave" if violation.decider == "enterprise" else "quality.decide", violation)
    if not violation_machine.can(violation, "decide"):
        raise MoveRefused(
            _("现在是“%(state)s”，不能决定处罚。") % {"state": violation.get_state_display()},
            details={"state": violation.state},
        )
    _still_true(violation)
    amount = _measured(violation, measure, amount)
    if len(reason.strip()) < 5:
        raise Unacceptable(_("请写明理由。"), details={"reason": _("请写明理由。")}, clause=_clause(violation))
    violation_machine.move(violation, "decide", by=by, refs={"row": violation.row})
    try:
        with transaction.atomic():
            penalty = Penalty.objects.create(
                violation=violation,
                measure=measure,
                low_fen=violation.low_fen,
                high_fen=violation.high_fen,
                amount_fen=amount,
                reason=without_numbers(reason),
                decided_by=by,
                decided_at=clock.now(),
            )
    except IntegrityError:
        raise MoveRefused(_("别人刚处理过这一条，请刷新后再看。")) from None
    if not needs_second(violation, measure):
        _take_effect(penalty, by=by)
    return penalty


def needs_second(violation: Violation, measure: str) -> bool:
    """Two approvals of a fine where the standard names no figure (M-8), or where only a person can judge the row."""
    return measure == FINE and (not violation.has_figure or violation.certainty == "manual")


def _still_true(violation: Violation) -> None:
    """A penalty for a complaint needs the complaint to be substantiated still (S2-1.B.7.1b)."""
    case = violation.case
    if violation.given.get(BASED_ON_COMPLAINT) and case is not None:
        case.refresh_from_db(fields=["substantiated"])
        if case.substantiated != "yes":
            raise MoveRefused(_("投诉已改判，不再属实，不能据此处罚。"), clause=_clause(violation))


def _measured(violation: Violation, measure: str, amount: int | None) -> int | None:
    """The amount when the measure is a fine and it fits; None for other measures."""
    if measure not in violation.measures:
        names = "、".join(str(dict(MEASURES)[each]) for each in violation.measures)
        sentence = _("这一条只能用：%(names)s。") % {"names": names}
        raise Unacceptable(sentence, details={"measure": sentence}, clause=_clause(violation))
    if measure != FINE:
        if amount:
            raise Unacceptable(_("只有罚款写金额。"), details={"amount": _("只有罚款写金额。")})
        return None
    return in_band(violation, amount)


def in_band(violation: Violation, amount: int | None) -> int:
    """The amount of a fine. Raises `Unacceptable` with the clause when it lies below or above the band."""
    if amount is None:
        raise Unacceptable(_("请写金额。"), details={"amount": _("请写金额。")}, clause=_clause(violation))
    if not fits(violation.low_fen, violation.high_fen, amount):
        if violation.has_figure:
            band = said(violation.low_fen, violation.high_fen)
            sentence = _("%(row)s 的金额是 %(band)s 元，低于或高于都不行。") % {"row": violation.row, "band": band}
        else:
            sentence = _("金额要大于零。")
        raise Unacceptable(sentence, details={"amount": sentence}, clause=_clause(violation))
    return amount


def _clause(violation: Violation) -> str:
    return violation.clauses[0] if violation.clauses else ""


@transaction.atomic
def approve(penalty: Penalty, *, by: Any, words: str = "") -> None:
    """The second person agrees; now it stands, and the one concerned is told."""
    require(by, "quality.second", penalty)
    _still_true(penalty.violation)
    _take_effect(penalty, by=by, second_by=by, second_at=clock.now(), second_words=without_numbers(words))


@transaction.atomic
def decline(penalty: Penalty, *, by: Any, words: str) -> None:
    """The second person does not agree: back to deciding, with his words."""
    require(by, "quality.second", penalty)
    if not words.strip():
        raise Unacceptable(_("请写明不批准的理由。"), details={"words": _("请写明不批准的理由。")})
    changes = {"second_by": by, "second_at": clock.now(), "second_words": without_numbers(words)}
    violation = penalty.violation
    refs = {"penalty": penalty.pk, "row": violation.row}
    penalty_machine.move(penalty, "decline", by=by, fact_about=violation, changes=changes, refs=refs)
    violation_machine.move(violation, "return", by=by, refs=refs)
    text = _("%(number)s 的处罚意见没有获得批准，请重新决定") % {"number": violation.number}
    people_actions.notify(penalty.decided_by, text=text, url=f"/quality/violations/{violation.number}/", tone="late")


def _take_effect(penalty: Penalty, *, by: Any, **changes: Any) -> None:
    """Decided, entered in the ledger, told: the objection runs from now."""
    violation = penalty.violation
    refs = {"penalty": penalty.pk, "row": violation.row}
    penalty_machine.move(penalty, "decide", by=by, fact_about=violation, changes=changes, refs=refs)
    tell(penalty, by=by)
    if violation.vetoes:
        veto_for(violation, by=by)


def tell(penalty: Penalty, *, by: Any) -> None:
    """Enters the penalty and tells the person, or who answers for the unit, until when he may object."""
    violation = penalty.violation
    entry = enter(penalty, by=by)
    until = objection_until(violation)
    penalty_machine.move(
        penalty,
        "notify",
        by=by,
        fact_about=violation,
        changes={"notified_at": clock.now(), "objection_until": until, "month": entry.month},
        refs={"penalty": penalty.pk, "until": f"{clock.local(until):%m-%d %H:%M}"},
    )
    for person in hearers(violation):
        people_actions.notify(
            person,
            text=_("%(number)s 处罚通知，%(until)s 前可以提出异议")
            % {"number": violation.number, "until": f"{clock.local(until):%m-%d}"},
            url=f"/quality/violations/{violation.number}/",
            clauses=violation.clauses,
            tone="late",
            wants_acknowledgement=True,
            key=f"penalty:{penalty.pk}",
        )


def hearers(violation: Violation) -> list[Any]:
    """The person, or for a unit its head, else its members who answer for it."""
    if violation.on == "person":
        return [violation.person]
    if violation.department.head is not None:
        return [violation.department.head]
    members = people.members(violation.department, brand=violation.brand)
    return [each for each in members if queries.concerns(each, violation)]


def objection_until(violation: Violation) -> dt.datetime:
    """The end of the last calendar day on which he may object; days from the setting, ours, not the standard's."""
    days = int(rules_for(violation.brand).setting("penalty.objection_days"))
    last = clock.local(clock.now()).date() + dt.timedelta(days=days)
    return dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=clock.LOCAL)
