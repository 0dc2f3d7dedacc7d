"""What a signed-in customer does: the verbs of the case, in his name, each sent form done once."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import actions as cases
from shouwen.cases import queries
from shouwen.cases.portal import policy
from shouwen.cases.portal.models import Done, Sitting
from shouwen.kernel import clock
from shouwen.kernel.refusals import Refused


def accept(sitting: Sitting, *, telling: int) -> None:
    """The answer he has read is accepted."""
    cases.accept_answer(sitting.case, by=queries.follower_of(sitting.case), telling=telling)


def dispute(sitting: Sitting, *, telling: int, words: str) -> None:
    """The answer he has read is not accepted, and why."""
    cases.dispute_answer(sitting.case, by=queries.follower_of(sitting.case), telling=telling, words=words)


@transaction.atomic
def add(sitting: Sitting, *, once: str, words: str, uploads: Sequence[Any] = ()) -> bool:
    """More words and pictures. False when this form has been sent before."""
    if not _first_time(sitting, once):
        return False
    cases.add_words(sitting.case, by=queries.follower_of(sitting.case), words=words, uploads=uploads)
    return True


def call_back(sitting: Sitting, *, words: str = "") -> None:
    """He wants to be called."""
    cases.ask_call_back(sitting.case, by=queries.follower_of(sitting.case), words=words)


def _first_time(sitting: Sitting, once: str) -> bool:
    """Takes the form's key; refuses a flood."""
    now = clock.now()
    mark = f"{sitting.case.pk}:"
    lately = Done.objects.filter(key__startswith=mark, at__gt=now - dt.timedelta(hours=1)).count()
    if lately >= policy.SAYINGS_AN_HOUR:
        raise Refused(_("写得太快了，请过一会儿再发，急事请打电话。"))
    key = once or secrets.token_hex(16)  # a form without one is no copy of another
    return Done.objects.get_or_create(key=mark + policy.digest("once", key)[:40], defaults={"at": now})[1]
