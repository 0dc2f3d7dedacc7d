"""The same in plain English: we will call you back by 3 pm tomorrow, within two hours, by Friday."""

from __future__ import annotations

import datetime as dt
import re

from shouwen.cases.promised_when import LAST, Reader, When

ACT = re.compile(
    r"\b(?:(?:call|ring|phone|contact|e-?mail|message|text|notify|inform|update|answer|tell|send|give)\s+you\b"
    r"|get\s+back\s+to\s+you|let\s+you\s+know|reply|respond|be\s+in\s+touch|resolve|fix|settle"
    r"|(?:have|get)\s+(?:it|this|that)\s+(?:fixed|solved|resolved|settled|done|sorted))",
    re.IGNORECASE,
)
OURS = re.compile(
    r"\b(?:i|we|my\s+\w+|our\s+\w+|(?:a|the)\s+(?:colleague|supervisor|team))\s*(?:['’]ll|will|shall|promise\s+to)\b",
    re.IGNORECASE,
)
NOT_OURS = re.compile(
    r"\b(?:if|unless|once|as\s+soon\s+as|in\s+case|not|cannot|can['’]t|won['’]t|never|might|may|could|usually|normally)\b",
    re.IGNORECASE,
)
THEIRS = re.compile(
    r"\b(?:you|please)\s+(?:will\s+|can\s+|should\s+|must\s+)?$|\b(?:you['’]ll|please)\b", re.IGNORECASE
)
NUMBERS = {
    word: n
    for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
COUNT = r"\d{1,3}|" + "|".join([*NUMBERS, "an?", "half\\s+an?"])
SPAN = re.compile(
    rf"\b(?:within|in)\s+(?:the\s+next\s+)?(?P<n>{COUNT})\s+(?P<unit>minute|hour|(?:working|business)\s+day|day|week)s?\b",
    re.IGNORECASE,
)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAY = re.compile(
    r"\b(today|tonight|tomorrow|(?:this|next)\s+week|(?:next\s+)?(?:" + "|".join(WEEKDAYS) + r"))\b", re.IGNORECASE
)
PART = re.compile(r"\b(morning|noon|midday|afternoon|evening|tonight)\b", re.IGNORECASE)
CLOCK = re.compile(
    r"\b(?:by|before|at|until)\s+(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\b)?(?!\s*[\d%/-])",
    re.IGNORECASE,
)
CLOSE = re.compile(
    r"\b(?:end\s+of\s+(?:the\s+)?(?:working\s+|business\s+)?day|close\s+of\s+business|cob|eod)\b", re.IGNORECASE
)
ENDS = {"morning": 12, "noon": 12, "midday": 12, "evening": 22, "tonight": 22}


def in_sentence(sentence: str, reader: Reader) -> tuple[When, int, int] | None:
    """The time with start and end of the words of a promise in one sentence."""
    ours = OURS.search(sentence)
    act = ACT.search(sentence, ours.end()) if ours else None
    if ours is None or act is None or "?" in sentence or NOT_OURS.search(sentence[: act.end()]):
        return None
    if THEIRS.search(sentence[ours.end() : act.start()]):
        return None
    when = _span(sentence, reader) or _point(sentence, reader)
    return (when, min(ours.start(), when.start), len(sentence.rstrip(".!; "))) if when is not None else None


def _span(sentence: str, reader: Reader) -> When | None:
    hit = SPAN.search(sentence)
    if hit is None:
        return None
    word, unit = hit["n"].lower(), hit["unit"].lower()
    count = 0.5 if word.startswith("half") else 1.0 if word in ("a", "an") else float(NUMBERS.get(word) or word)
    if unit in ("minute", "hour"):
        at, read = reader.here + dt.timedelta(minutes=count * (60 if unit == "hour" else 1)), ""
    elif unit in ("day", "week"):
        days = int(count) * (7 if unit == "week" else 1)
        at, read = reader.close(reader.here.date() + dt.timedelta(days=days)), "day"
    else:
        at, read = reader.working_days(int(count)), "days"
    return When(at, read, hit.start(), hit.end()) if at > reader.now else None


def _point(sentence: str, reader: Reader) -> When | None:
    """A day, a part of it and an hour, in whatever order; said at all means one of them."""
    hits = [each.search(sentence) for each in (DAY, PART, CLOCK, CLOSE)]
    found = [each for each in hits if each is not None]
    if not found:
        return None
    named, part, clock, close = hits
    day, read = _day(named[1].lower(), reader) if named else (reader.here.date(), "")
    half = part[1].lower() if part else ""
    if clock is not None:
        at, read = _clocked(clock, day, half, reader)
    elif close is not None or half == "afternoon" or not half:
        at, read = reader.close(day), read or ("close" if close else "part" if half else "day")
    else:
        at, read = reader.at(day, dt.time(ENDS[half])), "part"
    if at <= reader.now:
        over = reader.close(reader.here.date())
        at, read = (at + dt.timedelta(days=1) if clock and not named else max(over, reader.at(day, LAST))), "past"
    start, end = min(each.start() for each in found), max(each.end() for each in found)
    return When(at, read, start, end) if at > reader.now else None


def _day(name: str, reader: Reader) -> tuple[dt.date, str]:
    today = reader.here.date()
    if name.endswith("week"):
        monday = today - dt.timedelta(days=today.weekday() - (7 if name.startswith("next") else 0))
        return monday + dt.timedelta(days=4 if monday + dt.timedelta(days=4) >= today else 6), "week"
    if name in ("today", "tonight", "tomorrow"):
        return today + dt.timedelta(days=name == "tomorrow"), ""
    ahead = (WEEKDAYS.index(name.split()[-1]) - today.weekday()) % 7
    return today + dt.timedelta(days=ahead + (7 if name.startswith("next") and not ahead else 0)), ""


def _clocked(hit: re.Match[str], day: dt.date, part: str, reader: Reader) -> tuple[dt.datetime, str]:
    hour, minute, half = int(hit["hour"]), int(hit["minute"] or 0), (hit["half"] or "")[:1].lower()
    if hour > 23 or minute > 59:
        return reader.close(day), "day"
    is_late = half == "p" or (not half and part in ("afternoon", "evening", "tonight"))
    if (is_late and hour < 12) or (not half and not part and hour < 7):
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    is_open = not half and not part and int(hit["hour"]) < 12
    return reader.at(day, dt.time(hour, minute)), "clock" if is_open else ""
