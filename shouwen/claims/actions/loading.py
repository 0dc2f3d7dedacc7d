"""Loading records: kept by driver and loader each for himself, signed, then locked for good (S2-1.F.4.2.2a, 4.3b)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims import paper_queries as queries
from shouwen.claims.actions.papers import bare
from shouwen.claims.models import CopyFinding, LoadingLine, LoadingRecord
from shouwen.claims.models.papers import METHODS, ROLES
from shouwen.claims.states import record_machine
from shouwen.customers import actions as customers
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend

LOCKED = "S2-1.F.4.3b"


@transaction.atomic
def open_record(
    *, by: Any, brand: Any, load: str, role: str, truck: str = "", method: str = "by_loading"
) -> LoadingRecord:
    """Begins one's own record of a load. One first record for each load and role; later ones correct it."""
    require(by, "claims.keep_record", None)
    load = load.strip()[:40]
    wrong = {}
    if brand.pk not in by.reach.brands:
        wrong["brand"] = _("您不负责这个品牌。")
    if not load:
        wrong["load"] = _("请填写车次。")
    if role not in dict(ROLES):
        wrong["role"] = _("请选择司机或装卸工。")
    if method not in dict(METHODS):
        wrong["method"] = _("请选择怎样记的。")
    if wrong:
        raise Unacceptable(next(iter(wrong.values())), details=wrong)
    try:
        with transaction.atomic():
            record = LoadingRecord.objects.create(
                brand=brand,
                load=load,
                truck=truck.strip()[:20],
                role=role,
                author=by,
                author_name=by.name,
                method=method,
                opened_at=clock.now(),
            )
    except IntegrityError as problem:
        sentence = _("这个车次的%(role)s记录已经有了。") % {"role": dict(ROLES)[role]}
        raise Unacceptable(sentence, details={"load": sentence}) from problem
    facts.record(told.RECORD_OPENED, by=by, about_thing=record)
    return record


def _require_open(record: LoadingRecord) -> None:
    if record.state != "draft":
        raise MoveRefused(
            _("上车记录已签字锁定，任何人不得改动；写错的另立更正记录。"),
            clause=LOCKED,
            details={"state": record.state},
        )


def require_not_held(matter: Any) -> None:
    """Goods under an authority's seal go nowhere (S2-1.H.4.4b)."""
    if queries.is_held(matter):
        sentence = _("这票货被查封，没有执法部门许可不得出库。")
        raise Unacceptable(sentence, details={"number": sentence}, clause="S2-1.H.4.4b")


@transaction.atomic
def write_line(
    record: LoadingRecord, *, by: Any, number: str, pieces: int, loaded_at: dt.datetime | None = None
) -> LoadingLine:
    """One waybill goes on the truck. Only its author, only until he signs; the time is now unless he says another."""
    require(by, "claims.keep_record", record)
    _require_open(record)
    number = bare(number)
    wrong = {}
    if not number:
        wrong["number"] = _("请填写配送单号。")
    if not 1 <= pieces <= 100_000:
        wrong["pieces"] = _("件数在 1 到 100000 之间。")
    if wrong:
        raise Unacceptable(next(iter(wrong.values())), details=wrong)
    matter = customers.matter(record.brand, number)
    require_not_held(matter)
    if record.lines.filter(matter=matter).exists():
        sentence = _("这一票已经记过，先划去再重记。")
        raise Unacceptable(sentence, details={"number": sentence})
    amend(record, truck=record.truck)  # whoever signs at the same moment is refused, or we are
    last = record.lines.order_by("-position").first()
    line = LoadingLine.objects.create(
        record=record,
        position=last.position + 1 if last else 1,
        matter=matter,
        pieces=pieces,
        loaded_at=loaded_at or clock.now(),
    )
    facts.record(told.LINE_WRITTEN, by=by, about_thing=record, refs={"matter": matter.pk, "pieces": pieces})
    return line


@transaction.atomic
def take_line_out(record: LoadingRecord, *, by: Any, line: int) -> None:
    """Takes a line out again, before signing. The fact keeps what it was."""
    require(by, "claims.keep_record", record)
    _require_open(record)
    found = record.lines.filter(pk=line).first()
    if found is None:
        raise Unacceptable(_("没有这一行。"))
    amend(record, truck=record.truck)
    refs = {"matter": found.matter_id, "pieces": found.pieces}
    found.delete()
    facts.record(told.LINE_TAKEN_OUT, by=by, about_thing=record, refs=refs)


@transaction.atomic
def sign_record(record: LoadingRecord, *, by: Any) -> None:
    """The author signs; operations keep it from then on, and nobody alters it (S2-1.F.4.3b)."""
    require(by, "claims.sign_record", record)
    if not record.lines.exists():
        raise Unacceptable(_("一票也没有记，不能签字。"))
    record_machine.move(
        record,
        "sign",
        by=by,
        changes={"signed_at": clock.now(), "signed_by_id": by.pk},
        refs={"lines": record.lines.count()},
    )


@transaction.atomic
def correct_record(record: LoadingRecord, *, by: Any, reason: str) -> LoadingRecord:
    """A new record that corrects a signed one: a copy of its lines, to be mended and signed. The old one stays as it is."""
    require(by, "claims.correct_record", record)
    if record.state != "signed":
        raise MoveRefused(_("没有签字的记录直接改，不用更正。"))
    if not reason.strip():
        raise Unacceptable(_("请写明更正的理由。"), details={"reason": _("请写明更正的理由。")})
    try:
        with transaction.atomic():
            new = LoadingRecord.objects.create(
                brand=record.brand,
                load=record.load,
                truck=record.truck,
                role=record.role,
                author_id=by.pk,
                author_name=by.name,
                method=record.method,
                corrects=record,
                reason=reason.strip()[:200],
                opened_at=clock.now(),
            )
    except IntegrityError as problem:
        raise MoveRefused(_("这份记录已经有更正，请更正最新的一份。"), clause=LOCKED) from problem
    LoadingLine.objects.bulk_create(
        LoadingLine(
            record=new, position=line.position, matter_id=line.matter_id, pieces=line.pieces, loaded_at=line.loaded_at
        )
        for line in record.lines.all()
    )
    facts.record(told.RECORD_CORRECTED, by=by, about_thing=record, refs={"by": new.pk})
    facts.record(told.RECORD_OPENED, by=by, about_thing=new, refs={"corrects": record.pk})
    return new


@transaction.atomic
def judge_copying(record: LoadingRecord, *, by: Any, is_copied: bool, why: str) -> CopyFinding:
    """A person says whether the record was copied from the waybills; the system only hints (S2-1.F.4.2.2c)."""
    require(by, "claims.judge_copying", record)
    if record.state != "signed":
        raise MoveRefused(_("签字之后才能判断。"))
    if len(why.strip()) < 2:
        raise Unacceptable(_("请写明依据什么判断。"), details={"why": _("请写明依据什么判断。")})
    found = CopyFinding.objects.create(
        record=record, is_copied=is_copied, why=why.strip()[:300], by_id=by.pk, at=clock.now()
    )
    facts.record(told.COPYING_JUDGED, by=by, about_thing=record, refs={"copied": is_copied, "finding": found.pk})
    return found
