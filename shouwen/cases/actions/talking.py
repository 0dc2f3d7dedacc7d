"""Conversations become cases, or join one; what is said in them stands on the case's timeline."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases import queries
from shouwen.cases.actions.import_plan import usual_owner
from shouwen.cases.actions.opening import open_case
from shouwen.cases.actions.timing import start_clocks
from shouwen.cases.models import Case
from shouwen.cases.rules import rules_for
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import actions as people_actions
from shouwen.people import queries as people

USUAL = "enquiry"
#: How a case came in, by the kind of its conversation; everything else that is written came over the net.
CAME_BY = {"mail": "mail", "call": "phone"}
LONGEST_GIST = 20_000


@transaction.atomic
def take_up(conversation: Any, *, by: Any) -> Case | None:
    """Joins a conversation to the case its subject names, when it is the customer who writes; else opens one.

    None for what a machine wrote and for a letter that could not be read: people look at those first.
    """
    there = queries.case_of(conversation)
    if there is not None:
        return there
    first = talks.first_of(conversation)
    if conversation.is_automatic or first is None or talks.is_grave(first):
        return None
    named = queries.named_in_subject(conversation)
    if named is not None:
        join_conversation(named, by=by, conversation=conversation)
        return named
    return open_from_conversation(conversation, by=by)


@transaction.atomic
def take_up_note(conversation: Any, *, by: Any, left_at: dt.datetime) -> Case:
    """A note left on the web becomes a case whose clock began when it was left: the time promised to its writer. Once."""
    case = open_from_conversation(conversation, by=by)
    if any(fact.kind == told.NOTE_LEFT for fact in facts.timeline(case, 400)):
        return case
    facts.record(told.NOTE_LEFT, by=by, about_thing=case, refs={"number": conversation.number})
    start_clocks(told.NOTE_LEFT, case=case, by=by, event_at=left_at)
    return case


@transaction.atomic
def case_for(conversation: Any, *, by: Any, new: bool) -> tuple[Case | None, bool]:
    """The case of a conversation and whether it was opened now; with `new` one is made (or joined) when there is none."""
    there = queries.case_of(conversation)
    if there is not None or not new:
        return there, False
    named = queries.named_in_subject(conversation)
    return take_up(conversation, by=by), named is None


@transaction.atomic
def open_from_conversation(conversation: Any, *, by: Any, kind: str = "", owner: Any = None) -> Case:
    """Opens a case about what a conversation says. Asked again it gives the same case.

    Owner: who is asked to, else who took the conversation, else whoever does this; when a machine does, the supervisor
    of the queue it came to (decisions.md 3): never a robot.
    """
    there = queries.case_of(conversation)
    if there is not None:
        return there
    first = talks.first_of(conversation)
    holder = owner or _holder(conversation, by)
    if holder is None:
        raise Unacceptable(_("这个品牌还没有人，请指明负责人工号。"))
    pack = rules_for(conversation.brand, holder.department).pack
    usual = USUAL if USUAL in pack.kinds else next(iter(pack.kinds))
    text = (first.text or first.whole).strip() if first is not None else ""
    case = open_case(
        by=by,
        once=_key(conversation),
        brand=conversation.brand,
        kind=kind or usual,
        reason=conversation.subject or text[:60] or _("客户来信"),
        gist=text[:LONGEST_GIST] or _("来信没有正文，见附件和原文。"),
        customer=conversation.customer,
        channel=CAME_BY.get(conversation.kind, "web"),
        received_at=conversation.opened_at,
        owner=holder,
        first_asked=_first_asked(conversation),
    )
    conversations.tie(conversation, by=by, to=case, number=case.number)
    _catch_up(case, conversation, by=by)
    conversations.acknowledge(conversation, by=SYSTEM, number=case.number)
    if by is SYSTEM:
        text = _("%(number)s 客户来信立单，请处理") % {"number": case.number}
        people_actions.notify(holder, text=text, url=f"/cases/{case.number}/", key=f"talk:{conversation.pk}")
    return case


def _key(conversation: Any) -> str:
    return f"conversation:{conversation.pk}"


def _first_asked(conversation: Any) -> Any:
    """Whoever was first asked in the conversation stays so in its case, though another owns it now (S0-5.11)."""
    person = conversation.first_asked
    return person if person is not None and conversation.brand_id in person.reach.brands else None


def _holder(conversation: Any, by: Any) -> Any:
    for person in (conversation.owner, conversation.first_asked, None if by is SYSTEM else by):
        if person is not None and person.is_active and conversation.brand_id in person.reach.brands:
            return person
    head = None
    if conversation.department is not None:
        head = people.holders("客服主管", brand=conversation.brand, department=conversation.department).first()
    return head or usual_owner(conversation.brand)


@transaction.atomic
def join_conversation(case: Case, *, by: Any, conversation: Any) -> None:
    """Says that a conversation is about this case: what was and will be said in it stands on the timeline."""
    require(by, "cases.note", case)
    if case.brand_id != conversation.brand_id:
        raise Unacceptable(_("只能归入同一品牌的工单。"))
    conversations.tie(conversation, by=by, to=case, number=case.number)
    first = talks.first_of(conversation)
    refs = {"number": conversation.number, "message": first.pk if first is not None else 0}
    facts.record(told.TALK_JOINED, by=by, about_thing=case, refs=refs)
    _catch_up(case, conversation, by=by)
    _touched(case, conversation, by=by)


def _catch_up(case: Case, conversation: Any, *, by: Any) -> None:
    """Puts on the timeline what was said before the conversation had a case; its first words stand there already."""
    for message in talks.spoken(conversation)[1:]:
        _put(case, conversation, message.pk, is_ours=message.direction == "out", by=by)


def _put(case: Case, conversation: Any, message: int, *, is_ours: bool, by: Any) -> None:
    refs = {"number": conversation.number, "message": message}
    facts.record(told.WROTE if is_ours else told.HEARD, by=by, about_thing=case, refs=refs)


@transaction.atomic
def hear(conversation: Any, *, by: Any, message: int, is_ours: bool) -> None:
    """Puts what was said on the timeline of the case, once."""
    case = queries.case_of(conversation)
    if case is None or queries.has_on_timeline(case, conversation, message):
        return
    _put(case, conversation, message, is_ours=is_ours, by=by)
    if not is_ours:
        _touched(case, conversation, by=by)


def _touched(case: Case, conversation: Any, *, by: Any) -> None:
    Case.objects.filter(pk=case.pk).update(acted_at=clock.now())
    if case.owner_id not in (conversation.owner_id, by.pk):
        text = _("%(number)s 客户来信") % {"number": case.number}
        people_actions.notify(case.owner, text=text, url=f"/cases/{case.number}/")
