"""Questions about authorised contacts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from shouwen.customers import queries as customers
from shouwen.customers.authorised.models import ROLES, AuthorisedContact

__all__ = ["ROLES", "contacts_of", "ended_of", "in_register"]


def in_register(customer: Any) -> list[AuthorisedContact]:
    """Those of a customer, and of whom is merged into him, who may be told about his money now."""
    return list(_all(customer).filter(ended_at=None))


def contacts_of(person: Any, customer: Any) -> list[AuthorisedContact]:
    """The same for a person who may read the customer; none for another."""
    return in_register(customer) if _reads(person, customer) else []


def ended_of(person: Any, customer: Any) -> list[AuthorisedContact]:
    """Those who may no longer, the last first."""
    return list(_all(customer).exclude(ended_at=None).order_by("-ended_at")[:5]) if _reads(person, customer) else []


def _all(customer: Any) -> QuerySet[AuthorisedContact]:
    whole = customers.all_of(customers.standing_for(customer))
    return AuthorisedContact.objects.filter(customer__in=whole).select_related("entered_by", "ended_by")


def _reads(person: Any, customer: Any) -> bool:
    return customers.visible_to(person).filter(pk=customer.pk).exists()
