"""Clocks: started by facts as the pack says, rung to the minute, paused together, stopped by facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.models import Case, Clock, Ring, Transfer
from shouwen.cases.rules import Rules, rules_for, rules_of
from shouwen.cases.states import clock_machine
from shouwen.cases.telling import hearers, say
from shouwen.kernel import calendars, clock, facts
from shouwen.kernel.deadlines import Rule, due, reminders, shift_for_pause
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend
from shouwen.kernel.worktime import Due, NoCalendarData
from shouwen.rulebook.actions import decide

LONG_STOPS = ("met", "missed", "void")


def start_clocks(
    fact: str,
    *,
    case: Case,
    by: Any,
    thing: Any = None,
    stated: dt.datetime | None = None,
    event_at: dt.datetime | None = None,
    rings: bool = True,
) -> list[Clock]:
    """Starts every deadline of the pack that begins with `fact`, for `thing` (default: the case).

    None on a closed case: a department's answer or a written report may still come in, and nobody must act on it.
    """
    if not case.is_live:
        return []
    rules = rules_of(case)
    at = event_at or clock.now()
    started = []
    for deadline in rules.pack.deadlines.values():
        if deadline.starts_on != fact or (deadline.kind and case.kind not in deadline.kind):
            continue
        if deadline.id == "no-action" and not rings:
            continue
        made = _start(deadline, rules, case=case, thing=thing or case, by=by, at=at, stated=stated, rings=rings)
        if made is not None:
            started.append(made)
    return started


def _start(
    deadline: Any,
    rules: Rules,
    *,
    case: Case,
    thing: Any,
    by: Any,
    at: dt.datetime,
    stated: dt.datetime | None,
    rings: bool,
) -> Clock | None:
    rule = rule_of(deadline)
    decision = None
    within = None
    if deadline.table:
        decision = decide(
            deadline.table, _inputs_for(rules, deadline.table, case), pack=rules.pack.id, about_thing=case, by=by
        )
        within = decision.outcome.get("within")
    try:
        cal = calendars.current()
        when = due(rule, at, cal, within=within, stated=stated if deadline.stated else None)
        plan = _plan(deadline, rules, rule, at, when, cal) if rings else []
    except NoCalendarData as missing:
        refs = {"title": deadline.title, "deadline": deadline.id, "year": missing.year}
        facts.record(told.CLOCK_REFUSED, by=by, about_thing=case, refs=refs)
        return None
    person, department = _who_acts(deadline, case, thing)
    made = Clock.objects.create(
        case=case,
        thing_kind=thing._meta.model_name,
        thing_id=thing.pk,
        deadline=deadline.id,
        title=deadline.title,
        started_at=at,
        due_at=when.at,
        counts=deadline.counts,
        rule=_frozen(deadline, within),
        calendar_version=cal.version,
        is_assumed=when.assumed,
        clauses=_clauses(deadline, decision),
        origin=deadline.origin,
        decision=decision,
        edition=rules.edition,
        person=person,
        department=department,
        rings=plan,
        next_ring_at=plan[0]["at"] if plan and case.paused_at is None else None,
        state="running" if case.paused_at is None else "paused",  # all clocks of a case stand still together
    )
    refs = {"clock": made.pk, "title": deadline.title, "due": when.at.isoformat(), "deadline": deadline.id}
    facts.record(told.STARTED, by=by, about_thing=case, refs=refs)
    return made


def rule_of(deadline: Any) -> Rule:
    """The kernel's rule of a pack's deadline."""
    return Rule.from_pack(deadline.model_dump(by_alias=True))


def _frozen(deadline: Any, within: str | None) -> dict[str, Any]:
    """What the clock keeps of its rule, so that a later edition does not move it."""
    kept = deadline.model_dump(by_alias=True, include={"shape", "counts", "within", "window", "every", "on", "remind"})
    return {**kept, "within": within or kept.get("within"), "stops_on": deadline.stops_on, "ladder": deadline.ladder}


def _clauses(deadline: Any, decision: Any) -> list[str]:
    cited = [*deadline.because, *(decision.clauses if decision else [])]
    return [clause for clause in dict.fromkeys(cited) if clause != "gap"]


def _inputs_for(rules: Rules, table: str, case: Case) -> dict[str, Any]:
    """The words of the case that a deadline's table may ask for."""
    offered = {
        "complexity": case.complexity or None,
        "severity": case.circumstances.get("severity"),
        "customer_class": case.customer_class,
    }
    wanted = rules.pack.decisions[table].inputs
    return {name: offered[name] for name in wanted if offered.get(name) is not None}


def _who_acts(deadline: Any, case: Case, thing: Any) -> tuple[Any, Any]:
    """The person and the department a clock lies with."""
    if deadline.owner == "department":
        if isinstance(thing, Transfer):
            return None, thing.department
        return getattr(thing, "taker", None) or case.owner, None
    if deadline.owner == "named":
        return getattr(thing, "person", None), None
    if deadline.owner.startswith("post:"):
        found = hearers(deadline.owner, case, thing)
        return (found[0] if found else case.owner), None
    return case.owner, None


