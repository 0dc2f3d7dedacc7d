"""Why the branch answers: reasons proposed by what happened, set or dropped by the claims clerk (L3-02 to L3-06)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims.seizure import facts as told
from shouwen.claims.seizure.models import LiabilityReason, Seizure
from shouwen.claims.seizure.reasons import REASONS, REPORTED
from shouwen.claims.seizure.states import reason_machine
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import queries as rules

DECISION = "branch-liability"


@transaction.atomic
def propose(seizure: Seizure, *, by: Any, reason: str, words: str = "") -> LiabilityReason:
    """One reason is on the list once, whoever or whatever brings it."""
    if by is not SYSTEM:
        require(by, "seizure.report_breach", seizure)
    found, new = LiabilityReason.objects.get_or_create(
        seizure=seizure,
        reason=reason,
        defaults={"proposed_at": clock.now(), "proposed_by": by.key, "words": words.strip()[:300]},
    )
    if new:
        facts.record(told.PROPOSED, by=by, about_thing=seizure, refs={"reason": reason})
    return found


@transaction.atomic
def report_breach(seizure: Seizure, *, by: Any, reason: str, words: str) -> LiabilityReason:
    """A person reports the original lost, the goods lost or damaged, or taken out without authority."""
    require(by, "seizure.report_breach", seizure)
    wrong: dict[str, Any] = {}
    if reason not in REPORTED:
        wrong["reason"] = _("请选择发生了什么。")
    if len(words.strip()) < 2:
        wrong["words"] = _("请写明经过。")
    if wrong:
        raise Unacceptable(next(iter(wrong.values())), details=wrong)
    if reason == "certificate_lost":
        if not seizure.has_original:
            raise MoveRefused(_("没有在册的原件，谈不上丢失。"), clause=REASONS[reason].clause)
        amend(seizure, original_lost_at=clock.now())
    facts.record(told.BREACH, by=by, about_thing=seizure, refs={"reason": reason})
    return propose(seizure, by=by, reason=reason, words=words)


@transaction.atomic
def set_liability(found: LiabilityReason, *, by: Any, why: str) -> None:
    """The claims clerk stands behind it; the pack's decision about branch liability is asked and kept."""
    require(by, "seizure.set_liability", found.seizure)
    seizure = found.seizure
    decision = None
    if DECISION in rules.in_force(seizure.brand.pack).decisions:
        decision = rulebook.decide(
            DECISION, {"reason": found.reason}, pack=seizure.brand.pack, about_thing=seizure, by=by
        )
    _settle(found, "set", by=by, why=why, decision=decision)


@transaction.atomic
def drop_liability(found: LiabilityReason, *, by: Any, why: str) -> None:
    """The claims clerk finds that the branch does not answer for this."""
    require(by, "seizure.set_liability", found.seizure)
    _settle(found, "drop", by=by, why=why, decision=None)


def _settle(found: LiabilityReason, verb: str, *, by: Any, why: str, decision: Any) -> None:
    if len(why.strip()) < 2:
        raise Unacceptable(_("请写明理由。"), details={"why": _("请写明理由。")}, clause=REASONS[found.reason].clause)
    reason_machine.move(
        found,
        verb,
        by=by,
        fact_about=found.seizure,
        changes={
            "settled_by_id": by.pk,
            "settled_at": clock.now(),
            "why": why.strip()[:300],
            "decision_id": decision.pk if decision else None,
        },
        refs={"reason": found.reason, "decision": decision.pk if decision else None},
    )
