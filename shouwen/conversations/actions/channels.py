"""Keeping channels: what they are called, for whom, and how they are."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations.channel import Health, mind_standing_words
from shouwen.conversations.models import Channel
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend


@transaction.atomic
def keep_channel(channel: Channel | None, *, by: Any, kind: str, **values: Any) -> Channel:
    """Makes a channel, or changes one: title, brand, department, opens_cases, acknowledgement, is_active."""
    require(by, "conversations.keep_channels", channel)
    require(by, "conversations.keep_channels", values.get("brand"))
    if not values.get("title", "").strip():
        raise Unacceptable(_("请填写名称。"), details={"title": _("请填写名称。")})
    if channel is not None and "brand" in values and values["brand"].pk != channel.brand_id:
        _refuse_moving(channel)
    if channel is None:
        channel = Channel.objects.create(kind=kind, **values)
    else:
        amend(channel, **values)
    mind_standing_words(channel, acknowledgement=channel.acknowledgement)
    facts.record(told.CHANNEL_KEPT, by=by, about_thing=channel, refs={"fields": sorted(values)})
    return channel


def _refuse_moving(channel: Channel) -> None:
    """What customers of one brand have said there would go on as another's."""
    if channel.conversations.exists():
        sentence = _("这个渠道已有会话，不能改归别的品牌，请另建一个。")
        raise Unacceptable(sentence, details={"brand": sentence})


def note_health(channel: Channel, health: Health) -> None:
    """Writes down how a channel was when it was looked at last."""
    now = clock.now()
    well = {"well_at": now, "trouble": ""} if health.is_well else {"trouble": health.words[:300]}
    Channel.objects.filter(pk=channel.pk).update(looked_at=now, **well)
