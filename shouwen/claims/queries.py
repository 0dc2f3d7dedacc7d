"""Questions about claims. Every list, page and action starts from `visible_to(person)`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from shouwen.cases import queries as cases
from shouwen.claims.models import (
    AccidentReport,
    Claim,
    ClaimReport,
    EvidenceRequest,
    Handling,
    LiabilityRun,
    Share,
    Voucher,
)
from shouwen.claims.paper_queries import waybills_visible_to as waybills_visible_to
from shouwen.claims.states import ENDED

#: Nothing is owed: such a sum does not count against anybody's limit.
NOTHING_OWED = ("self_settled", "withdrawn", "rejected")
CASHIERS = ("issued", "paid")
#: Proposals are confirmed in these states.
UNDECIDED = ("investigating", "responsibility_set", "negotiating", "wait_papers", "wait_evidence")


def visible_to(person: Any) -> QuerySet[Claim]:
    """Claims of his brands that he may read; never one whose case names him or whose loss he bears or handled."""
    reach = person.reach
    found = Claim.objects.filter(brand__in=sorted(reach.brands))
    found = found.exclude(Exists(_naming(person))).exclude(
        Exists(Share.objects.filter(claim=OuterRef("pk"), person=person))
    )
    found = found.exclude(Exists(Handling.objects.filter(claim=OuterRef("pk"), person=person)))
    mine: Any = Exists(AccidentReport.objects.filter(claim=OuterRef("pk"), writer=person))
    if person.granted("claims.read"):
        if reach.everything or person.granted("claims.confirm_decision"):
            return found
        mine |= Q(handler=person) | Q(department__in=sorted(reach.departments))
        mine |= Q(case__in=cases.visible_to(person).values("pk"))
        asked = EvidenceRequest.objects.filter(claim=OuterRef("pk"), department__in=sorted(reach.member_of))
        mine |= Exists(asked)
    if person.granted("claims.pay"):
        mine |= Exists(Voucher.objects.filter(claim=OuterRef("pk"), state__in=CASHIERS))
    return found.filter(mine)


def _naming(person: Any) -> QuerySet[Claim]:
    """The same claim, if its case complains of this person."""
    return Claim.objects.filter(pk=OuterRef("pk"), case__named__person=person)


def with_names(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with what pages show, in one query."""
    return claims.select_related("brand", "case", "matter", "customer", "department", "handler", "base_approval")


def numbered(person: Any, number: str) -> QuerySet[Claim]:
    return with_names(visible_to(person)).filter(number=number)


def is_involved(person: Any, claim: Claim) -> bool:
    return is_involved_in(person, claim.pk)


def is_liable_in(person: Any, claim_id: int) -> bool:
    """True when the case complains of him, he bears a share, or had the goods in hand."""
    pk = person.pk
    mine = Q(case__named__person=pk) | Q(shares__person=pk) | Q(chain__person=pk)
    return pk is not None and Claim.objects.filter(mine, pk=claim_id).exists()


def is_involved_in(person: Any, claim_id: int) -> bool:
    """True when he is liable, or wrote the accident report: he is a party to it and never handles it."""
    wrote = AccidentReport.objects.filter(claim=claim_id, writer=person.pk)
    return is_liable_in(person, claim_id) or (person.pk is not None and wrote.exists())


def of_case(person: Any, case: Any) -> QuerySet[Claim]:
    return with_names(visible_to(person)).filter(case=case).order_by("-id")


def any_of_case(case: Any) -> bool:
    """Whether a claim was ever opened for the case (the second one is a person's choice)."""
    return Claim.objects.filter(case=case).exists()


def live_of_matter(brand: Any, matter: Any) -> Claim | None:
    """The newest live claim about a matter: where a new accident report belongs."""
    return Claim.objects.filter(brand=brand, matter=matter).exclude(state__in=ENDED).order_by("-id").first()


def requests_for(person: Any) -> QuerySet[EvidenceRequest]:
    """Evidence asked of the person's departments, except about what he is involved in."""
    reach = person.reach
    return (
        EvidenceRequest.objects.filter(
            department__in=sorted(reach.departments | reach.member_of), claim__brand__in=sorted(reach.brands)
        )
        .exclude(claim__case__named__person=person)
        .exclude(claim__shares__person=person)
        .exclude(claim__chain__person=person)
        .select_related("claim", "claim__brand", "claim__matter", "department", "asked_by", "answered_by")
        .order_by("due_at")
    )


def reports_of(person: Any) -> QuerySet[AccidentReport]:
    """Accident reports he wrote, or of claims he may read."""
    mine = Q(writer=person)
    if person.granted("claims.read"):  # a cashier sees vouchers, not how the loss came about
        mine |= Q(claim__in=visible_to(person).values("pk"))
    found = AccidentReport.objects.filter(mine).filter(claim__brand__in=sorted(person.reach.brands))
    return found.select_related("claim", "claim__matter", "claim__brand", "department", "writer").order_by("-id")


