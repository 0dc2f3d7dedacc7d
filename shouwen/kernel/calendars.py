"""The work calendar in force: the newest edition in the table. Packs only give its beginning (decisions.md 11)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.kernel import clock, facts, memory, worktime
from shouwen.kernel.models import WorkCalendarEdition
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.worktime import WorkCalendar

CHANGED = facts.declare("calendar.changed", gettext_lazy("{actor} 修改了工作日历，第 {version} 版"), icon="calendar")


@lru_cache(maxsize=8)
def _read(version: int, made_at: Any) -> WorkCalendar:
    """`made_at` tells a version from one of the same number that was rolled back."""
    return worktime.from_json(WorkCalendarEdition.objects.get(version=version).content)


def edition(version: int) -> WorkCalendar:
    """One version of the calendar; versions never change, so each is read once a process."""
    return _read(version, WorkCalendarEdition.objects.values_list("made_at", flat=True).get(version=version))


def current() -> WorkCalendar:
    """The newest version. Raises `Unacceptable` when no calendar has been set up."""
    version = memory.remembered("calendar", _newest)
    if version is None:
        raise Unacceptable(_("还没有工作日历。"))
    return edition(version)


def _newest() -> int | None:
    return WorkCalendarEdition.objects.order_by("-version").values_list("version", flat=True).first()


@transaction.atomic
def change(content: dict[str, Any], *, by: Any, reason: str, seen: int | None = None) -> WorkCalendarEdition:
    """Makes a new version; running clocks keep the version they were started under.

    `seen` is the version the change was made from: refused when somebody made another meanwhile.
    """
    if by is not SYSTEM:
        require(by, "kernel.edit_calendar")
    if not reason.strip():
        raise Unacceptable(_("请写明理由。"), details={"reason": _("请写明理由。")})
    newest = _newest() or 0
    if seen is not None and seen != newest:
        raise MoveRefused(_("别人刚改过工作日历，现在是第 %(version)s 版。请看过新版再改。") % {"version": newest})
    content = {**content, "version": newest + 1}
    try:
        worktime.from_json(content)
    except (KeyError, TypeError, ValueError) as problem:
        raise Unacceptable(_("工作日历写法不对：%(problem)s") % {"problem": problem}) from problem
    made = WorkCalendarEdition.objects.create(
        version=newest + 1, content=content, made_by=by.key, made_at=clock.now(), reason=reason[:200]
    )
    memory.changed()
    facts.record(CHANGED, by=by, about_thing=made, refs={"version": made.version})
    return made


def beginning(sheet: dict[str, Any], years: range) -> dict[str, Any]:
    """A first calendar from a pack's calendar sheet, with official holidays for the years that have data."""
    days: dict[str, Any] = {}
    known: dict[str, str] = {}
    start = {"version": 0, "zone": sheet.get("zone", "Asia/Shanghai"), "week": sheet["week"], "days": {}, "years": {}}
    for year in years:
        try:
            official = worktime.official_year(year)
        except worktime.NoCalendarData:
            continue
        known[str(year)] = "official"
        whole = WorkCalendar(version=0, week=worktime.from_json(start).week, days=official)
        days |= worktime.to_json(whole)["days"]
    return {**start, "days": days, "years": known}
