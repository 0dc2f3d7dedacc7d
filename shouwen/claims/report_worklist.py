"""What claims reports put on a person's plate: a finished period to hand in, a report to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.claims import queries
from shouwen.kernel import clock
from shouwen.kernel.worklist import Item, source

CLAUSE = ("S2-1.C.4.6",)


@source(tab="mine")
def drafts(person: Any) -> Iterator[Item]:
    """Drafts of periods that are over."""
    if not person.granted("claims.submit_report"):
        return
    for report in queries.reports_for(person).filter(state="draft", ends_on__lt=clock.today()):
        yield Item(
            title=_("提交 %(period)s 理赔报表") % {"period": report.label},
            url=reverse("claim-report", args=[report.pk]),
            due_at=report.due_at,
            started_at=report.opened_at,
            detail=report.brand.name,
            source=_("本公司设的期限，不是规范条文"),
            clauses=CLAUSE,
            origin="default",
            button=_("去写"),
            extra={"kind": "claim", "icon": "report-analytics"},
        )


@source(tab="mine")
def to_read(person: Any) -> Iterator[Item]:
    """Reports that wait for a leader's eye."""
    if not person.granted("claims.read_report"):
        return
    for report in queries.reports_for(person).filter(state="submitted").exclude(submitted_by=person):
        yield Item(
            title=_("阅 %(period)s 理赔报表") % {"period": report.label},
            url=reverse("claim-report", args=[report.pk]),
            due_at=None,
            who=str(report.submitted_by or ""),
            detail=report.brand.name,
            clauses=CLAUSE,
            button=_("查看"),
            extra={"kind": "claim", "icon": "report-analytics"},
        )
