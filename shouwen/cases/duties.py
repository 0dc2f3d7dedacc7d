"""What a deadline asks of the person it lies with: the verb on his button, the words of the row, the sentence on top."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from shouwen.cases.rules import rules_for
from shouwen.kernel import clock
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook


@dataclass(frozen=True)
class Duty:
    """One thing to do. `place` is the address under the case's, `kind` chooses the words."""

    button: Any
    place: str = ""
    icon: str = "player-play"
    kind: str = "case"

    def url(self, running: Any) -> str:
        """Where it is done."""
        place = self.place.format(thing=running.thing_id)
        return place if place.startswith("/") else f"/cases/{running.case.number}/{place}"


TELL = Duty(_l("告知"), "answer/", "phone", "tell")
ANSWER = Duty(_l("答复"), "answer/", "phone", "answer")
HANDLE = Duty(_l("处理"), "", "player-play", "handle")
CALL_BACK = Duty(_l("回电"), "answer/", "phone-outgoing", "call_back")
KEEP = Duty(_l("兑现"), "promises/{thing}/keeping/", "heart-handshake", "promise")
VISIT = Duty(_l("回访"), "visit/", "phone-outgoing", "visit")
CLOSE = Duty(_l("结案"), "closure/", "lock", "close")
CHASE = Duty(_l("催办"), "transfers/{thing}/chase/", "hand-click", "chase")
FOLLOW = Duty(_l("查看"), "", "eye-check", "follow")
REPORT = Duty(_l("反馈"), "/inbox/{thing}/", "message-reply", "report")
LOOK = Duty(_l("查看"))

DUTIES = {
    "tell-customer": TELL,
    "first-answer": ANSWER,
    "answer-limit": ANSWER,
    "answer-48h": ANSWER,
    "next-round": ANSWER,
    "handle-after-report": HANDLE,
    "no-action": HANDLE,
    "supervisor-callback": CALL_BACK,
    "promise-due": KEEP,
    "promise-longest": KEEP,
    "return-visit": VISIT,
    "close-after-answer": CLOSE,
    "close-after-visit": CLOSE,
    "chase-again": CHASE,
}

SINCE = {
    "case.opened": _l("受理后"),
    "case.note_left": _l("留言后"),
    "case.reported_back": _l("反馈后"),
    "case.transferred": _l("转办后"),
    "owner.offered": _l("提出移交后"),
    "case.chased": _l("催办后"),
    "case.answered": _l("告知后"),
    "case.visited": _l("回访后"),
    "case.round_started": _l("新一轮"),
    "case.report_required": _l("要求后"),
    "case.report_handed_in": _l("收到报告后"),
    "case.apology_refused": _l("不接受致歉后"),
    "case.repeated": _l("发现二次投诉后"),
    "sheet.submitted": _l("提交后"),
}


def duty_of(running: Any, *, inside: bool = False, late: bool = False) -> Duty:
    """What this clock asks; `inside` means it lies with one's own department, else the owner follows it."""
    if running.thing_kind == "transfer" and running.department_id:
        if inside:
            return REPORT
        return CHASE if late else FOLLOW
    return DUTIES.get(running.deadline, LOOK)


def limit_words(running: Any) -> str:
    """How the time came about, in words: 反馈后 30 分钟."""
    if running.thing_kind == "promise":
        return _("对客户的承诺")
    rules = rulebook.pack_numbered(running.edition_id).deadlines.get(running.deadline) if running.edition_id else None
    if rules is not None and rules.stated:
        return _("转办时写明的时限")
    since = str(SINCE.get(rules.starts_on, "")) if rules is not None else ""
    within, on = running.rule.get("within"), running.rule.get("on")
    if within:
        return f"{since} {span_words(within, working=running.counts == 'working')}".strip()
    return _("%(since)s，%(at)s 前") % {"since": since or running.title, "at": on} if on else since or running.title


