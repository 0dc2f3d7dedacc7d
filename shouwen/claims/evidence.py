"""What the papers of a matter say to the liability and compensation decisions: inputs, and where each comes from."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.claims import paper_queries as queries
from shouwen.claims.models import LoadingRecord, Waybill
from shouwen.claims.papers import Copy, Found, copied_by, liability


def inputs_from_papers(matter: Any) -> dict[str, Any]:
    """`{"liability": {…}, "compensation": {…}, "sources": {input: sentence}}`; what is not known is left out.

    Money as strings in yuan, notes as `[0, 1, 1, 0]`. Empty groups when nobody entered the waybill.
    """
    waybill = queries.waybill_of(matter)
    if waybill is None:
        return {"liability": {}, "compensation": {}, "sources": {}}
    records = _records(waybill)
    said = liability(_found(waybill, records))
    compensation = _compensation(waybill)
    sources = {name: _source(name, waybill, records) for name in [*said, *compensation]}
    return {"liability": said, "compensation": compensation, "sources": sources}


def _records(waybill: Waybill) -> dict[str, LoadingRecord]:
    """The records that count, by role, of the last load the goods went with."""
    loads = queries.loads_of(waybill)
    return queries.standing(queries.records_of_load(*loads[-1])) if loads else {}


def _found(waybill: Waybill, records: dict[str, LoadingRecord]) -> Found:
    looks = queries.copies_of(waybill).values()
    pieces = {
        role: record.lines.filter(matter=waybill.matter_id).values_list("pieces", flat=True).first()
        for role, record in records.items()
    }
    judged = {role: found.is_copied for role, each in records.items() if (found := queries.finding(each))}
    notices = list(waybill.delivery_notices.exclude(state="draft"))
    return Found(
        copies=tuple(Copy(look.copy, look.on_hand, look.has_note, look.noter, look.signature) for look in looks),
        searched=waybill.searched_at is not None,
        note_needed=waybill.note_needed,
        slip=waybill.slips.filter(state="signed").exists(),
        notice=bool(notices),
        notice_noted=any(notice.has_note for notice in notices),
        driver_pieces=pieces.get("driver"),
        loader_pieces=pieces.get("loader"),
        driver_kept_record="driver" in records,
        loader_kept_record="loader" in records,
        entered=waybill.is_in_computer,
        system_normal=waybill.is_system_normal,
        waybill_pieces=waybill.pieces,
        copied=copied_by(judged, records),
    )


def _compensation(waybill: Waybill) -> dict[str, Any]:
    said: dict[str, Any] = {
        "fragile": waybill.is_fragile,
        "packing": waybill.packing or None,
        "declared_value": waybill.money("declared_value"),
        "insured": waybill.is_insured,
        "piece_freight": waybill.money("piece_freight"),
    }
    return {
        name: value if isinstance(value, bool | str) else str(value)
        for name, value in said.items()
        if value is not None
    }


#: Inputs read from a loading record; the rest of the words below.
_RECORDS = {"driver_record": "driver", "driver_pieces": "driver", "loader_record": "loader", "loader_pieces": "loader"}


def _source(name: str, waybill: Waybill, records: dict[str, LoadingRecord]) -> str:
    """Where an input comes from, in a sentence for the person who checks it."""
    if name in _RECORDS:
        record = records.get(_RECORDS[name])
        if record is None:
            return _("单据已查全，没有找到这份上车记录")
        return _("上车记录单 %(load)s（%(who)s签字）") % {"load": record.load, "who": record.get_role_display()}
    if name in ("notes", "note_needed", "noter", "waybill", "copies_1_to_3_lost", "loader_signature"):
        return _("配送单 %(number)s 的四联登记") % {"number": waybill.number}
    if name in ("delivery_notice", "notice_noted"):
        return _("送货通知单")
    if name == "slip":
        return _("打条")
    if name == "copied_by":
        return _("对上车记录的人工判断")
    return _("配送单 %(number)s") % {"number": waybill.number}
