"""What people's room puts on a person's plate: approvals whose turn is his, notices he is to acknowledge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel.worklist import Item, source
from shouwen.people import queries


@source
def approvals(person: Any) -> Iterator[Item]:
    """Each open approval that waits for him."""
    for asked in queries.waiting_approvals(person):
        yield Item(
            title=asked.title,
            url=reverse("approval", args=[asked.number]),
            due_at=None,
            number=asked.number,
            who=str(asked.asked_by),
            detail=asked.reason[:80],
            source=_("审批"),
            clauses=tuple(asked.clauses),
            button=_("审批"),
            started_at=asked.asked_at,
        )


@source
def acknowledgements(person: Any) -> Iterator[Item]:
    """Notices that ask for an answer he has not given."""
    for notice in queries.notices_of(person).filter(wants_acknowledgement=True, acknowledged_at=None)[:20]:
        yield Item(
            title=notice.text,
            url=reverse("notices"),
            due_at=None,
            source=_("知悉"),
            clauses=tuple(notice.clauses),
            origin=notice.origin,
            button=_("知悉"),
            started_at=notice.at,
        )
