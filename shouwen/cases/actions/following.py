"""What the customer himself does to his case: accepts the answer or not, adds words and pictures, asks for a call.

Each is done once: a second tap, or one that comes late, finds it done and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shouwen.cases import facts as told
from shouwen.cases.actions.answering import begin_again, next_round
from shouwen.cases.actions.timing import start_clocks, stop_clocks
from shouwen.cases.answers import CALL_BACK, call_back_of, is_accepted, may_reopen, newest_answer
from shouwen.cases.models import Case, Note, Promise
from shouwen.cases.rules import rules_of, setting_of
from shouwen.kernel import calendars, clock, facts, files, numbers
from shouwen.kernel.deadlines import Rule, due
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.kernel.worktime import NoCalendarData
from shouwen.people import actions as people_actions

LONGEST = 2000
FILES_AT_ONCE = 5
FILES_IN_ALL = 30
LARGEST = 10 * 1024 * 1024
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
CALL_BACK_WITHIN = "4h"  # for an edition that has no such setting yet


@transaction.atomic
def accept_answer(case: Case, *, by: Any, telling: int) -> bool:
    """The customer accepts the answer he has read (`telling`): the gate's “satisfied” is met by his own word.

    False when he had accepted already. The return visit stays with us (S2-1.D.3.2).
    """
    require(by, "cases.accept_answer", case)
    case = _held(case)
    if is_accepted(case):
        return False
    if case.state != "answered":
        raise MoveRefused(_("现在没有等您确认的答复。"))
    _is_newest(case, telling)
    amend(case, satisfaction="satisfied", acted_at=clock.now())
    refs = {"telling": telling, "round": case.round, "satisfaction": "satisfied"}
    facts.record(told.ANSWER_ACCEPTED, by=by, about_thing=case, refs=refs)
    stop_clocks("case.answer_accepted", case=case, by=by)
    start_clocks("case.answer_accepted", case=case, by=by)
    _tell_owner(case, gettext_lazy("%(number)s 客户已接受答复"), tone="ok")
    return True


@transaction.atomic
def dispute_answer(case: Case, *, by: Any, telling: int, words: str) -> bool:
    """The customer does not accept the answer: handling goes on in a round with its own clock (S2-1.D.4.5c).

    A closed case is taken up again within the pack's period. False when he has disputed this answer already.
    """
    require(by, "cases.dispute_answer", case)
    case = _held(case)
    if _has_disputed(case, telling):
        return False
    _is_said(words, _("请写下哪里不满意，我们好重新办。"))
    if case.state not in ("answered", "closed", "closed_exceptionally"):
        raise MoveRefused(_("现在没有等您确认的答复。"))
    if not may_reopen(case):
        raise MoveRefused(_("办结已久，不能在这里重新办理。请打客服电话，我们另立一单。"))
    _is_newest(case, telling)
    why = _keep(case, "disputed", words)
    refs = {"answered": telling, "round": case.round, "note": why.pk}  # the words quoted are his
    facts.record(told.ANSWER_DISPUTED, by=by, about_thing=case, refs=refs)
    if case.state == "answered":
        next_round(case, by=by)
    else:
        begin_again(case, by=by, why=why)
    _tell_owner(case, gettext_lazy("%(number)s 客户对答复有异议，已开始新一轮"), tone="late", clauses=["S2-1.D.4.5c"])
    return True


@transaction.atomic
def add_words(case: Case, *, by: Any, words: str, uploads: Sequence[Any] = ()) -> Note:
    """More of the customer's own words and pictures. They stand on the timeline; the owner is told."""
    require(by, "cases.add_words", case)
    if not uploads:
        _is_said(words, _("请写点什么，或选一张照片。"))
    elif len(words) > LONGEST:
        _is_said(words, "")
    _few_enough(case, uploads)
    made = _keep(case, "customer", words)
    for upload in uploads:
        kept = files.keep(upload, about_thing=made, by=by)
        if kept.media_type not in PICTURES:
            raise Unacceptable(_("只能发照片（JPG、PNG、WebP、GIF）。"), details={"files": _("只能发照片。")})
    facts.record(told.ADDED, by=by, about_thing=case, refs={"note": made.pk, "files": len(uploads)})
    Case.objects.filter(pk=case.pk).update(acted_at=clock.now())
    _tell_owner(case, gettext_lazy("%(number)s 客户补充了情况"))
    return made


