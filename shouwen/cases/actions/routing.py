"""Transfers: a department does its part by a stated time; the owner chases and stays responsible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.actions.keeping import attach
from shouwen.cases.actions.timing import rule_of, start_clocks, stop_clocks, void_clocks
from shouwen.cases.models import Case, Transfer
from shouwen.cases.rules import rules_of
from shouwen.cases.states import transfer_machine
from shouwen.cases.telling import say
from shouwen.kernel import calendars, clock, facts
from shouwen.kernel.deadlines import due
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.kernel.worktime import NoCalendarData
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook


def default_due(case: Case, at: dt.datetime | None = None) -> dt.datetime:
    """The department's limit when none is stated: the setting `transfer.answer_within`, in working time.

    Raises `Unacceptable` when the calendar has no data for the days it touches: a promise is not guessed.
    """
    rules = rules_of(case)
    deadline = rules.pack.deadlines["department-answer"]
    try:
        return due(
            rule_of(deadline),
            at or clock.now(),
            calendars.current(),
            within=str(rules.setting("transfer.answer_within")),
        ).at
    except NoCalendarData as missing:
        raise Unacceptable(missing.zh) from missing


@transaction.atomic
def transfer(
    case: Case,
    *,
    by: Any,
    requirement: str,
    department: Any = None,
    due_at: dt.datetime | None = None,
    deviates_why: str = "",
    post: str = "",
) -> Transfer:
    """Sends the case to a department with a time limit and requirements (S2-1.D.4.7b). The owner stays.

    Without `department` it goes where the rule says; another department needs a reason. The class must be set.
    """
    require(by, "cases.transfer", case)
    if not case.is_live:
        raise MoveRefused(_("已关闭的工单不能转办，请先重开。"))
    if not case.category:
        raise Unacceptable(_("转办前要先定类别。"), details={"category": _("转办前要先定类别。")}, clause="S2-1.D.4.8")
    if not requirement.strip():
        raise Unacceptable(
            _("请写明要求部门做什么。"), details={"requirement": _("请写明要求部门做什么。")}, clause="S2-1.D.4.7b"
        )
    decision = rulebook.decisions_about(case).filter(name=rules_of(case).kind(case.kind).routing).first()
    ruled = people.department_named(decision.outcome.get("department", "")) if decision else None
    target = department or ruled
    if target is None:
        raise Unacceptable(_("规则没有给出部门，请选择。"), details={"department": _("规则没有给出部门，请选择。")})
    if ruled is not None and target.pk != ruled.pk and not deviates_why.strip():
        sentence = _("规则转%(ruled)s；转别的部门请写明理由。") % {"ruled": ruled.name}
        raise Unacceptable(sentence, details={"deviates_why": sentence})
    now = clock.now()
    limit = due_at or default_due(case, now)
    if limit <= now:
        raise Unacceptable(_("反馈时限要晚于现在。"), details={"due_at": _("反馈时限要晚于现在。")})
    if not clock.can_be(limit):
        raise Unacceptable(_("反馈时限太远，请核对年份。"), details={"due_at": _("反馈时限太远，请核对年份。")})
    made = Transfer.objects.create(
        case=case,
        department=target,
        post=post or (decision.outcome.get("post") or "" if decision else ""),
        requirement=requirement.strip(),
        due_at=limit,
        round=case.round,
        decision=decision,
        deviates_why=deviates_why.strip()[:200],
        sent_by=by if by is not SYSTEM else None,
        sent_at=now,
    )
    amend(case, responsible=target, acted_at=now)
    refs = {
        "transfer": made.pk,
        "department": target.name,
        "due": limit.isoformat(),
        "decision": decision.pk if decision else None,
        "deviates": bool(deviates_why.strip()),
    }
    facts.record(told.TRANSFERRED, by=by, about_thing=case, refs=refs)
    stop_clocks("case.transferred", case=case, by=by)
    if rules_of(case).setting("transfer.clock_starts") == "transfer":
        _start_department_clock(made, by=by)
    return made


def _start_department_clock(sent: Transfer, *, by: Any) -> None:
    case = sent.case
    start_clocks("case.transferred", case=case, by=by, thing=sent, stated=sent.due_at, rings=not case.is_historic)


@transaction.atomic
def accept_transfer(sent: Transfer, *, by: Any) -> None:
    """The department signs for it. Its clock runs since the transfer, or from here (a setting of the pack)."""
    require(by, "cases.accept_transfer", sent)
    transfer_machine.move(
        sent,
        "accept",
        by=by,
        fact_about=sent.case,
        changes={"accepted_by": by, "accepted_at": clock.now()},
        refs={"transfer": sent.pk, "department": sent.department.name},
    )
    if rules_of(sent.case).setting("transfer.clock_starts") == "acceptance":
        _start_department_clock(sent, by=by)


@transaction.atomic
def report_back(
    sent: Transfer,
    *,
    by: Any,
    answer: str,
    conclusion: str = "",
    cause: str = "",
    seen_version: int | None = None,
    uploads: Iterable[Any] = (),
) -> None:
    """The department's answer (S2-1.D.4.7c) with its photos. Starts the clock of telling the customer."""
    require(by, "cases.report_back", sent)
    if not answer.strip():
        raise Unacceptable(_("请写明查明的情况和办法。"), details={"answer": _("请写明查明的情况和办法。")})
    if seen_version is not None and seen_version != sent.version:
        raise MoveRefused(_("别人刚处理过这一条，请刷新后再看。"))
    for upload in uploads:
        attach(sent, by=by, upload=upload)
    now = clock.now()
    case = sent.case
    changes = {
        "answer": answer.strip(),
        "conclusion": conclusion[:40],
        "cause": cause.strip(),
        "answered_by": by,
        "answered_at": now,
        "accepted_by": sent.accepted_by or by,
        "accepted_at": sent.accepted_at or now,
    }
    refs = {"transfer": sent.pk, "department": sent.department.name, "on_time": now <= sent.due_at}
    transfer_machine.move(sent, "report_back", by=by, fact_about=case, changes=changes, refs=refs)
    stop_clocks("case.reported_back", case=case, by=by, thing=sent)
    start_clocks("case.reported_back", case=case, by=by, rings=not case.is_historic)
    if cause.strip() and not case.root_cause:
        amend(case, root_cause=cause.strip(), acted_at=now)
    else:
        amend(case, acted_at=now)


