"""The ledger: appended to under the lock of its month, never changed. A month handed in takes nothing any more."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM
from shouwen.quality import facts as told
from shouwen.quality.models import LedgerEntry, MonthlyDetail, Penalty
from shouwen.quality.queries import following, month_name


def locked(brand: Any, month: str, *, by: Any) -> MonthlyDetail:
    """The detail of a month, made where missing, and held until the end of the transaction."""
    made, new = MonthlyDetail.objects.get_or_create(brand=brand, month=month, defaults={"opened_at": clock.now()})
    if new:
        facts.record(told.MONTH_OPENED, by=by, about_thing=made, refs={"month": month})
    return MonthlyDetail.objects.select_for_update().select_related("brand").get(pk=made.pk)


def month_to_write(brand: Any, *, by: Any) -> str:
    """This month, or the first after it that has not been handed in yet."""
    month = month_name(clock.today())
    while locked(brand, month, by=by).state != "draft":
        month = following(month)
    return month


def enter(penalty: Penalty, *, by: Any) -> LedgerEntry:
    """Writes a penalty into the first month that is still open."""
    return _write(penalty, "penalty", 1, by=by)


def reverse(penalty: Penalty, *, by: Any) -> LedgerEntry:
    """Takes the last entry of a penalty back by another line, in the month that is open now."""
    return _write(penalty, "reversal", -1, by=by)


def _write(penalty: Penalty, kind: str, sign: int, *, by: Any) -> LedgerEntry:
    violation = penalty.violation
    month = month_to_write(violation.brand, by=by)
    last = penalty.entries.order_by("-pk").first()
    entry = LedgerEntry.objects.create(
        brand=violation.brand,
        month=month,
        kind=kind,
        sign=sign,
        penalty=penalty,
        person=violation.person,
        department=violation.department,
        what=violation.row,
        words=_("冲回") if sign < 0 else "",
        amount_fen=last.amount_fen if sign < 0 and last is not None else penalty.amount_fen,
        counts_in_appraisal=violation.appraisal or penalty.measure == "appraisal",
        by=None if by is SYSTEM else by,
        at=clock.now(),
    )
    facts.record(told.ENTERED, by=by, about_thing=violation, refs={"month": month, "entry": entry.pk})
    return entry
