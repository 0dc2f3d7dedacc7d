"""The customer's side: told, not satisfied, visited, reopened. A proxy told is not the customer told (M-20)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.actions.timing import resume_clocks, start_clocks, stop_clocks
from shouwen.cases.answers import may_reopen
from shouwen.cases.models import Case, Note, Telling, Visit
from shouwen.cases.rules import rules_of
from shouwen.cases.sayable import require_sayable
from shouwen.cases.states import case_machine
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend

TOLD_OUTCOMES = ("reached", "not_reached", "proxy")
VISIT_OUTCOMES = ("reached", "not_reached", "refused")


@transaction.atomic
def answer(
    case: Case,
    *,
    by: Any,
    words: str,
    method: str = "phone",
    outcome: str = "reached",
    customer_words: str = "",
    satisfaction: str = "",
    is_interim: bool = False,
) -> Telling:
    """Tells the customer the result (S2-1.D.4.7e), or records the attempt or an interim reply (S2-1.E.4.7).

    Only words that reached the customer himself, and are no interim reply, make the case answered.
    """
    require(by, "cases.answer", case)
    if outcome not in TOLD_OUTCOMES:
        raise Unacceptable(_("请选择结果。"), details={"outcome": _("请选择结果。")})
    if not words.strip():
        raise Unacceptable(_("请写下告诉客户的内容。"), details={"words": _("请写下告诉客户的内容。")})
    if not case.is_live:
        raise MoveRefused(_("已关闭的工单请先重开。"))
    if not case.is_historic:
        require_sayable(case, words, "words")
    resume_clocks(case, by=by)
    now = clock.now()
    telling = Telling.objects.create(
        case=case,
        round=case.round,
        method=method,
        outcome=outcome,
        words=words.strip(),
        customer_words=customer_words.strip(),
        is_interim=is_interim,
        by=by,
        at=now,
    )
    if outcome != "reached" or is_interim:
        what = {"telling": telling.pk, "outcome": outcome, "interim": is_interim}
        facts.record(told.TOLD, by=by, about_thing=case, refs=what)
        amend(case, acted_at=now)
        return telling
    changes = {"answered_at": case.answered_at or now, "acted_at": now, "solution": case.solution or words.strip()}
    if satisfaction:
        changes["satisfaction"] = satisfaction
    refs = {"telling": telling.pk, "round": case.round, "satisfaction": satisfaction}
    case_machine.move(case, "answer", by=by, changes=changes, refs=refs)
    stop_clocks("case.answered", case=case, by=by)
    if satisfaction == "dissatisfied":
        next_round(case, by=by)
    else:
        start_clocks("case.answered", case=case, by=by, rings=not case.is_historic)
    return telling


@transaction.atomic
def take_another_round(case: Case, *, by: Any) -> None:
    """Not satisfied: handling goes on with a clock of its own, no last round (S2-1.D.4.5c)."""
    require(by, "cases.answer", case)
    next_round(case, by=by)


def next_round(case: Case, *, by: Any) -> None:
    """Part of every verb by which a customer is not satisfied: the round, its fact and its clock."""
    changes = {"round": case.round + 1, "satisfaction": "dissatisfied", "acted_at": clock.now()}
    case_machine.move(case, "take_another_round", by=by, changes=changes, refs={"round": case.round + 1})
    stop_clocks("case.round_started", case=case, by=by)
    start_clocks("case.round_started", case=case, by=by, rings=not case.is_historic)


@transaction.atomic
def refuse_apology(case: Case, *, by: Any) -> None:
    """The customer does not accept the apology: the supervisor calls back at once (S2-3.4.19b)."""
    require(by, "cases.answer", case)
    facts.record(told.APOLOGY_REFUSED, by=by, about_thing=case)
    start_clocks("case.apology_refused", case=case, by=by)


@transaction.atomic
def visit(
    case: Case, *, by: Any, outcome: str, satisfaction: str = "", words: str = "", method: str = "phone"
) -> Visit:
    """A return visit, or an attempt (S3-1.6a). Dissatisfied opens the next round."""
    require(by, "cases.visit", case)
    if case.state != "answered":
        raise MoveRefused(_("先把结果告知客户，再回访。"))
    if outcome not in VISIT_OUTCOMES:
        raise Unacceptable(_("请选择回访结果。"), details={"outcome": _("请选择回访结果。")})
    if outcome == "reached" and not satisfaction:
        raise Unacceptable(_("请记下客户是否满意。"), details={"satisfaction": _("请记下客户是否满意。")})
    if outcome == "refused" and not words.strip():
        raise Unacceptable(_("客户谢绝回访时，请记下原话。"), details={"words": _("客户谢绝回访时，请记下原话。")})
    now = clock.now()
    made = Visit.objects.create(
        case=case,
        round=case.round,
        method=method,
        outcome=outcome,
        satisfaction=satisfaction if outcome == "reached" else "",
        words=words.strip(),
        by=by,
        at=now,
    )
    refs = {"visit": made.pk, "outcome": outcome, "satisfaction": made.satisfaction}
    facts.record(told.VISITED, by=by, about_thing=case, refs=refs)
    amend(case, acted_at=now, satisfaction=made.satisfaction or case.satisfaction)
    if outcome == "not_reached" and not _enough_attempts(case):
        return made
    stop_clocks("case.visited", case=case, by=by)
    if made.satisfaction == "dissatisfied":
        next_round(case, by=by)
    else:
        start_clocks("case.visited", case=case, by=by, rings=not case.is_historic)
    return made


def _enough_attempts(case: Case) -> bool:
    from shouwen.cases.gate import attempts_suffice  # reason: app-ready

    return attempts_suffice(case, rules_of(case))


@transaction.atomic
def reopen(case: Case, *, by: Any, reason: str) -> None:
    """The customer comes back, or the supervisor looks again. Within the pack's period."""
    require(by, "cases.reopen", case)
    if not reason.strip():
        raise Unacceptable(_("请写明重开的原因。"), details={"reason": _("请写明重开的原因。")})
    if not may_reopen(case):
        raise MoveRefused(_("关闭已超过可重开的期限，请另立新单并关联。"))
    why = Note.objects.create(case=case, kind="internal", words=reason.strip(), by=by, at=clock.now())
    begin_again(case, by=by, why=why)


def begin_again(case: Case, *, by: Any, why: Note) -> None:
    """Part of every verb that takes a closed case up again, with the note that says why."""
    changes = {"closed_at": None, "satisfaction": "", "round": case.round + 1, "acted_at": clock.now()}
    case_machine.move(case, "reopen", by=by, changes=changes, refs={"round": case.round + 1, "note": why.pk})
    start_clocks("case.round_started", case=case, by=by)
