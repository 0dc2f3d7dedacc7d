"""The yearly revision (S0-2.1.4): an edition in force longer than it may be without one is noticed, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from shouwen.kernel import clock, facts
from shouwen.kernel.deadlines import add_months, parse_span
from shouwen.kernel.policy import require
from shouwen.rulebook import facts as told
from shouwen.rulebook import queries
from shouwen.rulebook.models import Edition

SETTING = "edition.revise_within"


@transaction.atomic
def note_revisions_due(*, by: Any) -> list[Edition]:
    """Records `edition.revision_due` for each edition in force that is due, once an edition."""
    require(by, "rulebook.publish_edition")
    noted = []
    for name in queries.published_packs():
        edition = queries.current_edition(name)
        within = queries.pack_of(edition).settings.get(SETTING) if edition else None
        if edition is None or within is None or clock.today() < due_on(edition, str(within.value)):
            continue
        if any(fact.kind == told.REVISION_DUE for fact in facts.timeline(edition)):
            continue
        refs = {"edition": edition.name, "within": str(within.value)}
        facts.record(told.REVISION_DUE, by=by, about_thing=edition, refs=refs)
        noted.append(edition)
    return noted


def due_on(edition: Edition, within: str) -> dt.date:
    """The day by which the edition should have been revised."""
    span = parse_span(within)
    return add_months(edition.in_force_from, span.months) + dt.timedelta(days=span.days)
