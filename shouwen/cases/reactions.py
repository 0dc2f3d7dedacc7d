"""What cases do about facts: the pack's notices, given once each by the worker."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.cases import actions
from shouwen.cases import facts as told
from shouwen.cases.models import Case, Transfer, WeeklySheet, WrittenReport
from shouwen.cases.rules import Rules, rules_for, rules_of
from shouwen.cases.telling import say
from shouwen.conversations import facts as talk
from shouwen.conversations import queries as conversations
from shouwen.kernel.facts import on
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM

HEARD = (
    told.OPENED,
    told.TRANSFERRED,
    told.REPORTED,
    told.CHASED,
    told.REPORT_REQUIRED,
    told.REPORT_IN,
    told.REPEATED,
    told.PATTERN,
    told.EXCEPTION,
    told.CLOSED,
    told.REOPENED,
    told.ROUND,
    told.APOLOGY_REFUSED,
    told.OFFERED,
    told.RETURNED,
    told.PROMISED,
    told.JUDGED,
    told.CHOSEN,
)


@on(*HEARD)
def give_notices(fact: Fact) -> None:
    """Tells whom the pack's notice sheet names for this fact."""
    case = Case.objects.select_related("brand", "owner", "department").filter(pk=fact.about_id).first()
    if case is None or case.is_historic:
        return
    _give(fact, rules_of(case), case=case, thing=_thing(fact), sheet=None, number=case.number)


@on(told.SHEET_SUBMITTED, told.SHEET_APPROVED)
def give_sheet_notices(fact: Fact) -> None:
    """The same for weekly sheets."""
    sheet = WeeklySheet.objects.select_related("brand").filter(pk=fact.about_id).first()
    if sheet is not None:
        number = f"{sheet.year}-W{sheet.week:02d}"
        _give(fact, rules_for(sheet.brand), case=None, thing=None, sheet=sheet, number=number)


@on(talk.OPENED)
def take_up_conversation(fact: Fact) -> None:
    """What comes in by a channel that opens cases becomes one, or joins the one it names (features 1)."""
    conversation = conversations.with_id(fact.about_id)
    if conversation is not None and conversation.channel is not None and conversation.channel.opens_cases:
        actions.take_up(conversation, by=SYSTEM)


@on(talk.NOTE_LEFT)
def answer_for_note(fact: Fact) -> None:
    """A note left when nobody was there becomes a case, with the time its writer was promised (S0-1.40.3)."""
    conversation = conversations.with_id(fact.about_id)
    if conversation is not None:
        left_at = dt.datetime.fromisoformat(fact.refs["left"])
        actions.take_up_note(conversation, by=SYSTEM, left_at=left_at)


@on(talk.RECEIVED, talk.SENT)
def hear_conversation(fact: Fact) -> None:
    """Everything said in a conversation stands on the timeline of its case."""
    conversation = conversations.with_id(fact.about_id)
    if conversation is not None:
        actions.hear(conversation, by=SYSTEM, message=fact.refs["message"], is_ours=fact.kind == talk.SENT)


def _give(fact: Fact, rules: Rules, *, case: Any, thing: Any, sheet: Any, number: str) -> None:
    for position, notice in enumerate(rules.pack.notices):
        if notice.on != fact.kind:
            continue
        text = notice.text.replace("{number}", "" if case is not None else number).strip()
        say(
            list(notice.tell),
            case=case,
            thing=thing,
            sheet=sheet,
            text=text,
            clauses=[clause for clause in notice.because if clause != "gap"],
            origin=notice.origin,
            wants_acknowledgement=notice.acknowledge,
            key=f"notice:{fact.pk}:{position}",
        )


def _thing(fact: Fact) -> Any:
    if "transfer" in fact.refs:
        return Transfer.objects.select_related("department", "accepted_by").filter(pk=fact.refs["transfer"]).first()
    if "report" in fact.refs:
        return WrittenReport.objects.select_related("person").filter(pk=fact.refs["report"]).first()
    return None
