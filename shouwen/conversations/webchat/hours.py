"""When somebody answers: lines such as `周一至周五 09:00-12:00 13:00-18:00`, or nothing for the work calendar.

Pure. With lines of its own a channel is closed on the holidays of the work calendar, unless a line `节假日 …` gives
their hours; `每天 …` means every day, holidays too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from shouwen.kernel import worktime
from shouwen.kernel.worktime import MIDNIGHT, DayRule, NoCalendarData, Window, WorkCalendar

DAYS = "一二三四五六日"
_DAY = "[一二三四五六日天]"
_LINE = re.compile(
    rf"\s*(?:(?P<whole>每天|节假日)|(?:周|星期|礼拜)?(?P<first>{_DAY})(?:\s*(?:至|到|-|–|~)\s*(?:周|星期|礼拜)?(?P<last>{_DAY}))?)"
    r"\s*[:：]?\s+(?P<windows>.+)"
)
_TIME = r"(\d{1,2})(?:[:：](\d{2})|点(半)?)"
_WINDOW = re.compile(rf"{_TIME}\s*[-–—~至到]\s*{_TIME}")
NAMES = {"zh": [f"周{day}" for day in DAYS], "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]}
HOLIDAYS = {"zh": "节假日", "en": "holidays"}
TO = {"zh": "至", "en": "–"}


@dataclass(frozen=True)
class Hours:
    """Windows by weekday, Monday 0, and those of holidays."""

    week: dict[int, tuple[Window, ...]]
    holidays: tuple[Window, ...] = ()


def hours_of(text: str) -> Hours:
    """What the lines say; `ValueError` with a line that says something else."""
    week: dict[int, tuple[Window, ...]] = {}
    holidays: tuple[Window, ...] = ()
    for line in filter(str.strip, text.splitlines()):
        found = _LINE.fullmatch(line)
        if found is None or _WINDOW.sub("", found["windows"]).strip(" ,，、"):
            raise ValueError(line.strip())
        try:
            pairs = [_pair(*each) for each in _WINDOW.findall(found["windows"])]
            if found["whole"]:
                holidays = worktime.checked_windows([*holidays, *pairs])
            for day in _days(found):
                week[day] = worktime.checked_windows([*week.get(day, ()), *pairs])
        except ValueError as problem:  # no such time, or windows that overlap: whoever typed it is shown his line
            raise ValueError(line.strip()) from problem
    if holidays and not week:
        raise ValueError(text.strip())
    return Hours(week, holidays)


def _pair(hour: str, minute: str, half: str, hour2: str, minute2: str, half2: str) -> Window:
    """`9:00-18:30`, `9点至18点半`: as people write it."""
    start, end = (
        f"{hour:0>2}:{minute or ('30' if half else '00')}",
        f"{hour2:0>2}:{minute2 or ('30' if half2 else '00')}",
    )
    return worktime.clock(start), worktime.clock(end)


def _days(found: re.Match[str]) -> list[int]:
    if found["whole"]:
        return list(range(7)) if found["whole"] == "每天" else []
    first = DAYS.index(found["first"].replace("天", "日"))
    last = DAYS.index(found["last"].replace("天", "日")) if found["last"] else first
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def calendar_for(text: str, cal: WorkCalendar) -> WorkCalendar:
    """The work calendar itself, or one with the channel's windows on its days and on the same holidays."""
    own = hours_of(text)
    if not own.week:
        return cal
    off = {day: rule for day, rule in cal.days.items() if not rule.working}
    if own.holidays:
        off = {day: DayRule(True, own.holidays, name=rule.name) for day, rule in off.items()}
    return WorkCalendar(version=cal.version, week=own.week, days=off, years=cal.years, zone=cal.zone)


def opening(cal: WorkCalendar, now: dt.datetime) -> tuple[bool, dt.datetime | None]:
    """Whether somebody is there now, and else from when. A year nobody entered is taken as its plain week."""
    try:
        if worktime.is_working(cal, now):
            return True, None
        return False, worktime.start_of_next_working(cal, now).at
    except NoCalendarData:
        years = {now.year: "assumed", now.year + 1: "assumed"}
        plain = WorkCalendar(version=0, week=cal.week, years=years, zone=cal.zone)  # type: ignore[arg-type]
        if worktime.is_working(plain, now):
            return True, None
        return False, worktime.start_of_next_working(plain, now).at


def said(week: Mapping[int, Sequence[Window]], language: str, holidays: Sequence[Window] = ()) -> str:
    """`周一至周五 09:00–18:00`: days with the same windows together; holidays where they have hours."""
    names, parts = NAMES[language], []
    for windows, days in groupby(range(7), lambda day: tuple(week.get(day, ()))):
        run = list(days)
        if windows:
            named = names[run[0]] if len(run) == 1 else f"{names[run[0]]}{TO[language]}{names[run[-1]]}"
            parts.append(f"{named} {' '.join(map(_window, windows))}")
    if holidays:
        parts.append(f"{HOLIDAYS[language]} {' '.join(map(_window, holidays))}")
    return ("；" if language == "zh" else "; ").join(parts)


def _window(window: Any) -> str:
    start, end = window
    return f"{start:%H:%M}–{'24:00' if end == MIDNIGHT else f'{end:%H:%M}'}"
