"""An answer rests on a version: recorded with the sending, by the room that sends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from shouwen.kernel import clock, facts
from shouwen.kernel.models import about
from shouwen.kernel.policy import may
from shouwen.knowledge import facts as told
from shouwen.knowledge import queries
from shouwen.knowledge.models import ArticleVersion, Citation

MOST = 10


@transaction.atomic
def cite(answer: Any, *, by: Any, versions: Iterable[int], brand: Any) -> list[Citation]:
    """Records which published versions an answer rests on. A version he may not read, or not to be told, is left out.

    One that was replaced between inserting and sending is recorded all the same: that is what the customer was told.
    """
    if not may(by, "knowledge.read"):
        return []
    found = ArticleVersion.objects.filter(
        pk__in=list(versions)[:MOST],
        article__in=queries.visible_to(by).filter(brands=brand),
        published_at__isnull=False,
        readers="customer",
    )
    kind, ident = about(answer)
    made = []
    for version in found.select_related("article").order_by("pk"):
        citation, is_new = Citation.objects.get_or_create(
            of=version, about_kind=kind, about_id=ident, defaults={"by": by, "at": clock.now()}
        )
        if is_new:
            facts.record(told.CITED, by=by, about_thing=version.article, refs={"ordinal": version.ordinal, kind: ident})
            made.append(citation)
    return made
