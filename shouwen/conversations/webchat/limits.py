"""How often a token or an address may do something: counted in the database, so that all processes count together.

An address that shares a company's line counts once for all behind it, so the limits for addresses are wide.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.webchat.models import Allowance
from shouwen.kernel import clock
from shouwen.kernel.refusals import Refusal

#: What is counted: how many, in how many seconds.
LIMITS = {
    "say": (40, 60),
    "attach": (20, 600),
    "attach_from": (60, 600),
    "small": (120, 60),
    "sync": (240, 60),
    "visit": (120, 600),
    "note": (30, 3600),
    "transcript": (5, 3600),
    "mailed": (3, 86_400),
    "guess": (60, 600),
}


class TooOften(Refusal):
    """Too much in too short a time; `retry` says after how many seconds to try again."""

    status = 429
    code = "too_often"

    def __init__(self, retry: int) -> None:
        super().__init__(_("太频繁了，请稍候再试。"))
        self.retry = retry


def count(what: str, who: str) -> None:
    """Counts one; raises `TooOften` beyond the limit."""
    most, seconds = LIMITS[what]
    now = clock.now()
    key = hmac.new(settings.INDEX_KEY.encode(), f"{what}:{who}".encode(), hashlib.sha256).hexdigest()
    rows = Allowance.objects.filter(pk=key)
    if not rows.filter(since__gt=now - dt.timedelta(seconds=seconds)).update(count=F("count") + 1):
        if not rows.update(since=now, count=1):
            try:
                with transaction.atomic():
                    Allowance.objects.create(key=key, since=now, count=1)
            except IntegrityError:
                rows.update(count=F("count") + 1)
        return
    row = rows.get()
    if row.count > most:
        raise TooOften(max(1, seconds - int((now - row.since).total_seconds())))


def purge() -> int:
    """Forgets counts nobody asks for any more."""
    return Allowance.objects.filter(since__lt=clock.now() - dt.timedelta(days=1)).delete()[0]
