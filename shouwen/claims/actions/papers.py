"""The waybill's verbs: entered under guards, changed until it is signed over, its copies looked at, its papers searched."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims import paper_queries as queries
from shouwen.claims.models import CopyLook, Waybill
from shouwen.claims.paper_guards import Draft, Problem, problems
from shouwen.customers import actions as customers
from shouwen.customers import queries as customers_queries
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend

GUARDED = tuple(each.name for each in fields(Draft))
#: What a person may write on a waybill, besides the two telephone numbers.
WRITTEN = (
    *(name for name in GUARDED if name != "number"),
    "branch",
    "route",
    "payment",
    "salesman",
    "salesman_name",
    "written_at",
    "is_in_computer",
)


class Unfit(Unacceptable):
    """A waybill that breaks guards: `problems` says each with its clause."""

    def __init__(self, found: list[Problem]) -> None:
        details = {each.field: str(each.sentence) for each in reversed(found)}
        clause = next((each.clause for each in found if each.clause), "")
        super().__init__(found[0].sentence, details=details, clause=clause)
        self.problems = found


def bare(number: str) -> str:
    """A number as registers keep it: without spaces, at most 40 signs."""
    return number.replace(" ", "").replace("　", "")[:40]


def party(brand: Any, name: str, phone: str) -> Any:
    """The customer behind a name and number on a waybill, kept where telephone numbers are kept. None without a number.

    Registered by the system: whoever writes waybills need not be one who may look customers up.
    """
    if not phone.strip():
        return None
    same = [known for known in customers_queries.with_number(brand, phone) if known.name == name.strip()]
    return same[0] if same else customers.register(by=SYSTEM, brand=brand, name=name, phone=phone)


@transaction.atomic
def enter_waybill(
    *, by: Any, brand: Any, number: str, shipper_phone: str = "", consignee_phone: str = "", **written: Any
) -> Waybill:
    """Enters a waybill. `written` are the columns of `WRITTEN`, money in fen.

    Raises `Unfit` with every guard it breaks (S2-1.G.4.n1, G.4.1, D.4.8.8 …); the same number twice is refused.
    """
    require(by, "claims.enter_waybill", brand)
    number = bare(number)
    _known(written)
    written.setdefault("is_fragile", False)
    written.setdefault("is_insured", False)
    _fit(number, written)
    matter = customers.matter(brand, number)
    try:
        with transaction.atomic():
            waybill = Waybill.objects.create(
                matter=matter,
                brand=brand,
                number=number,
                shipper=_named("shipper_phone", brand, written["shipper_name"], shipper_phone),
                consignee=_named("consignee_phone", brand, written["consignee_name"], consignee_phone),
                entered_by_id=by.pk,
                entered_at=clock.now(),
                **written,
            )
    except IntegrityError as problem:
        sentence = _("配送单 %(number)s 已经录入过。") % {"number": number}
        raise Unacceptable(sentence, details={"number": sentence}) from problem
    facts.record(told.WAYBILL_ENTERED, by=by, about_thing=waybill, refs={"matter": matter.pk})
    return waybill


def _known(written: dict[str, Any]) -> None:
    unknown = written.keys() - set(WRITTEN)
    if unknown:
        raise Unacceptable(_("这些项不能填写：%(names)s") % {"names": "、".join(sorted(unknown))})


def _fit(number: str, written: dict[str, Any]) -> None:
    draft = Draft(number=number, **{name: written[name] for name in GUARDED if name in written})
    found = problems(draft)
    if found:
        raise Unfit(found)


def _named(field: str, brand: Any, name: str, phone: str) -> Any:
    """As `party`, with the refusal on the field it concerns."""
    try:
        return party(brand, name, phone)
    except Unacceptable as refusal:
        raise Unacceptable(refusal.sentence, details={field: str(refusal.sentence)}) from refusal


@transaction.atomic
def change_waybill(
    waybill: Waybill,
    *,
    by: Any,
    seen_version: int | None = None,
    shipper_phone: str = "",
    consignee_phone: str = "",
    **changes: Any,
) -> None:
    """Changes what was written, under the same guards; an imported row that fits now loses its marks.

    Refused once the goods were signed over in a loading record: changes then go the way of a change request.
    """
    require(by, "claims.change_waybill", waybill)
    _known(changes)
    _require_not_signed_over(waybill)
    kept = {name: getattr(waybill, name) for name in GUARDED if name != "number"}
    _fit(waybill.number, {**kept, **{name: value for name, value in changes.items() if name in GUARDED}})
    sides = _sides(waybill, changes, shipper_phone, consignee_phone)
    mended = {*changes, *(f"{side}_phone" for side in sides)}
    unread = {name: value for name, value in waybill.unread.items() if name not in mended}
    amend(waybill, seen_version=seen_version, problems=_unread(unread), unread=unread, **changes, **sides)
    facts.record(told.WAYBILL_CHANGED, by=by, about_thing=waybill, refs={"fields": sorted(mended)})


def _sides(waybill: Waybill, changes: dict[str, Any], shipper_phone: str, consignee_phone: str) -> dict[str, Any]:
    """Shipper and consignee whose number was given anew."""
    given = {"shipper": shipper_phone, "consignee": consignee_phone}
    return {
        side: _named(
            f"{side}_phone", waybill.brand, changes.get(f"{side}_name") or getattr(waybill, f"{side}_name"), phone
        )
        for side, phone in given.items()
        if phone.strip()
    }


def _unread(unread: dict[str, Any]) -> list[dict[str, str]]:
    return [{"field": name, "code": "unreadable", "clause": ""} for name in unread]


def _require_not_signed_over(waybill: Waybill) -> None:
    if queries.is_signed_over(waybill):
        raise MoveRefused(
            _("货已签字上车，配送单锁定。要更改请走更改申请，由客服中心或结算部办理。"), clause="S2-1.F.4.3a"
        )


@transaction.atomic
def record_arrival(waybill: Waybill, *, by: Any, on: dt.date, branch: Any = None) -> None:
    """The goods arrived at the branch on a day; days unclaimed count from there."""
    require(by, "claims.record_arrival", waybill)
    if on > clock.today():
        sentence = _("到货日期不能晚于今天。")
        raise Unacceptable(sentence, details={"on": sentence})
    amend(waybill, arrived_on=on, **({"branch": branch} if branch else {}))
    facts.record(told.WAYBILL_ARRIVED, by=by, about_thing=waybill, refs={"on": on.isoformat()})


@transaction.atomic
def record_copy(
    waybill: Waybill,
    *,
    by: Any,
    copy: int,
    on_hand: bool,
    has_note: bool | None = None,
    note_text: str = "",
    noter: str = "",
    signature: str = "",
) -> CopyLook:
    """What somebody found of one copy: there or gone, note and by whom, the loader's signature (S2-1.F.4.1c, 4.2.3)."""
    require(by, "claims.record_copies", waybill)
    if copy not in (1, 2, 3, 4):
        raise Unacceptable(_("只有第一到第四联。"), details={"copy": _("只有第一到第四联。")})
    if signature and not on_hand:
        sentence = _("这一联不在手，看不到签字。")
        raise Unacceptable(sentence, details={"signature": sentence})
    if (note_text.strip() or noter) and not has_note:
        sentence = _("写了批注内容或批注人，就要选有批注。")
        raise Unacceptable(sentence, details={"has_note": sentence})
    look = CopyLook.objects.create(
        waybill=waybill,
        copy=copy,
        on_hand=on_hand,
        has_note=has_note,
        note_text=note_text.strip()[:200],
        noter=noter,
        signature=signature,
        by_id=by.pk,
        at=clock.now(),
    )
    facts.record(told.COPY_RECORDED, by=by, about_thing=waybill, refs={"copy": copy, "look": look.pk})
    return look


@transaction.atomic
def find(waybill: Waybill, *, by: Any, **found: bool | None) -> None:
    """What a person found out: `note_needed`, `is_in_computer`, `is_system_normal`; None for not known."""
    require(by, "claims.find_papers", waybill)
    unknown = found.keys() - {"note_needed", "is_in_computer", "is_system_normal"}
    if unknown or not found:
        raise Unacceptable(_("请选择查明了什么。"))
    amend(waybill, **found)
    facts.record(told.FOUND, by=by, about_thing=waybill, refs={"fields": sorted(found)})


@transaction.atomic
def declare_searched(waybill: Waybill, *, by: Any) -> None:
    """Everything was searched: from now on a paper that is not here counts as missing, not as unknown."""
    require(by, "claims.find_papers", waybill)
    if waybill.searched_at is not None:
        raise MoveRefused(_("已经确认查全了。"))
    amend(waybill, searched_at=clock.now(), searched_by_id=by.pk)
    facts.record(told.SEARCHED, by=by, about_thing=waybill)
