"""What claims put on a person's plate: claims to go on with, evidence to give, vouchers to pay, notices to answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.claims import (
    paper_queries,
    queries,
    report_worklist,  # noqa: F401  its items are this room's
    rules,
)
from shouwen.claims.states import ENDED
from shouwen.claims.templatetags.amounts import yuan
from shouwen.kernel.worklist import Item, source

MOST = 100
#: What a claims clerk does next in each state; in the others somebody else's turn has come.
NEXT = {
    "reported": (gettext_lazy("看事故报告单和配送单，开始调查"), "S2-1.C.4.1"),
    "investigating": (gettext_lazy("认定责任"), "S2-1.C.4.2"),
    "wait_papers": (gettext_lazy("催客户补齐单据"), "S2-1.G.4.4"),
    "responsibility_set": (gettext_lazy("定损并与客户协商"), "S2-1.C.4.3"),
    "negotiating": (gettext_lazy("谈定金额，拟处理意见"), "S2-1.C.4.3"),
    "confirmed": (gettext_lazy("开领取凭证"), "S2-1.C.4.4"),
    "paid": (gettext_lazy("收回责任份额"), "S2-1.A4.3"),
}


@source(tab="mine")
def claims(person: Any) -> Iterator[Item]:
    """Claims he handles, and new ones nobody handles yet."""
    if not person.granted("claims.handle"):
        return
    found = queries.with_names(queries.visible_to(person)).exclude(state__in=ENDED).filter(state__in=NEXT)
    mine = found.filter(handler=person) | found.filter(handler=None)
    for claim in mine.order_by("pk")[:MOST]:
        words, clause = NEXT[claim.state]
        ruled = rules.rules_of(claim)
        due = rules.due_at(claim, ruled)
        known = clause in ruled.pack.clauses
        yield Item(
            title=f"{words}：{claim.goods or claim.get_kind_display()}",
            url=reverse("claim", args=[claim.number]),
            due_at=due,
            started_at=claim.state_since,
            number=claim.number,
            who=claim.customer.name if claim.customer else "",
            detail=claim.get_state_display(),
            source=_("本公司设的期限，不是规范条文") if due else "",
            clauses=(clause,),
            origin="source",
            basis_url=reverse("clause", args=[ruled.edition.pk, clause]) if known else "",
            button=_("办理"),
            extra={"kind": "claim", "icon": "scale"},
        )


@source(tab="mine")
def confirmations(person: Any) -> Iterator[Item]:
    """Proposals of the rules that wait for another than who ran them (S2 3.1 Evaluation)."""
    for claim, decision in queries.to_confirm(person)[:MOST]:
        words = _("责任认定") if decision.name == "liability" else _("赔付测算")
        yield Item(
            title=_("确认%(what)s：%(goods)s") % {"what": words, "goods": claim.goods or claim.get_kind_display()},
            url=reverse("claim", args=[claim.number]),
            due_at=None,
            number=claim.number,
            who=claim.customer.name if claim.customer else "",
            detail=_("规范没有写明，只是建议"),
            clauses=tuple(decision.clauses),
            origin="source" if decision.clauses else "gap",
            basis_url=reverse("decision-basis", args=[decision.pk]),
            button=_("查看"),
            extra={"kind": "claim", "icon": "circle-check"},
        )


@source(tab="mine")
def evidence(person: Any) -> Iterator[Item]:
    """Evidence asked of his department."""
    if not person.granted("claims.answer_request"):
        return
    for asked in queries.requests_for(person).filter(state="asked")[:MOST]:
        ruled = rules.rules_of(asked.claim)
        known = "S2-1.C.3.2" in ruled.pack.clauses
        yield Item(
            title=_("答复取证：%(what)s") % {"what": asked.requirement},
            url=reverse("evidence-request", args=[asked.pk]),
            due_at=asked.due_at,
            started_at=asked.asked_at,
            number=asked.claim.number,
            detail=_("%(who)s 要求") % {"who": asked.asked_by},
            source=_("要求里写明的时限"),
            clauses=("S2-1.C.3.2",),
            basis_url=reverse("clause", args=[ruled.edition.pk, "S2-1.C.3.2"]) if known else "",
            button=_("答复"),
            extra={"kind": "evidence", "icon": "send"},
        )


@source(tab="mine")
def unanswered(person: Any) -> Iterator[Item]:
    """Evidence he asked for that has not come in time (S2-1.C.3.2): unanswered requests are listed."""
    if not person.granted("claims.handle"):
        return
    found = queries.visible_to(person).filter(state="wait_evidence", handler=person)
    for claim in queries.with_names(found)[:MOST]:
        for asked in claim.requests_sent.filter(state="asked").select_related("department"):
            yield Item(
                title=_("等%(department)s答复取证") % {"department": asked.department},
                url=reverse("claim", args=[claim.number]),
                due_at=asked.due_at,
                started_at=asked.asked_at,
                number=claim.number,
                detail=asked.requirement,
                source=_("要求里写明的时限"),
                clauses=("S2-1.C.3.2",),
                button=_("查看"),
                extra={"kind": "claim", "icon": "hourglass"},
            )


@source(tab="mine")
def vouchers(person: Any) -> Iterator[Item]:
    """Vouchers waiting at the counter."""
    for voucher in queries.vouchers_for(person).filter(state="issued").order_by("pk")[:MOST]:
        yield Item(
            title=_("付理赔款 %(amount)s") % {"amount": yuan(voucher.amount_fen)},
            url=reverse("cashier-voucher", args=[voucher.number]),
            due_at=None,
            number=voucher.number,
            who=voucher.payee,
            detail=_("客户来领时核对证件"),
            clauses=("S2-1.C.4.5",),
            button=_("付款"),
            extra={"kind": "voucher", "icon": "cash"},
        )


@source(tab="mine")
def notices(person: Any) -> Iterator[Item]:
    """Shares he is asked to bear."""
    for share in queries.shares_of(person).filter(state="notified")[:MOST]:
        yield Item(
            title=_("责任通知：%(share)s，%(amount)s") % {"share": share.in_words, "amount": yuan(share.amount_fen)},
            url=reverse("share-notices"),
            due_at=None,
            number=share.claim.number,
            detail=_("认可，或写明异议"),
            clauses=("S2-1.A4.3",),
            button=_("查看"),
            extra={"kind": "share", "icon": "gavel"},
        )


@source(tab="mine")
def to_sign(person: Any) -> Iterator[Item]:
    """Delivery notices and slips of which he is a side and has not signed. The standard sets no time for it."""
    for paper in paper_queries.papers_to_sign(person):
        yield Item(
            title=_("在送货通知单上签字") if paper.kind == "notice" else _("在打条上签字"),
            url=f"/claims/papers/signed/{paper.kind}/{paper.pk}/",
            due_at=None,
            number=paper.waybill.number,
            detail=paper.waybill.goods,
            clauses=("S2-1.F.4.2",),
            button=_("去签字"),
            started_at=paper.written_at,
        )
