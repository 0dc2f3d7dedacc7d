"""Papers both sides sign: the delivery notice and the exception slip. Signed by both, they are locked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims.models import DeliveryNotice, ExceptionSlip, Waybill
from shouwen.claims.states import two_signed_machine
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


def _sides(giver: Any, giver_name: str, taker: Any, taker_name: str) -> dict[str, Any]:
    """Both sides by account or by name; never the same person twice."""
    names = {"giver": giver_name.strip()[:60], "taker": taker_name.strip()[:60]}
    sides = {"giver": giver, "taker": taker}
    wrong = {}
    for side, person in sides.items():
        if person is None and not names[side]:
            wrong[side] = _("请写明双方是谁。")
    if giver is not None and giver == taker:
        wrong["taker"] = _("交出和接收不能是同一个人。")
    if wrong:
        raise Unacceptable(next(iter(wrong.values())), details=wrong)
    return {
        "giver": giver,
        "taker": taker,
        "giver_name": giver.name if giver else names["giver"],
        "taker_name": taker.name if taker else names["taker"],
    }


@transaction.atomic
def write_notice(
    waybill: Waybill,
    *,
    by: Any,
    giver: Any = None,
    giver_name: str = "",
    taker: Any = None,
    taker_name: str = "",
    branch: Any = None,
    handed_at: dt.datetime | None = None,
    has_note: bool = False,
    note: str = "",
) -> DeliveryNotice:
    """A delivery notice 送货通知单: the driver (giver) hands over, the branch (taker) takes, with or without a note."""
    require(by, "claims.write_notice", waybill)
    if has_note != bool(note.strip()):
        sentence = _("有批注就写下内容；没有批注就不要写。")
        raise Unacceptable(sentence, details={"note": sentence}, clause="S2-1.F.4.2.1a")
    notice = DeliveryNotice.objects.create(
        waybill=waybill,
        branch=branch or waybill.branch,
        handed_at=handed_at or clock.now(),
        has_note=has_note,
        note=note.strip()[:200],
        written_by_id=by.pk,
        written_at=clock.now(),
        **_sides(giver, giver_name, taker, taker_name),
    )
    facts.record(told.NOTICE_WRITTEN, by=by, about_thing=waybill, refs={"notice": notice.pk, "noted": has_note})
    return notice


@transaction.atomic
def write_slip(
    waybill: Waybill,
    *,
    by: Any,
    details: str,
    coefficient: Decimal | None,
    giver: Any = None,
    giver_name: str = "",
    taker: Any = None,
    taker_name: str = "",
) -> ExceptionSlip:
    """打条: the damage in detail and its coefficient (0 to 1), so that nobody notes on the waybill (S2-1.F.4.1a)."""
    require(by, "claims.write_slip", waybill)
    wrong = {}
    if not details.strip():
        wrong["details"] = _("请写明残损详情。")
    if coefficient is None or not Decimal(0) <= coefficient <= Decimal(1):
        wrong["coefficient"] = _("系数在 0 到 1 之间，例如 0.30。")
    if wrong or coefficient is None:
        raise Unacceptable(next(iter(wrong.values())), details=wrong, clause="S2-1.F.4.1a")
    slip = ExceptionSlip.objects.create(
        waybill=waybill,
        details=details.strip(),
        coefficient=coefficient,
        written_by_id=by.pk,
        written_at=clock.now(),
        **_sides(giver, giver_name, taker, taker_name),
    )
    facts.record(told.SLIP_WRITTEN, by=by, about_thing=waybill, refs={"slip": slip.pk})
    return slip


@transaction.atomic
def sign_paper(paper: Any, *, by: Any) -> None:
    """One side signs for itself; with the second signature the paper is locked."""
    require(by, "claims.sign_paper", paper)
    side = paper.side_of(by)
    if getattr(paper, f"{side}_signed_at") is not None:
        raise MoveRefused(_("您已经签过。"))
    verb = "complete" if paper.state == "half" else "begin"
    two_signed_machine.move(
        paper, verb, by=by, changes={f"{side}_signed_at": clock.now()}, refs={"waybill": paper.waybill_id, "side": side}
    )


@transaction.atomic
def attest_paper(paper: Any, *, by: Any) -> None:
    """Somebody who is no side saw the paper original with both signatures; from then on it counts and is locked."""
    require(by, "claims.attest_paper", paper)
    two_signed_machine.move(
        paper,
        "attest",
        by=by,
        changes={"attested_by_id": by.pk, "attested_at": clock.now()},
        refs={"waybill": paper.waybill_id},
    )
