"""Questions about goods papers. The list, the page, the export and every verb start from `waybills_visible_to`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from shouwen.claims.models import (
    CopyFinding,
    CopyLook,
    DeliveryNotice,
    ExceptionSlip,
    LoadingLine,
    LoadingRecord,
    Waybill,
)
from shouwen.claims.papers import Line, looks_copied

#: Is this matter's freight held by somebody (an authority's seal): chapters add a question (matter) -> bool.
HOLDS: list[Callable[[Any], bool]] = []

PAPERS: dict[str, Any] = {"notice": DeliveryNotice, "slip": ExceptionSlip}


def waybills_visible_to(person: Any) -> QuerySet[Waybill]:
    """Waybills of the person's brands: all for those who read papers, else his own and those of his branch."""
    found = Waybill.objects.filter(brand__in=person.reach.brands)
    if person.granted("claims.read_papers"):
        return found
    if not person.granted("claims.enter_waybill") and not person.granted("claims.record_arrival"):
        return found.none()
    own = Q(salesman=person) | Q(entered_by=person)
    if person.granted("claims.record_arrival"):
        own |= Q(branch__in=person.reach.departments | person.reach.member_of)
    return found.filter(own)


def listed(person: Any, words: str = "", show: str = "") -> QuerySet[Waybill]:
    """Waybills for the list. `words`: part of a number, goods, names; `show`: faulty, missing_notice, unsearched."""
    found = waybills_visible_to(person).select_related("branch", "salesman")
    words = words.strip()[:60]
    if words:
        bare = words.replace(" ", "")
        found = found.filter(
            Q(number__icontains=bare)
            | Q(label_number__icontains=bare)
            | Q(goods__icontains=words)
            | Q(shipper_name=words)
            | Q(consignee_name=words)
        )
    if show == "faulty":
        found = found.exclude(problems=[])
    elif show == "missing_notice":
        found = found.filter(delivery_notices=None)
    elif show == "unsearched":
        found = found.filter(searched_at=None)
    return found


def waybill_of(matter: Any) -> Waybill | None:
    """The waybill of a matter, if anybody has entered or imported it."""
    return Waybill.objects.filter(matter=matter).first()


def copies_of(waybill: Waybill) -> dict[int, CopyLook]:
    """The newest look at each copy."""
    return {look.copy: look for look in waybill.looks.select_related("by").order_by("pk")}


def records_visible_to(person: Any) -> QuerySet[LoadingRecord]:
    """Loading records of the person's brands: all for those who read papers, else his own."""
    found = LoadingRecord.objects.filter(brand__in=person.reach.brands)
    return found if person.granted("claims.read_papers") else found.filter(author=person)


def own_records(person: Any) -> QuerySet[LoadingRecord]:
    return records_visible_to(person).filter(author=person).order_by("-pk")


def papers_to_sign(person: Any) -> list[Any]:
    """Delivery notices and slips that wait for this person's signature, oldest first."""
    found: list[Any] = []
    for model in PAPERS.values():
        open_ = model.objects.filter(state__in=("draft", "half"), waybill__brand__in=person.reach.brands)
        mine = Q(giver=person, giver_signed_at=None) | Q(taker=person, taker_signed_at=None)
        found += open_.filter(mine).select_related("waybill", "giver", "taker")
    return sorted(found, key=lambda paper: paper.written_at)


def paper(person: Any, kind: str, pk: int) -> Any:
    """A delivery notice or slip this person may see: a side of it, or one who sees the waybill. None otherwise."""
    model = PAPERS.get(kind)
    if model is None:
        return None
    found = model.objects.select_related("waybill__brand", "giver", "taker").filter(pk=pk).first()
    if found is None or found.waybill.brand_id not in person.reach.brands:
        return None
    seen = found.side_of(person) or waybills_visible_to(person).filter(pk=found.waybill_id).exists()
    return found if seen else None


def standing(records: QuerySet[LoadingRecord]) -> dict[str, LoadingRecord]:
    """The signed record that counts for each role: the last of a chain of corrections that is signed."""
    found: dict[str, LoadingRecord] = {}
    for record in records.filter(state="signed").select_related("author").order_by("pk"):
        found[record.role] = record
    return found


def loads_of(waybill: Waybill) -> list[tuple[Any, str]]:
    """Loads (brand, load) in whose signed records the waybill stands, oldest first."""
    lines = LoadingLine.objects.filter(matter=waybill.matter_id, record__state="signed").order_by("pk")
    return list(dict.fromkeys(lines.values_list("record__brand", "record__load")))


def records_of_load(brand: Any, load: str) -> QuerySet[LoadingRecord]:
    return LoadingRecord.objects.filter(brand=brand, load=load)


def lines_of(record: LoadingRecord) -> list[Line]:
    """The lines of a record as the pure comparison takes them."""
    lines = record.lines.select_related("matter").order_by("position")
    return [Line(line.matter.number, line.pieces, line.loaded_at) for line in lines]


def suspicion(record: LoadingRecord) -> str:
    """A hint that the record was copied from the waybills; a person decides."""
    lines = lines_of(record)
    numbers = [line.number for line in lines]
    listed = Waybill.objects.filter(brand=record.brand_id, number__in=numbers).order_by("written_at", "number")
    return looks_copied(lines, list(listed.values_list("number", "written_at")))


def finding(record: LoadingRecord) -> CopyFinding | None:
    """What a person last found about copying."""
    return record.copy_findings.select_related("by").order_by("-pk").first()


def is_held(matter: Any) -> bool:
    """True while the goods may not leave the store: an authority has sealed them."""
    return any(ask(matter) for ask in HOLDS)


def is_signed_over(waybill: Waybill) -> bool:
    """Does it stand in a signed loading record: from then on nobody changes what was written."""
    return LoadingLine.objects.filter(matter=waybill.matter_id, record__state="signed").exists()


def glance(waybill: Waybill) -> dict[str, Any]:
    """What a row of the list says of the papers: copies on hand, signed records by role, the delivery notice."""
    looks = {look.copy: look for look in sorted(waybill.looks.all(), key=lambda look: look.pk)}
    lines = LoadingLine.objects.filter(matter=waybill.matter_id, record__state="signed")
    return {
        "on_hand": sum(look.on_hand for look in looks.values()),
        "looked": len(looks),
        "roles": set(lines.values_list("record__role", flat=True)),
        "notice": next((each.state for each in waybill.delivery_notices.all()), ""),
    }
