"""Promises to the customer: kept, extended with an interim reply, or broken; the third goes to the supervisor."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases import promises
from shouwen.cases.actions.answering import answer
from shouwen.cases.actions.timing import start_clocks, stop_clocks
from shouwen.cases.models import Case, NoPromise, Promise
from shouwen.cases.rules import rules_of
from shouwen.cases.sayable import require_sayable
from shouwen.cases.states import promise_machine
from shouwen.cases.telling import say
from shouwen.kernel import clock, facts, numbers
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


@transaction.atomic
def promise(case: Case, *, by: Any, what: str, due_at: dt.datetime, said_in: Any = None) -> Promise:
    """Promises the customer something until a time, as far ahead as the pack allows (deadline `promise-longest`).

    `said_in` is the message it was said in, of a conversation about this case; each is kept once.
    """
    require(by, "cases.promise", case)
    if said_in is not None:
        _said(case, said_in)
    return _make(case, by=by, what=what, due_at=due_at, said_in=said_in)


def _said(case: Case, message: Any) -> None:
    """It was said to the customer by a person of ours, about this case, and is not kept yet."""
    Case.objects.select_for_update().get(pk=case.pk)
    talk = message.conversation
    if (talk.about_kind, talk.about_id) != ("case", case.pk) or not promises.is_said(message):
        raise Unacceptable(_("承诺只能出自这张工单会话里发给客户的话。"))
    kept = Promise.objects.filter(said_in=message).first()
    if kept is not None:
        raise MoveRefused(_("这句话已记为承诺 %(number)s。") % {"number": kept.number})


@transaction.atomic
def set_promise_aside(message: Any, *, by: Any) -> None:
    """Says that what was read as a promise in a message is none; it is not asked about again."""
    require(by, "cases.set_promise_aside", message)
    if not promises.is_said(message) or Promise.objects.filter(said_in=message).exists():
        raise MoveRefused(_("这句话已记为承诺，或者没有发给客户。"))
    made, is_new = NoPromise.objects.get_or_create(message=message, defaults={"by": by, "at": clock.now()})
    if is_new:
        facts.record(told.NO_PROMISE, by=by, about_thing=message.conversation, refs={"message": made.message_id})


def _check(case: Case, what: str, due_at: dt.datetime, now: dt.datetime) -> None:
    """Something, later than now, not longer than the pack allows, on a case that is still worked on."""
    if not what.strip():
        raise Unacceptable(_("请写明答应了什么。"), details={"what": _("请写明答应了什么。")})
    if due_at <= now:
        raise Unacceptable(_("承诺的时间要晚于现在。"), details={"due_at": _("承诺的时间要晚于现在。")})
    longest = rules_of(case).longest("promise-longest")
    if due_at - now > longest:
        sentence = _("一次承诺最长 %(hours)s 小时。") % {"hours": int(longest.total_seconds() // 3600)}
        basis = rules_of(case).basis_of_deadline("promise-longest")
        raise Unacceptable(sentence, details={"due_at": sentence}, clause=basis.clause, origin=basis.origin)
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    require_sayable(case, what, "what")


def _make(
    case: Case, *, by: Any, what: str, due_at: dt.datetime, follows: Promise | None = None, said_in: Any = None
) -> Promise:
    now = clock.now()
    _check(case, what, due_at, now)
    made = Promise.objects.create(
        number=numbers.next_number(case.brand.code, "P"),
        case=case,
        what=what.strip()[:200],
        made_by=by,
        made_at=now,
        due_at=due_at,
        sequence=follows.sequence + 1 if follows else 1,
        follows=follows,
        said_in=said_in,
    )
    refs = {"promise": made.pk, "number": made.number, "due": due_at.isoformat(), "sequence": made.sequence}
    facts.record(told.PROMISED, by=by, about_thing=case, refs=refs)
    stop_clocks("case.promised", case=case, by=by)
    start_clocks("case.promised", case=case, by=by, thing=made, stated=due_at)
    rules = rules_of(case)
    if made.sequence >= int(rules.setting("promise.extensions")):
        basis = rules.basis_of_setting("promise.extensions")
        say(
            ["post:客服主管"],
            case=case,
            text=_("同一承诺第 %(n)s 次，请主管接手") % {"n": made.sequence},
            clauses=list(basis.clauses),
            origin=basis.origin,
            tone="late",
            key=f"promise:{made.pk}",
        )
    return made


@transaction.atomic
def keep_promise(made: Promise, *, by: Any, words: str = "") -> None:
    """It was done."""
    require(by, "cases.settle_promise", made.case)
    promise_machine.move(
        made,
        "keep",
        by=by,
        fact_about=made.case,
        changes={"settled_at": clock.now(), "words": words.strip()[:300]},
        refs={"promise": made.pk, "number": made.number, "outcome": _("已兑现"), "on_time": clock.now() <= made.due_at},
    )
    stop_clocks("case.promise_settled", case=made.case, by=by, thing=made)


@transaction.atomic
def extend_promise(made: Promise, *, by: Any, words: str, due_at: dt.datetime) -> Promise:
    """No result in time: tells the customer the progress, apologises and agrees the next time (PR2)."""
    require(by, "cases.settle_promise", made.case)
    case = made.case
    answer(case, by=by, words=words, is_interim=True)
    promise_machine.move(
        made,
        "extend",
        by=by,
        fact_about=case,
        changes={"settled_at": clock.now(), "words": words.strip()[:300]},
        refs={"promise": made.pk, "number": made.number, "outcome": _("已告知改期")},
    )
    stop_clocks("case.promise_settled", case=case, by=by, thing=made)
    return _make(case, by=by, what=made.what, due_at=due_at, follows=made)


@transaction.atomic
def break_promise(promise_id: int, *, by: Any) -> None:
    """The time passed and the customer was not told (PR3). Called by the clock."""
    made = Promise.objects.select_related("case").get(pk=promise_id)
    if made.state != "open":
        return
    require(by, "cases.settle_promise", made.case)
    refs = {"promise": made.pk, "number": made.number}
    promise_machine.move(made, "break", by=by, fact_about=made.case, refs=refs)
