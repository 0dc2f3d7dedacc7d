"""Verbs of script cards: counting abuse, which a machine only supposes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations.scripts import facts as told
from shouwen.conversations.scripts.models import AbuseMark
from shouwen.kernel import clock, facts, live
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


@transaction.atomic
def confirm_abuse(message: Any, *, by: Any) -> AbuseMark:
    """Counts a customer's message as abusive (S2-2.3.19); confirming twice counts once."""
    require(by, "scripts.confirm_abuse", message)
    if message.direction != "in" or message.author != "customer":
        raise Unacceptable(_("只有客户的话可以记为辱骂。"))
    values = {"conversation": message.conversation, "by": by, "at": clock.now()}
    mark, made = AbuseMark.objects.get_or_create(message=message, defaults=values)
    if made:
        count = AbuseMark.objects.filter(conversation=message.conversation).count()
        facts.record(told.ABUSE_CONFIRMED, by=by, about_thing=message.conversation, refs={"count": count})
        live.publish(message.conversation)
    return mark


@transaction.atomic
def take_back_abuse(message: Any, *, by: Any) -> None:
    """The clerk was wrong: the count goes down by one."""
    require(by, "scripts.confirm_abuse", message)
    gone, _rows = AbuseMark.objects.filter(message=message).delete()
    if not gone:
        raise MoveRefused(_("这一条没有记为辱骂。"))
    facts.record(told.ABUSE_TAKEN_BACK, by=by, about_thing=message.conversation)
    live.publish(message.conversation)
