"""Times as people say them in Chinese: 明天下午三点前, 两小时内, 今天下班前, 本周内, 11月30日前 (decisions.md 5).

Pure: the moment of speaking and the work calendar are passed in. What leaves room is read late, and `read_as` says so:
day (a day without an hour: its close of work) · part (上午, 晚上: its end) · close (下班) · week (its last worked day) ·
month · clock (三点 without 下午) · past (what was said is over already) · days (工作日); "" is exactly as said.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from shouwen.kernel.worktime import SHANGHAI, NoCalendarData, WorkCalendar, add_working_days, same_working_day_end

DIGITS = {each: n for n, each in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
SPAN = re.compile(
    rf"(?<![月\d.零一二两三四五六七八九十])(?P<n>{NUMBER}|半)\s*个?(?P<half>半)?\s*(?P<unit>工作日|小时|钟头|分钟|刻钟|天|日|周|星期|礼拜|[hH](?![a-z]))(?P<more>半)?\s*"
    r"(?P<end>(?:之|以)?[内后]|左右|(?:之|以)?前)?"
)
DAY = (
    r"(?P<word>大后天|[后明今昨前][天日]|[当本][天日]|[今明昨](?=[早晚]))"
    rf"|(?P<which>下下个?|下个?|上个?|本|这个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
    rf"|(?:(?P<year>20\d\d)年)?(?P<month>{NUMBER})月(?P<of_month>{NUMBER})[日号]?"
    rf"|(?P<number>{NUMBER})[日号](?!线|楼|店|柜)"
    r"|(?P<long>(?:本|这个?|下个?)(?:周|星期|礼拜)|(?:本|这个?)月(?:底|内)?|月底)"
)
PART = r"(?P<part>上午|早上|早晨|清早|中午|午间|午后|下午|傍晚|晚上|晚间|夜里|凌晨|下班(?!时间)|(?<=[今明昨])[早晚]上?)"
CLOCK = (
    rf"(?<![有多少几下了第\d.])(?P<hour>{NUMBER})\s*[点时](?!间|候|效)(?P<minute>半|一刻|三刻|整|钟|{NUMBER}分?)?"
    r"|(?<![\d:：])(?P<hh>\d{1,2})[:：](?P<mm>\d{2})(?![\d:：])"
)
POINT = re.compile(
    rf"(?:{DAY})?\s*(?:[（(][^）)]{{0,8}}[）)])?的?\s*(?:{PART})?的?\s*(?:{CLOCK})?\s*(?P<end>(?:之|以)?[前内后]|左右)?"
)
RANGE = re.compile(r"\s*(?:到|至|-|—|–|~|～)+\s*")
DAYS = {"今": 0, "当": 0, "本": 0, "明": 1, "后": 2, "昨": -1, "前": -2}
#: When a part of a day is over; the afternoon ends with the work.
ENDS = {"上午": 12, "早": 10, "中": 13, "午": 13, "傍": 19, "晚": 22, "夜": 24, "凌": 6}
LATER = ("下午", "午后", "傍晚", "晚上", "晚间", "夜里", "晚")
USUAL_CLOSE = dt.time(18)
LAST = dt.time(23, 59)
MINUTES = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "钟": 0}
A_DAY = 24 * 60
#: A date further back than this belongs to the year to come.
LONG_AGO = dt.timedelta(days=180)


@dataclass(frozen=True)
class When:
    """A moment said in a sentence: aware, where it stands, and how it was read."""

    at: dt.datetime
    read_as: str
    start: int
    end: int


@dataclass(frozen=True)
class Said:
    """A day and an hour as far as they were said."""

    start: int
    end: int
    day: dt.date | None = None
    long: str = ""
    part: str = ""
    clock: tuple[int, int] | None = None

    @property
    def is_dated(self) -> bool:
        return self.day is not None or bool(self.long)


def number_of(text: str) -> int:
    """12, 十二, 二十三, 两 as a number; 0 when it is none."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, ones = text.split("十", 1)
        return (DIGITS.get(tens, 0) if tens else 1) * 10 + DIGITS.get(ones, 0)
    return DIGITS.get(text, 0)