def _plan(deadline: Any, rules: Rules, rule: Rule, at: dt.datetime, when: Due, cal: Any) -> list[dict[str, Any]]:
    """Reminders before and rungs after the due time, in order; each with whom to tell and by which clause."""
    plan = [
        {
            "at": moment.isoformat(),
            "what": "remind",
            "text": text,
            "tell": [deadline.owner],
            "action": "tell",
            "because": list(deadline.because),
            "origin": "default",
        }
        for text, moment in reminders(rule, at, when, cal)
    ]
    ladder = rules.pack.ladders.get(deadline.ladder)
    for rung in ladder.rung if ladder else []:
        moment = due(Rule("after", "calendar"), when.at, cal, within=rung.after).at if rung.after != "0m" else when.at
        plan.append(
            {
                "at": moment.isoformat(),
                "what": "rung",
                "text": rung.after,
                "tell": list(rung.tell),
                "action": rung.action,
                "because": list(rung.because),
                "origin": rung.origin,
            }
        )
    return sorted(plan, key=lambda entry: entry["at"])


def stop_clocks(fact: str, *, case: Case, by: Any, thing: Any = None) -> None:
    """Stops every clock of the case (or of `thing`) whose deadline ends with `fact`."""
    now = clock.now()
    for running in case.clocks.filter(state__in=("running", "paused")):
        if fact not in running.rule.get("stops_on", []):
            continue
        if running.thing_kind != "case" and thing is not None and thing is not case:
            same = (running.thing_kind, running.thing_id) == (thing._meta.model_name, thing.pk)
            if not same:
                continue
        verb = "meet" if now <= running.due_at or running.state == "paused" else "miss"
        _end(running, verb, by=by, at=now)


def void_clocks(case: Case, *, by: Any, thing: Any = None) -> None:
    """Makes the remaining clocks of a closed case, or of a withdrawn part, void."""
    found = case.clocks.filter(state__in=("running", "paused"))
    if thing is not None:
        found = found.filter(thing_kind=thing._meta.model_name, thing_id=thing.pk)
    for running in found:
        _end(running, "void", by=by, at=clock.now())


def _end(running: Clock, verb: str, *, by: Any, at: dt.datetime) -> None:
    clock_machine.move(
        running,
        verb,
        by=by,
        fact_about=running.case,
        changes={"stopped_at": at, "next_ring_at": None},
        refs={"clock": running.pk, "title": running.title, "deadline": running.deadline},
    )


def pass_clocks(case: Case, *, giver: Any, taker: Any) -> None:
    """The new owner takes over what the old one had to do."""
    case.clocks.filter(person=giver, state__in=("running", "paused")).update(person=taker)


@transaction.atomic
def let_past_rings_go(case: Case) -> None:
    """What should have rung before the software knew of the case is not rung now, but for the last of each clock."""
    now = clock.now()
    for running in case.clocks.filter(state="running"):
        past = sum(dt.datetime.fromisoformat(entry["at"]) <= now for entry in running.rings)
        if past > running.rung + 1:
            amend(running, rung=past - 1, next_ring_at=running.rings[past - 1]["at"])


@transaction.atomic
def ring_clock(running: Clock, *, by: Any) -> bool:
    """Rings the next entry of a clock's plan. False when someone rang it first or it no longer runs."""
    running.refresh_from_db()
    if running.state != "running" or running.rung >= len(running.rings):
        return False
    entry = running.rings[running.rung]
    if dt.datetime.fromisoformat(entry["at"]) > clock.now():
        return False
    try:
        with transaction.atomic():
            Ring.objects.create(clock=running, entry=running.rung, what=entry["what"], at=clock.now())
    except IntegrityError:
        return False
    after = running.rings[running.rung + 1 :]
    amend(running, rung=running.rung + 1, next_ring_at=after[0]["at"] if after else None)
    if running.case is not None:
        refs = {"clock": running.pk, "title": running.title, "what": entry["what"], "text": entry["text"]}
        facts.record(told.RANG, by=by, about_thing=running.case, refs=refs)
    _act(running, entry, by=by)
    return True


def _act(running: Clock, entry: dict[str, Any], *, by: Any) -> None:
    from shouwen.cases.actions import routing  # reason: app-ready

    overdue = entry["what"] == "rung"
    thing = _thing(running)
    say(
        entry["tell"],
        case=running.case,
        thing=thing,
        sheet=running.sheet,
        text=_("%(title)s已逾期") % {"title": running.title}
        if overdue
        else _("%(title)s快到期") % {"title": running.title},
        clauses=[c for c in entry["because"] if c != "gap"] or running.clauses,
        origin=entry["origin"],
        tone="late" if overdue else "soon",
        key=f"ring:{running.pk}:{running.rung}",
    )
    if entry["action"] == "chase" and isinstance(thing, Transfer) and thing.is_live:
        routing.chase(thing, by=SYSTEM)
    elif entry["action"] == "supervise" and running.case is not None and not running.case.is_supervised:
        routing.supervise(running.case, by=SYSTEM)
    if overdue and running.thing_kind == "promise" and running.case is not None:
        from shouwen.cases.actions import promising  # reason: app-ready

        promising.break_promise(running.thing_id, by=SYSTEM)


