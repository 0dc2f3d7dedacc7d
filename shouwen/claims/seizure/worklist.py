"""What seizures put on a person's plate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from shouwen.claims.seizure import queries
from shouwen.kernel.worklist import Item, source

MOST = 100


@source(tab="mine")
def untold(person: Any) -> Iterator[Item]:
    """Shippers the branch has to tell. The time is our setting: the standard says at the first moment."""
    if not person.granted("seizure.notify"):
        return
    open_ = queries.listed(person, "open").filter(notified_at=None).order_by("notify_due_at")
    for seizure in open_[:MOST]:
        yield Item(
            title=_("告知发货人：货物被查扣"),
            url=f"/seizures/{seizure.pk}/notices/",
            due_at=seizure.notify_due_at,
            number=seizure.number,
            detail=seizure.goods,
            source=_("规范写“第一时间”，时限是本系统的设定"),
            clauses=("S2-1.H.4.2a",),
            origin="default",
            button=_("登记告知"),
            started_at=seizure.entered_at,
        )


@source(tab="mine")
def to_write_off(person: Any) -> Iterator[Item]:
    """What settlement may write off."""
    if not person.granted("seizure.write_off"):
        return
    for seizure in queries.listed(person, "write_off").order_by("write_off_from")[:MOST]:
        yield Item(
            title=_("凭证明原件销账"),
            url=f"/seizures/{seizure.pk}/write-off/",
            due_at=None,
            number=seizure.number,
            detail=seizure.goods,
            clauses=("S2-1.H.4.5",),
            button=_("销账"),
        )


@source(tab="mine")
def to_judge(person: Any) -> Iterator[Item]:
    """Reasons that wait for the claims clerk."""
    if not person.granted("seizure.set_liability"):
        return
    for found in queries.proposed_reasons(person)[:MOST]:
        yield Item(
            title=_("认定分公司责任：%(reason)s") % {"reason": found.get_reason_display()},
            url=f"/seizures/{found.seizure_id}/",
            due_at=None,
            number=found.seizure.number,
            detail=found.seizure.branch.name,
            button=_("去认定"),
        )
