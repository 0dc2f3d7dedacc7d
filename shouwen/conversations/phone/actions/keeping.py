"""Keeping exchanges: what they are called, for whom, their key, and whose extension is which."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.phone import facts as told
from shouwen.conversations.phone.models import Exchange, Extension
from shouwen.kernel import facts, vault
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend


@transaction.atomic
def keep_exchange(exchange: Exchange | None, *, by: Any, **channel: Any) -> tuple[Exchange, str]:
    """Makes an exchange or changes one: title, brand, department, is_active. A new one's secret is told once."""
    channel_of = exchange.channel if exchange is not None else None
    require(by, "phone.keep_exchanges", channel_of)
    kept = conversations.keep_channel(channel_of, by=by, kind="call", opens_cases=False, **channel)
    secret = ""
    if exchange is None:
        secret = secrets.token_urlsafe(32)
        exchange = Exchange.objects.create(channel=kept, key=secrets.token_hex(12), locked=vault.lock(secret))
    facts.record(told.EXCHANGE_KEPT, by=by, about_thing=exchange, refs={"fields": sorted(channel)})
    return exchange, secret


@transaction.atomic
def change_key(exchange: Exchange, *, by: Any) -> str:
    """A new secret, told once; the old one stops counting at once."""
    require(by, "phone.keep_exchanges", exchange.channel)
    secret = secrets.token_urlsafe(32)
    amend(exchange, locked=vault.lock(secret))
    facts.record(told.EXCHANGE_KEY, by=by, about_thing=exchange)
    return secret


@transaction.atomic
def keep_extension(exchange: Exchange, *, by: Any, number: str, person: Any) -> None:
    """Says whose extension it is; without a person it is nobody's again."""
    require(by, "phone.keep_exchanges", exchange.channel)
    number = number.strip()
    if not number.isascii() or not number.isdigit() or len(number) > 20:
        raise Unacceptable(_("分机号只能是数字。"), details={"number": _("分机号只能是数字。")})
    if person is None:
        exchange.extensions.filter(number=number).delete()
    elif exchange.channel.brand_id not in person.reach.brands or not person.granted("phone.take"):
        sentence = _("这位同事不接这个品牌的电话。")
        raise Unacceptable(sentence, details={"person": sentence})
    else:
        Extension.objects.update_or_create(exchange=exchange, number=number, defaults={"person": person})
    refs = {"extension": number, "person": person.key if person is not None else ""}
    facts.record(told.EXTENSION_KEPT, by=by, about_thing=exchange, refs=refs)
