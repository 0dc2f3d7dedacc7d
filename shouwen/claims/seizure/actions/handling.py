"""What the branch does: enter, get the certificate, tell the shipper, send the copy, keep the goods (S2-1.H.3–4.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims.seizure import facts as told
from shouwen.claims.seizure.actions.liability import propose
from shouwen.claims.seizure.models import AUTHORITIES, CAUSES, CHANNELS, SENT_BY, CustodyCheck, Seizure, ShipperNotice
from shouwen.claims.seizure.reasons import write_off_from
from shouwen.claims.seizure.states import SEALED, seizure_machine
from shouwen.customers import actions as customers
from shouwen.kernel import clock, facts, files
from shouwen.kernel.deadlines import parse_span
from shouwen.kernel.numbers import next_number
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.rulebook import queries as rulebook

NOTICE_WITHIN, MONTHS = "seizure.notice_within", "seizure.write_off_months"


def complete(wrong: dict[str, Any], clause: str = "") -> None:
    """Refuses with all the sentences; nothing when there are none."""
    if wrong:
        raise Unacceptable(next(iter(wrong.values())), details=wrong, clause=clause)


def setting(brand: Any, key: str) -> Any:
    """A setting of the brand's pack; a pack without rules about seizures is refused."""
    try:
        return rulebook.setting(rulebook.in_force(brand.pack), brand.code, key)
    except KeyError as problem:
        raise Unacceptable(_("这个品牌的规则包没有查扣货物的规定。")) from problem


@transaction.atomic
def enter(
    *,
    by: Any,
    brand: Any,
    branch: Any,
    number: str,
    goods: str,
    authority: str,
    cause: str,
    reason: str,
    seized_on: dt.date,
    authority_name: str = "",
) -> Seizure:
    """An authority has taken goods. Starts the time for telling the shipper; a branch's own cause is proposed at once."""
    require(by, "seizure.enter", branch)
    wrong: dict[str, Any] = {}
    if brand.pk not in by.reach.brands:
        wrong["brand"] = _("您不负责这个品牌。")
    for name, value, sentence in (
        ("number", number, _("请填写配送单号。")),
        ("goods", goods, _("请填写货物和数量。")),
        ("reason", reason, _("请写明查扣理由。")),
    ):
        if not value.strip():
            wrong[name] = sentence
    if authority not in dict(AUTHORITIES) or (authority == "other" and not authority_name.strip()):
        wrong["authority_name" if authority == "other" else "authority"] = _("请写明是哪个执法部门。")
    if cause not in dict(CAUSES):
        wrong["cause"] = _("请选择原因在谁。")
    if seized_on > clock.today():
        wrong["seized_on"] = _("查扣日期不能晚于今天。")
    complete(wrong, "S2-1.H.4.2c")
    within = parse_span(str(setting(brand, NOTICE_WITHIN)))
    seizure = Seizure.objects.create(
        number=next_number(brand.code, "CK"),
        brand=brand,
        matter=customers.matter(brand, number),
        branch=branch,
        goods=goods.strip()[:200],
        authority=authority,
        authority_name=authority_name.strip()[:80],
        cause=cause,
        reason=reason.strip(),
        seized_on=seized_on,
        notify_due_at=clock.now() + within.exact + dt.timedelta(days=within.days),
        write_off_from=write_off_from(seized_on, int(setting(brand, MONTHS))),
        entered_by_id=by.pk,
        entered_at=clock.now(),
    )
    facts.record(told.ENTERED, by=by, about_thing=seizure, refs={"matter": seizure.matter_id, "cause": cause})
    if cause == "branch":
        propose(seizure, by=SYSTEM, reason="seizure_branch_cause")
    return seizure


def require_sealed(seizure: Seizure) -> None:
    if seizure.state not in SEALED:
        raise MoveRefused(_("这件查扣已经了结。"), details={"state": seizure.state})


