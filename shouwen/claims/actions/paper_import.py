"""Waybills and loading records from a file: every row all or nothing, the same row never twice, nothing altered.

A row that breaks a guard comes in with its marks; one whose number is there with other contents stays out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import DataError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims.actions.papers import GUARDED, bare, party
from shouwen.claims.models import LoadingLine, LoadingRecord, Waybill
from shouwen.claims.paper_guards import Draft, problems
from shouwen.claims.paper_importing import LOADING, Counts, Row, read
from shouwen.claims.paper_importing import check_mapping as check_mapping
from shouwen.claims.paper_importing import read_mapping as read_mapping
from shouwen.claims.states import record_machine
from shouwen.customers import actions as customers
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal, Unacceptable
from shouwen.people import queries as people

BATCH = 40  # rows of one transaction, so that no other writer waits long
FIRST = 20


@dataclass
class _Run:
    """What all rows of one import share."""

    by: Any
    brand: Any
    counts: Counts
    dry_run: bool
    seen: dict[str, str] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)


def import_waybills(
    *,
    by: Any,
    brand: Any,
    table: Any,
    mapping: dict[str, str],
    refuse: Callable[[int, tuple[str, ...], str], None],
    told: Callable[[Counts], None] = lambda _counts: None,
    dry_run: bool = False,
) -> Counts:
    """Brings every row in that is not there yet. Loading columns make imported records, signed when the file ends.

    `refuse` hears number, cells and reason of each row that stays out; with `dry_run` nothing is written.
    """
    require(by, "claims.import_waybills", brand)
    check_mapping(mapping, table.header)
    run = _Run(by, brand, Counts(rows=table.rows), dry_run)
    records = table.records()
    while batch := list(islice(records, BATCH)):
        with transaction.atomic():
            for number, cells in batch:
                why = _why_not(run, cells, table.header, mapping)
                if why:
                    run.counts.refused += 1
                    run.counts.first_refused += [{"row": number, "why": why}][: FIRST - len(run.counts.first_refused)]
                    refuse(number, tuple(cells), why)
        told(run.counts)
    _sign(run)
    return run.counts


def _why_not(run: _Run, cells: list[str], header: tuple[str, ...], mapping: dict[str, str]) -> str:
    """Takes one row. Returns the reason when it cannot be taken."""
    counts = run.counts
    before = counts.entered, counts.already, counts.marked, counts.lines, set(run.touched)
    try:
        with transaction.atomic():
            _take(run, read(cells, header, mapping))
            if run.dry_run:
                transaction.set_rollback(True)
    except Refusal as refusal:
        why = str(refusal.sentence)
    except (DataError, ValueError) as problem:  # what no check foresaw stays out alone
        why = f"{type(problem).__name__}: {problem}"[:200]
    else:
        return ""
    counts.entered, counts.already, counts.marked, counts.lines, run.touched = before
    return why


def _take(run: _Run, row: Row) -> None:
    number = bare(row.values["number"])
    if run.seen.get(number, row.digest) != row.digest:
        raise Unacceptable(_("同一文件里这个单号出现两次，内容不同。"))
    known = Waybill.objects.filter(brand=run.brand, number=number).first()
    if known is not None and known.content_digest != row.digest:
        raise Unacceptable(_("配送单 %(number)s 已经有了，内容不同，没有覆盖。") % {"number": number})
    if known is None and number not in run.seen:
        known = _enter(run, number, row)
        run.counts.entered += 1
    else:
        run.counts.already += 1
    run.seen[number] = row.digest
    matter = known.matter if known is not None else customers.matter(run.brand, number)
    _lines(run, matter, row)


def _enter(run: _Run, number: str, row: Row) -> Waybill:
    values, unread = dict(row.values), dict(row.unread)
    written: dict[str, Any] = {
        name: value
        for name, value in values.items()
        if value is not None
        and name not in (*LOADING, "number", "shipper_phone", "consignee_phone", "salesman", "branch")
    }
    salesman = _person(run.brand, values.get("salesman") or "")
    branch = people.department_named(values["branch"]) if values.get("branch") else None
    if values.get("branch") and branch is None:
        unread["branch"] = values["branch"]
    draft = Draft(number=number, **{name: written[name] for name in GUARDED if name in written})
    marks = [{"field": name, "code": "unreadable", "clause": ""} for name in unread if name not in LOADING]
    marks += [
        {"field": each.field, "code": each.code, "clause": each.clause}
        for each in problems(draft)
        if each.field not in unread
    ]
    waybill = Waybill.objects.create(
        matter=customers.matter(run.brand, number),
        brand=run.brand,
        number=number,
        shipper=_party(run, values, "shipper"),
        consignee=_party(run, values, "consignee"),
        salesman=salesman,
        salesman_name=salesman.name if salesman else (values.get("salesman") or ""),
        branch=branch,
        is_in_computer=True,  # it comes out of the freight company's system
        source="imported",
        problems=marks,
        unread=unread,
        content_digest=row.digest,
        entered_by_id=run.by.pk,
        entered_at=clock.now(),
        **written,
    )
    run.counts.marked += bool(marks)
    facts.record(told.WAYBILL_IMPORTED, by=run.by, about_thing=waybill, refs={"marks": len(marks)})
    return waybill


def _party(run: _Run, values: dict[str, Any], side: str) -> Any:
    name = values.get(f"{side}_name")
    return party(run.brand, name, values.get(f"{side}_phone") or "") if name else None


def _person(brand: Any, words: str) -> Any:
    """A colleague of the brand by staff number, or None."""
    found = people.with_key(f"person:{words.split(' ')[0]}") if words else None
    return found if found is not None and found.brands.filter(pk=brand.pk).exists() else None


def _lines(run: _Run, matter: Any, row: Row) -> None:
    """What the row says of loading: one line in the driver's and in the loader's record."""
    load = row.values.get("load")
    for role in ("driver", "loader"):
        pieces = row.values.get(f"{role}_pieces")
        if load and pieces:
            record = _record(run, load, role, row)
            _line(run, record, matter, pieces, row.values.get("loaded_at"))


def _record(run: _Run, load: str, role: str, row: Row) -> LoadingRecord:
    author = _person(run.brand, row.values.get(role) or "")
    record, new = LoadingRecord.objects.get_or_create(
        brand=run.brand,
        load=load,
        role=role,
        corrects=None,
        defaults={
            "truck": row.values.get("truck") or "",
            "author": author,
            "author_name": author.name if author else (row.values.get(role) or ""),
            "source": "imported",
            "opened_at": clock.now(),
        },
    )
    if record.source != "imported":
        raise Unacceptable(_("车次 %(load)s 的记录是在系统里做的，不能导入。") % {"load": load})
    if new:
        facts.record(told.RECORD_OPENED, by=run.by, about_thing=record)
    return record


def _line(run: _Run, record: LoadingRecord, matter: Any, pieces: int, at: dt.datetime | None) -> None:
    there = record.lines.filter(matter=matter).first()
    if there is not None:
        if there.pieces != pieces:
            raise Unacceptable(_("上车记录 %(load)s 里这一票的件数不同，没有改动。") % {"load": record.load})
        return
    if record.state == "signed":
        raise Unacceptable(_("上车记录 %(load)s 已锁定，不能加行。") % {"load": record.load}, clause="S2-1.F.4.3b")
    LoadingLine.objects.create(
        record=record, position=record.lines.count() + 1, matter=matter, pieces=pieces, loaded_at=at
    )
    run.touched.add(record.pk)
    run.counts.lines += 1


def _sign(run: _Run) -> None:
    """The file stands for signed papers: its records are locked once all of their lines are in."""
    open_ = LoadingRecord.objects.filter(brand=run.brand, source="imported", state="draft", lines__isnull=False)
    for record in [] if run.dry_run else list(open_.distinct()):
        last = record.lines.exclude(loaded_at=None).order_by("-loaded_at").first()
        signed_at = last.loaded_at if last is not None else clock.now()
        with transaction.atomic():
            record_machine.move(record, "sign", by=run.by, changes={"signed_at": signed_at})
    run.counts.records = len(run.touched)
