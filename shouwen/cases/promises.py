"""What was promised in a conversation: what stands kept, what reads like a promise and is not kept yet (decisions.md 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.cases import queries
from shouwen.cases.models import Case, NoPromise, Promise
from shouwen.cases.promised import Promised, read_promise
from shouwen.conversations import queries as talks
from shouwen.kernel import calendars, clock
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.worktime import WorkCalendar

#: Older words are offered no longer: whatever was promised in them is over.
RECENT = dt.timedelta(days=7)
#: Written, but not (yet) said to the customer.
UNSAID = ("review", "returned", "failed")


@dataclass(frozen=True)
class Spoken:
    """How a message of ours stands: kept as `kept`; else reads as `read`, over or not; `may_keep` it on its case."""

    kept: Promise | None = None
    read: Promised | None = None
    is_over: bool = False
    is_own: bool = False
    has_case: bool = False
    owner: Any = None
    may_keep: bool = False
    is_newest: bool = False


def is_said(message: Any) -> bool:
    """Said to the customer by a person of ours."""
    return message.direction == "out" and message.author == "person" and message.state not in UNSAID


def working_calendar() -> WorkCalendar | None:
    """The work calendar in force; None while there is none."""
    try:
        return calendars.current()
    except Unacceptable:
        return None


def read(message: Any) -> Promised | None:
    """The promise a message reads like, as from the moment it was written."""
    return read_promise(message.text or message.whole, message.written_at or message.at, working_calendar())


def read_as(found: Promised) -> str:
    """How a time that leaves room was read, for whoever confirms it; "" when it was said exactly."""
    return {
        "day": _("没有说几点，按当天下班算"),
        "part": _("只说了上午、下午或晚上，按其末尾算"),
        "close": _("按工作日历的下班时间算"),
        "week": _("按这一周最后一个工作日下班算"),
        "month": _("按这个月最后一个工作日下班算"),
        "clock": _("没有说上午下午，按工作时间算"),
        "past": _("说的时间写的时候已经过了，往后算"),
        "days": _("按工作日历数工作日"),
    }.get(found.read_as, "")


def spoken(person: Any, conversation: Any, messages: Iterable[Any]) -> dict[int, Spoken]:
    """By message, how ours of the last days stand for `person`: kept, readable as a promise, or neither."""
    since = clock.now() - RECENT
    ours = [each for each in messages if is_said(each)]
    if not ours:
        return {}
    kept = {each.said_in_id: each for each in Promise.objects.filter(said_in__in=[each.pk for each in ours])}
    found = {each.pk: Spoken(kept=kept[each.pk]) for each in ours if each.pk in kept}
    recent = [each for each in ours if each.pk not in kept and each.at >= since]
    case = queries.case_of(conversation) if recent else None
    if not recent or (case is not None and not case.is_live):
        return found
    aside = set(NoPromise.objects.filter(message__in=recent).values_list("message", flat=True))
    may_keep = _may_keep(person, conversation, case)
    for each in recent:
        is_own = each.by_id == person.pk
        promised = read(each) if each.pk not in aside and (is_own or may_keep) else None
        found[each.pk] = Spoken(
            read=promised,
            is_over=promised is not None and promised.due_at <= clock.now(),
            is_own=is_own,
            has_case=case is not None,
            owner=case.owner if case is not None else None,
            may_keep=may_keep,
        )
    newest = max((pk for pk, each in found.items() if each.read is not None), default=None)
    return {pk: replace(each, is_newest=pk == newest) for pk, each in found.items()}


def with_sources(person: Any, made: Iterable[Promise]) -> list[Promise]:
    """Promises with `said_url`: where they were said, when the person may read that conversation; else ""."""
    found: list[Any] = list(made)
    told = talks.said([each.said_in_id for each in found if each.said_in_id])
    ids = {each.conversation_id for each in told.values()}
    seen = set(talks.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for each in found:
        message = told.get(each.said_in_id)
        readable = message is not None and message.conversation_id in seen
        number = message.conversation.number if message is not None else ""
        each.said_url = f"{reverse('conversation', args=[number])}#said-{each.said_in_id}" if readable else ""
    return found


def _may_keep(person: Any, conversation: Any, case: Case | None) -> bool:
    """He may promise on its case; or, while there is none, tie it to one first."""
    if case is not None:
        return bool(person.may("cases.promise", case))
    tie = person.may("conversations.tie", conversation) and person.may("cases.open_case", conversation.brand)
    return bool(tie and person.granted("cases.promise"))
