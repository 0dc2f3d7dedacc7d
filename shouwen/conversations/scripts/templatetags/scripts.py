"""Script cards in other chapters' pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from shouwen.conversations.scripts import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: Context, events: str) -> dict[str, Any]:
    """The card of what happens in this page's call, the nearest event first, for whoever looks at it."""
    return queries.moment(context["conversation"], context["request"].person, events)


@register.simple_tag(takes_context=True)
def talk_moment(context: Context, events: str) -> dict[str, Any]:
    """The same for a talk by whichever channel it is."""
    talk = context["conversation"]
    return queries.moment(talk, context["request"].person, events, queries.channel_of(talk.kind))