@transaction.atomic
def decline_transfer(sent: Transfer, *, by: Any, why: str) -> None:
    """Not this department's: it goes back to the owner, never to the customer."""
    require(by, "cases.report_back", sent)
    if not why.strip():
        raise Unacceptable(_("请写明为什么不归本部门。"), details={"why": _("请写明为什么不归本部门。")})
    transfer_machine.move(
        sent,
        "decline",
        by=by,
        fact_about=sent.case,
        changes={"answer": why.strip(), "answered_by": by, "answered_at": clock.now()},
        refs={"transfer": sent.pk, "department": sent.department.name},
    )
    void_clocks(sent.case, by=by, thing=sent)
    say(["owner"], case=sent.case, text=_("%(department)s退回转办") % {"department": sent.department.name}, tone="late")


@transaction.atomic
def withdraw_transfer(sent: Transfer, *, by: Any) -> None:
    """The owner takes a transfer back."""
    require(by, "cases.transfer", sent.case)
    refs = {"transfer": sent.pk, "department": sent.department.name}
    transfer_machine.move(sent, "withdraw", by=by, fact_about=sent.case, refs=refs)
    void_clocks(sent.case, by=by, thing=sent)


@transaction.atomic
def chase(sent: Transfer, *, by: Any) -> None:
    """催办 (S2-1.D.4.7d): the department is pressed; counted, timed, and due again the next day."""
    require(by, "cases.chase", sent.case)
    if not sent.is_live:
        raise MoveRefused(_("这次转办已经结束。"))
    now = clock.now()
    case = sent.case
    amend(sent, chased=sent.chased + 1, chased_at=now)
    refs = {"transfer": sent.pk, "department": sent.department.name, "times": sent.chased}
    facts.record(told.CHASED, by=by, about_thing=case, refs=refs)
    stop_clocks("case.chased", case=case, by=by, thing=sent)
    start_clocks("case.chased", case=case, by=by, thing=sent, rings=not case.is_historic)


@transaction.atomic
def supervise(case: Case, *, by: Any) -> None:
    """督办: marks the case for the supervisor's eye and tells the owner."""
    require(by, "cases.supervise", case)
    amend(case, is_supervised=True)
    facts.record(told.SUPERVISED, by=by, about_thing=case)
    say(["owner"], case=case, text=_("已被督办"), tone="late")
