"""What stands on the page of one waybill: its papers side by side, what is missing, who signed when."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.claims import evidence, paper_queries
from shouwen.claims.models import Waybill
from shouwen.claims.models.papers import ROLES
from shouwen.claims.paper_guards import SENTENCES
from shouwen.claims.papers import COPIES, compare
from shouwen.claims.views.deeds import Deed, doable
from shouwen.customers import queries as customers
from shouwen.kernel import facts

DO = ("waybill-copy", "waybill-notice", "waybill-slip", "waybill-arrival", "waybill-findings")


def context_of(waybill: Waybill, person: Any, deeds: tuple[Deed, ...]) -> dict[str, Any]:
    """Everything the page shows."""
    loads = [_load(waybill, brand, load, person) for brand, load in paper_queries.loads_of(waybill)]
    notices = list(waybill.delivery_notices.select_related("giver", "taker", "branch", "attested_by").order_by("pk"))
    slips = list(waybill.slips.select_related("giver", "taker", "attested_by").order_by("pk"))
    looks = paper_queries.copies_of(waybill)
    said = evidence.inputs_from_papers(waybill.matter)
    records = [each for load in loads for each in load["records"]]
    return {
        "waybill": waybill,
        "marks": [
            {**mark, "sentence": SENTENCES[mark["code"]], "label": _label(mark["field"])} for mark in waybill.problems
        ],
        "unread": _unread(waybill),
        "money": {name: waybill.money(name) for name in ("declared_value", "freight", "piece_freight", "cod")},
        "parties": [_party(waybill, side, person) for side in ("shipper", "consignee")],
        "copies": [{"number": number, "look": looks.get(number)} for number in COPIES],
        "loads": loads,
        "papers": [("notice", _("送货通知单"), notices), ("slip", _("打条"), slips)],
        "is_locked": bool(loads),
        "is_held": paper_queries.is_held(waybill.matter),
        "missing": missing(waybill, looks, records, notices),
        "usable": said["liability"].get("waybill"),
        "deeds": doable(deeds, person, waybill, DO),
        "may_change": not loads and person.may("claims.change_waybill", waybill),
        "may_search": waybill.searched_at is None and person.may("claims.find_papers", waybill),
        "happened": _happened(waybill, records, notices, slips),
    }


def _label(field: str) -> Any:
    from shouwen.claims.paper_importing import FIELDS  # reason: slow

    return FIELDS.get(field, field)


def _unread(waybill: Waybill) -> list[tuple[Any, str]]:
    """What a file said and nobody could read; a telephone number is never shown whole."""
    return [(_label(name), "****" if name.endswith("_phone") else text) for name, text in waybill.unread.items()]


def _party(waybill: Waybill, side: str, person: Any) -> dict[str, Any]:
    """Shipper or consignee: the name as written, the number masked, a way to the customer for those who see him."""
    customer = getattr(waybill, side)
    seen = customer is not None and customers.visible_to(person).filter(pk=customer.pk).exists()
    return {
        "title": _("发货人") if side == "shipper" else _("收货人"),
        "name": getattr(waybill, f"{side}_name"),
        "phones": [point.masked for point in customer.contacts.all()] if customer else [],
        "url": reverse("customer", args=[customer.pk]) if seen else "",
    }


def _load(waybill: Waybill, brand: int, load: str, person: Any) -> dict[str, Any]:
    """The two records of a load compared, with signs of copying."""
    standing = paper_queries.standing(paper_queries.records_of_load(brand, load))
    lines = {role: paper_queries.lines_of(record) for role, record in standing.items()}
    rows = compare(lines.get("driver", []), lines.get("loader", []))
    records = [_record(standing[role], person) if role in standing else None for role, _title in ROLES]
    return {
        "load": load,
        "truck": next((record.truck for record in standing.values() if record.truck), ""),
        "rows": [{"row": row, "is_this": row.number == waybill.number} for row in rows],
        "both": len(standing) == 2,
        "titles": [(role, title, role in standing) for role, title in ROLES],
        "records": [each["record"] for each in records if each],
        "sides": [each for each in records if each],
    }


def _record(record: Any, person: Any) -> dict[str, Any]:
    found = paper_queries.finding(record)
    return {
        "record": record,
        "hint": paper_queries.suspicion(record),
        "finding": found,
        "may_judge": person.may("claims.judge_copying", record),
    }


def missing(waybill: Waybill, looks: dict[int, Any], records: list[Any], notices: list[Any]) -> list[dict[str, Any]]:
    """The papers a loss is judged by (S2-1.F.4.2), each there or not."""
    roles = {record.role for record in records}
    copy_url = reverse("waybill-copy", args=[waybill.pk])
    lines = [
        (_("司机的上车记录，已签字"), "driver" in roles, "S2-1.F.4.2.2a", _("司机在手机上记并签字"), ""),
        (_("装卸工的上车记录，已签字"), "loader" in roles, "S2-1.F.4.2.2a", _("装卸工在手机上记并签字"), ""),
        (
            _("送货通知单，双方已签"),
            any(notice.state == "signed" for notice in notices),
            "S2-1.F.4.2",
            _("填送货通知单"),
            reverse("waybill-notice", args=[waybill.pk]),
        ),
        (_("四联都看过"), len(looks) == 4, "S2-1.F.4.1c", _("登记四联"), copy_url),
        (
            _("装卸工签字看得清"),
            any(look.on_hand and look.signature == "signed" for look in looks.values()),
            "S2-1.F.4.2.3",
            _("登记哪一联上有签字"),
            copy_url,
        ),
    ]
    return [
        {"requirement": words, "met": met, "clause": clause, "how_to_meet": how, "url": url}
        for words, met, clause, how, url in lines
    ]


def _happened(*things: Any) -> list[Any]:
    """Facts about the waybill and all its papers, newest first."""
    found = []
    for thing in things:
        for each in thing if isinstance(thing, list) else [thing]:
            found += facts.timeline(each, 50)
    return sorted(found, key=lambda fact: (fact.at, fact.pk), reverse=True)[:60]
