"""A call is offered to a colleague; until he accepts, whoever was asked first answers for it (S0-5.11)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.phone import queries
from shouwen.conversations.phone.actions.ringing import _own_hands, lines
from shouwen.conversations.phone.models import Call
from shouwen.conversations.phone.states import call_machine
from shouwen.kernel import clock, live
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


@transaction.atomic
def transfer(call: Call, *, by: Any, taker: Any, why: str) -> None:
    """Offers it to a colleague who is free; one who is talking is refused with the clause (S2-2.3.15c)."""
    require(by, "phone.handle", call)
    _own_hands(call)
    if taker.pk == call.person_id or not taker.granted("phone.take"):
        raise Unacceptable(_("不能转给这位同事。"), details={"taker": _("不能转给这位同事。")})
    if queries.busy(taker) is not None:
        sentence = _("%(who)s 正在通话，请向客户致歉，由您继续处理。") % {"who": taker}
        raise Unacceptable(sentence, details={"taker": sentence}, clause="S2-2.3.15c")
    call.pauses.filter(ended_at=None).update(ended_at=clock.now())
    changes = {"offered_to": taker, "transfers": call.transfers + 1, "is_muted": False}
    refs = {"lines": sorted({by.pk, taker.pk}), "taker": taker.staff_number}
    call_machine.move(call, "transfer", by=by, changes=changes, refs=refs)
    conversations.hand_over(call.conversation, by=by, taker=taker, why=why)
    live.publish(call)


@transaction.atomic
def accept(call: Call, *, by: Any) -> None:
    """Talks to the customer from here on, and owns the conversation."""
    require(by, "phone.accept", call)
    if queries.busy(by) is not None:
        raise MoveRefused(_("您还有一通电话没有结束。"))
    refs = {"lines": sorted({call.person_id or 0, by.pk})}
    call_machine.move(call, "accept", by=by, changes={"person": by, "offered_to": None}, refs=refs)
    talk = call.conversation
    if talk.offered_to_id == by.pk:
        conversations.accept(talk, by=by)
    live.publish(call)


@transaction.atomic
def refuse(call: Call, *, by: Any, why: str = "") -> None:
    """Says no: the one who offered it talks on."""
    require(by, "phone.accept", call)
    refs = lines(call)
    call_machine.move(call, "keep", by=by, changes={"offered_to": None}, refs=refs)
    talk = call.conversation
    if talk.offered_to_id == by.pk:
        conversations.return_offer(talk, by=by, why=why)
    live.publish(call)


@transaction.atomic
def take_back(call: Call, *, by: Any) -> None:
    """Talks on instead of waiting for the colleague."""
    require(by, "phone.handle", call)
    refs = lines(call)
    call_machine.move(call, "keep", by=by, changes={"offered_to": None}, refs=refs)
    conversations.withdraw_offer(call.conversation, by=by)
    live.publish(call)
