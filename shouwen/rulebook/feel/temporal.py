"""Days, times and durations of FEEL: how they are read, written and moved.

Python's own classes carry them wherever they can (years 1 to 9999), because tables, checks and pages know those; FEEL
reaches 999,999,999 years both ways, and `FarDate` and `FarMoment` stand in beyond Python's end.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Value: TypeAlias = Any
FARTHEST = 999_999_999
_SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, order=True, slots=True)
class Months:
    """A duration of whole months (`6mo`, `P1Y6M`); never comparable with hours or days."""

    count: int

    def __str__(self) -> str:
        return f"{self.count}mo"


@dataclass(frozen=True, order=True, slots=True)
class FarDate:
    """A day Python's calendar does not reach."""

    year: int
    month: int
    day: int

    def isoformat(self) -> str:
        return f"{_year(self.year)}-{self.month:02}-{self.day:02}"


class FineTime(time):
    """A time with billionths of a second, of which Python's own keeps millionths. `nano`: 1 to 999."""

    nano: int = 0

    @classmethod
    def of(cls, clock: time, nano: int) -> time:
        """The time with so many billionths more; a plain one if there are none."""
        if not nano:
            return clock
        made = cls(clock.hour, clock.minute, clock.second, clock.microsecond, tzinfo=clock.tzinfo)
        made.nano = nano
        return made


@dataclass(frozen=True, slots=True)
class FarMoment:
    """A moment Python has no place for: on a far day, or with billionths of a second."""

    day: Any
    clock: time

    def isoformat(self) -> str:
        return write(self)


def _year(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def parts(moment: Value) -> tuple[Value, time]:
    """The day and the clock (with its zone) of a moment."""
    return (moment.day, moment.clock) if isinstance(moment, FarMoment) else (moment.date(), moment.timetz())


def joined(day: Value, clock: time) -> Value:
    """The moment of a day and a clock."""
    far = isinstance(day, FarDate) or isinstance(clock, FineTime)
    return FarMoment(day, clock) if far else datetime.combine(day, clock)


def day_of(year: int, month: int, day: int) -> Value:
    """The day, None if there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= month_length(year, month) and abs(year) <= FARTHEST):
        return None
    return date(year, month, day) if 1 <= year <= 9999 else FarDate(year, month, day)


def month_length(year: int, month: int) -> int:
    """Days of a month of the (proleptic) Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(day: Value) -> int:
    """Days since the day before 0001-01-01, also for far days. Years are counted from March, so leap days come last."""
    if isinstance(day, date):
        return day.toordinal()
    year = day.year - (day.month <= 2)
    within = (153 * ((day.month + 9) % 12) + 2) // 5 + day.day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + within - 305


def day_at(number: int) -> Value:
    """The day of that number; None beyond the farthest year."""
    if 1 <= number <= date.max.toordinal():
        return date.fromordinal(number)
    era, rest = divmod(number + 305, 146_097)  # days of 400 years
    year = (rest - rest // 1460 + rest // 36_524 - rest // 146_096) // 365
    rest -= 365 * year + year // 4 - year // 100
    month = (5 * rest + 2) // 153
    day = rest - (153 * month + 2) // 5 + 1
    return day_of(era * 400 + year + (month >= 10), month + 3 if month < 10 else month - 9, day)


# ---- reading

_COUNT = r"(\d{1,15})"  # more digits are no duration anybody means, and slow to read
_SHORT = re.compile(_COUNT + "(mo|m|h|d)")
_DAYS = re.compile(
    rf"(-?)P(?=.)(?:{_COUNT}D)?(?:T(?=.)(?:{_COUNT}H)?(?:{_COUNT}M)?(?:(\d{{1,15}}(?:\.\d{{1,30}})?)S)?)?", re.ASCII
)
_YEARS = re.compile(rf"(-?)P(?=.)(?:{_COUNT}Y)?(?:{_COUNT}M)?", re.ASCII)
_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+/-]+)?", re.ASCII)


def read_duration(text: str) -> timedelta | Months | None:
    """`30m`, `24h`, `2d`, `6mo` of the packs or ISO `PT24H`, `P2D`, `P6M`; None if it is neither."""
    if short := _SHORT.fullmatch(text):
        count, unit = int(short[1]), short[2]
        if unit == "mo":
            return Months(count)
        try:
            return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[unit]: count})
        except OverflowError:
            return None
    return read_iso_duration(text)


def read_iso_duration(text: str) -> timedelta | Months | None:
    """`PT24H`, `-P2DT3H`, `P1Y6M`; None if it is none or longer than can be counted."""
    if days := _DAYS.fullmatch(text):
        ticks = int(Decimal(days[5] or 0).scaleb(6))
        counted = [int(days[number] or 0) for number in (2, 3, 4)]
        try:
            length = timedelta(days=counted[0], hours=counted[1], minutes=counted[2], microseconds=ticks)
        except OverflowError:
            return None
        return -length if days[1] else length
    if years := _YEARS.fullmatch(text):
        count = int(years[2] or 0) * 12 + int(years[3] or 0)
        return Months(-count if years[1] else count)
    return None


