"""A claim comes in: by a complaint of damage, by telephone, or with an accident report (S2 8.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims import queries
from shouwen.claims.actions.moving import touch, worded
from shouwen.claims.models import AccidentReport, Claim
from shouwen.claims.models.claim import REQUESTS
from shouwen.customers import actions as customers
from shouwen.kernel import clock, facts, files, numbers
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import queries as people

KIND = "LP"  # 理赔


@transaction.atomic
def report_claim(
    *,
    by: Any,
    brand: Any,
    kind: str = "damage",
    cause: str = "ordinary",
    goods: str = "",
    customer: Any = None,
    matter: Any = None,
    case: Any = None,
    requests: Sequence[str] = (),
    requested_fen: int | None = None,
) -> Claim:
    """Opens a claim. A case has one that is live: a second is refused."""
    require(by, "claims.report", brand)
    unknown = set(requests) - {name for name, _title in REQUESTS}
    if unknown or (requested_fen is not None and requested_fen < 0):
        raise Unacceptable(_("客户的要求看不懂，请重新选择。"), details={"requests": _("请重新选择。")})
    try:
        with transaction.atomic():
            return _open(
                by=by,
                brand=brand,
                case=case,
                matter=matter,
                customer=customer,
                kind=kind,
                cause=cause,
                goods=goods.strip()[:200],
                requests=list(requests),
                requested_fen=requested_fen,
            )
    except IntegrityError as taken:
        raise MoveRefused(_("这一单已经有一件理赔在办。")) from taken


def _open(*, by: Any, brand: Any, case: Any, **values: Any) -> Claim:
    now = clock.now()
    claim = Claim.objects.create(
        number=numbers.next_number(brand.code, KIND),
        brand=brand,
        case=case,
        department=_department(case, by),
        reported_by=by.key,
        reported_at=now,
        acted_at=now,
        state_since=now,
        **values,
    )
    facts.record(told.REPORTED, by=by, about_thing=claim, refs={"case": case.number} if case is not None else {})
    return claim


def _department(case: Any, by: Any) -> Any:
    """理赔部; where there is none, the centre does the claims (M-18)."""
    found = people.department_of_kind("claims") or people.department_of_kind("centre")
    return found or (case.department if case is not None else by.department)


def claim_for_case(case: Any, *, by: Any) -> Claim | None:
    """The claim of a complaint of damage or shortage (R-07). None when the case has one already, live or not."""
    if queries.any_of_case(case):
        return None
    return report_claim(by=by, brand=case.brand, customer=case.customer, matter=case.matter, case=case)


@transaction.atomic
def write_report(
    *,
    by: Any,
    brand: Any,
    waybill: str,
    happened_at: dt.datetime,
    place: str,
    goods: str,
    description: str,
    severity: str = "ordinary",
    kind: str = "damage",
    sign: bool = False,
    uploads: Sequence[Any] = (),
) -> AccidentReport:
    """The person concerned writes the accident report; it joins the claim of its waybill, or opens one."""
    require(by, "claims.write_report", brand)
    number = worded(waybill, "waybill", _("请填写配送单号。"))
    if happened_at > clock.now() + dt.timedelta(minutes=5):
        raise Unacceptable(_("发生时间不能晚于现在。"), details={"happened_at": _("发生时间不能晚于现在。")})
    values = {
        "place": worded(place, "place", _("请填写地点。"))[:120],
        "goods": worded(goods, "goods", _("请填写货物。"))[:200],
        "description": worded(description, "description", _("请写清楚经过。"), 10),
    }
    matter = customers.matter(brand, number)
    claim = queries.live_of_matter(brand, matter) or _open(
        by=by, brand=brand, case=None, matter=matter, customer=matter.customer, kind=kind, goods=values["goods"]
    )
    report = AccidentReport.objects.create(
        claim=claim,
        department=by.department,
        writer=by,
        happened_at=happened_at,
        severity=severity,
        written_at=clock.now(),
        **values,
    )
    for upload in uploads:
        files.keep(upload, about_thing=report, by=by)
    touch(claim, goods=claim.goods or values["goods"])
    facts.record(told.ACCIDENT_WRITTEN, by=by, about_thing=claim, refs={"report": report.pk})
    if sign:
        sign_report(report, by=by)
    return report


@transaction.atomic
def sign_report(report: AccidentReport, *, by: Any) -> None:
    """Signed by the writer's own login; from then on it cannot be changed."""
    require(by, "claims.sign_report", report)
    if report.signed_at is not None:
        raise MoveRefused(_("这份事故报告单已经签过字。"))
    amend(report, signed_at=clock.now())
    facts.record(told.ACCIDENT_SIGNED, by=by, about_thing=report.claim, refs={"report": report.pk})


@transaction.atomic
def describe(
    claim: Claim,
    *,
    by: Any,
    kind: str,
    cause: str,
    goods: str,
    requests: Sequence[str] = (),
    requested_fen: int | None = None,
) -> None:
    """What kind of loss of which goods, and what the customer asks for (S0-1.44)."""
    require(by, "claims.handle", claim)
    if claim.state not in ("reported", "investigating", "wait_evidence", "wait_papers"):
        raise MoveRefused(_("责任已定，这些内容不能再改。"))
    touch(
        claim, kind=kind, cause=cause, goods=goods.strip()[:200], requests=list(requests), requested_fen=requested_fen
    )
    facts.record(told.DESCRIBED, by=by, about_thing=claim)
