"""A call is answered, waits, goes on and ends; by hand. What an exchange reports goes by `reporting`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.phone import facts as told
from shouwen.conversations.phone import queries
from shouwen.conversations.phone.actions.ringing import _own_hands, lines
from shouwen.conversations.phone.models import Call, Pause
from shouwen.conversations.phone.rules import of_brand
from shouwen.conversations.phone.states import LIVE, call_machine
from shouwen.kernel import clock, facts, live
from shouwen.kernel.policy import SYSTEM, may, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend


def measured(call: Call, answered_at: Any, rings: int | None = None) -> dict[str, Any]:
    """Rings before the answer and the standard they are held to, as columns. Calls we make have none."""
    if call.direction == "out":
        return {"answered_at": answered_at}
    rules = of_brand(call.brand)
    limit, way = rules.rings(), "exchange"
    if rings is None and call.ticks:
        rings, way = call.ticks, "tick"
    elif rings is None:
        rings, way = rules.counted((answered_at - call.rang_at).total_seconds()), "time"
    rings = min(rings, 32_000)
    told_by = {"ring_clauses": list(limit.clauses), "ring_origin": limit.origin, "ring_limit": int(limit.value)}
    return {"answered_at": answered_at, "rings": rings, "rings_by": way, "is_late": rings > int(limit.value), **told_by}


def tell_late(call: Call, *, by: Any) -> None:
    """An answer after too many rings is a fact for whoever reviews; it punishes nobody by itself (M-17)."""
    if call.is_late:
        refs = {**lines(call), "rings": call.rings, "limit": call.ring_limit, "clauses": call.ring_clauses}
        facts.record(told.LATE, by=by, about_thing=call, refs=refs)


@transaction.atomic
def answer(call: Call, *, by: Any) -> None:
    """Takes a ringing call and its conversation; who calls back a missed one deals with it."""
    require(by, "phone.take", call)
    _own_hands(call)
    if call.person_id not in (None, by.pk):
        raise MoveRefused(_("这通电话在别人那里响。"))
    if queries.busy(by) is not None:
        raise MoveRefused(_("您还有一通电话没有结束。"))
    now = clock.now()
    call_machine.move(call, "answer", by=by, changes={"person": by, **measured(call, now)}, refs={"lines": [0, by.pk]})
    tell_late(call, by=by)
    claim(call, by=by)
    settle_missed(call, by=by)
    live.publish(call)


def claim(call: Call, *, by: Any) -> None:
    """Who answers owns the conversation, once; a conversation somebody has stays his until he hands it over."""
    talk = call.conversation
    if talk.owner_id is None and may(by, "conversations.claim", talk):
        conversations.claim(talk, by=by)


def settle_missed(call: Call, *, by: Any) -> None:
    """Missed calls of the same number are dealt with by talking to the customer, whoever dials."""
    if not call.index:
        return
    missed = Call.objects.filter(brand=call.brand, index=call.index, state="missed", direction="in")
    before = missed.filter(called_back_at=None, rang_at__lte=call.answered_at).exclude(pk=call.pk)
    for each in before:
        amend(each, called_back_at=clock.now(), person=each.person or by)
        facts.record(told.CALLED_BACK, by=by, about_thing=each, refs={**lines(each), "by_call": call.pk})
        conversations.stop_clocks(told.CALLED_BACK, conversation=each.conversation, by=by)
        put_away(each, by=by)


def put_away(call: Call, *, by: Any) -> None:
    """A call that is dealt with does not wait in the queue any more."""
    talk = call.conversation
    if talk.owner_id is None and may(by, "conversations.claim", talk) and by is not SYSTEM:
        conversations.claim(talk, by=by)
    if talk.state != "wrapped_up" and may(by, "conversations.wrap_up", talk):
        conversations.wrap_up(talk, by=by)


def _pause(call: Call, kind: str, *, has_consent: bool) -> None:
    rules = of_brand(call.brand)
    if not has_consent:
        sentence = _("先问客户是否愿意等，同意后再按。")
        raise Unacceptable(sentence, details={"has_consent": sentence}, clause=rules.consent())
    limit = int(rules.value("call.hold_limit").value)
    Pause.objects.create(call=call, kind=kind, has_consent=True, limit=limit, started_at=clock.now())


def _go_on(call: Call, kind: str) -> None:
    call.pauses.filter(kind=kind, ended_at=None).update(ended_at=clock.now())


@transaction.atomic
def hold(call: Call, *, by: Any, has_consent: bool) -> None:
    """Lets the customer wait, who has been asked first (S2-2.3.6, S2-3.5.22)."""
    require(by, "phone.handle", call)
    _own_hands(call)
    _pause(call, "hold", has_consent=has_consent)
    call_machine.move(call, "hold", by=by, refs=lines(call))
    live.publish(call)


@transaction.atomic
def resume(call: Call, *, by: Any) -> None:
    """Comes back to the customer."""
    require(by, "phone.handle", call)
    _own_hands(call)
    call_machine.move(call, "resume", by=by, refs=lines(call))
    _go_on(call, "hold")
    live.publish(call)


@transaction.atomic
def mute(call: Call, *, by: Any, has_consent: bool) -> None:
    """The customer does not hear us, and has been asked first (S2-3.5.22)."""
    require(by, "phone.handle", call)
    if call.state != "answered" or call.is_muted:
        raise MoveRefused(_("通话中才能静音。"))
    _pause(call, "mute", has_consent=has_consent)
    amend(call, is_muted=True)
    facts.record(told.MUTED, by=by, about_thing=call, refs=lines(call))
    live.publish(call)


@transaction.atomic
def unmute(call: Call, *, by: Any) -> None:
    require(by, "phone.handle", call)
    if not call.is_muted:
        raise MoveRefused(_("没有静音。"))
    amend(call, is_muted=False)
    _go_on(call, "mute")
    facts.record(told.UNMUTED, by=by, about_thing=call, refs=lines(call))
    live.publish(call)


@transaction.atomic
def consent(call: Call, *, by: Any) -> None:
    """Says that the customer had agreed to a hold which the exchange reported without it."""
    require(by, "phone.handle", call)
    if not call.pauses.filter(has_consent=False).update(has_consent=True):
        raise MoveRefused(_("没有要补记的等候。"))
    facts.record(told.CONSENTED, by=by, about_thing=call, refs=lines(call))
    live.publish(call)


@transaction.atomic
def warn(call: Call, *, by: Any) -> None:
    """The customer has been asked for civil words once more (S2-2.3.19)."""
    require(by, "phone.handle", call)
    if call.state not in LIVE:
        raise MoveRefused(_("通话已经结束。"))
    amend(call, warnings=min(call.warnings + 1, 99))
    facts.record(told.WARNED, by=by, about_thing=call, refs={**lines(call), "count": call.warnings})
    live.publish(call)


@transaction.atomic
def end(call: Call, *, by: Any, ended_by: str = "", ended_why: str = "") -> None:
    """Ends a call. Who hangs up first for abuse must have warned as often as the standard says."""
    require(by, "phone.handle", call)
    _own_hands(call)
    check_hanging_up(call, ended_by, ended_why)
    now = clock.now()
    call.pauses.filter(ended_at=None).update(ended_at=now)
    changes = {"ended_at": now, "ended_by": ended_by, "ended_why": ended_why if ended_by == "us" else ""}
    changes |= {"is_muted": False, "offered_to": None}
    call_machine.move(call, "end", by=by, changes=changes, refs=lines(call))
    live.publish(call)


def check_hanging_up(call: Call, ended_by: str, ended_why: str) -> None:
    """Only for a reason of the pack; abuse after its warnings (S2-2.3.19), and not where a supervisor takes over."""
    rules = of_brand(call.brand)
    allowed, needed = rules.hang_up_first(), rules.value("call.abuse_warnings")
    if ended_by == "us" and ended_why and ended_why not in allowed.value:
        sentence = _("按这个品牌的规范，这不是我方先挂的理由。")
        if ended_why == "abuse":
            sentence = _("按这个品牌的规范，遇到辱骂不先挂机，请报现场主管。")
        raise Unacceptable(sentence, details={"ended_why": sentence}, clause=(allowed.clauses or ("",))[0])
    if ended_by == "us" and ended_why == "abuse" and call.warnings < int(needed.value):
        sentence = _("提醒满 %(n)s 次仍不改才可以挂，现在是 %(now)s 次。") % {"n": needed.value, "now": call.warnings}
        raise Unacceptable(sentence, details={"ended_why": sentence}, clause=(needed.clauses or ("",))[0])


@transaction.atomic
def miss(call: Call, *, by: Any) -> None:
    """Nobody answered: to be called back in time; a call of ours that was not answered is just that."""
    require(by, "phone.handle" if call.person_id else "phone.take", call)
    _own_hands(call)
    missed(call, by=by, at=clock.now())


def missed(call: Call, *, by: Any, at: Any) -> None:
    """Moves it to missed, with the time until which to call back."""
    changes: dict[str, Any] = {"ended_at": at, **({"person": None} if call.direction == "in" else {})}
    refs = lines(call)
    call_machine.move(call, "miss", by=by, changes=changes, refs={"lines": [0, *refs["lines"]]})
    if call.direction == "in":
        owe_call_back(call, by=by)
    else:
        put_away(call, by=by)
    live.publish(call)


def owe_call_back(call: Call, *, by: Any) -> None:
    """From its end the limit of the pack runs; when it is over the queue hears, then whoever supervises."""
    talk, url = call.conversation, f"/phone/{call.pk}/"
    talk.refresh_from_db()
    due = conversations.start_clocks(told.MISSED, conversation=talk, by=by, at=call.ended_at, url=url)
    amend(call, call_back_due_at=due)