def read_date(text: str) -> Value:
    """`2026-01-31`; None if there is no such day."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year = int(found[2])
    return day_of(-year if found[1] else year, int(found[3]), int(found[4]))


def read_feel_time(text: str) -> time | None:
    """`08:30:00`, with a fraction, an offset (`Z`, `+08:00`) or a zone (`@Asia/Shanghai`); None if there is none."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    zone = read_zone(found[5]) if found[5] else None
    if found[5] and zone is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = (found[4] or "")[:9].ljust(9, "0")
    return FineTime.of(time(hour, minute, second, int(fraction[:6]), tzinfo=zone), int(fraction[6:]))


def read_zone(text: str) -> tzinfo | None:
    """`Z`, `+08:00` or `@Asia/Shanghai`; None if there is no such zone. XML Schema ends offsets at 14 hours."""
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    if text in "Zz":
        return UTC
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    length = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    if minutes > 59 or sum(seconds) > 59 or length > timedelta(hours=14):
        return None
    return timezone(-length if text[0] == "-" else length)


def read_feel_datetime(text: str) -> Value:
    """`2026-01-31T08:30:00` with what a time may carry; None if there is no such moment."""
    day_text, joint, clock_text = text.partition("T")
    day, clock = read_date(day_text), read_feel_time(clock_text) if joint else None
    return None if day is None or clock is None else joined(day, clock)


def read_time(text: str) -> time | None:
    """A time as packs and people write it: `08:30` too."""
    return read_feel_time(f"{text}:00" if re.fullmatch(r"\d\d:\d\d", text) else text)


def read_datetime(text: str) -> Value:
    """A moment as packs and people write it: a blank for the `T`, and the seconds may be left out."""
    text = re.sub(r"(?<=^\d{4}-\d\d-\d\d) (?=\d)", "T", text)
    return read_feel_datetime(re.sub(r"(T\d\d:\d\d)(?=$|[Z+@-])", r"\1:00", text))


# ---- writing


def write(value: Value) -> str:
    """A date, time, moment or duration as FEEL and ISO 8601 write it."""
    if isinstance(value, timedelta):
        return _written_duration(value)
    if isinstance(value, Months):
        years, months = divmod(abs(value.count), 12)
        said = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if value.count < 0 else ''}P{said}"
    if isinstance(value, time):
        return _written_time(value)
    if isinstance(value, datetime | FarMoment):
        day, clock = parts(value)
        # the offset of a zone hangs on the day, so a zone is written by its name
        return f"{day.isoformat()}T{_written_time(clock)}"
    return str(value.isoformat())


def nano_of(clock: time) -> int:
    """Billionths of a second beyond the millionths."""
    return clock.nano if isinstance(clock, FineTime) else 0


def _written_time(clock: time) -> str:
    said = f"{clock.hour:02}:{clock.minute:02}:{clock.second:02}"
    if clock.microsecond or nano_of(clock):
        said += f".{clock.microsecond:06}{nano_of(clock):03}".rstrip("0")
    if clock.tzinfo is None:
        return said
    if isinstance(clock.tzinfo, ZoneInfo):
        return f"{said}@{clock.tzinfo.key}"
    offset = offset_of(clock) or timedelta(0)
    return said + ("Z" if not offset else written_offset(offset))


def written_offset(offset: timedelta) -> str:
    """`+08:00`."""
    seconds = int(abs(offset).total_seconds())
    tail = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{'-' if offset < timedelta(0) else '+'}{seconds // 3600:02}:{seconds // 60 % 60:02}{tail}"


def _written_duration(length: timedelta) -> str:
    days, rest = divmod(abs(length), timedelta(days=1))
    seconds, fraction = divmod(rest, _SECOND)
    clock = [f"{count}{unit}" for count, unit in ((seconds // 3600, "H"), (seconds // 60 % 60, "M")) if count]
    tail = f".{fraction // TICK:06}".rstrip("0") if fraction else ""
    if seconds % 60 or tail:
        clock.append(f"{seconds % 60}{tail}S")
    said = (f"{days}D" if days else "") + ("T" + "".join(clock) if clock else "")
    return f"{'-' if length < timedelta(0) else ''}P{said or 'T0S'}"


def offset_of(clock: Value) -> timedelta | None:
    """The offset of a time or moment; None without one.

    A time in a named zone has no day to tell summer from winter: the zone's offset at the epoch stands for it, so that
    the answer is the same all year.
    """
    clock = clock.clock if isinstance(clock, FarMoment) else clock
    if isinstance(clock, time) and isinstance(clock.tzinfo, ZoneInfo):
        clock = datetime.combine(_EPOCH, clock)
    return clock.utcoffset() if clock.tzinfo is not None else None
