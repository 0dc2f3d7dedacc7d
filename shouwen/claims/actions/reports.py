"""The claims report: opened for a period, written, handed in with its figures frozen, read by a leader (S2-1.C.4.6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims import periods, rules
from shouwen.claims.models import ClaimReport
from shouwen.claims.periods import Period
from shouwen.claims.report_rows import draw
from shouwen.claims.report_states import report_machine
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Stale, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions
from shouwen.people import queries as people

CLAUSE = "S2-1.C.4.6"
WRITERS, READERS = "理赔员", "领导"
HOUR = dt.time(17)


def open_report(*, brand: Any, kind: str, year: int, part: int, by: Any) -> ClaimReport:
    """The report of a brand's period, made when it is not there yet."""
    try:
        period = Period(kind, year, part)
    except ValueError as problem:
        raise Unacceptable(_("没有这一期。"), details={"part": _("没有这一期。")}) from problem
    require(by, "claims.submit_report", ClaimReport(brand=brand))
    asked = {"brand": brand, "kind": kind, "year": year, "part": part}
    there = ClaimReport.objects.filter(**asked).first()
    if there is not None:
        return there
    if period.starts_on > clock.today():
        raise Unacceptable(_("这一期还没有开始。"))
    if not _has_reports(brand):
        raise Unacceptable(_("这个品牌的规则包没有理赔报表。"))
    try:
        return _make(asked, period, by=by)
    except IntegrityError:
        return ClaimReport.objects.get(**asked)


def _has_reports(brand: Any) -> bool:
    return CLAUSE in rules.of_brand(brand).pack.clauses


@transaction.atomic
def _make(asked: dict[str, Any], period: Period, *, by: Any) -> ClaimReport:
    made = ClaimReport.objects.create(
        **asked,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_at=due_at(asked["brand"], period),
        opened_at=clock.now(),
    )
    facts.record(told.REPORT_OPENED, by=by, about_thing=made, refs=_refs(made))
    return made


def due_at(brand: Any, period: Period) -> dt.datetime | None:
    """Until when it should be handed in: the company's own day, since the clause names none."""
    ruled = rules.of_brand(brand)
    key = f"claim.report_day.{period.kind}"
    if key not in ruled.pack.settings:
        return None
    day = period.ends_on + dt.timedelta(days=int(ruled.setting(key)))
    return dt.datetime.combine(day, HOUR, tzinfo=clock.LOCAL)


def open_finished_reports(*, by: Any = SYSTEM) -> list[ClaimReport]:
    """Drafts of the month, quarter and year that ended last, for every brand with claims rules. The job of every day."""
    last = [periods.of(kind, clock.today()).before for kind in periods.KINDS]
    return [
        open_report(brand=brand, kind=period.kind, year=period.year, part=period.part, by=by)
        for brand in people.brands()
        if _has_reports(brand)
        for period in last
    ]


@transaction.atomic
def write_report_remarks(report: ClaimReport, *, by: Any, remarks: str, seen_version: int | None = None) -> None:
    """Keeps the words of the draft. A stale save is refused with both versions; nothing typed is lost."""
    require(by, "claims.submit_report", report)
    words = remarks.strip()
    if report.state != "draft":
        raise MoveRefused(_("已经提交，不能再改。"), details={"yours": {"remarks": words}})
    if words == report.remarks:
        return
    if seen_version is not None and seen_version != report.version:
        raise Stale(yours={"remarks": words}, theirs={"remarks": report.remarks})
    amend(report, seen_version=seen_version, remarks=words)
    facts.record(told.REPORT_WRITTEN, by=by, about_thing=report, refs={"version": report.version})


def missing_from_report(report: ClaimReport) -> dict[str, str]:
    """What keeps a draft from being handed in: a sentence for each field; "period" while it is not over."""
    lacks: dict[str, str] = {}
    if clock.now() < report.period.end:
        lacks["period"] = _("这一期还没有过完。")
    if not report.remarks.strip():
        lacks["remarks"] = _("请写原因分析和建议，没有就写“无”。")
    return lacks


@transaction.atomic
def submit_report(report: ClaimReport, *, by: Any) -> None:
    """Hands the report in: its figures are frozen as they are now, and nobody changes it any more."""
    require(by, "claims.submit_report", report)
    lacks = missing_from_report(report)
    if lacks and report.state == "draft":
        raise Unacceptable(" ".join(lacks.values()), details=lacks, clause=CLAUSE)
    now = clock.now()
    changes = {"frozen": draw(report, now), "submitted_by": _person(by), "submitted_at": now}
    report_machine.move(report, "submit", by=by, changes=changes, refs=_refs(report))
    for leader in people.holders(READERS, brand=report.brand):
        text = _("%(period)s 理赔报表已提交，请阅") % {"period": report.label}
        people_actions.notify(leader, text=text, url=address(report), clauses=[CLAUSE])


@transaction.atomic
def read_report(report: ClaimReport, *, by: Any) -> None:
    """A leader has read it. Never the one who handed it in."""
    require(by, "claims.read_report", report)
    changes = {"read_by": _person(by), "read_at": clock.now()}
    report_machine.move(report, "read", by=by, changes=changes, refs=_refs(report))


def remind_late_reports(*, by: Any = SYSTEM) -> int:
    """Tells the claims clerks of each draft whose day has passed, once. How many drafts. The job of every day."""
    late = ClaimReport.objects.filter(state="draft", due_at__lt=clock.now(), reminded_at=None).select_related("brand")
    return sum(_remind(report, by=by) for report in late)


@transaction.atomic
def _remind(report: ClaimReport, *, by: Any) -> bool:
    try:
        amend(report, reminded_at=clock.now())
    except Stale:  # just written or handed in: the next day looks again
        return False
    facts.record(told.REPORT_LATE, by=by, about_thing=report, refs=_refs(report))
    for clerk in people.holders(WRITERS, brand=report.brand):
        text = _("%(period)s 理赔报表已过提交时限，请尽快提交") % {"period": report.label}
        people_actions.notify(
            clerk, text=text, url=address(report), clauses=[CLAUSE], origin="default", tone="late",
            key=f"claim-report-late:{report.pk}",
        )  # fmt: skip
    return True


def address(report: ClaimReport) -> str:
    return f"/claims/reports/{report.pk}/"


def _person(by: Any) -> Any:
    return by if by is not SYSTEM else None


def _refs(report: ClaimReport) -> dict[str, Any]:
    return {"period": report.kind, "year": report.year, "part": report.part}