def span_words(within: str, *, working: bool) -> str:
    """30m → 30 分钟; days that count work are 工作日."""
    units = {
        "m": _("分钟"),
        "h": _("小时"),
        "d": _("个工作日") if working else _("天"),
        "w": _("周"),
        "mo": _("个月"),
        "y": _("年"),
    }
    parts = re.findall(r"(\d+)(mo|[mhdwy])", within)
    return " ".join(f"{count} {units[unit]}" for count, unit in parts) or within


def words_of(duty: Duty, running: Any, thing: Any, last: Any) -> tuple[str, str]:
    """Title and detail of the row: what to do, and what is known about it."""
    case = running.case
    if duty.kind == "report":
        state = _("待签收") if thing is not None and thing.state == "sent" else _("已签收")
        return running.title, f"{state}：{_short(thing.requirement if thing else case.reason, 40)}"
    if duty.kind in ("chase", "follow") and thing is not None:
        return _followed(duty, thing, case)
    if duty.kind == "promise" and thing is not None:
        return _("兑现承诺：%(what)s") % {"what": thing.what}, _("答应 %(at)s 前") % {"at": _at(thing.due_at)}
    if duty.kind == "tell" and last is not None and last.answered_at:
        return running.title, _("%(department)s %(at)s 已反馈") % {
            "department": last.department,
            "at": _at(last.answered_at),
        }
    if running.deadline == "next-round":
        return _("%(title)s（第 %(n)s 轮）") % {"title": running.title, "n": case.round}, case.reason
    return running.title, case.reason


def _followed(duty: Duty, thing: Any, case: Any) -> tuple[str, str]:
    chased = _("，已催 %(n)s 次") % {"n": thing.chased} if thing.chased else ""
    if duty.kind == "chase":
        return _("催办：%(department)s未按时反馈") % {"department": thing.department}, case.reason + chased
    title = _("跟进%(department)s：%(what)s") % {"department": thing.department, "what": _short(thing.requirement, 30)}
    return title, _("%(at)s 前反馈") % {"at": _at(thing.due_at)} + chased


def sentence_of(duty: Duty, running: Any, thing: Any, last: Any) -> str:
    """The same as one sentence, for the top of the workbench."""
    case = running.case
    customer = case.customer.called if case.customer else _("客户")
    if duty.kind == "tell" and last is not None and last.answer:
        words = {"department": last.department, "customer": customer, "answer": _short(last.answer, 60)}
        return _("把%(department)s的答复告诉%(customer)s：%(answer)s") % words
    if duty.kind in ("tell", "answer"):
        return _("给%(customer)s一个明确答复：%(reason)s") % {"customer": customer, "reason": case.reason}
    if duty.kind == "chase" and thing is not None:
        return _("催%(department)s反馈：%(what)s") % {
            "department": thing.department,
            "what": _short(thing.requirement, 60),
        }
    if duty.kind == "report" and thing is not None:
        return _("给%(owner)s一个反馈：%(what)s") % {"owner": _("客服"), "what": _short(thing.requirement, 60)}
    if duty.kind == "promise" and thing is not None:
        return _("兑现对%(customer)s的承诺：%(what)s") % {"customer": customer, "what": thing.what}
    if duty.kind == "visit":
        return _("回访%(customer)s：%(reason)s") % {"customer": customer, "reason": case.reason}
    if duty.kind == "call_back":
        return _("主管亲自给%(customer)s回电：%(reason)s") % {"customer": customer, "reason": case.reason}
    return f"{running.title}：{case.reason}"


def clause_url(rules: Any, clauses: Any) -> str:
    """Where the drawer reads the first of these clauses under these rules; "" when they do not have it."""
    first = next((clause for clause in clauses if rules is not None and clause in rules.pack.clauses), "")
    return f"/rulebook/clauses/{rules.edition.pk}/{first}/" if first else ""


def rules_of_person(person: Any) -> Any:
    """The rules of the person's first brand, for clauses that belong to no case; None without a brand."""
    brand = people.brands_of(person).first()
    return rules_for(brand) if brand is not None else None


def _short(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _at(at: Any) -> str:
    local = clock.local(at)
    return local.strftime("%H:%M" if local.date() == clock.today() else "%m-%d %H:%M")
