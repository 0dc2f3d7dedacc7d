"""What the register puts on a person's plate: to check, to decide, to approve, to answer, to hand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.worklist import Item, source
from shouwen.quality import actions, queries
from shouwen.quality.grounds import ground_of

#: Rows of one kind at most, and how many are looked at for those he may handle.
MOST, LOOKED = 50, 200


@source(tab="mine")
def to_check(person: Any) -> Iterator[Item]:
    """Proposals he may check: not his own, not about him or his department."""
    if person.granted("quality.check"):
        found = (each for each in queries.to_check(person)[:LOOKED] if person.may("quality.check", each))
        yield from _items(found, _("核实违规"), _("核实"), "violation-check")


@source(tab="mine")
def to_decide(person: Any) -> Iterator[Item]:
    """Checked violations whose penalty he decides."""
    if not (person.granted("quality.decide") or person.granted("quality.decide_grave")):
        return
    verbs = {"supervision": "quality.decide", "enterprise": "quality.decide_grave"}
    found = (each for each in queries.to_decide(person)[:LOOKED] if person.may(verbs[each.decider], each))
    yield from _items(found, _("决定处罚"), _("决定"), "violation-decision")


@source(tab="mine")
def to_approve(person: Any) -> Iterator[Item]:
    """Opinions without a figure that wait for a second person."""
    if person.granted("quality.second"):
        waiting = queries.penalties(person, "waiting")[:LOOKED]
        found = (each.violation for each in waiting if person.may("quality.second", each))
        yield from _items(found, _("批准处罚意见"), _("批准"), "violation-approval")


@source(tab="mine")
def to_answer(person: Any) -> Iterator[Item]:
    """Objections he may answer: he has neither proposed nor decided."""
    if person.granted("quality.answer_objection"):
        objected = queries.penalties(person, "objected")[:LOOKED]
        found = (each.violation for each in objected if person.may("quality.answer_objection", each))
        yield from _items(found, _("答复异议"), _("答复"), "violation-answer")


def _items(found: Iterable[Any], title: str, button: str, address: str) -> Iterator[Item]:
    for number, violation in enumerate(found):
        if number == MOST:
            return
        yield Item(
            title=f"{title}：{violation.facts_stated[:40]}",
            url=reverse(address, args=[violation.number]),
            due_at=None,
            number=violation.number,
            who=str(violation.person or violation.department),
            detail=f"{violation.row} · {violation.get_source_display()}",
            source=_("监察奖罚"),
            clauses=tuple(violation.clauses),
            basis_url=ground_of(violation)["basis_url"],
            button=button,
            started_at=violation.proposed_at,
            extra={"kind": "violation", "icon": "gavel"},
        )


@source(tab="mine")
def months(person: Any) -> Iterator[Item]:
    """This month's detail, with its due time; a month behind comes first by itself."""
    if not person.granted("quality.submit_month"):
        return
    for detail in queries.months(person).filter(state="draft"):
        limit = actions.due_of(detail)
        if limit is None or detail.month > queries.month_name(clock.today()):
            continue
        yield Item(
            title=limit["title"],
            url=reverse("month", args=[detail.pk]),
            due_at=limit["at"],
            number=detail.month,
            who=detail.brand.name,
            source=_("每月一份"),
            clauses=limit["clauses"],
            origin=limit["origin"],
            basis_url=reverse("clause", args=[limit["edition"].pk, limit["clauses"][0]]),
            button=_("查看"),
            started_at=limit["start"],
            extra={"kind": "month", "icon": "report"},
        )
