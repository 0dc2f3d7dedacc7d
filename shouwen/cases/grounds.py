"""Why a clock runs until then: its rule in words, the way to the minute, pauses, and who is told when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shouwen.cases.timeline import ring_words, span_words
from shouwen.kernel import calendars
from shouwen.kernel.deadlines import Rule, explain
from shouwen.kernel.worktime import NoCalendarData
from shouwen.rulebook import queries as rulebook

REASONS = {
    "working": gettext_lazy("工作时间"),
    "lunch": gettext_lazy("午休"),
    "night": gettext_lazy("下班后"),
    "weekend": gettext_lazy("周末"),
    "closed": gettext_lazy("休息"),
    "holiday": gettext_lazy("节假日"),
    "calendar": gettext_lazy("自然时间"),
    "paused": gettext_lazy("暂停"),
    "first_day": gettext_lazy("当日不计"),
}
EVENTS = {
    "case.opened": gettext_lazy("受理"),
    "case.note_left": gettext_lazy("客户留言"),
    "case.transferred": gettext_lazy("转办"),
    "case.reported_back": gettext_lazy("部门反馈"),
    "case.answered": gettext_lazy("告知客户"),
    "case.promised": gettext_lazy("承诺"),
    "case.report_required": gettext_lazy("要求书面报告"),
    "case.report_handed_in": gettext_lazy("交书面报告"),
    "case.round_started": gettext_lazy("新一轮"),
    "case.visited": gettext_lazy("回访"),
    "case.chased": gettext_lazy("催办"),
    "case.repeated": gettext_lazy("二次投诉"),
    "case.apology_refused": gettext_lazy("客户不接受致歉"),
    "owner.offered": gettext_lazy("提出移交"),
    "sheet.submitted": gettext_lazy("提交报表"),
}
HEARERS = {
    "owner": gettext_lazy("负责人"),
    "department": gettext_lazy("责任部门"),
    "named": gettext_lazy("被投诉人"),
    "leaders": gettext_lazy("领导"),
    "decider": gettext_lazy("领导"),
}
ACTIONS = {"chase": gettext_lazy("自动催办"), "supervise": gettext_lazy("转为督办")}
RULE_KEYS = ("shape", "counts", "within", "window", "every", "on", "remind")
LONGEST = 40


@dataclass(frozen=True)
class Stretch:
    """A stretch of time on the way, and whether it counts."""

    start: dt.datetime
    end: dt.datetime
    counted: bool
    reason: str

    @property
    def length(self) -> dt.timedelta:
        return self.end - self.start


def ground_of(running: Any) -> dict[str, Any]:
    """Everything the drawer says about a clock."""
    pack = rulebook.pack_of(running.edition) if running.edition else None
    stretches, trouble = _way(running)
    deadline = pack.deadlines.get(running.deadline) if pack else None
    return {
        "clock": running,
        "clauses": [pack.clauses[each] for each in running.clauses if each in pack.clauses] if pack else [],
        "sentence": sentence_of(running),
        "note": deadline.note if deadline else "",
        "started_by": EVENTS.get(deadline.starts_on, "") if deadline else "",
        "stretches": stretches[:LONGEST],
        "left_out": max(0, len(stretches) - LONGEST),
        "trouble": trouble,
        "counted": sum((each.length for each in stretches if each.counted), dt.timedelta()),
        "pauses": _pauses(running),
        "rings": [_ring(entry, number < running.rung) for number, entry in enumerate(running.rings)],
        "calendar": running.calendar_version,
    }


def sentence_of(running: Any) -> str:
    """The rule of a clock as one would say it."""
    rule = running.rule
    working = running.counts == "working"
    if rule.get("shape") == "recurrence":
        days = {"day": _("每个工作日") if working else _("每天"), "week": _("每周"), "month": _("每月")}
        return _("%(days)s %(time)s 前") % {"days": days.get(rule.get("every"), ""), "time": rule.get("on") or ""}
    if rule.get("shape") == "month_end":
        return _("月底前")
    if not rule.get("within"):
        return _("由人写明的时限")
    counts = _("按工作时间计") if working else _("按自然时间计，昼夜不停")
    if working and str(rule["within"]).endswith("d"):
        counts = _("按工作日计，到当日下班为止")
    return _("%(span)s内，%(counts)s") % {"span": span_words(str(rule["within"])), "counts": counts}


def _pauses(running: Any) -> list[tuple[dt.datetime, dt.datetime]]:
    return [(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)) for start, end in running.pauses]


def _way(running: Any) -> tuple[list[Stretch], str]:
    """The way from start to due in stretches, or why it cannot be told."""
    kept = {key: running.rule.get(key) for key in RULE_KEYS}
    pauses = _pauses(running)
    try:
        rule = Rule.from_pack({**kept, "on": kept["on"] or "", "remind": kept["remind"] or []})
        parts = explain(rule, running.started_at, running.due_at, calendars.edition(running.calendar_version), pauses)
    except NoCalendarData as missing:
        return [], missing.zh if (get_language() or "zh").startswith("zh") else missing.en
    return [
        Stretch(part.from_at, part.to_at, part.counted, part.name or str(REASONS.get(part.reason, part.reason)))
        for part in parts
    ], ""


def hearers_words(words: list[str]) -> str:
    """`owner`, `post:客服主管` … as people read them."""
    return "、".join(str(HEARERS.get(word, word.partition(":")[2] or word)) for word in words)


def _ring(entry: dict[str, Any], rung: bool) -> dict[str, Any]:
    return {
        "at": dt.datetime.fromisoformat(entry["at"]),
        "words": ring_words(entry),
        "rung": rung,
        "late": entry.get("what") == "rung",
        "tell": hearers_words(entry.get("tell", [])),
        "does": ACTIONS.get(entry.get("action", ""), ""),
        "origin": entry.get("origin", "source"),
        "clauses": [each for each in entry.get("because", []) if each != "gap"],
    }
