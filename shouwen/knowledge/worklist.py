"""What knowledge puts on a person's plate: to approve, to look at again, and what was not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel.worklist import Item, source
from shouwen.knowledge import queries

MOST, LOOKED = 30, 100


@source(tab="mine")
def to_approve(person: Any) -> Iterator[Item]:
    """Versions of others that wait for approval."""
    if not person.granted("knowledge.approve"):
        return
    waiting = (each for each in queries.waiting(person)[:LOOKED] if person.may("knowledge.approve", each.article))
    for version, _at in zip(waiting, range(MOST), strict=False):
        yield Item(
            title=_("审核知识：%(title)s") % {"title": version.title},
            url=reverse("article-review", args=[version.article.number]),
            due_at=None,
            number=version.article.number,
            who=str(version.submitted_by or version.written_by),
            detail=version.article.get_kind_display(),
            source=_("知识库"),
            button=_("审核"),
            started_at=version.submitted_at,
            extra={"kind": "article", "icon": "book-2"},
        )


@source(tab="mine")
def to_review(person: Any) -> Iterator[Item]:
    """Articles in his care whose day has come."""
    if not person.granted("knowledge.write"):
        return
    for article in queries.to_review(person)[:MOST]:
        yield Item(
            title=_("复核知识：%(title)s") % {"title": article.current.title if article.current else article.number},
            url=reverse("article", args=[article.number]),
            due_at=None,
            number=article.number,
            who=str(article.owner),
            detail=_("复核日期 %(day)s") % {"day": article.review_on.isoformat()},
            source=_("知识库"),
            origin="default",
            button=_("复核"),
            extra={"kind": "article", "icon": "calendar-due"},
        )


@source(tab="mine")
def missing(person: Any) -> Iterator[Item]:
    """One line for all questions without an answer."""
    found = queries.misses(person)
    count = found.count()
    if count:
        yield Item(
            title=_("%(count)s 个问题没有找到答案") % {"count": count},
            url=reverse("knowledge-misses"),
            due_at=None,
            source=_("知识库"),
            button=_("处理"),
            started_at=found.order_by("first_at").values_list("first_at", flat=True).first(),
            extra={"kind": "miss", "icon": "search-off"},
        )
