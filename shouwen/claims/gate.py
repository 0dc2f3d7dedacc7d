"""What must be there before a claim is investigated, negotiated or paid; the same object for page and action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.claims import limits
from shouwen.claims.settled import is_settled
from shouwen.kernel.models import Attachment
from shouwen.kernel.refusals import GateShut


@dataclass(frozen=True)
class Requirement:
    """One line of a gate."""

    id: str
    requirement: str
    met: bool
    how_to_meet: str
    clause: str

    def as_dict(self) -> dict[str, Any]:
        """`{requirement, clause, met, how_to_meet}`, the shape every path shows."""
        return {
            "requirement": self.requirement,
            "clause": self.clause,
            "met": self.met,
            "how_to_meet": "" if self.met else self.how_to_meet,
            "origin": "source" if self.clause else "gap",
        }


def require_open(lines: list[Requirement], sentence: str) -> None:
    """Raises `GateShut` with the whole list unless every line is met."""
    missing = [line for line in lines if not line.met]
    if missing:
        clause = next((line.clause for line in missing if line.clause), "")
        raise GateShut(sentence % {"count": len(missing)}, clause=clause, details=[line.as_dict() for line in lines])


def investigating_gate(claim: Any) -> list[Requirement]:
    """The two papers of S2-1.C.4.1."""
    return [
        Requirement(
            "report",
            _("事故报告单已由当事人填写并签字"),
            claim.reports.exclude(signed_at=None).exists(),
            _("请发生事故的部门当事人填写事故报告单，并用自己的账号签字"),
            "S2-1.C.4.1",
        ),
        Requirement(
            "waybill",
            _("事故配送单复印件已附上"),
            has_paper(claim, "waybill"),
            _("上传配送单复印件或照片，单据选“配送单复印件”"),
            "S2-1.C.4.1",
        ),
    ]


def file_list(claim: Any) -> list[Requirement]:
    """The three records of a claim's file (S2-1.C.6)."""
    lines = investigating_gate(claim)
    loading = Requirement(
        "loading", _("上车记录单"), has_paper(claim, "loading_record"), _("向运营部取上车记录单"), "S2-1.C.6"
    )
    return [*lines, loading]


def has_paper(claim: Any, paper: str) -> bool:
    """True when this paper is among the evidence, with a file."""
    items = claim.evidence.filter(paper=paper).values_list("pk", flat=True)
    return Attachment.objects.filter(about_kind="evidenceitem", about_id__in=list(items)).exists()


def insurer_papers(claim: Any, given: dict[str, Any]) -> list[Requirement]:
    """List and invoice of an accident or theft that was reported to the insurer (S2-1.G.4.4)."""
    if given.get("cause") != "accident_or_vehicle_theft" or not given.get("reported_to_insurer"):
        return []
    return [
        Requirement(
            paper, _("已附%(paper)s") % {"paper": name}, has_paper(claim, paper), _("请货主提供并上传"), "S2-1.G.4.4"
        )
        for paper, name in (("list", _("随货清单")), ("invoice", _("发票")))
    ]


def negotiating_gate(claim: Any) -> list[Requirement]:
    """Before a price is talked about: who is liable, and what the standard allows."""
    appraisal = claim.appraisals.select_related("decision").order_by("-id").first()
    given = appraisal.decision.inputs if appraisal else {}
    return [
        Requirement("liability", _("责任已定"), claim.shares.exists(), _("先作责任认定并定责"), "S2-1.C.4.2"),
        Requirement(
            "standard",
            _("已按赔付标准算出金额或限额"),
            claim.result in limits.PAYING and claim.cap_fen is not None,
            _("先定损，按赔付标准测算"),
            "S2-1.C.4.3",
        ),
        Requirement(
            "confirmed",
            _("类推或人工的测算已由另一人确认"),
            appraisal is not None and is_settled(appraisal.decision),
            _("请监察主管或另一位理赔员确认测算"),
            "",
        ),
        *insurer_papers(claim, given),
    ]


def payment_gate(claim: Any) -> list[Requirement]:
    """Before a voucher is written and again before money is paid."""
    opinion = claim.opinions.filter(state="confirmed").first()
    amount = opinion.amount_fen if opinion else claim.agreed_fen
    problem = limits.problem(claim.result, claim.cap_fen, amount) if amount is not None else _("先与客户谈定金额")
    return [
        *negotiating_gate(claim),
        Requirement("opinion", _("处理意见已批准"), opinion is not None, _("由拟意见以外的人逐级批准"), "S2-1.C.4.3"),
        Requirement("cap", _("金额没有超过限额"), amount is not None and not problem, problem, "S2-1.C.4.3"),
    ]
