"""Promises to the customer: kept, extended with an interim reply, or broken; the third goes to the supervisor."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.actions.answering import answer
from shouwen.cases.actions.timing import start_clocks, stop_clocks
from shouwen.cases.models import Case, Promise
from shouwen.cases.rules import rules_of
from shouwen.cases.states import promise_machine
from shouwen.cases.telling import say
from shouwen.kernel import clock, facts, numbers
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


@transaction.atomic
def promise(case: Case, *, by: Any, what: str, due_at: dt.datetime) -> Promise:
    """Promises the customer something until a time, at most 48 hours ahead (S3-5.2.2.2i; a setting)."""
    require(by, "cases.promise", case)
    return _make(case, by=by, what=what, due_at=due_at)


def _make(case: Case, *, by: Any, what: str, due_at: dt.datetime, follows: Promise | None = None) -> Promise:
    now = clock.now()
    if not what.strip():
        raise Unacceptable(_("请写明答应了什么。"), details={"what": _("请写明答应了什么。")})
    if due_at <= now:
        raise Unacceptable(_("承诺的时间要晚于现在。"), details={"due_at": _("承诺的时间要晚于现在。")})
    longest = rules_of(case).longest("promise-longest")
    if due_at - now > longest:
        sentence = _("一次承诺最长 %(hours)s 小时。") % {"hours": int(longest.total_seconds() // 3600)}
        raise Unacceptable(sentence, details={"due_at": sentence}, clause="S3-5.2.2.2i")
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    made = Promise.objects.create(
        number=numbers.next_number(case.brand.code, "P"),
        case=case,
        what=what.strip()[:200],
        made_by=by,
        made_at=now,
        due_at=due_at,
        sequence=follows.sequence + 1 if follows else 1,
        follows=follows,
    )
    refs = {"promise": made.pk, "number": made.number, "due": due_at.isoformat(), "sequence": made.sequence}
    facts.record(told.PROMISED, by=by, about_thing=case, refs=refs)
    stop_clocks("case.promised", case=case, by=by)
    start_clocks("case.promised", case=case, by=by, thing=made, stated=due_at)
    if made.sequence >= int(rules_of(case).setting("promise.extensions")):
        say(
            ["post:客服主管"],
            case=case,
            text=_("同一承诺第 %(n)s 次，请主管接手") % {"n": made.sequence},
            clauses=["S3-5.2.2.2i"],
            origin="default",
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
