"""Script cards in other chapters' pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from shouwen.conversations.scripts import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: Context, event: str) -> dict[str, Any]:
    """The card of an event of this page's conversation, for whoever looks at it."""
    return queries.moment(context["conversation"], context["request"].person, event)
