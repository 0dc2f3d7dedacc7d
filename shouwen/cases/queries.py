"""Questions about cases. Every list, page, API answer and action starts from `visible_to(person)`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from shouwen.cases.followed import Followed as Followed
from shouwen.cases.followed import followed as followed
from shouwen.cases.followed import followed_files as followed_files
from shouwen.cases.followers import Follower
from shouwen.cases.models import (
    Case,
    Clock,
    Compensation,
    Import,
    Named,
    Note,
    Offer,
    Promise,
    RecurringProblem,
    RepeatComplaint,
    Transfer,
    WeeklySheet,
    WrittenReport,
)
from shouwen.conversations import queries as talks
from shouwen.customers import queries as customers
from shouwen.kernel import facts

#: What rooms above have agreed to give for a case or its matter since a time, in fen: it counts against the same limit.
ALSO_COMPENSATED: list[Callable[[Case, dt.datetime], int]] = []

LIVE = ("open", "reopened", "answered")
DONE = ("closed", "closed_exceptionally")


def visible_to(person: Any) -> QuerySet[Case]:
    """Cases of his brands that he may read: all, those of his departments, or his own; never one that names him."""
    reach = person.reach
    brands = sorted(reach.brands)
    of_brands = Case.objects.filter(brand=brands[0]) if len(brands) == 1 else Case.objects.filter(brand__in=brands)
    of_brands = of_brands.exclude(Exists(Named.objects.filter(case=OuterRef("pk"), person=person)))
    if reach.everything and handles_cases(person):
        return of_brands
    mine: Any = Q(owner=person) | Q(first_asked=person)
    if handles_cases(person):
        sent_there = Transfer.objects.filter(
            case=OuterRef("pk"), department__in=sorted(reach.departments | reach.member_of)
        )
        mine |= Q(department__in=sorted(reach.departments)) | Exists(sent_there)
        # Whoever is offered a case, or asked about one, must be able to read it before he answers.
        mine |= Q(pk__in=Offer.objects.filter(taker=person, state="offered").values("case"))
        mine |= Q(pk__in=Note.objects.filter(asked=person).values("case"))
    if person.granted("cases.acknowledge_repeat"):  # 企管部 is told of every second complaint (S2-1.D.4.10.2)
        mine |= Exists(RepeatComplaint.objects.filter(case=OuterRef("pk"), denied_why=""))
    return of_brands.filter(mine)


def handles_cases(person: Any) -> bool:
    """True for posts that deal with cases at all; an administrator's does not."""
    return any(verb.startswith("cases.") for verb in person.reach.verbs)


