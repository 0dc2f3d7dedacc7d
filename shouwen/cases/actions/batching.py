"""Many cases by the same verbs, one transaction each; and taking cases out as Excel, with a reason and on record."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from shouwen.cases import facts as told
from shouwen.cases.actions.closing import close
from shouwen.cases.actions.owning import reassign
from shouwen.cases.actions.routing import chase, supervise
from shouwen.cases.duties import clause_url
from shouwen.cases.models import Case, Clock
from shouwen.cases.rules import rules_of
from shouwen.kernel import clock, drafts, exports, facts, jobs
from shouwen.kernel.exports import Column, Sheet
from shouwen.kernel.models import Job
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refusal, Unacceptable

log = logging.getLogger("shouwen.cases")
#: So many rows are given out at once; more are a job.
AT_ONCE = 5000
CHUNK = 1000
KEPT = dt.timedelta(days=7)
Reader = Callable[[int | None, int], list[Case]]
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")


# ---- one verb, many cases


@dataclass(frozen=True)
class Outcome:
    """What became of one case: done, or why not, with the whole list of a gate that is shut."""

    number: str
    done: bool
    sentence: str = ""
    clause: str = ""
    gate: list[dict[str, Any]] = field(default_factory=list)
    basis_url: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def _chase_all(case: Case, *, by: Any) -> None:
    """Chases every department that still owes an answer."""
    waiting = list(case.transfers.filter(state__in=("sent", "accepted")).select_related("department", "case"))
    if not waiting:
        raise MoveRefused(_("没有等待反馈的转办，不用催。"))
    for sent in waiting:
        chase(sent, by=by)


#: Word in the address → what it does, and the verb it is.
VERBS: dict[str, tuple[Any, str, Callable[..., None]]] = {
    "chase": (_l("催办"), "cases.chase", _chase_all),
    "reassign": (_l("改派"), "cases.reassign", reassign),
    "supervise": (_l("督办"), "cases.supervise", supervise),
    "close": (_l("关闭"), "cases.close", close),
}


def each(cases: Iterable[Case], do: str, *, by: Any, **given: Any) -> list[Outcome]:
    """Does one verb to each case by itself: what is refused is told, the others are done all the same."""
    _title, _verb, act = VERBS[do]
    return [_one(case, act, by=by, **given) for case in cases]


def _one(case: Case, act: Callable[..., None], *, by: Any, **given: Any) -> Outcome:
    try:
        with transaction.atomic():
            act(case, by=by, **given)
    except Refusal as refusal:
        rules = rules_of(case)
        gate = refusal.details if refusal.code == "gate_shut" and isinstance(refusal.details, list) else []
        gate = [{**line, "basis_url": clause_url(rules, [line.get("clause", "")])} for line in gate]
        url = clause_url(rules, [refusal.clause])
        return Outcome(case.number, False, str(refusal.sentence), refusal.clause, gate, url)
    except Exception:
        log.exception("batch: %s failed", case.number)  # the others must not suffer for it
        return Outcome(case.number, False, _("没有办成，不是您的错。请单独打开这一单再试。"))
    return Outcome(case.number, True)


# ---- Excel


COLUMNS = (
    Column(_l("编号"), 14),
    Column(_l("品牌"), 12),
    Column(_l("类型"), 8),
    Column(_l("类别"), 16),
    Column(_l("状态"), 10),
    Column(_l("来源"), 10),
    Column(_l("客户"), 16),
    Column(_l("单位"), 24),
    Column(_l("电话（已遮）"), 16),
    Column(_l("单据"), 16),
    Column(_l("事由"), 30),
    Column(_l("要点"), 50),
    Column(_l("客户要求"), 30),
    Column(_l("首问人"), 16),
    Column(_l("负责人"), 16),
    Column(_l("部门"), 14),
    Column(_l("协办部门"), 14),
    Column(_l("受理"), 17, "time"),
    Column(_l("告知"), 17, "time"),
    Column(_l("关闭"), 17, "time"),
    Column(_l("满意度"), 8),
    Column(_l("轮次"), 6, "number"),
    Column(_l("二次投诉"), 8),
    Column(_l("督办"), 6),
    Column(_l("暂停"), 6),
    Column(_l("最近时限到"), 17, "time"),
    Column(_l("按时的时限"), 10, "number"),
    Column(_l("超时的时限"), 10, "number"),
)


@transaction.atomic
def ask_export(*, by: Any, reason: str, query: str, many: bool) -> str:
    """Puts an export on record with its reason and returns its token; a large one goes to the worker."""
    require(by, "cases.export")
    if len(reason.strip()) < 2:
        raise Unacceptable(_("请写明导出的理由。"), details={"reason": _("请写明导出的理由。")})
    token = uuid.uuid4().hex
    # The reason is free text, so it stands in a row of its own and not in the fact (decisions.md 16).
    drafts.keep(by, f"export:{token}", {"reason": reason.strip()[:300]})
    if many:
        jobs.JOBS["cases.export_cases"].enqueue(
            key=f"export:{token}", wanted_by=by.key, person=by.key, query=query, token=token
        )
    return token


def give_out(file: Any, read: Reader, *, total: int, by: Any, token: str, names: Any, said: str) -> int:
    """Writes the cases that `read(before, limit)` gives into `file` and records that they left: how many, by whom.

    The fact has a transaction of its own: writing may take minutes, and nobody should wait for it.
    """
    require(by, "cases.export")
    sheet = Sheet(_("工单"), COLUMNS, _rows(read, total, names))
    count = exports.write(file, [sheet], title=_("工单"), by=by, said=said)
    with transaction.atomic():
        facts.record(told.EXPORTED, by=by, about_thing=by, refs={"count": count, "export": token})
    return count


def _rows(read: Reader, total: int, names: Any) -> Iterator[list[Any]]:
    """All rows, newest first, a thousand at a time: nothing is left out."""
    done, last = 0, None
    while cases := read(last, CHUNK):
        clocks = {
            row["case"]: row
            for row in Clock.objects.filter(case__in=[case.pk for case in cases])
            .order_by()
            .values("case")
            .annotate(
                next=Min("due_at", filter=Q(state__in=("running", "paused"))),
                met=Count("pk", filter=Q(state="met")),
                missed=Count("pk", filter=Q(state="missed")),
            )
        }
        for case in cases:
            yield _row(case, clocks.get(case.pk, {}), names)
        done, last = done + len(cases), cases[-1].pk
        jobs.progress(done, max(total, done))


def _row(case: Case, clocks: Any, names: Any) -> list[Any]:
    customer = case.customer
    yes = _("是")
    return [
        case.number,
        case.brand.name,
        names.kinds.get(case.kind, case.kind),
        names.categories.get(case.category, case.category),
        case.get_state_display(),
        case.get_channel_display(),
        customer.name if customer else "",
        customer.company if customer else "",
        "、".join(c.masked for c in customer.contacts.all()) if customer else "",
        case.matter.number if case.matter else "",
        hidden(case.reason),
        hidden(case.gist),
        hidden(case.wish),
        str(case.first_asked),
        str(case.owner),
        case.department.name,
        case.responsible.name if case.responsible else "",
        case.received_at,
        case.answered_at,
        case.closed_at,
        case.get_satisfaction_display(),
        case.round,
        yes if case.repeat_of_id else "",
        yes if case.is_supervised else "",
        yes if case.paused_at else "",
        clocks.get("next"),
        clocks.get("met", 0),
        clocks.get("missed", 0),
    ]


def hidden(text: str) -> str:
    """The text with mobile numbers in it masked."""
    return _MOBILE.sub(r"\1****\2", text)


def folder() -> Path:
    """Where finished large exports lie for a week."""
    place = Path(settings.FILES) / "exports"
    place.mkdir(parents=True, exist_ok=True)
    return place


def finished(token: str) -> Path | None:
    """The file of a finished export, while it is kept."""
    place = folder() / f"{token}.xlsx"
    return place if re.fullmatch(r"[0-9a-f]{32}", token) and place.exists() else None


def write_kept(read: Reader, *, total: int, by: Any, token: str, names: Any, said: str) -> int:
    """Writes a large export where its asker can fetch it, whole or not at all; takes old ones away."""
    for old in folder().glob("*.xlsx*"):
        if old.stat().st_mtime < (clock.now() - KEPT).timestamp():
            old.unlink(missing_ok=True)
    rough = folder() / f"{token}.xlsx.part"
    try:
        with rough.open("wb") as file:
            count = give_out(file, read, total=total, by=by, token=token, names=names, said=said)
        os.replace(rough, folder() / f"{token}.xlsx")
    finally:
        rough.unlink(missing_ok=True)
    return count


def job_of(person: Any, token: str) -> Job | None:
    """The job of an export this person asked for."""
    return Job.objects.filter(key=f"export:{token}", wanted_by=person.key).first()
