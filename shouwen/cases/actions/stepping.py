"""The pack's steps with their evidence: apology, written report, judging, proposals, findings."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.actions.compensating import decide_compensation, taken_from
from shouwen.cases.actions.timing import start_clocks, stop_clocks
from shouwen.cases.models import Case, Named, Proposal, StepRecord, WrittenReport
from shouwen.cases.rules import rules_of
from shouwen.cases.states import report_machine
from shouwen.cases.steps import must_come_first
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import GateShut, MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend

FINDINGS = (
    "root_cause",
    "solution",
    "prevention",
    "compensation",
    "compensation_words",
    "compensation_fen",
    "compensation_kind",
    "wish",
    "reached_leader",
    "in_media",
)


def _in_order(case: Case, step_id: str) -> None:
    """Refuses a step while another the pack puts before it is undone (S0-3.3.3: apology before judging)."""
    waiting = must_come_first(case, step_id)
    if waiting:
        first = waiting[0]
        clauses = [clause for clause in first.because if clause != "gap"]
        details = [
            {"requirement": step.title, "clause": (clauses or [""])[0], "met": False, "how_to_meet": _("先完成这一步")}
            for step in waiting
        ]
        raise GateShut(
            _("按步骤，“%(first)s”要在前面。") % {"first": first.title}, clause=(clauses or [""])[0], details=details
        )


@transaction.atomic
def take_step(case: Case, *, by: Any, step: str, words: str = "", choice: dict[str, Any] | None = None) -> StepRecord:
    """Takes a step of the pack with its evidence, in the pack's order."""
    require(by, "cases.take_step", case)
    found = next((each for each in rules_of(case).kind(case.kind).step if each.id == step), None)
    if found is None:
        raise Unacceptable(_("规则里没有这一步。"))
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    if {"note", "text"} & set(found.evidence) and not words.strip():
        raise Unacceptable(_("这一步要写下经过。"), details={"words": _("这一步要写下经过。")})
    _in_order(case, step)
    return _keep_step(case, step, found.title, by=by, words=words, choice=choice)


def _keep_step(
    case: Case, step: str, title: str, *, by: Any, words: str, choice: dict[str, Any] | None = None
) -> StepRecord:
    now = clock.now()
    record = StepRecord.objects.create(
        case=case, round=case.round, step=step, words=words.strip(), choice=choice or {}, by=by, at=now
    )
    amend(case, acted_at=now)
    facts.record(told.STEP, by=by, about_thing=case, refs={"step": step, "title": title, "record": record.pk})
    stop_clocks("case.step_taken", case=case, by=by)
    return record


@transaction.atomic
def judge(
    case: Case,
    *,
    by: Any,
    reason_sufficient: str = "",
    demand_reasonable: str = "",
    substantiated: str = "",
    words: str = "",
    seen_version: int | None = None,
) -> None:
    """Who judged, what, when and why (S3-F.2.7a, S2-1.A3.3). Never before the apology."""
    require(by, "cases.judge", case)
    given = {
        "reason_sufficient": reason_sufficient,
        "demand_reasonable": demand_reasonable,
        "substantiated": substantiated,
    }
    given = {name: value for name, value in given.items() if value}
    if not given or any(value not in ("yes", "no", "partly") for value in given.values()):
        raise Unacceptable(_("请作出判断。"))
    if not words.strip():
        raise Unacceptable(_("请写明判断的依据。"), details={"words": _("请写明判断的依据。")})
    _in_order(case, "judge")
    amend(case, seen_version=seen_version, acted_at=clock.now(), **given)
    facts.record(told.JUDGED, by=by, about_thing=case, refs=given)
    stop_clocks("case.judged", case=case, by=by)
    _keep_step(case, "judge", _("判断"), by=by, words=words, choice=given)


@transaction.atomic
def record_findings(case: Case, *, by: Any, seen_version: int | None = None, **found: Any) -> None:
    """Cause, solution, prevention, compensation: what was found out. A stale save is refused with both texts."""
    require(by, "cases.take_step", case)
    unknown = set(found) - set(FINDINGS)
    if unknown:
        raise Unacceptable(_("这些项不能在这里修改：%(names)s") % {"names": "、".join(sorted(unknown))})
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    fields = sorted(found)
    decided = taken_from(case, found)
    amend(case, seen_version=seen_version, acted_at=clock.now(), **found)
    facts.record(told.FOUND, by=by, about_thing=case, refs={"fields": fields})
    if decided is not None:
        decide_compensation(case, by=by, **decided)


