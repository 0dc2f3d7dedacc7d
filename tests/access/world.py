"""A small world in which every address has something to point at, and a person of every relation to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.cases import actions
from shouwen.cases.models import Import
from shouwen.cases.tests.makers import complaint
from shouwen.claims import actions as claims
from shouwen.claims.tests import makers as claim_makers
from shouwen.customers import actions as customers
from shouwen.kernel import clock
from shouwen.kernel.models import Attachment
from shouwen.people import actions as people
from shouwen.people.models import Notice

#: Who asks: by his relation to the case, its department, and the brand.
RELATIONS = (
    "owner",
    "colleague",
    "supervisor",
    "transferred",
    "untouched",
    "enterprise",
    "leader",
    "administrator",
    "auditor",
    "named",
    "stranger",
    "strange_supervisor",
    "claims_clerk",
    "visitor",
)


@dataclass
class World:
    """The things addresses point at, and people by relation."""

    people: dict[str, Any]
    things: dict[str, Any]


def make(cast: Any) -> World:
    """One complaint of brand LD, owned by the clerk, transferred to 运营部, complaining of its sorter, said twice."""
    first = complaint(cast, waybill="100200")
    case = complaint(cast, who=first.customer, waybill="100200")
    actions.take_step(case, by=cast.clerk, step="apologise", words="致歉")
    actions.judge(case, by=cast.clerk, substantiated="yes", words="属实")
    proposal = actions.propose(case, by=cast.supervisor, text="送货上门")
    sent = actions.transfer(case, by=cast.clerk, requirement="查")
    report = actions.require_report(case, by=cast.clerk, person=cast.sorter)
    promise = actions.promise(case, by=cast.clerk, what="回电", due_at=_soon())
    question = actions.consult(case, by=cast.clerk, asked=cast.colleague, words="上次怎么办的？")
    kept = actions.attach(case, by=cast.clerk, upload=SimpleUploadedFile("a.txt", "交接单".encode(), "text/plain"))
    offer = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    approval = actions.ask_exception(case, by=cast.clerk, reason="客户不接电话")
    people.notify(cast.clerk, text="请看", wants_acknowledgement=True)
    other = customers.register(by=cast.clerk, brand=cast.brand, name="诸葛明", phone="13588019276")
    decision = sent.decision
    company = cast.company
    sheet = actions.open_sheet(brand=cast.brand, year=2026, week=28, by=cast.clerk)
    brought = Import.objects.create(
        brand=cast.brand,
        name="a.csv",
        digest="0" * 64,
        path="none",
        rows=0,
        made_by=cast.supervisor,
        made_at=clock.now(),
    )
    key, _text = people.issue_key(by=cast.supervisor, name="对接", verbs=["cases.note"])
    return World(
        people={
            "owner": cast.clerk,
            "colleague": cast.colleague,
            "supervisor": cast.supervisor,
            "transferred": cast.operations,
            "untouched": cast.settlement,
            "enterprise": cast.enterprise,
            "leader": cast.leader,
            "administrator": cast.administrator,
            "auditor": cast.auditor,
            "named": cast.sorter,
            "stranger": cast.stranger,
            "strange_supervisor": company["2302"],
            "claims_clerk": cast.claims,
            "visitor": AnonymousUser(),
        },
        things={
            "case": case,
            "customer": first.customer,
            "other_customer": other,
            "transfer": sent,
            "report": report,
            "promise": promise,
            "proposal": proposal,
            "question": question,
            "attachment": kept,
            "offer": offer,
            "approval": approval,
            "notice": Notice.objects.filter(person=cast.clerk).latest("pk"),
            "decision": decision,
            "clock": case.clocks.first(),
            "repeat": case.repeat_record,
            "edition": decision.edition,
            "sheet": sheet,
            "import": brought,
            "key": key,
            "department": cast.operations.department,
            "person": cast.colleague,
            **_claim(cast, case),
        },
    )


def _claim(cast: Any, case: Any) -> dict[str, Any]:
    """The claim of the case, its voucher waiting at the counter, evidence asked of 运营部, its loss on the driver."""
    claim = claim_makers.liable(cast, case=case)
    asked = claims.request_evidence(
        claim, by=cast.claims, department=cast.operations.department, requirement="记录单", due_at=_soon()
    )
    claims.reckon(claim, by=cast.claims, given=claim_makers.CAP_4200)
    claims.negotiate(claim, by=cast.claims)
    claims.agree(claim, by=cast.claims, amount_fen=100000, words="谈定")
    claims.draft_opinion(claim, by=cast.claims, cause="丢失")
    claim = claim_makers.approve(cast, claim)
    insurance = claims.report_to_insurer(claim, by=cast.claims, insurer="太平洋财险", report_number="TP1")
    voucher = claims.issue_voucher(claim, by=cast.claims, payee="欧阳雪萍")
    claims.notify_shares(claim, by=cast.claims)
    kept = Attachment.objects.filter(about_kind="evidenceitem").latest("pk")
    return {
        "claim": claim,
        "accident": claim.reports.get(),
        "evidence_request": asked,
        "share": claim.shares.get(),
        "liability": claim.liability_runs.get().decision,
        "voucher": voucher,
        "insurance": insurance,
        "claim_file": kept,
        "claim_report": claims.open_report(brand=cast.brand, kind="month", year=2026, part=6, by=cast.claims),
    }


def _soon() -> Any:
    return clock.now() + dt.timedelta(hours=3)
