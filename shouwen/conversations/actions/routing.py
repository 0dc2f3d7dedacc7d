"""How a channel's conversations find their people: given or taken, and which skill its words ask for."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations.actions import handing_out
from shouwen.conversations.models import ASSIGN, Channel, SkillRule
from shouwen.kernel import facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend


@transaction.atomic
def arrange_channel(channel: Channel, *, by: Any, assign: str) -> None:
    """Says whether its conversations are given to people on duty (`push`) or taken by them (`pick`); "" as is usual."""
    require(by, "conversations.keep_channels", channel)
    if assign not in dict(ASSIGN):
        raise Unacceptable(_("没有这种派法。"), details={"assign": _("没有这种派法。")})
    amend(channel, assign=assign)
    facts.record(told.CHANNEL_KEPT, by=by, about_thing=channel, refs={"fields": ["assign"]})
    handing_out.hand_out_later()


@transaction.atomic
def add_skill_rule(channel: Channel, *, by: Any, words: str, skill: Any) -> SkillRule:
    """New conversations with one of these words (none: all) ask for this skill. The first rule that fits counts."""
    require(by, "conversations.keep_channels", channel)
    rule = SkillRule.objects.create(channel=channel, words=words.strip()[:200], skill=skill)
    facts.record(told.CHANNEL_KEPT, by=by, about_thing=channel, refs={"fields": ["skill_rules"], "skill": skill.pk})
    return rule


@transaction.atomic
def drop_skill_rule(rule: SkillRule, *, by: Any) -> None:
    """Takes a rule away; conversations that asked by it go on asking."""
    require(by, "conversations.keep_channels", rule.channel)
    refs = {"fields": ["skill_rules"], "dropped": rule.pk}
    facts.record(told.CHANNEL_KEPT, by=by, about_thing=rule.channel, refs=refs)
    rule.delete()