def _few_enough(case: Case, uploads: Sequence[Any]) -> None:
    """Bounds of what a customer may send: at once, each, and in all."""
    if len(uploads) > FILES_AT_ONCE:
        raise Unacceptable(_("一次最多发 %(n)s 张照片。") % {"n": FILES_AT_ONCE})
    if any(upload.size > LARGEST for upload in uploads):
        raise Unacceptable(_("每张照片最大 %(n)s MB。") % {"n": LARGEST // 1024**2})
    sent = sum(fact.refs.get("files", 0) for fact in facts.timeline(case, 400) if fact.kind == told.ADDED)
    if uploads and sent + len(uploads) > FILES_IN_ALL:
        raise Unacceptable(_("这一单已发满 %(n)s 张照片，请打客服电话。") % {"n": FILES_IN_ALL})


@transaction.atomic
def ask_call_back(case: Case, *, by: Any, words: str = "") -> Promise:
    """The customer wants to be called: a promise in the owner's name, due by the pack's setting in working time.

    Asked again while that promise is open, it is the same promise.
    """
    require(by, "cases.ask_call_back", case)
    case = _held(case)
    if not case.is_live:
        raise MoveRefused(_("这一单已办结。要重新办理，请写明不满意的原因。"))
    there = call_back_of(case)
    if there is not None:
        return there
    if len(words) > LONGEST:
        _is_said(words, "")
    now = clock.now()
    made = Promise.objects.create(
        number=numbers.next_number(case.brand.code, "P"),
        case=case,
        what=CALL_BACK,
        made_by=case.owner,
        made_at=now,
        due_at=_call_back_due(case, now),
    )
    asked = Note.objects.create(case=case, kind="call_back", words=words.strip(), answer=made.number, at=now)
    refs = {"note": asked.pk, "promise": made.pk, "number": made.number}
    facts.record(told.CALL_BACK_ASKED, by=by, about_thing=case, refs=refs)
    # Promised by the rules, not by a person: it is no act of handling, so only its own clock starts.
    refs = {"promise": made.pk, "number": made.number, "due": made.due_at.isoformat(), "sequence": 1}
    facts.record(told.PROMISED, by=SYSTEM, about_thing=case, refs=refs)
    start_clocks("case.promised", case=case, by=SYSTEM, thing=made, stated=made.due_at)
    _tell_owner(case, gettext_lazy("%(number)s 客户请您回电"), tone="soon", clauses=["S2-1.E.4.4"])
    return made


def _call_back_due(case: Case, now: dt.datetime) -> dt.datetime:
    """Working time after now, by the setting; never beyond the longest promise of the pack."""
    rules = rules_of(case)
    within = str(setting_of(rules, "portal.call_back_within", CALL_BACK_WITHIN))
    last = now + rules.longest("promise-longest")
    try:
        return min(due(Rule("after", "working"), now, calendars.current(), within=within).at, last)
    except NoCalendarData:
        return last


def _is_newest(case: Case, telling: int) -> None:
    newest = newest_answer(case)
    if newest is None or newest.pk != telling:
        raise MoveRefused(_("答复刚刚更新过，请看过新的答复再选。"))


def _has_disputed(case: Case, telling: int) -> bool:
    said = (fact for fact in facts.timeline(case, 400) if fact.kind == told.ANSWER_DISPUTED)
    return any(fact.refs.get("answered") == telling for fact in said)


def _held(case: Case) -> Case:
    """The case as it is now, held until the end of the transaction: two taps come one after the other."""
    return Case.objects.select_for_update(of=("self",)).select_related("brand", "owner", "department").get(pk=case.pk)


def _is_said(words: str, sentence: str) -> None:
    if not words.strip():
        raise Unacceptable(sentence, details={"words": sentence})
    if len(words) > LONGEST:
        sentence = _("最多 %(n)s 个字。") % {"n": LONGEST}
        raise Unacceptable(sentence, details={"words": sentence})


def _keep(case: Case, kind: str, words: str) -> Note:
    return Note.objects.create(case=case, kind=kind, words=words.strip(), at=clock.now())


def _tell_owner(case: Case, text: Any, *, tone: str = "", clauses: list[str] | None = None) -> None:
    """In the owner's language: the customer's own may be another."""
    with override(case.owner.language or settings.LANGUAGE_CODE):
        said = str(text) % {"number": case.number}
    people_actions.notify(case.owner, text=said, url=f"/cases/{case.number}/", tone=tone, clauses=clauses)