def with_names(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what a list shows, in one query."""
    return cases.select_related("brand", "owner", "first_asked", "department", "responsible", "customer", "matter")


def numbered(person: Any, number: str) -> QuerySet[Case]:
    return with_names(visible_to(person)).filter(number=number)


def for_the_system(case_id: int) -> Case | None:
    """A case by its id, for what the system does by itself: no person reads it."""
    return Case.objects.select_related("brand", "department", "customer", "matter", "owner").filter(pk=case_id).first()


def followable(number: str) -> Case | None:
    """The case of this number, for its customer who is to prove that he is: nobody reads it yet."""
    return with_names(Case.objects.filter(number=number, is_historic=False)).first()


def follower_of(case: Case) -> Follower:
    """The customer of a case as an actor, for who has proved by a code that he may follow it."""
    return Follower(case_id=case.pk, customer_id=case.customer_id)


def is_named(person: Any, case: Case) -> bool:
    """True when the case complains of this person."""
    return Named.objects.filter(case=case, person_id=person.pk).exists()


def case_with(pk: int) -> Case | None:
    """The case a fact is about, for rooms above: not asked on behalf of a person."""
    return with_names(Case.objects.all()).filter(pk=pk).first()


def naming(person: Any) -> QuerySet[Named, Any]:
    """Ids of the cases that complain of this person: for rooms above, which keep him out of what hangs on them."""
    return Named.objects.filter(person=person).values("case")


def named_in(case: Any) -> list[Any]:
    """The people a case complains of."""
    return [each.person for each in Named.objects.filter(case=case).select_related("person__department").order_by("pk")]


def repeat_of(case: Any) -> RepeatComplaint | None:
    """The record of a second complaint, unless a person has said that it is another matter."""
    found = RepeatComplaint.objects.filter(case=case, denied_why="")
    return found.select_related("department", "person__department", "earlier").first()


def names_in_case(person: Any, case_id: int) -> bool:
    return Named.objects.filter(case_id=case_id, person_id=person.pk).exists()


def is_named_by_customer(person: Any, customer: Any) -> bool:
    ids = customers.all_of(customer)
    return Named.objects.filter(person_id=person.pk, case__customer__in=ids).exists()


def owns_open_case_of(person: Any, customer: Any) -> bool:
    ids = customers.all_of(customer)
    return Case.objects.filter(owner_id=person.pk, customer__in=ids, state__in=LIVE).exists()


def has_transfer_to(person: Any, case: Case) -> bool:
    departments = person.reach.departments | person.reach.member_of
    return Transfer.objects.filter(case=case, department__in=sorted(departments)).exists()


def transfers_for(person: Any) -> QuerySet[Transfer]:
    """Transfers to the person's departments, in his brands, except where he is named."""
    reach = person.reach
    named = Named.objects.filter(case=OuterRef("case"), person=person)
    return (
        Transfer.objects.filter(
            department__in=sorted(reach.departments | reach.member_of), case__brand__in=sorted(reach.brands)
        )
        .exclude(Exists(named))
        .select_related("case", "case__customer", "case__matter", "case__owner", "case__brand", "department", "sent_by")
        .order_by("due_at")
    )


def reports_of(person: Any) -> QuerySet[WrittenReport]:
    """Written reports asked of the person. He sees the complaint's gist there, not the customer."""
    return WrittenReport.objects.filter(person=person).select_related("case", "asked_by").order_by("-id")


def offers_to(person: Any) -> QuerySet[Offer]:
    return (
        Offer.objects.filter(taker=person, state="offered")
        .select_related("case", "case__customer", "giver")
        .order_by("offered_at")
    )


def consultations_of(person: Any) -> QuerySet[Note]:
    return Note.objects.filter(asked=person, answered_at=None).select_related("case", "by").order_by("at")


def running_clocks(case: Case) -> QuerySet[Clock]:
    """Clocks still to be met, the earliest first; paused ones too."""
    return (
        case.clocks.filter(state__in=("running", "paused"))
        .select_related("decision", "edition")
        .defer("edition__content")
        .order_by("due_at")
    )


def clocks_due(at: dt.datetime, limit: int = 200) -> QuerySet[Clock]:
    """Clocks whose next ring has come."""
    return Clock.objects.filter(state="running", next_ring_at__lte=at).order_by("next_ring_at")[:limit]


def clocks_on_the_plate(person: Any) -> QuerySet[Clock]:
    """Clocks this person must act on: his own, his departments', his posts'."""
    departments = sorted(person.reach.member_of)
    mine = Q(person=person) | Q(person=None, department__in=departments)
    return (
        Clock.objects.filter(mine, state__in=("running", "paused"))
        .select_related("case", "case__customer", "case__matter", "decision", "edition")
        .defer("edition__content")
        .order_by("due_at")
    )


def earlier_of_same_matter(case: Case, since: dt.datetime) -> tuple[Case, str] | None:
    """The earlier complaint this one repeats: same matter, else same customer and category since `since`."""
    others = Case.objects.filter(brand=case.brand_id, kind="complaint").exclude(pk=case.pk)
    if case.matter_id:
        found = _newest(others.filter(matter=case.matter_id, pk__lt=case.pk))
        if found:
            return found, "matter"
    if case.customer is not None and case.category:
        ids = customers.all_of(case.customer)
        same = others.filter(customer__in=ids, category=case.category, received_at__gte=since, pk__lt=case.pk)
        if case.matter_id:
            same = same.filter(matter=None)
        found = _newest(same)
        if found:
            return found, "category"
    return None


def _newest(cases: QuerySet[Case]) -> Case | None:
    """Asks for the id alone first: mostly there is none, and a question with all columns takes longer to put."""
    found = cases.order_by("-id").values_list("pk", flat=True).first()
    return Case.objects.get(pk=found) if found else None


def possibly_same(
    person: Any, *, brand: Any, customer: Any = None, matter: Any = None, limit: int = 5
) -> tuple[list[Case], int]:
    """Cases this call may be about, and how many more there are that the person may not read (never which)."""
    about = Q()
    if matter is not None:
        about |= Q(matter=matter)
    if customer is not None:
        about |= Q(customer__in=customers.all_of(customer))
    if not about:
        return [], 0
    every = Case.objects.filter(about)
    readable = with_names(visible_to(person).filter(about)).order_by("-id")
    return list(readable[:limit]), max(0, every.count() - readable.count())


def of_customer(person: Any, customer: Any) -> QuerySet[Case]:
    ids = customers.all_of(customer)
    return with_names(visible_to(person)).filter(customer__in=ids).order_by("-id")


def open_promises(customer: Any) -> QuerySet[Promise]:
    ids = customers.all_of(customer)
    return (
        Promise.objects.filter(case__customer__in=ids, state__in=("open", "broken"))
        .select_related("case")
        .order_by("due_at")
    )


def repeats_waiting(person: Any) -> QuerySet[RepeatComplaint]:
    return (
        RepeatComplaint.objects.filter(case__in=visible_to(person), acknowledged_at=None, denied_why="")
        .select_related("case", "earlier", "department")
        .order_by("found_at")
    )


def recurring(person: Any) -> QuerySet[RecurringProblem]:
    return RecurringProblem.objects.filter(brand__in=person.reach.brands).select_related("department").order_by("-id")


def case_of(conversation: Any) -> Case | None:
    """The case a conversation is about."""
    found = with_names(Case.objects.filter(pk=conversation.about_id)) if conversation.about_kind == "case" else None
    return found.first() if found is not None else None


def named_in_subject(conversation: Any) -> Case | None:
    """The case whose number a letter's subject names, when its writer is that case's customer."""
    numbers = talks.numbers_in(conversation.subject)
    found = with_names(Case.objects.filter(brand=conversation.brand, number__in=numbers)) if numbers else ()
    for case in found:
        if case.customer is not None and customers.is_reached_by(case.customer, conversation.address):
            return case
    return None


def has_on_timeline(case: Case, conversation: Any, message: int) -> bool:
    """True when these words stand there already: in the opening, or in a line of their own."""
    first = talks.first_of(conversation)
    if first is not None and first.pk == message:
        return True
    return any(fact.refs.get("message") == message for fact in facts.timeline(case, 400))


def kept_from(person: Any) -> Q:
    """Conversations about cases in which this person is complained of."""
    return Q(about_kind="case", about_id__in=Named.objects.filter(person=person).values("case"))


def sheets(person: Any) -> QuerySet[WeeklySheet]:
    """Weekly sheets of the person's brands; only posts that keep or approve them see any."""
    if not (person.granted("cases.submit_sheet") or person.granted("cases.approve_sheet")):
        return WeeklySheet.objects.none()
    return WeeklySheet.objects.filter(brand__in=person.reach.brands).order_by("-starts_on", "brand")


def imports(person: Any) -> QuerySet[Import]:
    """Files brought in, of his brands: his own, and everyone's for who supervises. Only posts that import see any."""
    if not person.granted("cases.import_cases"):
        return Import.objects.none()
    found = Import.objects.filter(brand__in=person.reach.brands).select_related("brand", "made_by", "owner", "job")
    return found if person.granted("cases.supervise") else found.filter(made_by=person)


def import_with(pk: int) -> Import:
    """A file brought in, for its job."""
    return Import.objects.select_related("brand", "made_by", "owner").get(pk=pk)


def held_by(person: Any) -> int:
    """How many open cases have this person as owner: he may not leave before they are re-homed."""
    return Case.objects.filter(owner=person, state__in=LIVE).count()


def compensated(*, matter: Any, case: Any, since: dt.datetime, but_case: Any = None) -> int:
    """Fen given or asked for in cases about the same matter, or in the same case, since `since`; by ids.

    What another room decided and counts itself is left out, and the case `but_case`, whose decision is replaced.
    """
    same = Q(pk__in=[])
    if matter is not None:
        same |= Q(case__matter=matter)
    if case is not None:
        same |= Q(case=case)
    live = Q(in_force_at__isnull=False) | Q(approval__state="asked")
    found = Compensation.objects.filter(same & live, decided_at__gte=since, replaced_at=None, is_elsewhere=False)
    return int(found.exclude(case=but_case).aggregate(sum=Sum("amount_fen"))["sum"] or 0)
