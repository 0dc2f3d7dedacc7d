"""What is written down after a call, what was promised in it, and missed calls dealt with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.phone import facts as told
from shouwen.conversations.phone import queries
from shouwen.conversations.phone.actions.ringing import lines, ring
from shouwen.conversations.phone.actions.talking import check_hanging_up, put_away
from shouwen.conversations.phone.models import Call
from shouwen.conversations.phone.rules import of_brand
from shouwen.kernel import clock, facts, live
from shouwen.kernel.policy import may, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend

GIST = 4000


@transaction.atomic
def record(
    call: Call,
    *,
    by: Any,
    gist: str,
    no_case_why: str = "",
    ended_by: str = "",
    ended_why: str = "",
    promise: str = "",
    promise_due_at: dt.datetime | None = None,
) -> None:
    """Writes the call down. What the pack wants and is missing is refused with its clause, and nothing typed is lost.

    A case tied to the call, or a reason why none is needed (S2-1.A1.1a).
    """
    require(by, "phone.handle", call)
    if call.state != "ended":
        raise MoveRefused(_("通话结束后再填记录。"))
    if call.recorded_at is not None:
        raise MoveRefused(_("这通电话已有记录。"))
    # what the exchange heard stands; only what nobody knows is asked
    ended_by = call.ended_by if call.exchange_id and call.ended_by else ended_by or call.ended_by
    check_hanging_up(call, ended_by, ended_why)
    values = {"gist": gist.strip()[:GIST], "no_case_why": no_case_why.strip()[:200]}
    values |= {"ended_by": ended_by, "promise": promise.strip()[:200]}
    values["ended_why"] = ended_why if values["ended_by"] == "us" else ""
    for name, value in values.items():
        setattr(call, name, value)
    _check(call, promise_due_at)
    due_at = promise_due_at if call.promise else None
    changes: dict[str, Any] = {**values, "promise_due_at": due_at, "recorded_at": clock.now()}
    amend(call, **changes)
    facts.record(told.RECORDED, by=by, about_thing=call, refs=lines(call))
    _tell_conversation(call, by=by)
    live.publish(call)


def _check(call: Call, promise_due_at: dt.datetime | None) -> None:
    rules = of_brand(call.brand)
    sentences = {
        "gist": _("请写下客户说了什么。"),
        "outcome": _("请先立单或归入工单，不需要的写明原因。"),
        "ended_by": _("请选谁先挂的电话。"),
    }
    details = {("no_case_why" if each == "outcome" else each): sentences[each] for each in queries.missing(call, rules)}
    if call.promise and promise_due_at is None:
        details["promise_due_at"] = _("答应了客户，请写到什么时候。")
    elif call.promise and promise_due_at is not None and promise_due_at <= clock.now():
        details["promise_due_at"] = _("答应的时间要在现在之后。")
    if details:
        clauses = rules.value("call.record").clauses
        raise Unacceptable(" ".join(details.values()), details=details, clause=clauses[0] if clauses else "")


def _tell_conversation(call: Call, *, by: Any) -> None:
    """The words stand in the thread, for colleagues; a call that is written down is over."""
    talk = call.conversation
    if call.gist and may(by, "conversations.note", talk):
        conversations.note(talk, by=by, text=call.gist)
    talk.refresh_from_db()
    if talk.state != "wrapped_up" and may(by, "conversations.wrap_up", talk):
        conversations.wrap_up(talk, by=by)


@transaction.atomic
def keep_promise(call: Call, *, by: Any) -> None:
    """What was promised on the telephone has been done (S1-5.5.2)."""
    require(by, "phone.handle", call)
    if not call.promise or call.promise_kept_at is not None:
        raise MoveRefused(_("没有要兑现的承诺。"))
    amend(call, promise_kept_at=clock.now())
    facts.record(told.KEPT, by=by, about_thing=call, refs=lines(call))


@transaction.atomic
def call_back(call: Call, *, by: Any) -> Call:
    """Dials the number of a missed call. The missed one is dealt with when the customer answers."""
    require(by, "phone.take", call)
    if call.state != "missed" or call.direction != "in" or call.called_back_at is not None:
        raise MoveRefused(_("这通电话不用回拨。"))
    if not call.number:
        raise MoveRefused(_("没有显示号码，不能回拨。"))
    if call.person_id not in (None, by.pk):
        raise MoveRefused(_("已有同事在回拨。"))
    amend(call, person=by)
    facts.record(told.OFFERED_BACK, by=by, about_thing=call, refs=lines(call))
    return ring(by=by, brand=call.brand, number=call.number, direction="out", answers=call)


@transaction.atomic
def set_aside(call: Call, *, by: Any, why: str) -> None:
    """A missed call that needs no calling back, with the reason (no number shown, called again elsewhere)."""
    require(by, "phone.take", call)
    if call.state != "missed" or call.direction != "in" or call.called_back_at is not None:
        raise MoveRefused(_("这通电话不用回拨。"))
    if len(why.strip()) < 2:
        raise Unacceptable(_("请写明为什么不回拨。"), details={"why": _("请写明为什么不回拨。")})
    amend(call, called_back_at=clock.now(), called_back_why=why.strip()[:200], person=call.person or by)
    facts.record(told.CALLED_BACK, by=by, about_thing=call, refs=lines(call))
    conversations.stop_clocks(told.CALLED_BACK, conversation=call.conversation, by=by)
    put_away(call, by=by)
    live.publish(call)
