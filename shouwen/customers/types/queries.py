"""Questions about customer types: the cards, a customer's marks, and how far clerks agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shouwen.customers import queries as customers
from shouwen.customers.types.models import TypeMark
from shouwen.kernel import clock
from shouwen.kernel.deadlines import parse_span
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook


def pack_for(brand: Any) -> Any:
    """The pack in force of a brand."""
    return rulebook.in_force(brand.pack)


def cards(brand: Any) -> dict[str, rulebook.CustomerType]:
    """The types of a brand's pack by id."""
    return rulebook.types_of(pack_for(brand))


def purpose(brand: Any) -> str:
    """What the marks are kept for."""
    return str(pack_for(brand).customer_types.purpose)


def setting(brand: Any, key: str, otherwise: Any) -> Any:
    """A value of the register; `otherwise` while an older edition does not know it."""
    return rulebook.setting_or(pack_for(brand), brand.code, key, otherwise)


def origin(brand: Any, key: str) -> str:
    known = pack_for(brand).settings.get(key)
    return str(known.origin) if known else "default"


def kept(brand: Any) -> int:
    """How many marks a customer has at most."""
    return int(setting(brand, "customer_types.kept", 3))


def lasts(brand: Any) -> dt.timedelta:
    """How long a mark lives; twelve months are 365 days."""
    span = parse_span(str(setting(brand, "customer_types.expire_after", "12mo")))
    return span.exact + dt.timedelta(days=span.days + span.months * 365 // 12)


def alive(at: dt.datetime | None = None) -> QuerySet[TypeMark]:
    return TypeMark.objects.filter(expires_at__gt=at or clock.now())


def over() -> list[TypeMark]:
    """Marks whose time is over."""
    return list(TypeMark.objects.filter(expires_at__lte=clock.now()).select_related("customer").order_by("id"))


def marks_of(person: Any, customer: Any) -> list[TypeMark]:
    """The last marks of a customer, and of those merged into him, newest first; none for whoever may not mark."""
    if not person.granted("customer_types.mark") or not customers.visible_to(person).filter(pk=customer.pk).exists():
        return []
    found = alive().filter(customer__in=customers.all_of(customers.standing_for(customer))).select_related("by")
    return list(found.order_by("-at", "-id")[: kept(customer.brand)])


@dataclass(frozen=True)
class Agreement:
    """Of `customers` with marks of at least two clerks, in how many they agree; None while there are too few to show."""

    brand: Any
    least: int
    customers: int
    agreed: int | None

    @property
    def share(self) -> int | None:
        """Whole percent."""
        return None if self.agreed is None else round(100 * self.agreed / self.customers)


def agreement(person: Any) -> list[Agreement]:
    """By brand of the person's: whether clerks take the same customer for the same type (S1-3.1.3D)."""
    return [_agreement(brand) for brand in people.brands_of(person)]


def _agreement(brand: Any) -> Agreement:
    said: dict[int, dict[int, str]] = {}
    for mark in alive().filter(customer__brand=brand).select_related("customer").order_by("at", "id"):
        said.setdefault(customers.standing_for(mark.customer).pk, {})[mark.by_id] = mark.type  # the clerk's last word
    several = [types for types in said.values() if len(types) >= 2]
    least = max(5, int(setting(brand, "customer_types.agreement_least", 5)))
    agreed = sum(len(set(types.values())) == 1 for types in several)
    shown = len(several) >= least
    return Agreement(brand, least, len(several) if shown else 0, agreed if shown else None)
