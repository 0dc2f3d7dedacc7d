"""How a seizure ends: released on the authority's word, or written off after the period by settlement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims.seizure.actions.handling import complete
from shouwen.claims.seizure.models import Seizure
from shouwen.claims.seizure.states import seizure_machine
from shouwen.kernel import clock, files
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import GateShut, MoveRefused
from shouwen.people import actions as people
from shouwen.people import queries as colleagues

UNAUTHORISED = "S2-1.H.4.4b"
WRITE_OFF = "S2-1.H.4.5"


@transaction.atomic
def release(seizure: Seizure, *, by: Any, release_number: str, on: dt.date, goes_on: str, upload: Any = None) -> None:
    """The authority lets the goods go. Without its paper they stay under seal: taking them out would be L3-06."""
    require(by, "seizure.release", seizure)
    lacking = [
        {
            "requirement": requirement,
            "clause": UNAUTHORISED,
            "met": met,
            "how_to_meet": "" if met else how,
        }
        for requirement, met, how in (
            (_("执法部门放行文书的文号"), bool(release_number.strip()), _("填写文号")),
            (_("放行文书的照片或扫描件"), upload is not None, _("附上文件")),
        )
    ]
    if not all(each["met"] for each in lacking):
        raise GateShut(_("没有执法部门的许可，被查封的货物不得出库。"), clause=UNAUTHORISED, details=lacking)
    wrong: dict[str, Any] = {}
    if not seizure.seized_on <= on <= clock.today():
        wrong["on"] = _("放行日期在查扣日期和今天之间。")
    if goes_on not in ("deliver", "return"):
        wrong["goes_on"] = _("请选择放行后怎样走。")
    complete(wrong)
    files.keep(upload, about_thing=seizure, by=by)
    seizure_machine.move(
        seizure,
        "release",
        by=by,
        changes={"release_number": release_number.strip()[:60], "released_on": on, "goes_on": goes_on},
    )


@transaction.atomic
def allow_write_off(seizure: Seizure, *, by: Any) -> None:
    """The period is over and the original is here: settlement may write off. The system does this by itself."""
    require(by, "seizure.write_off", seizure)
    _require_due(seizure)
    seizure_machine.move(seizure, "allow_write_off", by=by)
    for person in colleagues.holders("settlement_clerk", brand=seizure.brand):
        people.notify(
            person,
            text=_("%(number)s 满期，可以凭证明原件销账") % {"number": seizure.number},
            url=f"/seizures/{seizure.pk}/",
            clauses=[WRITE_OFF],
            key=f"seizure:{seizure.pk}:write-off:{person.pk}",
        )


def _require_due(seizure: Seizure) -> None:
    if clock.today() < seizure.write_off_from:
        raise MoveRefused(
            _("%(day)s 起才能销账。") % {"day": seizure.write_off_from.isoformat()},
            clause=WRITE_OFF,
            details={"from": seizure.write_off_from.isoformat()},
        )
    if not seizure.has_original:
        raise MoveRefused(_("没有证明原件，不能销账。"), clause=WRITE_OFF)


@transaction.atomic
def write_off(
    seizure: Seizure, *, by: Any, has_seen_original: bool, freight: int | None, goods_money: int | None
) -> None:
    """Settlement writes freight and goods money (fen) off, with the original certificate in hand (S2-1.H.4.5)."""
    require(by, "seizure.write_off", seizure)
    wrong: dict[str, Any] = {}
    if not has_seen_original:
        wrong["has_seen_original"] = _("请核对证明原件后打勾。")
    if not freight and not goods_money:
        wrong["freight"] = _("请填写要销账的运费或货款。")
    for name, fen in (("freight", freight), ("goods_money", goods_money)):
        if fen is not None and fen < 0:
            wrong[name] = _("金额不能是负数。")
    complete(wrong, WRITE_OFF)
    _require_due(seizure)
    seizure_machine.move(
        seizure,
        "write_off",
        by=by,
        changes={"write_off_freight": freight, "write_off_goods_money": goods_money},
    )
