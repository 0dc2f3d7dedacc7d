"""The weekly sheet: opened for each ISO week, its figures frozen when it is handed in, approved by another person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.actions.timing import start_sheet_clocks
from shouwen.cases.models import WeeklySheet
from shouwen.cases.rules import rules_for
from shouwen.cases.states import clock_machine, sheet_machine
from shouwen.cases.weekly_rows import WEEK, bounds, draw
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions
from shouwen.people import queries as people

FORM = "weekly-summary"
CLAUSE = "S2-1.A2.2"


def open_sheet(*, brand: Any, year: int, week: int, by: Any) -> WeeklySheet:
    """The sheet of a brand's ISO week, made when it is not there yet. Its clock runs from the end of the week."""
    try:
        starts_on = dt.date.fromisocalendar(year, week, 1)
    except ValueError as problem:
        raise Unacceptable(_("没有这一周：%(year)s 年第 %(week)s 周") % {"year": year, "week": week}) from problem
    there = WeeklySheet.objects.filter(brand=brand, year=year, week=week).first()
    require(by, "cases.submit_sheet", there or WeeklySheet(brand=brand))
    if there is not None:
        return there
    if starts_on > clock.today():
        raise Unacceptable(_("这一周还没有开始。"))
    if FORM not in rules_for(brand).pack.forms:
        raise Unacceptable(_("这个品牌的规则包没有投诉周汇总表。"))
    try:
        return _make(brand, year, week, starts_on, by=by)
    except IntegrityError:
        return WeeklySheet.objects.get(brand=brand, year=year, week=week)


@transaction.atomic
def _make(brand: Any, year: int, week: int, starts_on: dt.date, *, by: Any) -> WeeklySheet:
    ends_on = starts_on + WEEK - dt.timedelta(days=1)
    sheet = WeeklySheet.objects.create(brand=brand, year=year, week=week, starts_on=starts_on, ends_on=ends_on)
    facts.record(told.SHEET_OPENED, by=by, about_thing=sheet, refs={"year": year, "week": week})
    deadline = (rules_for(brand).pack.forms[FORM].model_extra or {}).get("deadline") or FORM
    start_sheet_clocks(told.SHEET_OPENED, sheet, by=by, event_at=bounds(starts_on)[1], deadline=deadline)
    return sheet


def open_weekly_sheets(*, by: Any = SYSTEM) -> list[WeeklySheet]:
    """Makes the sheet of the last finished week for every brand whose pack has one. The job of every day."""
    year, week, _day = (clock.today() - WEEK).isocalendar()
    brands = [brand for brand in people.brands() if FORM in rules_for(brand).pack.forms]
    return [open_sheet(brand=brand, year=year, week=week, by=by) for brand in brands]


@transaction.atomic
def write_sheet(sheet: WeeklySheet, *, by: Any, needs: str, suggestions: str, seen_version: int | None = None) -> None:
    """Keeps the words of the draft. A stale save is refused with both versions; nothing typed is lost."""
    require(by, "cases.submit_sheet", sheet)
    words = {"needs": needs.strip(), "suggestions": suggestions.strip()}
    if sheet.state != "draft":
        raise MoveRefused(_("已经提交，不能再改。要改请主管退回。"), details={"yours": words})
    if words == {name: getattr(sheet, name) for name in words}:
        return
    if seen_version is not None and seen_version != sheet.version:
        raise Stale(yours=words, theirs={name: getattr(sheet, name) for name in words})
    amend(sheet, seen_version=seen_version, **words)
    facts.record(told.SHEET_WRITTEN, by=by, about_thing=sheet, refs={"version": sheet.version})


def missing(sheet: WeeklySheet) -> dict[str, str]:
    """What keeps a draft from being handed in: a sentence for each field; "week" while the week is not over."""
    lacks: dict[str, str] = {}
    if clock.now() < bounds(sheet.starts_on)[1]:
        lacks["week"] = _("这一周还没有过完。")
    if not sheet.needs.strip():
        lacks["needs"] = _("请写客户需求分析，没有就写“无”。")
    if not sheet.suggestions.strip():
        lacks["suggestions"] = _("请写建议，没有就写“无”。")
    return lacks


@transaction.atomic
def submit_sheet(sheet: WeeklySheet, *, by: Any) -> None:
    """Hands the sheet in: its figures are frozen as they are now (S2-1.A1.1b)."""
    require(by, "cases.submit_sheet", sheet)
    lacks = missing(sheet)
    if lacks and sheet.state == "draft":
        raise Unacceptable(" ".join(lacks.values()), details=lacks, clause=CLAUSE)
    now = clock.now()
    changes = {"frozen": draw(sheet, now), "submitted_by": by if by is not SYSTEM else None, "submitted_at": now}
    sheet_machine.move(sheet, "submit", by=by, changes={**changes, "words_back": ""}, refs=_refs(sheet))
    _stop(sheet, told.SHEET_SUBMITTED, by=by)
    start_sheet_clocks(told.SHEET_SUBMITTED, sheet, by=by, event_at=now)


@transaction.atomic
def approve_sheet(sheet: WeeklySheet, *, by: Any) -> None:
    """The supervisor has read it. Never the one who handed it in."""
    require(by, "cases.approve_sheet", sheet)
    _not_his_own(sheet, by)
    sheet_machine.move(
        sheet,
        "approve",
        by=by,
        changes={"approved_by": by if by is not SYSTEM else None, "approved_at": clock.now()},
        refs=_refs(sheet),
    )
    _stop(sheet, told.SHEET_APPROVED, by=by)


@transaction.atomic
def send_sheet_back(sheet: WeeklySheet, *, by: Any, words: str) -> None:
    """Back to draft with words for the one who handed it in; figures are counted anew."""
    require(by, "cases.approve_sheet", sheet)
    _not_his_own(sheet, by)
    if not words.strip():
        raise Unacceptable(_("请写明退回的理由。"), details={"words": _("请写明退回的理由。")})
    sender = sheet.submitted_by
    changes = {"frozen": None, "submitted_by": None, "submitted_at": None, "words_back": words.strip()}
    sheet_machine.move(sheet, "send_back", by=by, changes=changes, refs=_refs(sheet))
    for running in sheet.clocks.filter(state__in=("running", "paused")):
        _end(running, "void", by=by)
    if sender is not None:
        text = _("第 %(week)s 周汇总表被退回：%(words)s") % {"week": sheet.week, "words": words.strip()}
        people_actions.notify(sender, text=text, url=f"/sheets/{sheet.pk}/", tone="late")


def _not_his_own(sheet: WeeklySheet, by: Any) -> None:
    if by is not SYSTEM and sheet.submitted_by_id == by.pk:
        raise Refused(_("不能审阅自己提交的汇总表，请另一位主管或领导审阅。"), clause=CLAUSE)


def _refs(sheet: WeeklySheet) -> dict[str, Any]:
    return {"year": sheet.year, "week": sheet.week}


def _stop(sheet: WeeklySheet, fact: str, *, by: Any) -> None:
    """Ends the clocks of the sheet that `fact` meets."""
    for running in sheet.clocks.filter(state__in=("running", "paused")):
        if fact in running.rule.get("stops_on", []):
            _end(running, "meet" if clock.now() <= running.due_at else "miss", by=by)


def _end(running: Any, verb: str, *, by: Any) -> None:
    clock_machine.move(
        running,
        verb,
        by=by,
        fact_about=running.sheet,
        changes={"stopped_at": clock.now(), "next_ring_at": None},
        refs={"clock": running.pk, "title": running.title, "deadline": running.deadline},
    )
