"""What cases put on a person's plate: clocks by due time, what he follows, is offered, asked, told, and has done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from shouwen.cases import queries
from shouwen.cases.duties import clause_url, duty_of, limit_words, rules_of_person, sentence_of, words_of
from shouwen.cases.models import Clock, Promise, Transfer
from shouwen.cases.rules import rules_for
from shouwen.kernel import clock
from shouwen.kernel.worklist import Item, source
from shouwen.people import queries as people

#: Rows of one source at most; the page says so when there are more.
MOST = 300
LIVE_CLOCKS = ("running", "paused")
#: Things with a row of their own, told by another source below.
ELSEWHERE = ("offer", "writtenreport")


def basis(running: Clock) -> str:
    """Where the drawer reads why a clock runs."""
    return f"/cases/clocks/{running.pk}/basis/"


@source(tab="mine")
def clocks(person: Any) -> Iterator[Item]:
    """Clocks that lie with him, one row a thing: of two deadlines on one thing the earlier is shown (decisions.md 10)."""
    seen = queries.visible_to(person).filter(pk=OuterRef("case"))
    of_cases = queries.clocks_on_the_plate(person).filter(Exists(seen), case__is_historic=False)
    own = list(of_cases.exclude(thing_kind__in=ELSEWHERE).exclude(deadline="repeat-acknowledge")[:MOST])
    followed = _followed(person, {each.thing_id for each in own if each.thing_kind == "transfer"})
    folded: dict[tuple[str, int], list[Clock]] = {}
    for running in [*own, *followed]:
        folded.setdefault((running.thing_kind, running.thing_id), []).append(running)
    transfers, promises = _things(folded)
    departments = person.reach.member_of
    for (kind, ident), rows in folded.items():
        thing = (transfers if kind == "transfer" else promises).get(ident) if kind != "case" else None
        last = next((t for t in reversed(transfers.values()) if t.case_id == rows[0].case_id), None)
        yield _item(rows, thing, last, inside=rows[0].department_id in departments)


def _followed(person: Any, known: set[int]) -> list[Clock]:
    """Departments' clocks on transfers of his cases: theirs to meet, his to follow."""
    found = (
        Clock.objects.filter(case__owner=person, case__is_historic=False, thing_kind="transfer", state__in=LIVE_CLOCKS)
        .exclude(department=None)
        .exclude(thing_id__in=known)
        .select_related("case", "case__customer")
        .order_by("due_at")
    )
    return list(found[:MOST])


def _things(folded: dict[tuple[str, int], list[Clock]]) -> tuple[dict[int, Transfer], dict[int, Promise]]:
    cases = {rows[0].case_id for rows in folded.values()}
    sent = Transfer.objects.filter(case__in=cases).exclude(state__in=("declined", "withdrawn"))
    transfers = {each.pk: each for each in sent.select_related("department").order_by("pk")}
    ids = [ident for kind, ident in folded if kind == "promise"]
    return transfers, Promise.objects.in_bulk(ids) if ids else {}


def _item(rows: list[Clock], thing: Any, last: Transfer | None, *, inside: bool) -> Item:
    first = min(rows, key=lambda each: each.due_at)
    case: Any = first.case
    late = first.due_at <= clock.now()
    duty = duty_of(first, inside=inside, late=late)
    title, detail = words_of(duty, first, thing, last)
    if case.paused_at:
        detail = _("暂停 %(at)s 起：%(why)s") % {"at": _at(case.paused_at), "why": case.pause_reason}
    others = "，".join(f"{each.title} {_at(each.due_at)}" for each in rows if each is not first)
    return Item(
        title=title,
        url=duty.url(first),
        due_at=first.due_at,
        number=case.number,
        who=_name(case),
        detail=detail,
        source=limit_words(first),
        clauses=tuple(first.clauses),
        origin=first.origin,
        basis_url=basis(first),
        button=duty.button,
        started_at=first.started_at,
        paused=first.state == "paused",
        extra={
            "kind": "clock",
            "say": sentence_of(duty, first, thing, last),
            "icon": duty.icon,
            "others": others,
            "more": len(rows) - 1,
            "reason": case.reason,
            "company": case.customer.company if case.customer else "",
            "case_id": case.pk,
        },
    )


