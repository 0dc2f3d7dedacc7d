"""Who answers: waiting in a queue, claimed by one, offered to another, ended; and what the conversation is about."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations import queries, searching
from shouwen.conversations.actions import handing_out, timing
from shouwen.conversations.actions.handing_out import NO_OFFER
from shouwen.conversations.models import Conversation
from shouwen.conversations.states import LIVE, conversation_machine
from shouwen.kernel import clock, facts, live
from shouwen.kernel.models import about
from shouwen.kernel.policy import may, require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions
from shouwen.people import queries as people


@transaction.atomic
def claim(conversation: Conversation, *, by: Any) -> None:
    """Takes a waiting conversation. Whoever is first stays the first-asked person; two at once: one is refused."""
    require(by, "conversations.claim", conversation)
    if conversation.owner_id is not None and conversation.owner_id != by.pk:
        raise MoveRefused(_("%(who)s 已经接起。") % {"who": conversation.owner})
    changes = {"owner": by, "first_asked": conversation.first_asked or by, "assigned_at": None}
    conversation_machine.move(conversation, "claim", by=by, changes=changes)
    _is_here(by)
    live.publish(conversation)


def _is_here(person: Any) -> None:
    """Whoever takes a conversation is not away: the watch over empty chairs must not take it from him at once.

    Busy, not available: he took this one, he did not ask for more.
    """
    if people.presence_of(person).state == "away":
        people_actions.be_present(person, by=person, state="busy")


@transaction.atomic
def give_back(conversation: Conversation, *, by: Any) -> None:
    """Puts it back in the queue: one's own, or as supervisor a colleague's who is away."""
    require(by, "conversations.hand_over", conversation)
    if conversation.owner_id != by.pk:
        require(by, "conversations.supervise", conversation)
    to_queue(conversation, by=by)


def to_queue(conversation: Conversation, *, by: Any) -> None:
    """Whoever has waited longest goes on having waited longest."""
    since = conversation.waiting_since or clock.now()
    changes = {"owner": None, "assigned_at": None, "waiting_since": since, **NO_OFFER}
    conversation_machine.move(conversation, "give_back", by=by, changes=changes)
    live.publish(conversation)
    handing_out.hand_out_later()


@transaction.atomic
def hand_over(conversation: Conversation, *, by: Any, taker: Any, why: str) -> None:
    """Offers it to a colleague. Until he accepts, it stays where it is (S0-5.11)."""
    require(by, "conversations.hand_over", conversation)
    if not why.strip():
        raise Unacceptable(_("请写明转给同事的原因。"), details={"why": _("请写明转给同事的原因。")})
    if conversation.state not in LIVE or conversation.owner_id is None:
        raise MoveRefused(_("还没有人接起，或已经结束。"))
    if taker.pk == conversation.owner_id or not taker.is_active or conversation.brand_id not in taker.reach.brands:
        raise Unacceptable(_("不能转给这位同事。"), details={"taker": _("不能转给这位同事。")})
    if not taker.granted("conversations.claim"):
        raise Refused(_("这位同事的岗位不处理会话。"))
    amend(conversation, offered_to=taker, offered_why=why.strip()[:300])
    if not may(taker, "conversations.accept", conversation):
        raise Refused(_("这位同事不能看这个会话。"))
    facts.record(told.OFFERED, by=by, about_thing=conversation, refs={"taker": taker.staff_number})
    text = _("%(number)s 请接受转来的会话") % {"number": conversation.number}
    people_actions.notify(taker, text=text, url=f"/conversations/{conversation.number}/", clauses=["S0-5.11"])
    live.publish(conversation)


@transaction.atomic
def accept(conversation: Conversation, *, by: Any) -> None:
    """Becomes its owner."""
    require(by, "conversations.accept", conversation)
    giver = conversation.owner
    amend(conversation, owner=by, assigned_at=None, **NO_OFFER)
    _is_here(by)
    facts.record(told.TAKEN, by=by, about_thing=conversation, refs={"giver": giver.key if giver else ""})
    live.publish(conversation)
    handing_out.hand_out_later()


@transaction.atomic
def return_offer(conversation: Conversation, *, by: Any, why: str = "") -> None:
    """Says no: the one who offered it answers for it as before."""
    require(by, "conversations.accept", conversation)
    owner = conversation.owner
    amend(conversation, **NO_OFFER)
    facts.record(told.RETURNED, by=by, about_thing=conversation)
    if owner is not None:
        text = _("%(number)s 的会话没有被接受") % {"number": conversation.number}
        people_actions.notify(owner, text=text, url=f"/conversations/{conversation.number}/", tone="late")
    live.publish(conversation)


@transaction.atomic
def withdraw_offer(conversation: Conversation, *, by: Any) -> None:
    """Takes an offer back that nobody has accepted yet: its owner answers for it as before."""
    require(by, "conversations.hand_over", conversation)
    if conversation.offered_to_id is None:
        return
    amend(conversation, **NO_OFFER)
    facts.record(told.WITHDRAWN, by=by, about_thing=conversation)
    live.publish(conversation)


@transaction.atomic
def know(conversation: Conversation, *, by: Any, customer: Any) -> None:
    """Says which customer of the brand it is with; a call or a chat may learn that while it goes on."""
    require(by, "conversations.note", conversation)
    if customer.brand_id != conversation.brand_id:
        raise Unacceptable(_("只能选同一品牌的客户。"))
    amend(conversation, customer=customer)
    searching.index(conversation)
    facts.record(told.KNOWN, by=by, about_thing=conversation, refs={"customer": customer.pk})
    live.publish(conversation)


@transaction.atomic
def wrap_up(conversation: Conversation, *, by: Any, seen: int | None = None) -> None:
    """Ends it. What the customer writes later opens it again.

    `seen` is the last message whoever ends it had before him: over a word he has not read nothing ends.
    """
    require(by, "conversations.wrap_up", conversation)
    if seen is not None and queries.last_of(conversation) != seen:
        raise MoveRefused(_("客户或同事刚又写了话，请先看过再结束。"))
    if conversation.messages.filter(state="queued").exists():
        raise MoveRefused(_("还有回复没有发出，发出后再结束。"))
    if conversation.messages.filter(state="review").exists():
        raise MoveRefused(_("还有回复在等审核，审核后再结束。"))
    changes = {"wrapped_up_at": clock.now(), "waiting_since": None, "assigned_at": None, **NO_OFFER}
    conversation_machine.move(conversation, "wrap_up", by=by, changes=changes)
    timing.void_clocks(conversation, by=by)
    live.publish(conversation)
    handing_out.hand_out_later()


@transaction.atomic
def tie(conversation: Conversation, *, by: Any, to: Any, number: str) -> None:
    """Says which thing of a room above it is about, and by what number the customer knows it."""
    require(by, "conversations.tie", conversation)
    kind, ident = about(to)
    if (conversation.about_kind, conversation.about_id) == (kind, ident):
        return
    if conversation.about_id is not None:
        raise MoveRefused(_("这个会话已归入 %(number)s。") % {"number": conversation.reference})
    amend(conversation, about_kind=kind, about_id=ident, reference=number)
    searching.index(conversation)
    facts.record(told.TIED, by=by, about_thing=conversation, refs={"kind": kind, "id": ident, "number": number})
    live.publish(conversation)
