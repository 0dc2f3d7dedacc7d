"""Who may read script cards and count abuse."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow_without_grant, predicate

READING = ("conversations.claim", "cases.open_case")


@predicate
def serves_customers(by: Any, brand: Any) -> bool:
    """Whoever talks with customers, of a brand of his."""
    granted = any(by.granted(verb) for verb in READING)
    return granted and (brand is None or brand.pk in by.reach.brands)


@predicate
def answers_the_talk(by: Any, message: Any) -> bool:
    return message is not None and by.may("conversations.send", message.conversation)


allow_without_grant("scripts.read", _("看情景卡"), serves_customers)
allow_without_grant("scripts.confirm_abuse", _("确认客户辱骂"), answers_the_talk)
