"""Verbs of type marks: set, delete, let expire."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.customers import queries as customers
from shouwen.customers.types import facts as told
from shouwen.customers.types import queries
from shouwen.customers.types.models import TypeMark
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


@transaction.atomic
def mark(customer: Any, *, by: Any, type: str) -> TypeMark:
    """Marks a customer; the same clerk's same mark is renewed, and only the last few of all are kept."""
    require(by, "customer_types.mark", customer)
    customer = customers.standing_for(customer)
    if type not in queries.cards(customer.brand):
        raise Unacceptable(_("没有这种客户类型。"), details={"type": _("没有这种客户类型。")})
    now = clock.now()
    times = {"at": now, "expires_at": now + queries.lasts(customer.brand)}
    made, _new = TypeMark.objects.update_or_create(customer=customer, type=type, by=by, defaults=times)
    whole = TypeMark.objects.filter(customer__in=customers.all_of(customer)).order_by("-at", "-id")
    last = list(whole.values_list("pk", flat=True)[: queries.kept(customer.brand)])
    whole.exclude(pk__in=last).order_by().delete()
    facts.record(told.MARKED, by=by, about_thing=customer)
    return made


@transaction.atomic
def delete_mark(given: TypeMark, *, by: Any) -> None:
    """Deletes a mark: one's own, or anybody's by permission."""
    verb = "customer_types.mark" if given.by_id == by.pk else "customer_types.delete"
    require(by, verb, given.customer)
    gone, _rows = TypeMark.objects.filter(pk=given.pk).delete()
    if not gone:
        raise MoveRefused(_("这个标记已经删去。"))
    facts.record(told.DELETED, by=by, about_thing=given.customer)


@transaction.atomic
def delete_all(customer: Any, *, by: Any) -> None:
    """Deletes everything clerks took a customer for: when he asks for it, or it was no use."""
    require(by, "customer_types.delete", customer)
    gone, _rows = TypeMark.objects.filter(customer__in=customers.all_of(customers.standing_for(customer))).delete()
    if not gone:
        raise MoveRefused(_("没有可以删去的标记。"))
    facts.record(told.DELETED, by=by, about_thing=customer)


@transaction.atomic
def expire(given: TypeMark, *, by: Any) -> None:
    """Deletes a mark whose time is over; one that was renewed meanwhile stays."""
    require(by, "customer_types.delete", given.customer)
    if TypeMark.objects.filter(pk=given.pk, expires_at__lte=clock.now()).delete()[0]:
        facts.record(told.EXPIRED, by=by, about_thing=given.customer)
