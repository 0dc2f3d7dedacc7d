"""What the customer was promised, as he sees it: by whom (a number), what, until when, and the rule in his words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.cases.answers import CALL_BACK
from shouwen.cases.rules import Rules
from shouwen.kernel import clock


@dataclass(frozen=True)
class Promised:
    """What we owe him. `tone` is run · ok · late · calm; `clauses` the rules, `why` the same in his words."""

    what: str
    staff_number: str
    due_at: dt.datetime
    tone: str
    state: str
    said: str
    icon: str
    clauses: tuple[str, ...]
    origin: str
    why: str


def promises_of(case: Any) -> list[Promised]:
    """What was promised to him, and until when the standard makes us answer."""
    clocks = list(case.clocks.exclude(state="void").order_by("due_at"))
    by_promise = {each.thing_id: each for each in clocks if each.thing_kind == "promise"}
    found = [
        _promised(each, by_promise.get(each.pk))
        for each in case.promises.exclude(state="extended").select_related("made_by").order_by("-due_at")
    ]
    return _answers_due(case, clocks) + found


def _promised(made: Any, running: Any) -> Promised:
    is_late = made.state == "broken" or (made.settled_at or clock.now()) > made.due_at
    if made.state == "kept":
        said = _("已做到，晚了，抱歉") if is_late else _("已按时做到")
    else:
        said = _("已过约定时间，抱歉") if is_late else ""
    return Promised(
        what=_(made.what) if made.what == CALL_BACK else made.what,
        staff_number=made.made_by.staff_number,
        due_at=made.due_at,
        tone="late" if is_late else "ok" if made.state == "kept" else "run",
        state=_("晚了") if is_late else _("做到了") if made.state == "kept" else _("进行中"),
        said=said,
        icon="phone" if made.what == CALL_BACK else "heart-handshake",
        clauses=tuple(running.clauses) if running is not None else (),
        origin=running.origin if running is not None else "source",
        why=_("答应您的事要按时做到；做不到的，先告诉您进展，再另约时间。"),
    )


def _answers_due(case: Any, clocks: list[Any]) -> list[Promised]:
    """The time within which the standard has us answer: of several that end with the answer, the nearest."""
    to_answer = [
        each for each in clocks if each.thing_kind == "case" and each.rule.get("stops_on") == ["case.answered"]
    ]
    running = [each for each in to_answer if each.state in ("running", "paused")]
    ended = [each for each in to_answer if each.state in ("met", "missed")]
    shown = running[:1] or ended[-1:]
    return [_answer_due(each, case) for each in shown]


def _answer_due(running: Any, case: Any) -> Promised:
    is_paused = running.state == "paused"
    is_late = running.state == "missed" or (running.state == "running" and clock.now() > running.due_at)
    states = {"late": _("晚了"), "calm": _("暂停"), "ok": _("做到了"), "run": _("进行中")}
    tone = "late" if is_late else "calm" if is_paused else "ok" if running.state == "met" else "run"
    said = {"late": _("超过了规定时间，抱歉"), "calm": _("暂停计时，恢复后接着算"), "ok": _("已按时答复")}
    return Promised(
        what=_("给您明确答复"),
        staff_number=case.owner.staff_number,
        due_at=running.due_at,
        tone=tone,
        state=states[tone],
        said=said.get(tone, ""),
        icon="message-circle",
        clauses=tuple(running.clauses),
        origin=running.origin,
        why=_("您的事要在规定的时间里有答复；您不满意，我们接着办，重新计时。"),
    )


def next_within(rules: Rules) -> str:
    """Hours of the next round, when the pack promises them in plain hours."""
    deadline = rules.pack.deadlines.get("next-round")
    within = str(deadline.within or "") if deadline is not None else ""
    return within.removesuffix("h") if within.endswith("h") and within[:-1].isdigit() else ""
