"""Questions about customers and matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shouwen.customers import facts as told
from shouwen.customers.courtesy import fill as fill
from shouwen.customers.courtesy import form as form
from shouwen.customers.models import TITLES, ContactPoint, Customer, Matter, NumberLook
from shouwen.customers.numbers import keyed, keyed_mail, written
from shouwen.kernel.models import Fact
from shouwen.kernel.phone_numbers import normalise
from shouwen.kernel.policy import SYSTEM, may
from shouwen.people import queries as people

#: No name, number or company is looked for by more.
LONGEST = 60
#: Rooms above say when a person needs no reason to see a number (the owner of an open case), or never may.
NEEDS_NO_REASON: list[Callable[[Any, Any], bool]] = []
NEVER_SEES: list[Callable[[Any, Any], bool]] = []


def titles() -> list[tuple[str, Any]]:
    """How a customer may be addressed: neutral while it is not known."""
    return list(TITLES)


def visible_to(person: Any) -> QuerySet[Customer]:
    """Customers of the person's brands; only posts that deal with customers see any."""
    if not person.granted("customers.register"):
        return Customer.objects.none()
    return Customer.objects.filter(brand__in=person.reach.brands)


def matters_visible_to(person: Any) -> QuerySet[Matter]:
    return Matter.objects.filter(brand__in=person.reach.brands)


def is_named_by_us(customer: Customer) -> bool:
    """True when a person of the house has written down what he is called; a stranger's name is what his header said."""
    named = Fact.objects.filter(about_kind="customer", about_id=customer.pk, kind__in=(told.REGISTERED, told.CHANGED))
    return named.exclude(actor=SYSTEM.key).exists()


def standing_for(customer: Customer) -> Customer:
    """The customer a merged one points to (chains are followed)."""
    seen = {customer.pk}
    while customer.merged_into is not None and customer.merged_into_id not in seen:
        customer = customer.merged_into
        seen.add(customer.pk)
    return customer


def all_of(customer: Customer) -> list[int]:
    """Ids of a customer and of those merged into it: history is read over all of them."""
    found, rest = {customer.pk}, [customer.pk]
    while rest:
        rest = list(Customer.objects.filter(merged_into__in=rest).exclude(pk__in=found).values_list("pk", flat=True))
        found.update(rest)
    return sorted(found)


def with_number(brand: Any, text: str) -> list[Customer]:
    """Customers of a brand reached by this number, in any writing."""
    number = normalise(text)
    if number is None:
        return []
    points = ContactPoint.objects.filter(index=keyed(number, settings.INDEX_KEY), customer__brand=brand)
    found = {
        standing_for(point.customer).pk: standing_for(point.customer) for point in points.select_related("customer")
    }
    return list(found.values())


def mail_key(address: str) -> str:
    """A mail address as its place in the keyed index: to know it again without keeping it."""
    return keyed_mail(address, settings.INDEX_KEY)


def number_key(number: str) -> str:
    """A normalised telephone number as its place in the keyed index."""
    return keyed(number, settings.INDEX_KEY)


def as_dialled(number: str) -> str:
    """A normalised number as one dials it here, for whoever may see it whole."""
    return written(number)


def with_mail(brand: Any, address: str) -> list[Customer]:
    """Customers of a brand reached by this mail address, in any case of letters."""
    points = ContactPoint.objects.filter(index=mail_key(address), customer__brand=brand).select_related("customer")
    found = [standing_for(point.customer) for point in points]
    return list({each.pk: each for each in found}.values())


def is_reached_by(customer: Customer, address: str) -> bool:
    """True when this mail address is one of the customer's, or of one merged into him."""
    return ContactPoint.objects.filter(customer__in=all_of(standing_for(customer)), index=mail_key(address)).exists()


@dataclass(frozen=True)
class Recognised:
    """A customer found while typing, and by what."""

    customer: Customer
    by: Any
    exact: bool


def recognise(person: Any, brand: Any, text: str, limit: int = 8) -> list[Recognised]:
    """Who may this be: by full number, last four, matter number, name, company or pinyin initials."""
    text = text.strip()[:LONGEST]
    if not text:
        return []
    scope = visible_to(person).filter(brand=brand, merged_into=None)
    found: dict[int, Recognised] = {}

    def add(customers: Any, by: Any, exact: bool = False) -> None:
        for customer in customers:
            found.setdefault(customer.pk, Recognised(customer, by, exact))

    visible = set(scope.filter(pk__in=[c.pk for c in with_number(brand, text)]).values_list("pk", flat=True))
    add(scope.filter(pk__in=visible), _("号码一致"), exact=True)
    if text.isdigit() and len(text) == 4:
        add(scope.filter(contacts__last_four=text)[:limit], _("号码后四位"))
    if len(text) >= 3:
        matters = Matter.objects.filter(brand=brand, number__iexact=text.replace(" ", ""))
        add(scope.filter(matters__in=matters)[:limit], _("单号一致"), exact=True)
    if not text.isdigit():
        if len(text) >= 2 or not text.isascii():
            add(scope.filter(Q(name__startswith=text))[:limit], _("姓名"))
        if text.isascii() and len(text) >= 2:
            add(scope.filter(initials__startswith=text.lower())[:limit], _("拼音首字母"))
        if len(text) >= 2:
            add(scope.filter(company__contains=text)[:limit], _("单位"))
    return list(found.values())[:limit]


def sees_number(person: Any, customer: Customer) -> bool:
    """True when the person needs no reason to see this customer's numbers."""
    return may(person, "customers.reveal_number", customer) and any(ask(person, customer) for ask in NEEDS_NO_REASON)


def matter(brand: Any, number: str, kind: str = "waybill") -> Matter | None:
    return Matter.objects.filter(brand=brand, kind=kind, number=number.replace(" ", "")).first()


def listed(person: Any, customer_class: str = "") -> QuerySet[Customer]:
    """Customers for a list: those merged into another are left out."""
    found = visible_to(person).filter(merged_into=None).select_related("brand").prefetch_related("contacts")
    return found.filter(customer_class=customer_class) if customer_class else found


def search(person: Any, text: str, limit: int = 30) -> list[Recognised]:
    """Customers of all the person's brands whom these words may mean."""
    return [each for brand in people.brands_of(person) for each in recognise(person, brand, text, limit)][:limit]


def looks_at(customer: Customer) -> QuerySet[NumberLook]:
    """Who looked at the full number, newest first."""
    return NumberLook.objects.filter(customer__in=all_of(customer)).select_related("person").order_by("-id")


def merged_into(customer: Customer) -> QuerySet[Customer]:
    return Customer.objects.filter(merged_into=customer).prefetch_related("contacts").order_by("pk")


def telephones(customers: list[int]) -> QuerySet[ContactPoint]:
    """Telephone numbers of these customers (by id), for what the system sends by itself: no person reads them."""
    return ContactPoint.objects.filter(customer__in=customers, kind="phone").order_by("pk")


def matters_of(customer: Customer) -> QuerySet[Matter]:
    return Matter.objects.filter(customer__in=all_of(customer)).order_by("-id")
