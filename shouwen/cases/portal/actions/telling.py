"""A clerk tells a caller a code, after the pack's questions have been asked and enough of them met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases.portal import facts as told
from shouwen.cases.portal import policy, queries
from shouwen.cases.portal.actions.signing_in import new_code
from shouwen.cases.portal.models import CallerCheck
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refused, Unacceptable

#: A caller who is not known is told no facts of the case.
UNKNOWN = "S3-5.2.2.2a"


@dataclass(frozen=True)
class Given:
    """What came of a check: the code to read out, or why there is none and on which clause."""

    code: str
    sentence: str
    clause: str


@transaction.atomic
def give_code(case: Any, *, by: Any, asked: Iterable[str], met: Iterable[str], contact: int | None = None) -> Given:
    """Keeps which questions were asked and met (their ids), and gives a code when that is enough.

    `contact`: the row of the customer's authorised contacts the caller is, for a question that asks for one: without
    one who is there now it is not met, whatever the clerk ticked.

    Enough: every required one asked here, and as many as the setting `identity.enough`. A check that fails is kept too.
    """
    require(by, "cases.give_code", case)
    questions = queries.questions_for(case)
    known = {each["id"] for each in questions}
    was_asked, was_met = set(asked) & known, set(met) & set(asked) & known
    if not questions:
        raise Unacceptable(_("规则包没有写核对来电人要问什么，不能告知查询码。"))
    if not was_asked:
        raise Unacceptable(_("请先核对来电人身份，记下问了哪几项。"), clause=UNKNOWN)
    known_as = next((each for asks in questions for each in asks["contacts"] if each.pk == contact), None)
    if known_as is None:
        was_met -= _registered(questions)
    if queries.given_lately(case) >= policy.GIVEN_AN_HOUR:
        raise Refused(_("这一单一小时内已告知 %(n)s 次查询码，请稍后再给。") % {"n": policy.GIVEN_AN_HOUR})
    unmet = [each for each in questions if each["required"] and each["id"] not in was_met]
    is_enough = not unmet and len(was_met) >= queries.enough_for(case)
    made, code = (None, "")
    if is_enough:
        ends_at = clock.now() + dt.timedelta(minutes=policy.LIVES)
        made, code = new_code(case, way="told", ends_at=ends_at, given_by=by)
    check = CallerCheck.objects.create(
        case=case,
        asked=sorted(was_asked),
        met=sorted(was_met),
        contact=known_as if was_met & _registered(questions) else None,
        is_enough=is_enough,
        code=made,
        by=by,
        at=clock.now(),
    )
    refs = {"check": check.pk, "asked": check.asked, "met": check.met}
    facts.record(told.CODE_GIVEN if is_enough else told.CALLER_REFUSED, by=by, about_thing=case, refs=refs)
    return Given(code, "", "") if is_enough else _refusal(unmet)


def _registered(questions: list[dict[str, Any]]) -> set[str]:
    return {each["id"] for each in questions if each.get("register")}


def _refusal(unmet: list[dict[str, Any]]) -> Given:
    """What to say to a caller who is not known, with the clause."""
    clauses = [clause for each in unmet for clause in each.get("because", []) if clause != "gap"]
    if clauses:
        return Given("", _("抱歉，为了保护所有客户，这件事只能告诉收款单位的财务或出纳。"), clauses[0])
    return Given("", _("抱歉，没有核对上您的身份，为了保护客户，不能告诉您这一单的情况。"), UNKNOWN)