def _thing(running: Clock) -> Any:
    if running.thing_kind == "transfer":
        return Transfer.objects.select_related("case", "department").get(pk=running.thing_id)
    return running.case


@transaction.atomic
def pause(case: Case, *, by: Any, reason: str) -> None:
    """Stops all clocks of the case together, with the reason (waiting for the customer …)."""
    require(by, "cases.pause", case)
    if not reason.strip():
        raise Unacceptable(_("请写明暂停的原因。"), details={"reason": _("请写明暂停的原因。")})
    if case.paused_at is not None or not case.is_live:
        raise Unacceptable(_("已经暂停，或已关闭。"))
    now = clock.now()
    amend(case, paused_at=now, pause_reason=reason.strip()[:200], acted_at=now)
    for running in case.clocks.filter(state="running"):
        clock_machine.move(
            running,
            "pause",
            by=by,
            fact_about=case,
            changes={"next_ring_at": None},
            refs={"clock": running.pk, "title": running.title},
        )
    facts.record(told.PAUSED, by=by, about_thing=case)


@transaction.atomic
def resume(case: Case, *, by: Any) -> None:
    """Lets all clocks run on; each falls due later by the time of the pause that it counts."""
    require(by, "cases.pause", case)
    resume_clocks(case, by=by)


def resume_clocks(case: Case, *, by: Any) -> None:
    """Ends a pause, if there is one. Part of `resume`, and of closing and reopening."""
    if case.paused_at is None:
        return
    now, since = clock.now(), case.paused_at
    for running in case.clocks.filter(state="paused"):
        _resume_one(running, max(since, running.started_at), now, by=by)
    amend(case, paused_at=None, pause_reason="", acted_at=now)
    facts.record(told.RESUMED, by=by, about_thing=case)


def _resume_one(running: Clock, since: dt.datetime, now: dt.datetime, *, by: Any) -> None:
    cal = calendars.edition(running.calendar_version)
    kept = {
        key: value
        for key, value in running.rule.items()
        if key in ("shape", "counts", "within", "window", "every", "on", "remind")
    }
    rule = Rule.from_pack({**kept, "every": kept.get("every"), "on": kept.get("on") or ""})
    try:
        later = shift_for_pause(rule, running.due_at, since, now, cal)
    except NoCalendarData:
        later = Due(running.due_at + (now - since), assumed=True)
    shift = later.at - running.due_at
    rings = [
        entry
        if number < running.rung
        else {**entry, "at": (dt.datetime.fromisoformat(entry["at"]) + shift).isoformat()}
        for number, entry in enumerate(running.rings)
    ]
    waiting = rings[running.rung :]
    clock_machine.move(
        running,
        "resume",
        by=by,
        fact_about=running.case,
        changes={
            "due_at": later.at,
            "is_assumed": running.is_assumed or later.assumed,
            "rings": rings,
            "next_ring_at": waiting[0]["at"] if waiting else None,
            "pauses": [*running.pauses, [since.isoformat(), now.isoformat()]],
        },
        refs={"clock": running.pk, "title": running.title, "due": later.at.isoformat()},
    )


def start_sheet_clocks(fact: str, sheet: Any, *, by: Any, event_at: dt.datetime, deadline: str = "") -> None:
    """Deadlines of a weekly sheet that begin with `fact`; `deadline` names one that begins with no fact but a day."""
    rules = rules_for(sheet.brand)
    cal = calendars.current()
    for found in rules.pack.deadlines.values():
        if found.thing != "sheet" or (found.id != deadline if deadline else found.starts_on != fact):
            continue
        rule = rule_of(found)
        try:
            when = due(rule, event_at, cal)
            plan = _plan(found, rules, rule, event_at, when, cal)
        except NoCalendarData as missing:
            refs = {"title": found.title, "deadline": found.id, "year": missing.year}
            facts.record(told.CLOCK_REFUSED, by=by, about_thing=sheet, refs=refs)
            continue
        Clock.objects.create(
            sheet=sheet,
            thing_kind="weeklysheet",
            thing_id=sheet.pk,
            deadline=found.id,
            title=found.title,
            started_at=event_at,
            due_at=when.at,
            counts=found.counts,
            rule=_frozen(found, None),
            calendar_version=cal.version,
            is_assumed=when.assumed,
            clauses=_clauses(found, None),
            origin=found.origin,
            edition=rules.edition,
            rings=plan,
            next_ring_at=plan[0]["at"] if plan else None,
        )