def _name(case: Any) -> str:
    return str(case.customer.name) if case.customer else ""


def _at(at: dt.datetime) -> str:
    local = clock.local(at)
    return local.strftime("%H:%M" if local.date() == clock.today() else "%m-%d %H:%M")


def clocks_of(kind: str, things: Iterable[Any]) -> dict[int, Clock]:
    """The earliest live clock of each thing."""
    rows = list(things)
    if not rows:
        return {}
    found = Clock.objects.filter(
        case__in={row.case_id for row in rows},
        thing_kind=kind,
        thing_id__in=[row.pk for row in rows],
        state__in=LIVE_CLOCKS,
    )
    return {each.thing_id: each for each in found.order_by("-due_at")}


def _timed(running: Clock | None) -> dict[str, Any]:
    """What an item takes from its clock."""
    if running is None:
        return {"due_at": None}
    return {
        "due_at": running.due_at,
        "started_at": running.started_at,
        "paused": running.state == "paused",
        "clauses": tuple(running.clauses),
        "origin": running.origin,
        "basis_url": basis(running),
        "source": limit_words(running),
    }


@source(tab="mine")
def offers(person: Any) -> Iterator[Item]:
    """Ownership offered to him: until he accepts, it stays where it is."""
    found = list(queries.offers_to(person)[:MOST])
    running = clocks_of("offer", found)
    for offer in found:
        yield Item(
            title=_("接受移交：%(reason)s") % {"reason": offer.case.reason},
            url=f"/cases/{offer.case.number}/",
            number=offer.case.number,
            who=_name(offer.case),
            button=_("接受"),
            detail=_("%(giver)s 提出：%(why)s") % {"giver": offer.giver, "why": offer.reason},
            extra={"kind": "offer", "offer": offer, "reason": offer.case.reason},
            **_timed(running.get(offer.pk)),
        )


@source(tab="mine")
def reports(person: Any) -> Iterator[Item]:
    """Written reports asked of him. He reads the complaint's reason, never the customer."""
    found = list(queries.reports_of(person).filter(state="asked")[:MOST])
    running = clocks_of("writtenreport", found)
    for report in found:
        yield Item(
            title=_("交书面报告"),
            url=f"/reports/{report.pk}/",
            number=report.case.number,
            button=_("写报告"),
            detail=report.question or _("%(who)s 要求") % {"who": report.asked_by},
            extra={"kind": "report", "icon": "file-text"},
            **_timed(running.get(report.pk)),
        )


@source(tab="mine")
def consultations(person: Any) -> Iterator[Item]:
    """Questions colleagues ask him; answered in place, for he may not be allowed to read the case."""
    for note in queries.consultations_of(person)[:MOST]:
        yield Item(
            title=_("答复请教：%(words)s") % {"words": note.words},
            url=f"#question-{note.pk}",
            due_at=None,
            number=note.case.number,
            detail=_("%(who)s 请教") % {"who": note.by or ""},
            button=_("答复"),
            extra={"kind": "consultation", "note": note, "icon": "help"},
        )


@source(tab="mine")
def repeats(person: Any) -> Iterator[Item]:
    """Second complaints nobody has acknowledged yet."""
    if not person.granted("cases.acknowledge_repeat"):
        return
    found = list(queries.repeats_waiting(person)[:MOST])
    waiting = Clock.objects.filter(
        case__in=[record.case_id for record in found], deadline="repeat-acknowledge", state__in=LIVE_CLOCKS
    )
    running = {each.case_id: each for each in waiting}
    for record in found:
        yield Item(
            title=_("知悉二次投诉：%(reason)s") % {"reason": record.case.reason},
            number=record.case.number,
            url=f"/cases/{record.case.number}/",
            button=_("知悉"),
            detail=_("与 %(earlier)s 同一事") % {"earlier": record.earlier.number},
            extra={
                "kind": "repeat",
                "post": f"/workbench/repeats/{record.pk}/",
                "icon": "eye-check",
                "record": record,
                "case_id": record.case_id,
            },
            **_timed(running.get(record.case_id)),
        )


