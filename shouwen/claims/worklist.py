"""What goods papers put on a person's plate: papers that wait for his signature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from shouwen.claims import paper_queries
from shouwen.kernel.worklist import Item, source


@source(tab="mine")
def to_sign(person: Any) -> Iterator[Item]:
    """Delivery notices and slips of which he is a side and has not signed. The standard sets no time for it."""
    for paper in paper_queries.papers_to_sign(person):
        yield Item(
            title=_("在送货通知单上签字") if paper.kind == "notice" else _("在打条上签字"),
            url=f"/claims/papers/signed/{paper.kind}/{paper.pk}/",
            due_at=None,
            number=paper.waybill.number,
            detail=paper.waybill.goods,
            clauses=("S2-1.F.4.2",),
            button=_("去签字"),
            started_at=paper.written_at,
        )
