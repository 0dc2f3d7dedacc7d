"""二次投诉 and the same problem many times in one department (S2-1.D.4.10), found by the system."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases import queries
from shouwen.cases.actions.timing import start_clocks, stop_clocks
from shouwen.cases.models import Case, RecurringProblem, RepeatComplaint
from shouwen.cases.rules import rules_for, rules_of
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import queries as people


def note_repeat(case: Case, *, by: Any, another_matter_why: str = "") -> RepeatComplaint | None:
    """Ties a second complaint to the first: a record, notices at once, fines and veto as proposals.

    `another_matter_why` says it is another matter; that is kept too. Part of opening, in its transaction.
    """
    since = clock.now() - rules_of(case).period("repeat.window")
    found = queries.earlier_of_same_matter(case, since)
    if found is None:
        return None
    earlier, same = found
    last = earlier.transfers.exclude(state__in=("withdrawn", "declined")).order_by("-id").first()
    person = earlier.named.first()
    record = RepeatComplaint.objects.create(
        case=case,
        earlier=earlier,
        same=same,
        found_at=clock.now(),
        department=last.department if last else earlier.department,
        person=person.person if person else None,
        veto_month=f"{clock.today():%Y-%m}",
        proposals=_proposals(last, person),
        denied_why=another_matter_why.strip()[:200],
    )
    refs = {"earlier": earlier.number, "record": record.pk, "same": same}
    if another_matter_why.strip():
        facts.record(told.REPEAT_DENIED, by=by, about_thing=case, refs=refs)
        return None
    amend(case, repeat_of=earlier)
    facts.record(told.REPEATED, by=by, about_thing=case, refs=refs)
    if not case.is_historic:
        start_clocks("case.repeated", case=case, by=by)
    return record


def _proposals(last: Any, person: Any) -> list[dict[str, Any]]:
    """Double fine and one-vote veto, as proposals only: the standard names no sum (S2-1.D.4.10.3, 4.10.4)."""
    subjects = [("department", last.department.name if last else ""), ("person", person.person.key if person else "")]
    lines: list[dict[str, Any]] = []
    for kind, who in subjects:
        lines.append(
            {"what": "fine", "on": kind, "who": who, "amount": None, "clause": "S2-1.D.4.10.3", "certainty": "manual"}
        )
        lines.append({"what": "veto", "on": kind, "who": who, "clause": "S2-1.D.4.10.4", "certainty": "stated"})
    return lines


@transaction.atomic
def acknowledge_repeat(record: RepeatComplaint, *, by: Any) -> None:
    """企管部 or a leader has seen it; the time is kept (S2-1.D.4.10.2)."""
    require(by, "cases.acknowledge_repeat", record.case)
    if record.acknowledged_at is not None:
        raise MoveRefused(_("已有人知悉。"))
    amend(record, acknowledged_by=by, acknowledged_at=clock.now())
    facts.record(told.REPEAT_KNOWN, by=by, about_thing=record.case, refs={"record": record.pk})
    stop_clocks("case.repeat_acknowledged", case=record.case, by=by)


@transaction.atomic
def analyse_repeat(record: RepeatComplaint, *, by: Any, cause: str, prevention: str) -> None:
    """Cause, and how the like will not happen again (S0-3.4.3)."""
    require(by, "cases.take_step", record.case)
    if not cause.strip() or not prevention.strip():
        raise Unacceptable(_("请写明原因和预防措施。"), clause="S0-3.4.3")
    amend(record, cause=cause.strip(), prevention=prevention.strip())
    facts.record(told.REPEAT_ANALYSED, by=by, about_thing=record.case, refs={"record": record.pk})


@transaction.atomic
def deny_repeat(record: RepeatComplaint, *, by: Any, why: str) -> None:
    """A person says it is another matter, with a reason. The record stays."""
    require(by, "cases.classify", record.case)
    if not why.strip():
        raise Unacceptable(_("请写明为什么不是同一事。"), details={"why": _("请写明为什么不是同一事。")})
    amend(record, denied_why=why.strip()[:200])
    amend(record.case, repeat_of=None)
    facts.record(
        told.REPEAT_DENIED, by=by, about_thing=record.case, refs={"record": record.pk, "earlier": record.earlier.number}
    )
    stop_clocks("case.repeat_acknowledged", case=record.case, by=by)


def find_patterns(*, by: Any = SYSTEM) -> int:
    """The same class many times in one department within the pack's window (M-4). Returns how many were found."""
    found = 0
    for brand in people.brands():
        rules = rules_for(brand)
        since = clock.now() - rules.period("repeat.many_window")
        many = int(rules.setting("repeat.many"))
        groups = (
            Case.objects.filter(brand=brand, kind="complaint", is_historic=False, received_at__gte=since)
            .exclude(responsible=None)
            .exclude(category="")
            .values("responsible", "category")
            .annotate(times=Count("pk"))
            .filter(times__gte=many)
        )
        for group in groups:
            found += _record_pattern(brand, dict(group), since, by=by)
    return found


@transaction.atomic
def _record_pattern(brand: Any, group: dict[str, Any], since: Any, *, by: Any) -> int:
    newest = (
        RecurringProblem.objects.filter(
            brand=brand, department=group["responsible"], category=group["category"], found_at__gte=since
        )
        .order_by("-id")
        .first()
    )
    if newest is not None and newest.count >= group["times"]:
        return 0
    cases = Case.objects.filter(
        brand=brand,
        kind="complaint",
        received_at__gte=since,
        responsible=group["responsible"],
        category=group["category"],
    ).order_by("-id")
    problem = RecurringProblem.objects.create(
        brand=brand,
        department_id=group["responsible"],
        category=group["category"],
        count=group["times"],
        window_from=since,
        found_at=clock.now(),
        cases=list(cases.values_list("number", flat=True)[:50]),
    )
    last = cases.first()
    if last is None:
        return 0
    refs = {
        "department": problem.department.name,
        "count": problem.count,
        "category": problem.category,
        "record": problem.pk,
    }
    facts.record(told.PATTERN, by=by, about_thing=last, refs=refs)
    return 1
