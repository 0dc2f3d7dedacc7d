"""Questions of the portal: how often was asked and tried, whose sitting this is, what a caller must be asked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from shouwen.cases import queries as cases
from shouwen.cases.portal import policy
from shouwen.cases.portal.models import Asking, CallerCheck, Code, Sitting, Try
from shouwen.customers import queries as customers
from shouwen.customers.authorised import queries as authorised
from shouwen.kernel import clock
from shouwen.rulebook import queries as rulebook

FORM = "caller-identity"
#: What takes text messages: a mobile of the mainland, or any number elsewhere.
_MOBILE = re.compile(r"\+(?:861[3-9]\d{9}|(?!86)[1-9]\d{6,14})")


def too_many_askings(number_mark: str, address_mark: str) -> bool:
    """True when this number or this address has asked often enough. Three questions, whatever they find."""
    now = clock.now()
    lately, today = now - dt.timedelta(minutes=policy.WAIT), now - dt.timedelta(days=1)
    of_number = Asking.objects.filter(number_mark=number_mark)
    said = (
        of_number.filter(at__gte=lately).count() >= policy.ASKS,
        of_number.filter(at__gte=today).count() >= policy.ASKS_A_DAY,
        Asking.objects.filter(address_mark=address_mark, at__gte=lately).count() >= policy.ASKS_OF_ADDRESS,
    )
    return any(said)


def too_many_tries(number_mark: str, address_mark: str) -> bool:
    """True while whoever types codes for this number, or from this address, must wait. Two questions always."""
    wrong = Try.objects.filter(at__gte=clock.now() - dt.timedelta(minutes=policy.WAIT), went=False)
    said = (
        wrong.filter(number_mark=number_mark).count() >= policy.TRIES,
        wrong.filter(address_mark=address_mark).count() >= policy.TRIES_OF_ADDRESS,
    )
    return any(said)


def asking_with(pk: int) -> Asking | None:
    return Asking.objects.filter(pk=pk).first()


def point_for(case: Any, last_four: str) -> Any:
    """The telephone a code goes to: the customer's only one, or of several the one that ends so. None otherwise."""
    if case.customer is None:
        return None
    ids = customers.all_of(customers.standing_for(case.customer))
    points = [point for point in customers.telephones(ids) if _MOBILE.fullmatch(point.value)]
    if last_four:
        points = [point for point in points if point.last_four == last_four]
    different = {point.index: point for point in points}
    return next(iter(different.values())) if len(different) == 1 else None


def given_lately(case: Any) -> int:
    since = clock.now() - dt.timedelta(hours=1)
    return Code.objects.filter(case=case, way="told", made_at__gte=since).count()


def sitting_of(token: str) -> Sitting | None:
    """The sitting of a cookie's token, unless it has been idle or long enough."""
    now = clock.now()
    found = Sitting.objects.filter(
        digest=policy.digest("sitting", token),
        ended_at=None,
        seen_at__gt=now - dt.timedelta(minutes=policy.IDLE),
        began_at__gt=now - dt.timedelta(hours=policy.LONGEST_SITTING),
    )
    return found.select_related(
        "case__brand", "case__department", "case__customer", "case__owner", "case__first_asked"
    ).first()


def questions_for(case: Any) -> list[dict[str, Any]]:
    """What the pack has a caller asked: `{id, label, against, required, because}`; finance only where it is about money.

    With `register` it is met only by one of the customer's authorised contacts; they stand in `contacts`.
    """
    sheet = _pack(case).forms.get(FORM)
    asked = (sheet.model_extra or {}).get("question", []) if sheet is not None else []
    return [
        {**each, "required": bool(each.get("required")), "contacts": _contacts(case) if each.get("register") else []}
        for each in asked
        if not each.get("category") or case.category in each["category"]
    ]


def _contacts(case: Any) -> list[Any]:
    return authorised.in_register(case.customer) if case.customer is not None else []


def enough_for(case: Any) -> int:
    """How many must be met: the setting `identity.enough`."""
    pack = _pack(case)
    known = "identity.enough" in pack.settings
    return int(rulebook.setting(pack, case.brand.code, "identity.enough")) if known else 2


def _pack(case: Any) -> Any:
    return rulebook.in_force(case.department.pack or case.brand.pack)


def checks_of(person: Any, case: Any) -> list[CallerCheck]:
    """The last checks of callers about a case the person may read."""
    if not cases.visible_to(person).filter(pk=case.pk).exists():
        return []
    return list(CallerCheck.objects.filter(case=case).select_related("by").order_by("-pk")[:3])