@source(tab="mine")
def sheets(person: Any) -> Iterator[Item]:
    """Weekly sheets to hand in or to approve."""
    states = [
        state
        for verb, state in (("cases.submit_sheet", "draft"), ("cases.approve_sheet", "submitted"))
        if person.granted(verb)
    ]
    if not states:
        return
    running = Clock.objects.filter(
        sheet__in=queries.sheets(person).filter(state__in=states), state__in=LIVE_CLOCKS
    ).annotate(year=F("sheet__year"), week=F("sheet__week"))
    for each in running.order_by("due_at")[:20]:
        yield Item(
            title=each.title,
            url=f"/sheets/{each.sheet_id}/",
            number=f"{each.year}-W{each.week:02d}",
            button=_("查看"),
            extra={"kind": "sheet", "icon": "chart-bar"},
            **_timed(each),
        )


@source(tab="started")
def started(person: Any) -> Iterator[Item]:
    """Asked of him first, now with another or partly at a department: he stays in it to the end (S2-1.A5.3.1a)."""
    out = Transfer.objects.filter(case=OuterRef("pk"), state__in=("sent", "accepted"))
    found = list(
        queries.with_names(queries.visible_to(person).filter(first_asked=person, state__in=queries.LIVE))
        .filter(~Q(owner=person) | Exists(out))
        .order_by("-pk")[:MOST]
    )
    live = Clock.objects.filter(case__in=[case.pk for case in found], state__in=LIVE_CLOCKS)
    running = {each.case_id: each for each in live.order_by("-due_at")}
    for case in found:
        timed = _timed(running.get(case.pk))
        if not timed.get("clauses"):
            timed |= _to_the_end(case.brand)
        elsewhere = _("现由 %(owner)s 负责") % {"owner": case.owner} if case.owner_id != person.pk else ""
        helping = _("%(department)s协办") % {"department": case.responsible} if case.responsible else ""
        yield Item(
            title=case.reason,
            url=f"/cases/{case.number}/",
            number=case.number,
            who=_name(case),
            tab="started",
            detail=" · ".join(filter(None, (case.get_state_display(), elsewhere, helping))),
            button=_("查看"),
            extra={"kind": "case", "case_id": case.pk},
            **timed,
        )


def _to_the_end(brand: Any) -> dict[str, Any]:
    rules, clauses = rules_for(brand), ("S2-1.A5.3.1a",)
    url = clause_url(rules, clauses)
    return {"clauses": clauses, "basis_url": url} if url else {}


@source(tab="told")
def told(person: Any) -> Iterator[Item]:
    """Notices given to him, the newest first."""
    notices = list(people.notices_of(person)[:MOST])
    rules = rules_of_person(person) if notices else None
    for notice in notices:
        yield Item(
            title=notice.text,
            url=notice.url or "/notices/",
            due_at=None,
            tab="told",
            button=_("查看"),
            clauses=tuple(notice.clauses),
            origin=notice.origin,
            basis_url=clause_url(rules, notice.clauses),
            detail=_("待知悉") if notice.wants_acknowledgement and not notice.acknowledged_at else "",
            extra={"kind": "notice", "at": notice.at, "unread": notice.read_at is None, "tone": notice.tone},
        )


@source(tab="done")
def done(person: Any) -> Iterator[Item]:
    """Clocks of his that were met or missed in the last seven days, the latest first."""
    since = clock.now() - dt.timedelta(days=7)
    seen = queries.visible_to(person).filter(pk=OuterRef("case"))
    found = Clock.objects.filter(person=person, state__in=("met", "missed"), stopped_at__gte=since).filter(Exists(seen))
    rows = found.select_related("case", "case__customer").order_by("-stopped_at")
    for each in rows[:MOST]:
        case: Any = each.case
        yield Item(
            title=each.title,
            url=f"/cases/{case.number}/",
            due_at=None,
            number=case.number,
            tab="done",
            who=_name(case),
            detail=case.reason,
            source=limit_words(each),
            clauses=tuple(each.clauses),
            origin=each.origin,
            basis_url=basis(each),
            button=_("查看"),
            extra={"kind": "done", "at": each.stopped_at, "met": each.state == "met", "due": each.due_at},
        )
