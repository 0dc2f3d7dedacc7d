"""Who may send a text message by a template. Channels and templates are kept by who keeps channels."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.conversations.states import LIVE
from shouwen.conversations.texts.models import Thread
from shouwen.customers import queries as customers
from shouwen.kernel.policy import allow, predicate


@predicate
def serves_brand(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


allow("texts.text", _("按模板发短信"), serves_brand)


def _answers_his_texts(person: Any, customer: Any) -> bool:
    """Whoever owns a live conversation by SMS needs no reason to see the number behind it; the look is logged."""
    talks = Thread.objects.filter(conversation__owner=person, conversation__state__in=LIVE)
    return talks.filter(conversation__kind="sms", conversation__customer__in=customers.all_of(customer)).exists()


customers.NEEDS_NO_REASON.append(_answers_his_texts)
