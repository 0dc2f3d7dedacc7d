"""The claims of a period and the one before, read from the tables into the lines that reports count."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shouwen.claims import parties, rules
from shouwen.claims.models import (
    AccidentReport,
    Claim,
    ClaimReport,
    InsuranceCase,
    LiabilityRun,
    Opinion,
    SelfSettlement,
    Share,
    Voucher,
)
from shouwen.claims.models.settling import GROUPS
from shouwen.claims.periods import Period
from shouwen.claims.report_figures import Data, figures
from shouwen.claims.report_lines import Insured, Line, Part, Settled
from shouwen.claims.states import ENDED
from shouwen.kernel import clock
from shouwen.kernel.models import Fact

AGES = ("claim.age.first", "claim.age.second", "claim.age.third")
#: Ended without a payment.
UNPAID_ENDS = ("self_settled", "withdrawn", "rejected")
Children = dict[int, list[Any]]


def draw(report: ClaimReport, at: dt.datetime | None = None) -> Data:
    """The report as it stands: what was frozen, or counted now."""
    if report.frozen:
        frozen: Data = report.frozen
        return frozen
    ruled = rules.of_brand(report.brand)
    return figures(
        lines(report.brand, report.period, ruled),
        report.period,
        bands=bands(ruled),
        groups=[group for group, _title in GROUPS],
        at=at or clock.now(),
    )


def bands(ruled: rules.Rules) -> list[int]:
    """Last days of the ageing bands, as the company has set them."""
    return sorted({int(ruled.setting(key)) for key in AGES if key in ruled.pack.settings})


def lines(brand: Any, period: Period, ruled: rules.Rules) -> list[Line]:
    """Every claim the period or the one before has to do with, in the order of arrival. As many queries for any number."""
    found = _concerned(brand, period)
    ids = found.order_by().values("pk")
    read = _Children(ids)
    wording = {clause.id: clause.title for clause in ruled.pack.clauses.values()}
    return [read.line(claim, wording) for claim in found.select_related("matter").order_by("reported_at", "pk")]


def _concerned(brand: Any, period: Period) -> QuerySet[Claim]:
    """Reported before the end, and: not ended, or something happened to it since the beginning of the one before."""
    since = period.before.begin

    def has(model: Any, **asked: Any) -> Exists:
        return Exists(model.objects.filter(claim=OuterRef("pk"), **asked))

    lately = ~Q(state__in=ENDED) | Q(reported_at__gte=since) | Q(state_since__gte=since)
    lately |= Q(has(Share, recovered_at__gte=since)) | Q(has(Share, notified_at__isnull=False, recovered_at=None))
    lately |= Q(has(InsuranceCase, settled_at__gte=since)) | Q(has(InsuranceCase, settled_at=None))
    lately |= Q(has(AccidentReport, signed_at__gte=since))
    return Claim.objects.filter(lately, brand=brand, reported_at__lt=period.end)


class _Children:
    """What belongs to the claims, one query a table, by claim."""

    def __init__(self, ids: Any) -> None:
        self.vouchers = _by_claim(Voucher.objects.filter(claim__in=ids, state="paid"))
        self.opinions = _by_claim(Opinion.objects.filter(claim__in=ids, state="confirmed"))
        self.shares = _by_claim(Share.objects.filter(claim__in=ids).order_by("position"))
        self.insurances = _by_claim(InsuranceCase.objects.filter(claim__in=ids).order_by("pk"))
        signed = AccidentReport.objects.filter(claim__in=ids, signed_at__isnull=False).select_related("department")
        self.accidents = _by_claim(signed.order_by("pk"))
        runs = LiabilityRun.objects.filter(claim__in=ids).select_related("decision").order_by("-pk")
        self.runs = _by_claim(runs)
        self.settled = _by_claim(SelfSettlement.objects.filter(claim__in=ids))
        told = Fact.objects.filter(about_kind="claim", about_id__in=ids)
        self.made_good = {fact.about_id: fact.at for fact in told.filter(kind="claim.made_good")}
        self.acknowledged = {
            fact.refs.get("share"): fact.at for fact in told.filter(kind="share.acknowledged").order_by("pk")
        }

    def line(self, claim: Claim, wording: dict[str, str]) -> Line:
        accidents = self.accidents[claim.pk]
        return Line(
            number=claim.number,
            reported_at=claim.reported_at,
            kind=claim.kind,
            nature=claim.cause,
            why=_why(self.runs[claim.pk], wording),
            waybill=claim.matter.number if claim.matter else "",
            goods=claim.goods,
            department=accidents[0].department.name if accidents else "",
            route=_route(claim.matter),
            requested_fen=claim.requested_fen,
            cap_fen=claim.cap_fen,
            ended_at=claim.ended_at if claim.state in UNPAID_ENDS else None,
            accidents=tuple(each.signed_at for each in accidents),
            parts=tuple(self._part(share) for share in self.shares[claim.pk]),
            insured=tuple(
                Insured(each.reported_at, each.settled_at, each.recovered_fen) for each in self.insurances[claim.pk]
            ),
            settled=next((Settled(each.group, each.amount_fen, each.settled_on, each.at)
                          for each in self.settled[claim.pk]), None),
            **self._payment(claim),
        )  # fmt: skip

    def _payment(self, claim: Claim) -> dict[str, Any]:
        opinion = next(iter(self.opinions[claim.pk]), None)
        method = {"method": opinion.method if opinion else ""}
        voucher = next(iter(self.vouchers[claim.pk]), None)
        if voucher is not None:
            return {**method, "paid_at": voucher.paid_at, "paid_fen": voucher.amount_fen}
        made_good = self.made_good.get(claim.pk)
        return {**method, "paid_at": made_good, "made_good": made_good is not None}

    def _part(self, share: Share) -> Part:
        return Part(
            party=share.party,
            words=parties.words(share.fraction),
            fen=share.amount_fen,
            notified_at=share.notified_at,
            acknowledged_at=self.acknowledged.get(share.pk),
            recovered_at=share.recovered_at,
        )


def _by_claim(rows: QuerySet[Any]) -> Children:
    found: Children = defaultdict(list)
    for row in rows:
        found[row.claim_id].append(row)
    return found


def _why(runs: list[Any], wording: dict[str, str]) -> str:
    """The heading of the clause that the newest finding of liability rests on; its id where the pack has it no more."""
    clauses = [clause for run in runs[:1] for row in run.decision.rows for clause in row.get("clauses", ())]
    clause = next((each for each in clauses if each in wording), next(iter(clauses), ""))
    return wording.get(clause, clause)


def _route(matter: Any) -> str:
    """From where to where, when the register of matters knows it."""
    known = matter.details if matter is not None else {}
    ends = [str(known.get(name) or "") for name in ("origin", "destination")]
    return "—".join(ends) if all(ends) else ""


def hidden_from(person: Any, data: Data) -> set[str]:
    """Numbers of claims on the report that this person is a party to: he reads none of their words (decisions.md 7)."""
    mine = (
        Q(case__named__person=person) | Q(shares__person=person) | Q(chain__person=person) | Q(reports__writer=person)
    )
    involved = set(Claim.objects.filter(mine).values_list("number", flat=True))
    return involved & {line["number"] for part in ("lines", "settlements") for line in data[part]}