@transaction.atomic
def name_person(case: Case, *, by: Any, person: Any) -> None:
    """Registers the person complained of. If he owns the case, it must be re-homed first."""
    require(by, "cases.require_report", case)
    if person.pk == case.owner_id:
        raise Refused(_("他是本单负责人，请先移交再登记。"), clause="S2-1.A1.req")
    if case.brand_id not in person.reach.brands:
        raise Unacceptable(_("这位同事不负责这个品牌。"), details={"person": _("这位同事不负责这个品牌。")})
    _made, new = Named.objects.get_or_create(
        case=case, person=person, defaults={"named_at": clock.now(), "named_by": by.key}
    )
    if new:
        facts.record(told.NAMED, by=by, about_thing=case, refs={"staff_number": person.staff_number})


@transaction.atomic
def require_report(case: Case, *, by: Any, person: Any, question: str = "") -> WrittenReport:
    """Asks the person complained of for his written report, at once (S2-1.D.4.5a)."""
    require(by, "cases.require_report", case)
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    name_person(case, by=by, person=person)
    if case.reports.filter(person=person, state="asked").exists():
        raise MoveRefused(_("已经要求他交书面报告。"))
    report = WrittenReport.objects.create(
        case=case, person=person, question=question.strip(), asked_by=by, asked_at=clock.now()
    )
    refs = {"report": report.pk, "staff_number": person.staff_number}
    facts.record(told.REPORT_REQUIRED, by=by, about_thing=case, refs=refs)
    stop_clocks("case.report_required", case=case, by=by)
    start_clocks("case.report_required", case=case, by=by, thing=report)
    return report


@transaction.atomic
def hand_in_report(report: WrittenReport, *, by: Any, text: str) -> None:
    """The person's own account, once and unalterable. Starts the 24 hours (S2-1.D.4.5b)."""
    require(by, "cases.hand_in_report", report)
    if len(text.strip()) < 10:
        raise Unacceptable(_("请写清楚事情的经过和原因。"), details={"text": _("请写清楚事情的经过和原因。")})
    case = report.case
    report_machine.move(
        report,
        "hand_in",
        by=by,
        fact_about=case,
        changes={"text": text.strip(), "handed_in_at": clock.now()},
        refs={"report": report.pk},
    )
    stop_clocks("case.report_handed_in", case=case, by=by, thing=report)
    start_clocks("case.report_handed_in", case=case, by=by)


@transaction.atomic
def propose(case: Case, *, by: Any, text: str) -> Proposal:
    """A way to settle it (S3-F.2.9)."""
    require(by, "cases.propose", case)
    if not text.strip():
        raise Unacceptable(_("请写明方案。"), details={"text": _("请写明方案。")})
    _in_order(case, "propose")
    made = Proposal.objects.create(
        case=case, round=case.round, text=text.strip(), proposed_by=by, proposed_at=clock.now()
    )
    amend(case, acted_at=clock.now())
    facts.record(told.PROPOSED, by=by, about_thing=case, refs={"proposal": made.pk})
    stop_clocks("case.proposed", case=case, by=by)
    return made


@transaction.atomic
def choose_proposal(proposal: Proposal, *, by: Any, instruction: str) -> None:
    """The leader picks one and writes his instruction. Nobody chooses his own (decisions.md 6)."""
    case = proposal.case
    require(by, "cases.choose_proposal", case)
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("不能选定自己提出的方案。"))
    if not instruction.strip():
        raise Unacceptable(_("请写明批示。"), details={"instruction": _("请写明批示。")})
    needed = int(rules_of(case).setting("proposal.minimum"))
    if case.proposals.filter(round=proposal.round).count() < needed:
        raise Unacceptable(_("至少要有 %(needed)s 个方案才能选定。") % {"needed": needed}, clause="S3-F.2.9")
    now = clock.now()
    done = Proposal.objects.filter(pk=proposal.pk, chosen_at=None).exclude(
        case__proposals__round=proposal.round, case__proposals__chosen_at__isnull=False
    )
    if case.proposals.filter(round=proposal.round).exclude(chosen_at=None).exists() or not done.update(
        chosen_by=by, chosen_at=now, instruction=instruction.strip()[:300]
    ):
        raise MoveRefused(_("本轮已经选定方案。"))
    amend(case, acted_at=now, solution=case.solution or proposal.text)
    facts.record(told.CHOSEN, by=by, about_thing=case, refs={"proposal": proposal.pk})
