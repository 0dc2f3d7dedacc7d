"""Verbs about customers and matters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.customers import facts as told
from shouwen.customers import queries
from shouwen.customers.models import ContactPoint, Customer, Matter, NumberLook
from shouwen.customers.numbers import keyed, keyed_mail
from shouwen.kernel import clock, facts, pinyin
from shouwen.kernel.phone_numbers import last_four, normalise
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend

UNDO_DAYS = 30
LONGEST_MAIL = 80


@transaction.atomic
def register(
    *,
    by: Any,
    brand: Any,
    name: str,
    phone: str = "",
    title: str = "",
    company: str = "",
    customer_class: str = "ordinary",
) -> Customer:
    """Registers a customer. A number that cannot be read is refused with a sentence; none at all is allowed."""
    if by is not SYSTEM:
        require(by, "customers.register")
        _require_brand(by, brand)
    if not name.strip():
        raise Unacceptable(_("请填写客户姓名。"), details={"name": _("请填写客户姓名。")})
    customer = Customer.objects.create(
        brand=brand,
        name=name.strip()[:60],
        title=title,
        company=company.strip()[:120],
        customer_class=customer_class,
        initials=pinyin.initials(name)[:60],
        registered_at=clock.now(),
    )
    if phone.strip():
        ContactPoint.objects.create(customer=customer, **_point(phone))
    facts.record(told.REGISTERED, by=by, about_thing=customer)
    return customer


def _require_brand(by: Any, brand: Any) -> None:
    if brand.pk not in by.reach.brands:
        raise Unacceptable(_("您不负责这个品牌。"))


def add_phone(customer: Customer, phone: str, label: str = "") -> ContactPoint:
    """Adds a number in any writing. Must run in the verb's transaction."""
    given = _point(phone)
    index = given.pop("index")
    point, _new = ContactPoint.objects.get_or_create(customer=customer, index=index, defaults={**given, "label": label})
    return point


def add_mail(customer: Customer, address: str, label: str = "") -> ContactPoint | None:
    """Adds a mail address; None for one too long to keep. Must run in the verb's transaction."""
    if not address or len(address) > LONGEST_MAIL:
        return None
    index = keyed_mail(address, settings.INDEX_KEY)
    given = {"kind": "mail", "value": address, "label": label}
    return ContactPoint.objects.get_or_create(customer=customer, index=index, defaults=given)[0]


def _point(phone: str) -> dict[str, str]:
    number = normalise(phone)
    if number is None:
        sentence = _("电话号码看不懂，请核对：%(phone)s") % {"phone": phone[:20]}
        raise Unacceptable(sentence, details={"phone": sentence})
    return {"index": keyed(number, settings.INDEX_KEY), "value": number, "last_four": last_four(number)}


@transaction.atomic
def change(
    customer: Customer, *, by: Any, seen_version: int | None = None, phone: str = "", mail: str = "", **changes: Any
) -> None:
    """Changes name, title, company, class or habits; adds a number or a mail address. A stale save is refused with both
    versions.
    """
    require(by, "customers.change", customer)
    allowed = {"name", "title", "company", "customer_class", "habits"}
    if set(changes) - allowed:
        raise Unacceptable(_("这些项不能修改：%(names)s") % {"names": "、".join(sorted(set(changes) - allowed))})
    if "name" in changes:
        changes["initials"] = pinyin.initials(changes["name"])[:60]
    amend(customer, seen_version=seen_version, **changes)
    if phone:
        add_phone(customer, phone)
    added = {name for name, value in (("phone", phone), ("mail", mail and add_mail(customer, mail))) if value}
    fields = sorted((set(changes) & allowed) | added)
    facts.record(told.CHANGED, by=by, about_thing=customer, refs={"fields": fields})


@transaction.atomic
def reveal_number(customer: Customer, *, by: Any, reason: str = "") -> list[str]:
    """The customer's full numbers. Without standing in the matter a reason is needed; every look is logged."""
    require(by, "customers.reveal_number", customer)
    standing = queries.sees_number(by, customer)
    if not standing and len(reason.strip()) < 2:
        raise Unacceptable(_("请写明查看号码的理由。"), details={"reason": _("请写明查看号码的理由。")})
    look = NumberLook.objects.create(customer=customer, person=by, reason=reason.strip()[:200], at=clock.now())
    facts.record(told.REVEALED, by=by, about_thing=customer, refs={"standing": standing, "look": look.pk})
    return [point.value for point in customer.contacts.filter(kind="phone")]


@transaction.atomic
def merge(customer: Customer, *, into: Customer, by: Any) -> None:
    """Says two are one. Nothing moves: reading follows the pointer (decisions.md 13)."""
    require(by, "customers.merge", customer)
    require(by, "customers.merge", into)
    # Both are held, always in the same order: two who merge each into the other at once would leave neither standing.
    list(Customer.objects.select_for_update().filter(pk__in=(customer.pk, into.pk)).order_by("pk"))
    into = queries.standing_for(Customer.objects.get(pk=into.pk))
    if into.pk == customer.pk or into.brand_id != customer.brand_id:
        raise Unacceptable(_("只能合并同一品牌的两位不同客户。"))
    amend(customer, merged_into=into, merged_at=clock.now())
    facts.record(told.MERGED, by=by, about_thing=customer, refs={"into": into.pk})


@transaction.atomic
def unmerge(customer: Customer, *, by: Any) -> None:
    """Takes a merge back within 30 days."""
    require(by, "customers.merge", customer)
    if customer.merged_at is None or clock.now() - customer.merged_at > dt.timedelta(days=UNDO_DAYS):
        raise Unacceptable(_("合并已超过 30 天，不能撤销。"))
    amend(customer, merged_into=None, merged_at=None)
    facts.record(told.UNMERGED, by=by, about_thing=customer)


def matter(brand: Any, number: str, *, kind: str = "waybill", customer: Customer | None = None) -> Matter:
    """The matter with this number, registered when new. Must run in the verb's transaction."""
    cleaned = number.replace(" ", "").replace("　", "")[:40]
    found, _new = Matter.objects.get_or_create(brand=brand, kind=kind, number=cleaned, defaults={"customer": customer})
    return found