@transaction.atomic
def obtain_certificate(
    seizure: Seizure, *, by: Any, certificate_number: str, on: dt.date, original_holder: str, upload: Any
) -> None:
    """The authority's certificate: its number, a picture, and who keeps the original safe (S2-1.H.4.1).

    It may come after the shipper was told; then the state stays where it is.
    """
    require(by, "seizure.certify", seizure)
    require_sealed(seizure)
    wrong: dict[str, Any] = {}
    if not certificate_number.strip():
        wrong["certificate_number"] = _("请填写证明文号。")
    if not original_holder.strip():
        wrong["original_holder"] = _("请写明原件由谁保管。")
    if not seizure.seized_on <= on <= clock.today():
        wrong["on"] = _("取得日期在查扣日期和今天之间。")
    if upload is None:
        wrong["upload"] = _("请附上证明的照片或扫描件。")
    complete(wrong, "S2-1.H.4.1")
    if seizure.certificate_on is not None:
        raise MoveRefused(_("已经登记过证明。"))
    files.keep(upload, about_thing=seizure, by=by)
    given: dict[str, Any] = {
        "certificate_number": certificate_number.strip()[:60],
        "certificate_on": on,
        "original_holder": original_holder.strip()[:60],
    }
    if seizure.state == "seized":
        seizure_machine.move(seizure, "obtain_certificate", by=by, changes=given)
    else:
        amend(seizure, **given)
        facts.record(told.CERTIFIED_LATER, by=by, about_thing=seizure)


@transaction.atomic
def notify_shipper(
    seizure: Seizure,
    *,
    by: Any,
    told_whom: str,
    channel: str,
    handling: str,
    handled_by: str,
    told_at: dt.datetime | None = None,
) -> ShipperNotice:
    """A line of the notice register, every field of it (S2-1.H.4.2a, 4.2c). The first one stops the time."""
    require(by, "seizure.notify", seizure)
    require_sealed(seizure)
    at = told_at or clock.now()
    wrong: dict[str, Any] = {}
    if not told_whom.strip():
        wrong["told_whom"] = _("请写明告知了谁。")
    if channel not in dict(CHANNELS):
        wrong["channel"] = _("请选择方式。")
    if not handling.strip():
        wrong["handling"] = _("请写明告诉发货人怎样处理。")
    if not handled_by.strip():
        wrong["handled_by"] = _("请写明告诉发货人什么时候处理。")
    if at > clock.now():
        wrong["told_at"] = _("告知时间不能晚于现在。")
    complete(wrong, "S2-1.H.4.2c")
    notice = ShipperNotice.objects.create(
        seizure=seizure,
        told_at=at,
        told_by_id=by.pk,
        told_whom=told_whom.strip()[:60],
        channel=channel,
        handling=handling.strip()[:300],
        handled_by=handled_by.strip()[:120],
        registered_at=clock.now(),
    )
    if seizure.notified_at is None:
        seizure_machine.move(seizure, "notify", by=by, changes={"notified_at": at}, refs={"notice": notice.pk})
    else:
        facts.record(told.NOTICE, by=by, about_thing=seizure, refs={"notice": notice.pk})
    return notice


@transaction.atomic
def send_copy(seizure: Seizure, *, by: Any, sent_by: str) -> None:
    """The certificate was faxed or copied to the shipper (S2-1.H.4.2b)."""
    require(by, "seizure.notify", seizure)
    require_sealed(seizure)
    if seizure.certificate_on is None:
        raise MoveRefused(_("还没有取得证明，没有可发的。"), clause="S2-1.H.4.1")
    if sent_by not in dict(SENT_BY):
        complete({"sent_by": _("请选择传真或复印件。")}, "S2-1.H.4.2b")
    if seizure.copy_sent_at is not None:
        raise MoveRefused(_("已经登记发过。"))
    amend(seizure, copy_sent_at=clock.now(), copy_sent_by=sent_by)
    facts.record(told.COPY_SENT, by=by, about_thing=seizure, refs={"by": sent_by})


@transaction.atomic
def take_into_custody(seizure: Seizure, *, by: Any, kept_where: str) -> None:
    """The goods are under seal at the branch, and where (S2-1.H.4.4a)."""
    require(by, "seizure.keep", seizure)
    if not kept_where.strip():
        complete({"kept_where": _("请填写存放地点。")}, "S2-1.H.4.4a")
    seizure_machine.move(seizure, "take_into_custody", by=by, changes={"kept_where": kept_where.strip()[:80]})


@transaction.atomic
def check_custody(seizure: Seizure, *, by: Any, is_whole: bool, words: str = "") -> CustodyCheck:
    """Somebody looked. Goods that are no longer whole propose that the branch answers (L3-05)."""
    require(by, "seizure.keep", seizure)
    require_sealed(seizure)
    if not is_whole and not words.strip():
        complete({"words": _("不完好的，请写明情况。")}, "S2-1.H.4.4a")
    check = CustodyCheck.objects.create(
        seizure=seizure, is_whole=is_whole, words=words.strip()[:300], by_id=by.pk, at=clock.now()
    )
    facts.record(told.CHECKED, by=by, about_thing=seizure, refs={"whole": is_whole, "check": check.pk})
    if not is_whole:
        propose(seizure, by=SYSTEM, reason="custody_loss")
    return check
