"""Rules said in words: cells of a table, deadlines, ladders, values of settings."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shouwen.kernel import deadlines, facts

QUOTED = re.compile(r'"([^"]*)"')
UNITS = {"m": gettext_lazy("分钟"), "h": gettext_lazy("小时"), "d": gettext_lazy("天"), "mo": gettext_lazy("个月")}
POLICIES = {
    "U": gettext_lazy("唯一：任何情形至多命中一行"),
    "A": gettext_lazy("任一：命中几行，答案必须相同"),
    "P": gettext_lazy("优先：取排在前面的答案"),
    "F": gettext_lazy("首行：从上往下，先命中的算"),
    "R": gettext_lazy("逐行：命中的都算，按行的次序"),
    "O": gettext_lazy("按序：命中的都算，按答案的次序"),
    "C": gettext_lazy("汇总：命中的都算"),
    "C+": gettext_lazy("汇总：相加"),
    "C<": gettext_lazy("汇总：取最小"),
    "C>": gettext_lazy("汇总：取最大"),
    "C#": gettext_lazy("汇总：计数"),
}
HEARERS = {
    "owner": gettext_lazy("责任人"),
    "department": gettext_lazy("承办部门"),
    "named": gettext_lazy("被投诉人"),
    "decider": gettext_lazy("裁定人"),
    "leaders": gettext_lazy("领导"),
    "customer": gettext_lazy("客户"),
}
WEEKDAYS = {
    "mon": gettext_lazy("周一"),
    "tue": gettext_lazy("周二"),
    "wed": gettext_lazy("周三"),
    "thu": gettext_lazy("周四"),
    "fri": gettext_lazy("周五"),
    "sat": gettext_lazy("周六"),
    "sun": gettext_lazy("周日"),
}


def either(zh: str, en: str) -> str:
    """A sentence that comes in two languages, in the one of the page."""
    return en if (get_language() or "").startswith("en") else zh


def cell(column: Any, text: str) -> str:
    """The test of a cell: `"label"` by its label, `not(…)`, `any of (…)` and truth in words; nothing asked is a dash."""
    if text.strip() in ("", "-"):
        return "—"
    labels = getattr(column, "labels", None) or {}
    words = QUOTED.sub(lambda found: str(labels.get(found[1], found[1])), text)
    for pattern, said in ((r"\bnot\(true\)", _("否或不清楚")), (r"\bnot\(false\)", _("是或不清楚")),
                          (r"\btrue\b", _("是")), (r"\bfalse\b", _("否")), (r"\bnull\b", _("未填"))):  # fmt: skip
        words = re.sub(pattern, said, words)
    words = re.sub(r"\bany of\s*\(", _("含任一（"), words)
    words = re.sub(r"\ball of\s*\(", _("全含（"), words)
    words = re.sub(r"\bnot\s*\(", _("不是（"), words)
    words = words.replace(")", "）") if "（" in words else words
    return re.sub(r",\s*", "、", words)


def value(column: Any, given: Any) -> str:
    """An answer or a setting in words."""
    if given is None or given in ("", []):
        return "—"
    if isinstance(given, bool):
        return _("是") if given else _("否")
    if isinstance(given, list):
        return "、".join(value(column, each) for each in given)
    if isinstance(given, dict):
        return "，".join(f"{name} {each}" for name, each in given.items())
    labels = getattr(column, "labels", None) or {}
    if getattr(column, "type", "") == "duration":
        return span(str(given))
    return str(labels.get(str(given), given))


def span(text: str, units: Any = UNITS) -> str:
    """`30m` → 30 分钟, `1d12h` → 1 天 12 小时, `PT2H` → 2 小时; what is no duration stays as it is."""
    if not re.fullmatch(r"(\d+(mo|m|h|d))+", text):
        text = plain_span(text)
    if not re.fullmatch(r"(\d+(mo|m|h|d))+", text):
        return text
    return " ".join(f"{number} {units[unit]}" for number, unit in re.findall(r"(\d+)(mo|m|h|d)", text))


def plain_span(text: str) -> str:
    """Another way to write a duration (`PT2H`, `1w`) in months, days, hours and minutes: `2h`, `7d`."""
    try:
        read = deadlines.parse_span(text)
    except deadlines.DeadlineError:
        return text
    if read.same_day:
        return _("当天之内")
    hours, minutes = divmod(int(read.exact.total_seconds()) // 60, 60)
    parts = ((read.months, "mo"), (read.days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


#: Facts that packs start and stop clocks by, as people say them.
EVENTS = {
    "case.opened": gettext_lazy("立单"),
    "case.note_left": gettext_lazy("客户留言"),
    "conversation.opened": gettext_lazy("客户来话"),
    "message.queued": gettext_lazy("答复客户"),
    "message.approved": gettext_lazy("审核通过答复"),
    "call.missed": gettext_lazy("来电没有接通"),
    "call.called_back": gettext_lazy("回拨或写明不回拨"),
    "call.corrected": gettext_lazy("补报已接过"),
    "case.transferred": gettext_lazy("转办"),
    "case.chased": gettext_lazy("催办"),
    "case.reported_back": gettext_lazy("部门反馈"),
    "case.answered": gettext_lazy("告知客户"),
    "case.visited": gettext_lazy("回访"),
    "case.round_started": gettext_lazy("客户不满意，再办一轮"),
    "case.closed": gettext_lazy("关闭"),
    "case.closed_exceptionally": gettext_lazy("例外关闭"),
    "case.reopened": gettext_lazy("重开"),
    "case.promised": gettext_lazy("作出承诺"),
    "case.promise_settled": gettext_lazy("承诺兑现"),
    "case.report_required": gettext_lazy("要求书面报告"),
    "case.report_handed_in": gettext_lazy("交来书面报告"),
    "case.repeated": gettext_lazy("成为二次投诉"),
    "case.repeat_acknowledged": gettext_lazy("知悉二次投诉"),
    "case.noted": gettext_lazy("写备注"),
    "case.step_taken": gettext_lazy("办一步"),
    "case.judged": gettext_lazy("判断"),
    "case.proposed": gettext_lazy("提方案"),
    "case.apology_refused": gettext_lazy("客户不接受致歉"),
    "owner.offered": gettext_lazy("提出移交"),
    "owner.accepted": gettext_lazy("接受移交"),
    "owner.returned": gettext_lazy("退回移交"),
    "sheet.submitted": gettext_lazy("提交周汇总"),
    "sheet.approved": gettext_lazy("审阅周汇总"),
}


def event(name: str) -> str:
    """A fact as the beginning or end of a deadline."""
    if name in EVENTS:
        return str(EVENTS[name])
    declared = facts.KINDS.get(name)
    if declared is None:
        return name
    words = re.sub(r"\{[^}]*\}", "", str(declared.sentence))
    return re.sub(r"\s+", " ", words).strip(" ，：:“”")


def limit(deadline: Any) -> str:
    """How long a deadline runs, and what it counts."""
    counted = _("工作时间") if deadline.counts == "working" else _("自然时间")
    if deadline.shape == "month_end":
        return _("当月最后的工作时刻") if deadline.counts == "working" else _("当月月底")
    if deadline.shape == "recurrence":
        return _occasion(deadline)
    if deadline.within is not None:
        if deadline.counts == "working" and re.fullmatch(r"\d+d", deadline.within):
            words = _("%(n)s 个工作日") % {"n": deadline.within[:-1]}
        else:
            words = f"{counted} {span(deadline.within)}"
    elif deadline.table:
        words = _("%(counted)s，多久看规则表") % {"counted": counted}
    else:
        words = _("%(counted)s，多久由人写明") % {"counted": counted}
    if deadline.window:
        words += " · " + _("落在 %(start)s–%(end)s") % {"start": deadline.window[0], "end": deadline.window[1]}
    return (_("提前 ") if deadline.shape == "before" else "") + words


def _occasion(deadline: Any) -> str:
    day, _gap, time = str(deadline.on or "").rpartition(" ")
    if deadline.every == "week":
        words = _("每%(day)s %(time)s") % {"day": WEEKDAYS.get(day, day), "time": time}
    elif deadline.every == "month":
        words = (
            _("每月最后一天 %(time)s") % {"time": time}
            if day == "last"
            else _("每月 %(day)s 日 %(time)s") % {"day": day, "time": time}
        )
    else:
        words = _("每天 %(time)s") % {"time": time}
    return words + (_("，不上班就顺延") if deadline.counts == "working" else "")


def hearer(word: str) -> str:
    """Whom a ladder or a notice tells."""
    kind, _colon, name = word.partition(":")
    return name or str(HEARERS.get(kind, kind))
