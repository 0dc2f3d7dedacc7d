"""Saying who the customer of a conversation is: known by his number, or registered with it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations.actions import owning
from shouwen.conversations.models import Conversation
from shouwen.customers import actions as customer_actions
from shouwen.customers import queries as customers
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


@transaction.atomic
def introduce(conversation: Conversation, *, by: Any, name: str, phone: str = "", title: str = "") -> Any:
    """Ties the customer this number belongs to, else registers him; gives the customer.

    Refused when several share the number (a person must say which, in the register of customers), and when somebody
    has said it already: a wrong customer is put right where customers are merged, not by overwriting.
    """
    require(by, "conversations.know", conversation)
    require(by, "customers.register")
    if conversation.customer_id is not None:
        raise MoveRefused(_("这个会话已经有客户。"))
    found = customers.with_number(conversation.brand, phone) if phone.strip() else []
    if len(found) > 1:
        sentence = _("有几位客户都用这个号码，请先在客户资料里合并或改号码。")
        raise Unacceptable(sentence, details={"phone": sentence})
    customer = found[0] if found else None
    address = conversation.address if conversation.kind == "mail" else ""
    if customer is None:
        customer = customer_actions.register(by=by, brand=conversation.brand, name=name, phone=phone, title=title)
        customer_actions.add_mail(customer, address)
    elif address and not customers.is_reached_by(customer, address):
        # Whoever writes from there is he from now on: a change of the customer, with its permission and fact.
        customer_actions.change(customer, by=by, mail=address)
    owning.know(conversation, by=by, customer=customer)
    return customer
