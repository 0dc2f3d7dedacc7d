"""Coming in by a code. Whoever asks or guesses learns nothing: the same rows, questions and digests for every number.

A request for a code never looks for the case: the worker does, later. A typed code is compared twice, with what is
there and else with nothing that could fit.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from shouwen.cases import queries as cases
from shouwen.cases.portal import facts as told
from shouwen.cases.portal import policy, queries
from shouwen.cases.portal.models import Asking, Code, Done, Sitting, Try
from shouwen.conversations.texts import actions as texts
from shouwen.kernel import clock, facts, jobs
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refusal, Refused

log = logging.getLogger("shouwen.portal")
SEND = "cases.portal.send_code"
COMPARED = 2  # live codes of a case: the last one sent and the last one told


def marks(number: str, address: str) -> tuple[str, str]:
    """A typed number and the address it came from, as the limits know them."""
    return policy.digest("number", number), policy.digest("address", address)


@transaction.atomic
def ask_code(*, number: str, last_four: str, address: str) -> None:
    """Somebody wants a code for a case of this number. Nothing is looked up; `Refused` when asked too often."""
    number_mark, address_mark = marks(number, address)
    if queries.too_many_askings(number_mark, address_mark):
        raise Refused(_("取验证码太频繁，请 %(n)s 分钟后再取。") % {"n": policy.WAIT})
    made = Asking.objects.create(
        number=number, last_four=last_four, number_mark=number_mark, address_mark=address_mark, at=clock.now()
    )
    jobs.JOBS[SEND].enqueue(key=f"portal-code:{made.pk}", asking=made.pk)


@transaction.atomic
def send_code(asking: Asking) -> Code | None:
    """Sends the code, when there is such a case and a telephone of its customer to send it to. In the worker."""
    case = cases.followable(asking.number)
    point = queries.point_for(case, asking.last_four) if case is not None else None
    ends_at = asking.at + dt.timedelta(minutes=policy.LIVES)
    if case is None or point is None or clock.now() > ends_at:
        return None
    made, code = new_code(case, way="text", ends_at=ends_at, asking=asking)
    words = {"code": code, "minutes": policy.LIVES}
    try:
        with transaction.atomic():
            once = f"portal-code:{asking.pk}"
            texts.text(
                brand=case.brand,
                to=point.value,
                template="verification",
                words=words,
                once=once,
                by=SYSTEM,
                until=ends_at,
            )
    except Refusal as refusal:  # no channel, or the number has had its share: whoever asked is not told either
        log.warning("code for asking %s was not sent: %s", asking.pk, refusal.code)
        made.delete()
        return None
    facts.record(told.CODE_SENT, by=SYSTEM, about_thing=case, refs={"code": made.pk})
    return made


def new_code(case: Any, *, way: str, ends_at: dt.datetime, **more: Any) -> tuple[Code, str]:
    """A fresh code of a case, and its digits, which are nowhere kept. Earlier ones of the same way end."""
    Code.objects.filter(case=case, way=way, used_at=None, ends_at__gt=clock.now()).update(ends_at=clock.now())
    digits = f"{secrets.randbelow(10**policy.DIGITS):0{policy.DIGITS}d}"
    digest = policy.digest("code", f"{case.number} {digits}")
    made = Code.objects.create(case=case, way=way, digest=digest, made_at=clock.now(), ends_at=ends_at, **more)
    return made, digits


def begin(*, number: str, code: str, address: str) -> str:
    """Opens a sitting for whoever types the code of a case, and gives its token. `Refused` alike for all else.

    Five wrong ones for a number, and everybody waits with it; the codes of the case are dead then.
    """
    token = _begin(number, code, address)
    if not token:
        raise Refused(_("编号或验证码不对，或验证码已过期。"))
    return token


@transaction.atomic
def _begin(number: str, code: str, address: str) -> str:
    """The token, or "" for a wrong code: what was tried must stay written down."""
    number_mark, address_mark = marks(number, address)
    if queries.too_many_tries(number_mark, address_mark):
        raise Refused(_("试错太多次，请 %(n)s 分钟后再试。") % {"n": policy.WAIT})
    now = clock.now()
    live = Code.objects.filter(case__number=number, used_at=None, ends_at__gt=now)
    # Counted before it is compared, so that guesses that come at the same moment cannot share a try.
    live.update(tries=F("tries") + 1)
    found = list(live.filter(tries__lte=policy.TRIES).select_related("case").order_by("-pk")[:COMPARED])
    typed = policy.digest("code", f"{number} {code}")
    fits = None
    for position in range(COMPARED):
        candidate = found[position] if position < len(found) else None
        is_it = constant_time_compare(candidate.digest if candidate is not None else "0" * 64, typed)
        fits = candidate if is_it else fits
    is_right = fits is not None and bool(Code.objects.filter(pk=fits.pk, used_at=None).update(used_at=now))
    Try.objects.create(number_mark=number_mark, address_mark=address_mark, went=is_right, at=now)
    return _sit_down(fits.case) if is_right and fits is not None else ""


def _sit_down(case: Any) -> str:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    made = Sitting.objects.create(case=case, digest=policy.digest("sitting", token), began_at=now, seen_at=now)
    facts.record(told.SEEN, by=cases.follower_of(case), about_thing=case, refs={"sitting": made.pk})
    return token


@transaction.atomic
def stay(sitting: Sitting) -> None:
    """The customer is still there: his half hour begins anew (written once a minute at most)."""
    if clock.now() - sitting.seen_at > dt.timedelta(minutes=1):
        Sitting.objects.filter(pk=sitting.pk, ended_at=None).update(seen_at=clock.now())


@transaction.atomic
def leave(sitting: Sitting) -> None:
    """The customer goes; the cookie opens nothing any more."""
    Sitting.objects.filter(pk=sitting.pk, ended_at=None).update(ended_at=clock.now())


@transaction.atomic
def sweep() -> int:
    """Takes away what only the limits needed, after a week. Returns how many rows."""
    old = clock.now() - dt.timedelta(days=7)
    gone = 0
    for rows in (
        Try.objects.filter(at__lt=old),
        Asking.objects.filter(at__lt=old),
        Code.objects.filter(ends_at__lt=old),
        Sitting.objects.filter(seen_at__lt=old),
        Done.objects.filter(at__lt=old),
    ):
        gone += rows.delete()[0]
    return gone
