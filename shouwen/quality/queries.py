"""Questions about violations, penalties, the ledger and vetoes. Lists, pages and actions start from `visible_to`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shouwen.cases import queries as cases
from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.quality.models import AwardVeto, LedgerEntry, MonthlyDetail, Objection, Penalty, Violation
from shouwen.quality.states import STANDING, TOLD

WITH_NAMES = ("brand", "case", "person__department", "department", "proposed_by", "substantiated_by")


def visible_to(person: Any) -> QuerySet[Violation]:
    """Violations of his brands that he may read.

    Never one of a case that names him, and of his own only those he has been told of (see `mine`).
    """
    of_brands = Violation.objects.filter(brand__in=sorted(person.reach.brands))
    own = Q(pk__in=mine(person).values("pk"))
    if not (person.granted("quality.see") or person.granted("quality.see_all")):
        return of_brands.filter(own)
    others = ~Q(person=person) | Q(person=None)
    others &= ~Q(case__in=cases.naming(person)) | Q(case=None)
    if not person.granted("quality.see_all") and not person.reach.everything:
        others &= Q(proposed_by=person) | Q(department__in=sorted(person.reach.departments))
    return of_brands.filter(own | others)


def mine(person: Any) -> QuerySet[Violation]:
    """What concerns him or the unit he answers for, once a decision was made known to him."""
    told = Penalty.objects.filter(violation=OuterRef("pk"), state__in=TOLD)
    concerned = Q(person=person) | Q(on="unit", department__head=person)
    if person.granted("cases.report_back"):
        concerned |= Q(on="unit", department=person.department_id, department__head=None)
    return Violation.objects.filter(concerned, Exists(told), brand__in=sorted(person.reach.brands))


def concerns(person: Any, violation: Violation) -> bool:
    """True when it is about him, or about the unit he answers for: he may object, and never handles it."""
    return mine(person).filter(pk=violation.pk).exists()


def with_names(found: QuerySet[Violation]) -> QuerySet[Violation]:
    """Violations with what a list shows, in one query."""
    return found.select_related(*WITH_NAMES)


def numbered(person: Any, number: str) -> QuerySet[Violation]:
    return with_names(visible_to(person)).filter(number=number)


def about_case(person: Any, case: Any) -> QuerySet[Violation]:
    """Violations of a case, for those who may see them. Never the person's own: the case would tell who complained."""
    return with_names(visible_to(person)).filter(case=case).exclude(person=person).order_by("pk")


def penalty_of(violation: Violation) -> Penalty | None:
    """The newest penalty, also one that was declined or revoked."""
    found = violation.penalties.select_related("decided_by", "second_by", "violation__brand", "violation__department")
    return found.order_by("-pk").first()


def objection_of(penalty: Penalty | None) -> Objection | None:
    if penalty is None:
        return None
    return Objection.objects.filter(penalty=penalty).select_related("by", "answered_by").first()


def standing_on_event(violation: Violation, *, person: Any) -> Violation | None:
    """Another violation of P-01…P-04 by the same person in the same event: only the highest band counts."""
    if not violation.event or not violation.is_highest or person is None:
        return None
    same = Violation.objects.filter(brand=violation.brand_id, event=violation.event, person=person, is_highest=True)
    return same.exclude(pk=violation.pk).exclude(state="dismissed").order_by("pk").first()


def to_check(person: Any) -> QuerySet[Violation]:
    return with_names(visible_to(person)).filter(state="proposed").order_by("pk")


def to_decide(person: Any) -> QuerySet[Violation]:
    return with_names(visible_to(person)).filter(state="checked").order_by("pk")


def penalties(person: Any, *states: str) -> QuerySet[Penalty]:
    """Penalties of visible violations in these states, oldest first."""
    found = Penalty.objects.filter(violation__in=visible_to(person), state__in=states)
    return found.select_related(
        "violation__brand", "violation__person", "violation__department", "violation__case", "decided_by"
    ).order_by("pk")


def months(person: Any) -> QuerySet[MonthlyDetail]:
    """Monthly details of his brands; only posts that keep or read them see any."""
    if not (person.granted("quality.read_month") or person.granted("quality.submit_month")):
        return MonthlyDetail.objects.none()
    found = MonthlyDetail.objects.filter(brand__in=sorted(person.reach.brands))
    return found.select_related("brand", "submitted_by").order_by("-month", "brand")


def entries_of(detail: MonthlyDetail) -> QuerySet[LedgerEntry]:
    """The ledger of a brand and month, in the order it was written."""
    return (
        LedgerEntry.objects.filter(brand=detail.brand_id, month=detail.month)
        .select_related(
            "person", "department", "penalty__violation__substantiated_by", "penalty__violation__department", "by"
        )
        .order_by("pk")
    )


def ledger_of(person: Any) -> QuerySet[LedgerEntry]:
    """One's own lines, newest first."""
    found = LedgerEntry.objects.filter(person=person, brand__in=sorted(person.reach.brands))
    return found.select_related("penalty__violation", "department").order_by("-pk")


def vetoes(brand: Any, month: str) -> QuerySet[AwardVeto]:
    """Vetoes of a month that stand."""
    found = AwardVeto.objects.filter(brand=brand, month=month, lifted_at=None)
    return found.select_related("person", "department", "case").order_by("pk")


def vetoes_of(person: Any) -> QuerySet[AwardVeto]:
    """Vetoes on a person or his department that stand, newest first."""
    found = AwardVeto.objects.filter(Q(person=person) | Q(department=person.department_id), lifted_at=None)
    return found.filter(brand__in=sorted(person.reach.brands)).select_related("person", "department").order_by("-pk")


def may_be_awarded(*, brand: Any, month: str, person: Any = None, department: Any = None) -> bool:
    """False while a veto stands on the person, his department, or the department asked about (S2-1.D.4.10.4)."""
    barred = Q(pk=None)
    if person is not None:
        barred |= Q(person=person) | Q(department=person.department_id)
    if department is not None:
        barred |= Q(department=department)
    return not vetoes(brand, month).filter(barred).exists()


def may_still_object(penalty: Penalty | None) -> bool:
    """The window is open, and he has not objected yet."""
    if penalty is None or penalty.state not in ("notified", "listed") or penalty.objection_until is None:
        return False
    return clock.now() <= penalty.objection_until and not Objection.objects.filter(penalty=penalty).exists()


def standing_penalties(violation: Violation) -> QuerySet[Penalty]:
    return violation.penalties.filter(state__in=STANDING)


def system_candidates(case: Any) -> QuerySet[Violation]:
    """What the system proposed from a judgement of this case and nobody has checked yet."""
    return Violation.objects.filter(case=case, source="complaint", proposed_by=None, state="proposed")


def is_concerned_by_customer(person: Any, customer: Any) -> bool:
    """True while a violation of this person stands in a case of this customer."""
    of_customer = Violation.objects.filter(person_id=person.pk, case__customer__in=customers.all_of(customer))
    return of_customer.exclude(state="dismissed").exists()


def month_name(at: dt.datetime | dt.date) -> str:
    """`2026-07`."""
    day = clock.local(at).date() if isinstance(at, dt.datetime) else at
    return f"{day:%Y-%m}"


def following(month: str) -> str:
    """The month after: `2026-12` → `2027-01`."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02d}"
