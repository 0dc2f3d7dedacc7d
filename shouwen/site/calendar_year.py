"""A year of the work calendar for the eye, and changes of its content. Pure: content comes in and goes out as JSON."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import worktime
from shouwen.kernel.worktime import WEEKDAYS, DayRule, WorkCalendar


@dataclass(frozen=True)
class Day:
    """One square: number, tone (work · off · holiday · makeup · own · unknown), mark in it, words for it."""

    date: dt.date
    tone: str
    mark: str
    words: str
    today: bool = False


@dataclass(frozen=True)
class Special:
    """Days in a row that differ from their weekdays alike: what they are, and whether the official data says so."""

    first: dt.date
    last: dt.date
    words: str
    name: str
    official: bool


def official_days(year: int) -> dict[dt.date, DayRule]:
    """The official holidays of a year; nothing when they are not known yet."""
    try:
        return worktime.official_year(year)
    except worktime.NoCalendarData:
        return {}


def windows_words(windows: Any) -> str:
    return "、".join(
        f"{start:%H:%M}–{'24:00' if end == worktime.MIDNIGHT else format(end, '%H:%M')}" for start, end in windows
    )


def weekday(number: int) -> str:
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[number]


def told(cal: WorkCalendar, date: dt.date) -> tuple[str, str, str]:
    """Tone, mark and words of a day."""
    rule = cal.days.get(date)
    if date.year not in cal.years:
        return "unknown", "", _("这一年没有数据")
    if rule is None:
        windows = cal.week[date.weekday()]
        return ("work", "", windows_words(windows)) if windows else ("off", "", _("休息"))
    if not rule.working:
        return "holiday", _("休"), _("放假")
    if rule.as_weekday is not None:
        return "makeup", _("班"), _("上班，按%(day)s的时间") % {"day": weekday(rule.as_weekday)}
    return "own", _("改"), windows_words(rule.windows or ())


def months(cal: WorkCalendar, year: int, today: dt.date) -> Iterator[dict[str, Any]]:
    """Twelve months of weeks of squares; None where a week begins or ends in another month."""
    for month in range(1, 13):
        weeks = []
        for week in calendar.Calendar().monthdatescalendar(year, month):
            weeks.append([_square(cal, date, today) if date.month == month else None for date in week])
        yield {
            "number": month,
            "weeks": weeks,
            "working": sum(d is not None and d.tone in WORKED for w in weeks for d in w),
        }


WORKED = ("work", "makeup", "own")


def _square(cal: WorkCalendar, date: dt.date, today: dt.date) -> Day:
    tone, mark, words = told(cal, date)
    name = cal.days[date].name if date in cal.days and date.year in cal.years else ""
    return Day(date, tone, mark, f"{name} {words}".strip(), date == today)


def specials(cal: WorkCalendar, year: int) -> list[Special]:
    """The special days of a year, and those the official data has but this calendar does not."""
    official = official_days(year) if cal.years.get(year) == "official" else {}
    found: list[Special] = []
    for date in sorted(d for d in set(cal.days) | set(official) if d.year == year):
        _tone, _mark, words = told(cal, date)
        rule = cal.days.get(date)
        new = Special(date, date, words, rule.name if rule else "", rule == official.get(date))
        before = found[-1] if found else None
        if (
            before
            and before.last + worktime.ONE_DAY == date
            and replace(new, first=before.first, last=before.last) == before
        ):
            found[-1] = replace(before, last=date)
        else:
            found.append(new)
    return found


# ---- changes


def with_week(content: dict[str, Any], week: dict[str, Any]) -> dict[str, Any]:
    """The same calendar with other windows on the seven weekdays."""
    return {**content, "week": week}


def with_days(content: dict[str, Any], first: dt.date, last: dt.date, given: dict[str, Any]) -> dict[str, Any]:
    """The same calendar with one arrangement for every day from `first` to `last`."""
    days = dict(content["days"])
    for step in range((last - first).days + 1):
        date = first + dt.timedelta(days=step)
        arranged = _arranged(content, date, given)
        days.pop(date.isoformat(), None)
        if arranged is not None:
            days[date.isoformat()] = arranged
    return {**content, "days": dict(sorted(days.items()))}


def _arranged(content: dict[str, Any], date: dt.date, given: dict[str, Any]) -> dict[str, Any] | None:
    name, kind = given.get("name", ""), given["kind"]
    if kind == "holiday":
        return {"working": False, "name": name}
    if kind == "as":
        return {"working": True, "name": name, "as": given["like"]}
    if kind == "windows":
        return {"working": True, "name": name, "windows": given["windows"]}
    official = official_days(date.year).get(date) if content["years"].get(str(date.year)) == "official" else None
    return _as_json(official) if official else None


def _as_json(rule: DayRule) -> dict[str, Any]:
    like = {} if rule.as_weekday is None else {"as": WEEKDAYS[rule.as_weekday]}
    return {"working": rule.working, "name": rule.name, **like}


def with_year(content: dict[str, Any], year: int, how: str) -> dict[str, Any]:
    """The same calendar with a year taken from official data, assumed to have plain weekends, or unknown again."""
    years, days = dict(content["years"]), dict(content["days"])
    if how == "unknown":
        years.pop(str(year), None)
        return {**content, "years": years}
    years[str(year)] = how
    if how == "official":
        own = {day: rule for day, rule in days.items() if day.startswith(f"{year}-")}
        days |= {date.isoformat(): _as_json(rule) for date, rule in official_days(year).items()} | own
    return {**content, "years": dict(sorted(years.items())), "days": dict(sorted(days.items()))}
