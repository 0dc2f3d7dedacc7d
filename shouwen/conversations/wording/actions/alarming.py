"""Saying that the guard is wrong, and what whoever keeps the rules makes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations.wording import facts as told
from shouwen.conversations.wording.models import FalseAlarm
from shouwen.conversations.wording.rules import words_for
from shouwen.conversations.wording.states import alarm_machine
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people
from shouwen.people import queries as staff
from shouwen.rulebook import queries as rulebook

LONGEST = 400


@transaction.atomic
def report(
    *, by: Any, brand: Any, edition: Any, phrase: str, conversation: Any = None, sentence: str = "", said: str = ""
) -> FalseAlarm:
    """Says that the guard is wrong about a phrase; nothing need be sent for it. The same word again is the same alarm.

    `sentence` is what the writer lets go along of a text that was not sent, `said` the words of it that were found;
    both may be empty.
    """
    require(by, "wording.report", brand)
    known = rulebook.guard_of(edition.pk).sheets.phrases.get(phrase)
    if known is None:
        raise Unacceptable(_("规则里没有这一条说法。"), details={"phrase": phrase[:60]})
    kept = sentence.strip()[:LONGEST]
    same = {"by": by, "phrase": phrase, "edition": edition, "conversation": conversation, "state": "open"}
    there = FalseAlarm.objects.filter(**same, message=None, sentence=kept).first()
    if there is not None:
        return there
    start = max(kept.find(said), 0) if said else 0
    span = (start, start + len(said) if said and said in kept else start)
    return keep_alarm(
        by=by,
        brand=brand,
        edition=edition,
        phrase=phrase,
        family=known.family,
        conversation=conversation,
        sentence=kept,
        span=span,
    )


def keep_alarm(*, by: Any, span: tuple[int, int], **values: Any) -> FalseAlarm:
    """Keeps an alarm and its fact; inside the verb that has asked whether it may."""
    made = FalseAlarm.objects.create(by=by, at=clock.now(), start=span[0], end=span[1], **values)
    refs = {"phrase": made.phrase, "family": made.family, "edition": made.edition_id}
    facts.record(told.ALARM_REPORTED, by=by, about_thing=made, refs=refs)
    return made


@transaction.atomic
def mend(alarm: FalseAlarm, *, by: Any, words: str = "") -> None:
    """The rule has been changed, or is being."""
    _settle(alarm, "mend", by=by, words=words)


@transaction.atomic
def keep(alarm: FalseAlarm, *, by: Any, words: str) -> None:
    """The rule stays, and why: whoever reported it is told."""
    if not words.strip():
        sentence = _("请写明为什么不改，报的人会收到。")
        raise Unacceptable(sentence, details={"words": sentence})
    _settle(alarm, "keep", by=by, words=words)


def _settle(alarm: FalseAlarm, verb: str, *, by: Any, words: str) -> None:
    require(by, "wording.settle", alarm)
    # What was never sent has served its purpose: its sentence goes with the settling.
    changes = {"settled_by": by, "settled_at": clock.now(), "words": words.strip()[:1000], "sentence": ""}
    alarm_machine.move(alarm, verb, by=by, changes=changes, refs={"phrase": alarm.phrase, "family": alarm.family})
    if alarm.by_id != by.pk:
        outcome = _("规则已改") if verb == "mend" else _("规则不改")
        text = _("您报的用语误报处理了：%(outcome)s") % {"outcome": outcome}
        people.notify(alarm.by, text=text, url=f"/wording/alarms/{alarm.pk}/")


def forget_sentences() -> int:
    """Takes away the sentences that were kept as long as the pack allows; the alarms stay."""
    gone = 0
    for brand in staff.brands():
        words = words_for(brand)
        if words is None:
            continue
        before = clock.now() - dt.timedelta(days=words.sentence_days)
        old = FalseAlarm.objects.filter(brand=brand, at__lt=before).exclude(sentence="")
        for alarm in old[:500]:
            amend(alarm, sentence="", start=0, end=0)
            gone += 1
    return gone
