"""What wording puts on a person's plate: answers sent with a reason to review, alarms to settle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.conversations.wording import queries
from shouwen.conversations.wording.rules import title_of
from shouwen.kernel.worklist import Item, source
from shouwen.rulebook import queries as rulebook

MOST = 50


@source(tab="mine")
def findings(person: Any) -> Iterator[Item]:
    """Answers another sent with a reason, that wait for his review."""
    if not person.granted("wording.review"):
        return
    for each in queries.with_names(queries.to_review(person)).order_by("pk")[:MOST]:
        family = title_of(rulebook.guard_of(each.edition_id), each.family)
        yield Item(
            title=_("复核坚持发送的用语：%(family)s") % {"family": family},
            url=reverse("word-finding", args=[each.pk]),
            due_at=None,
            number=each.message.conversation.number,
            who=str(each.by or ""),
            detail=each.get_severity_display(),
            source=_("用语复核"),
            clauses=(each.clause,),
            basis_url=reverse("clause", args=[each.edition_id, each.clause]),
            button=_("复核"),
            started_at=each.at,
            extra={"kind": "wording", "icon": "message-report"},
        )


@source(tab="mine")
def alarms(person: Any) -> Iterator[Item]:
    """False alarms that wait for whoever keeps the rules, one line for all of them."""
    if not person.granted("wording.settle"):
        return
    waiting = queries.open_alarms(person).order_by("pk")
    first = waiting.first()
    if first is not None:
        yield Item(
            title=_("处理用语误报 %(n)s 条") % {"n": waiting.count()},
            url=reverse("word-alarms") + "?state=open",
            due_at=None,
            source=_("用语误报"),
            origin="gap",
            button=_("处理"),
            started_at=first.at,
            extra={"kind": "wording", "icon": "flag"},
        )