def shares_of(person: Any) -> QuerySet[Share]:
    """Notices addressed to him, or to a department he answers for; the claim itself he does not see."""
    departments = Q(person=None) & (
        Q(department__head=person) | Q(department__head=None, department__in=sorted(person.reach.member_of))
    )
    return (
        Share.objects.filter(Q(person=person) | departments)
        .filter(claim__brand__in=sorted(person.reach.brands))
        .exclude(state="set")
        .select_related("claim", "claim__matter", "claim__brand", "person", "department", "notified_by")
        .order_by("-notified_at")
    )


def vouchers_for(person: Any) -> QuerySet[Voucher]:
    """Vouchers a cashier may find; nobody else any."""
    if not person.granted("claims.pay"):
        return Voucher.objects.none()
    found = Voucher.objects.filter(claim__in=visible_to(person).values("pk")).exclude(state="void")
    return found.select_related("claim", "claim__brand", "claim__matter", "opinion", "issued_by", "paid_by")


def other_sums(claim: Claim, since: dt.datetime) -> int:
    """Fen agreed since `since` about the same matter, or for the same customer in the same case, elsewhere."""
    same = Q(pk__in=[])
    if claim.matter_id:
        same |= Q(matter=claim.matter_id)
    if claim.customer_id and claim.case_id:
        same |= Q(customer=claim.customer_id, case=claim.case_id)
    found = Claim.objects.filter(same, agreed_at__gte=since).exclude(pk=claim.pk).exclude(state__in=NOTHING_OWED)
    here = found.aggregate(sum=Sum("agreed_fen"))["sum"] or 0
    return int(here) + cases.compensated(matter=claim.matter_id, case=claim.case_id, since=since)


def sums_for_case(case: Any, since: dt.datetime) -> int:
    """Fen agreed in claims about the case or its matter: the cases room counts them against its own limit."""
    same = Q(case=case)
    if case.matter_id:
        same |= Q(matter=case.matter_id)
    found = Claim.objects.filter(same, agreed_at__gte=since).exclude(state__in=NOTHING_OWED)
    return int(found.aggregate(sum=Sum("agreed_fen"))["sum"] or 0)


cases.ALSO_COMPENSATED.append(sums_for_case)


def to_confirm(person: Any) -> list[tuple[Claim, Any]]:
    """Claims whose newest liability or compensation is a proposal that waits for somebody like him, with the decision."""
    if not person.granted("claims.confirm_decision"):
        return []
    found = []
    for claim in with_names(visible_to(person)).filter(state__in=UNDECIDED).order_by("pk"):
        newest = (
            claim.liability_runs.select_related("decision").order_by("-pk").first(),
            claim.appraisals.select_related("decision").order_by("-pk").first(),
        )
        for decision in [run.decision for run in newest if run is not None]:
            if decision.certainty != "stated" and not decision.confirmed_by and decision.by != person.key:
                found.append((claim, decision))
    return found


@dataclass(frozen=True)
class Fined:
    """Fines a liability decision proposes: `[party, "100.00" or "5.00–10.00", certainty, *clauses of its row]` each."""

    claim: Claim
    outcome: str
    fines: list[list[str]]
    people: dict[str, Any]


def fined(claim_id: int, decision_id: int) -> Fined | None:
    """For the register of violations above: what was found, and the persons known behind the parties."""
    run = LiabilityRun.objects.filter(claim=claim_id, decision=decision_id).select_related("decision", "claim").first()
    if run is None:
        return None
    rows = {row["row"]: row["clauses"] for row in run.decision.rows}
    said = run.decision.outcome
    fines = [[*fine, *rows.get(row, [])] for fine, row in zip(said["fines"], said["fined_by"], strict=True)]
    chain = run.claim.chain.exclude(person=None).select_related("person")
    shares = run.claim.shares.exclude(person=None).select_related("person")
    people: dict[str, Any] = {link.party: link.person for link in chain}
    people |= {share.party: share.person for share in shares}
    return Fined(run.claim, str(run.decision.inputs.get("outcome", "")), fines, people)


def reports_for(person: Any) -> QuerySet[ClaimReport]:
    """Claims reports of the person's brands, newest period first; only posts that keep or read them see any."""
    if not person.granted("claims.see_reports"):
        return ClaimReport.objects.none()
    found = ClaimReport.objects.filter(brand__in=sorted(person.reach.brands))
    return found.select_related("brand", "submitted_by", "read_by").order_by("-ends_on", "starts_on", "brand")