@dataclass(frozen=True)
class Reader:
    """Reads what is said at one moment, under one work calendar (or the usual hours without one)."""

    now: dt.datetime
    calendar: WorkCalendar | None = None

    @property
    def here(self) -> dt.datetime:
        return self.now.astimezone(self.calendar.zone if self.calendar else SHANGHAI)

    def at(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, self.here.tzinfo)

    def is_worked(self, day: dt.date) -> bool:
        """Worked by the calendar; by the days of the week where it knows nothing."""
        try:
            return bool(self.calendar.windows_on(day)) if self.calendar else day.weekday() < 5
        except NoCalendarData:
            return day.weekday() < 5

    def close(self, day: dt.date) -> dt.datetime:
        """When that day's work ends; the usual hour on a day that is not worked."""
        try:
            windows = self.calendar.windows_on(day) if self.calendar else ()
        except NoCalendarData:
            windows = ()
        closes = windows[-1][1] if windows else USUAL_CLOSE
        return self.at(day, closes if closes != dt.time(0) else LAST)

    def all_in(self, text: str) -> list[When]:
        """Every time of a sentence that is still to come, in order."""
        found, covered = [], [False] * (len(text) + 1)
        for hit in SPAN.finditer(text):
            when = self._after(hit)
            if when is not None:
                found.append(when)
            if when is not None or ((hit["end"] or "").endswith("前") and hit["unit"] != "日"):
                covered[hit.start() : hit.end()] = [True] * (hit.end() - hit.start())
        before: Said | None = None
        for hit in POINT.finditer(text):
            said = self._said(hit)
            if said is None or covered[hit.start()]:
                continue
            said = _completed(said, before, text)
            before = said
            moment = self._moment(said)
            if moment is not None:
                found.append(When(moment[0], moment[1], said.start, said.end))
        return sorted(found, key=lambda each: each.start)

    # ---- so long from now

    def _after(self, hit: re.Match[str]) -> When | None:
        unit, end = hit["unit"], hit["end"] or ""
        if end.endswith("前"):
            return None
        amount = 0.5 if hit["n"] == "半" else number_of(hit["n"]) + (0.5 if hit["half"] or hit["more"] else 0)
        read = ""
        if unit in ("分钟", "刻钟", "小时", "钟头", "h", "H"):
            each = {"分钟": 1, "刻钟": 15}.get(unit, 60)
            if amount * each >= A_DAY and not end:
                return None  # 24 小时在线
            at = self.here + dt.timedelta(minutes=amount * each)
        elif not end:
            return None
        elif unit == "工作日":
            at, read = self.working_days(int(amount)), "days"
        elif amount == 0.5:
            at, read = self.here + dt.timedelta(hours=12), "part"
        else:
            days = int(amount) * (1 if unit in ("天", "日") else 7)
            at, read = self.close(self.here.date() + dt.timedelta(days=days)), "day"
        return When(at, read, hit.start(), hit.end()) if at > self.now else None

    def working_days(self, days: int) -> dt.datetime:
        """The close of the n-th working day from now."""
        if self.calendar is not None:
            try:
                return add_working_days(self.calendar, self.now, days).at.astimezone(self.here.tzinfo)
            except NoCalendarData:
                pass
        day = self.here.date()
        while days:
            day += dt.timedelta(days=1)
            days -= self.is_worked(day)
        return self.close(day)

    # ---- a day and an hour

    def _said(self, hit: re.Match[str]) -> Said | None:
        """What a place of the sentence says of day and hour; None when it says nothing, or what is long over."""
        part, clock = hit["part"] or "", _clock(hit)
        if clock == (1, 0) and hit["hour"] == "一" and not (part or hit["word"] or hit["end"] or hit["minute"]):
            return None  # 一点: a little
        said = Said(hit.start(), hit.end(), long=hit["long"] or "", part=part, clock=clock)
        if hit["word"] or hit["weekday"] or hit["of_month"] or hit["number"]:
            day = self._day(hit)
            if day is None or day < self.here.date():
                return None
            said = replace(said, day=day)
        return said if said.is_dated or clock or part else None

    def _day(self, hit: re.Match[str]) -> dt.date | None:
        today = self.here.date()
        if hit["word"]:
            ahead = 3 if hit["word"].startswith("大") else DAYS[hit["word"][0]]
            return today + dt.timedelta(days=ahead)
        if hit["weekday"]:
            return self._weekday(hit["which"] or "", hit["weekday"])
        try:
            if hit["of_month"]:
                year = int(hit["year"] or today.year)
                day = dt.date(year, number_of(hit["month"]), number_of(hit["of_month"]))
                return day.replace(year=year + 1) if not hit["year"] and today - day > LONG_AGO else day
            day = today.replace(day=number_of(hit["number"]))
            return day if day >= today else (today.replace(day=28) + dt.timedelta(days=4)).replace(day=day.day)
        except ValueError:
            return None

    def _weekday(self, which: str, name: str) -> dt.date:
        today = self.here.date()
        wanted = 6 if name in "日天末" else "一二三四五六".index(name)
        monday = today - dt.timedelta(days=today.weekday())
        weeks = which.count("下") - which.count("上")
        day = monday + dt.timedelta(days=wanted + 7 * weeks)
        return day + dt.timedelta(days=7) if not which and day < today else day

    def _moment(self, said: Said) -> tuple[dt.datetime, str] | None:
        """The latest moment the words allow, and how they were read."""
        if said.long:
            return self._long(said.long)
        at, read = self._clocked(said) if said.clock else self._parted(said)
        if at > self.now:
            return at, read
        today = self.here.date()
        if said.day is None and said.part == "下班":
            return self._next_close(), "past"
        if said.day is None and said.clock:
            return at + dt.timedelta(days=1), "past"
        over = self.close(today)
        return (over if over > self.now else self.at(today, LAST)), "past"

    def _clocked(self, said: Said) -> tuple[dt.datetime, str]:
        hour, minute = said.clock or (0, 0)
        day, read = said.day or self.here.date(), ""
        if said.part in LATER and hour < 12:
            hour += 12
        elif (said.part in LATER and hour == 12 and said.part not in ("下午", "午后")) or hour == 24:
            hour, day = 0, day + dt.timedelta(days=1)
        elif said.part[:1] in ("中", "午") and hour < 6:
            hour += 12
        elif not said.part and hour < 12:
            over = day == self.here.date() and self.at(day, dt.time(hour, minute)) <= self.now
            hour, read = (hour + 12 if hour < 7 or over else hour), "clock"
        return self.at(day, dt.time(hour, minute)), read

    def _parted(self, said: Said) -> tuple[dt.datetime, str]:
        day = said.day or self.here.date()
        if said.part == "下班":
            return self.close(day), "close"
        if not said.part:
            return self.close(day), "day"
        if said.part in ("下午", "午后"):
            return self.close(day), "part"
        hour = ENDS.get(said.part, ENDS.get(said.part[0], 12))
        return self.at(day, dt.time(hour) if hour < 24 else LAST), "part"

    def _long(self, words: str) -> tuple[dt.datetime, str] | None:
        """A week or a month: the close of its last worked day; of its last day when that one is over."""
        today = self.here.date()
        if "月" in words:
            last = (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
            days, read = [today + dt.timedelta(days=n) for n in range((last - today).days + 1)], "month"
        else:
            monday = today - dt.timedelta(days=today.weekday() - 7 * words.count("下"))
            days, read = [monday + dt.timedelta(days=n) for n in range(7)], "week"
        worked = [self.close(day) for day in days if self.is_worked(day)]
        at = max([each for each in worked if each > self.now], default=self.at(days[-1], LAST))
        return (at, read) if at > self.now else None

    def _next_close(self) -> dt.datetime:
        if self.calendar is not None:
            try:
                return same_working_day_end(self.calendar, self.now).at.astimezone(self.here.tzinfo)
            except NoCalendarData:
                pass
        return self.working_days(1)


def _clock(hit: re.Match[str]) -> tuple[int, int] | None:
    """Hour (0–24) and minute; None when none was said, or none there is."""
    if hit["hh"]:
        hour, minute = int(hit["hh"]), int(hit["mm"])
    elif hit["hour"]:
        rest = hit["minute"] or ""
        hour, minute = number_of(hit["hour"]), MINUTES.get(rest, number_of(rest.removesuffix("分")))
    else:
        return None
    return (hour, minute) if (hour < 24 and minute < 60) or (hour, minute) == (24, 0) else None


def _completed(said: Said, before: Said | None, text: str) -> Said:
    """明天我下午三点给您回电, 下午三点到五点: what was said just before and not again."""
    if before is None:
        return said
    between = text[before.end : said.start]
    is_range = RANGE.fullmatch(between) is not None
    if said.is_dated or not (is_range or (len(between) <= 8 and not re.search("[，,；;]", between))):
        return said
    part = before.part if is_range and not said.part else said.part
    return replace(said, start=before.start, day=before.day, part=part)
