"""A telephone rings: the call is kept, its caller looked up, its rings counted."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.phone import facts as told
from shouwen.conversations.phone import queries
from shouwen.conversations.phone.models import Call
from shouwen.customers import actions as customer_actions
from shouwen.customers import queries as customers
from shouwen.kernel import clock, facts, live
from shouwen.kernel.phone_numbers import last_four, mask, normalise
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend

MOST_TICKS = 60


def lines(call: Call) -> dict[str, Any]:
    """References every fact about a call carries: whose bars it concerns, 0 for everybody's."""
    found = {call.person_id, call.offered_to_id} - {None}
    return {"lines": sorted(found) or [0]}


@transaction.atomic
def ring(
    *, by: Any, brand: Any, number: str, direction: str = "in", answers: Call | None = None, ticks: int = 0
) -> Call:
    """A call typed in by hand, by the one whose telephone rings (or who dials). The number may be in any writing.

    A number left out is one the telephone does not show.
    """
    require(by, "phone.take", brand)
    read = normalise(number) if number.strip() else ""
    if read is None:
        sentence = _("这个号码读不懂，请连区号一起填；没有显示号码就留空。")
        raise Unacceptable(sentence, details={"number": sentence})
    if queries.busy(by) is not None:
        raise MoveRefused(_("您还有一通电话没有结束。"))
    ticks = min(max(ticks, 0), MOST_TICKS)
    call = keep(brand=brand, number=read, direction=direction, person=by, answers=answers, ticks=ticks)
    facts.record(told.RUNG, by=by, about_thing=call, refs=lines(call))
    live.publish(call)
    return call


def keep(*, brand: Any, number: str, **values: Any) -> Call:
    """The row of a call and its conversation, with the customer when the number belongs to exactly one."""
    known = customers.with_number(brand, number) if number else []
    channel = values["exchange"].channel if values.get("exchange") is not None else None
    words = _("去电") if values.get("direction") == "out" else _("来电")
    incoming = conversations.Incoming(
        brand=brand,
        once=f"call:{uuid.uuid4().hex}",
        kind="call",
        channel=channel,
        sender_name=mask(number) if number else _("未显示号码"),
        subject=words,
        text=words,
        customer=known[0] if len(known) == 1 else None,
    )
    received = conversations.receive(incoming, by=SYSTEM)
    given = {"rang_at": clock.now(), **values}
    return Call.objects.create(
        conversation=received.conversation,
        brand=brand,
        number=number,
        last_four=last_four(number) if number else "",
        index=queries.index_of(number),
        **given,
    )


@transaction.atomic
def tick(call: Call, *, by: Any) -> None:
    """One more ring heard by the one whose telephone it is."""
    require(by, "phone.handle" if call.person_id else "phone.take", call)
    if call.state != "ringing":
        raise MoveRefused(_("已经不在响铃。"))
    _own_hands(call)
    amend(call, ticks=min(call.ticks + 1, MOST_TICKS))


def _own_hands(call: Call) -> None:
    """A call that an exchange drives is not moved by hand."""
    if call.exchange_id is not None:
        raise MoveRefused(_("这通电话由电话交换机控制，请在话机上操作。"))


@transaction.atomic
def name_caller(call: Call, *, by: Any, customer: Any = None, name: str = "", title: str = "") -> None:
    """Says who is calling: one of those the number belongs to, or a newcomer registered with it."""
    require(by, "phone.handle" if call.person_id else "phone.take", call)
    if customer is None:
        customer = customer_actions.register(by=by, brand=call.brand, name=name, phone=call.number, title=title)
    elif not customers.visible_to(by).filter(pk=customer.pk, brand=call.brand).exists():
        raise Refused(_("您看不到这位客户。"))
    elif call.number and customer.pk not in {each.pk for each in customers.with_number(call.brand, call.number)}:
        # His number from now on, to which codes for his cases go: a change of the customer, with its permission and fact.
        customer_actions.change(customer, by=by, phone=call.number)
    conversations.know(call.conversation, by=by, customer=customer)
    facts.record(told.NAMED, by=by, about_thing=call, refs=lines(call))
    live.publish(call)


@conversations.before_sending
def not_in_writing(answer: Any) -> None:
    """A call is answered by talking."""
    if answer.conversation.kind == "call":
        raise MoveRefused(_("这是电话会话，请在电话里答复，或回拨。"))
