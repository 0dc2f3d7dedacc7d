"""Verbs of authorised contacts: enter and end (S2-1.B.6.2.3-P.b)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.customers import queries as customers
from shouwen.customers.authorised import facts as told
from shouwen.customers.authorised import queries
from shouwen.customers.authorised.models import AuthorisedContact
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend

CLAUSE = "S2-1.B.6.2.3-P.b"


@transaction.atomic
def enter(customer: Any, *, by: Any, name: str, role: str, basis: str) -> AuthorisedContact:
    """Enters finance staff or a cashier of a customer. `basis`: the paper that says so, without which anybody could call."""
    require(by, "authorised_contacts.keep", customer)
    customer = customers.standing_for(customer)
    missing = {
        "name": "" if name.strip() else _("请填写姓名。"),
        "role": "" if role in dict(queries.ROLES) else _("请选择财务或出纳。"),
        "basis": "" if len(basis.strip()) >= 2 else _("请写明凭什么登记，例如授权书的日期。"),
    }
    details = {field: sentence for field, sentence in missing.items() if sentence}
    if details:
        raise Unacceptable(" ".join(details.values()), details=details, clause=CLAUSE)
    given = {"name": name.strip()[:60], "role": role}
    if any(each.name == given["name"] and each.role == role for each in queries.in_register(customer)):
        raise MoveRefused(_("这位已经登记过了。"))
    made = AuthorisedContact.objects.create(
        customer=customer, basis=basis.strip()[:120], entered_by=by, entered_at=clock.now(), **given
    )
    facts.record(told.ENTERED, by=by, about_thing=customer, refs={"contact": made.pk, "role": role})
    return made


@transaction.atomic
def end(contact: AuthorisedContact, *, by: Any) -> None:
    """From now on he is told nothing. The row stays."""
    require(by, "authorised_contacts.keep", contact.customer)
    if contact.ended_at is not None:
        raise MoveRefused(_("已经停用了。"))
    amend(contact, ended_at=clock.now(), ended_by=by)
    facts.record(told.ENDED, by=by, about_thing=contact.customer, refs={"contact": contact.pk, "role": contact.role})
