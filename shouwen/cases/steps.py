"""The pack's steps for a case: which are done, which comes now, which wait, and what came out of order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shouwen.cases.rules import applies, rules_of


@dataclass(frozen=True)
class Step:
    """One step as the page shows it. `state` is done · now · later."""

    id: str
    title: str
    who: str
    state: str
    at: dt.datetime | None
    words: str
    evidence: tuple[str, ...]
    clauses: tuple[str, ...]
    origin: str
    iso10002: str
    by: Any = None

    @property
    def done(self) -> bool:
        return self.state == "done"


def steps_of(case: Any) -> list[Step]:
    """The steps of this round, in the pack's order."""
    kind = rules_of(case).kind(case.kind)
    transferred = case.transfers.filter(round=case.round).exclude(state__in=("withdrawn", "declined")).exists()
    named = case.named.exists()
    records = {
        record.step: record for record in case.steps.filter(round=case.round).select_related("by").order_by("id")
    }
    found = {**_from_events(case), **records}
    lines: list[Step] = []
    now_seen = False
    for step in kind.step:
        if not applies(step.when, case, transferred=transferred, named=named):
            continue
        record = found.get(step.id)
        state = "done" if record is not None else ("later" if now_seen else "now")
        now_seen = now_seen or state == "now"
        lines.append(
            Step(
                step.id,
                step.title,
                step.who,
                state,
                record.at if record else None,
                record.words if record else "",
                tuple(step.evidence),
                tuple(c for c in step.because if c != "gap"),
                step.origin,
                step.iso10002,
                getattr(record, "by", None),
            )
        )
    return lines


@dataclass(frozen=True)
class _Event:
    at: dt.datetime
    words: str
    by: Any


def _from_events(case: Any) -> dict[str, _Event]:
    """Steps whose evidence is what happened anyway: the transfer, its answer, the report, the telling, the visit."""
    found: dict[str, _Event] = {}
    transfers = list(
        case.transfers.filter(round=case.round).exclude(state__in=("withdrawn", "declined")).order_by("id")
    )
    if transfers:
        found["transfer"] = _Event(transfers[0].sent_at, transfers[0].department.name, transfers[0].sent_by)
        if all(each.state == "reported" for each in transfers):
            last = transfers[-1]
            found["feedback"] = _Event(last.answered_at, last.department.name, last.answered_by)
    reports = list(case.reports.order_by("id"))
    if reports and all(report.state == "handed_in" for report in reports):
        found["report"] = _Event(reports[-1].handed_in_at, "", reports[-1].person)
    telling = case.tellings.filter(round=case.round, outcome="reached", is_interim=False).order_by("-id").first()
    if telling:
        found["tell"] = _Event(
            telling.at, telling.get_method_display() if hasattr(telling, "get_method_display") else "", telling.by
        )
    visit = case.visits.filter(round=case.round, outcome__in=("reached", "refused")).order_by("-id").first()
    if visit:
        found["visit"] = _Event(visit.at, "", visit.by)
    proposals = list(case.proposals.filter(round=case.round).order_by("id"))
    if proposals:
        found["propose"] = _Event(proposals[0].proposed_at, "", proposals[0].proposed_by)
        chosen = next((each for each in proposals if each.chosen_at), None)
        if chosen:
            found["approve"] = _Event(chosen.chosen_at, chosen.instruction, chosen.chosen_by)
    return found


def must_come_first(case: Any, step_id: str) -> list[Any]:
    """Steps the pack puts before `step_id` that are not done yet."""
    undone = {line.id: line for line in steps_of(case) if not line.done}
    kind = rules_of(case).kind(case.kind)
    return [step for step in kind.step if step.id in undone and step_id in step.must_precede]
