"""How promises are put into the thread of a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context

from shouwen.cases import promises
from shouwen.cases.promised import Promised

register = template.Library()


@register.simple_tag(takes_context=True)
def spoken_in(context: Context, message: Any, thread: Iterable[dict[str, Any]]) -> promises.Spoken | None:
    """How a message of this page's thread stands as a promise: asked once a page for all of them."""
    page: Any = context.render_context
    if "promises of messages" not in page:
        person, talk = context["request"].person, context["conversation"]
        page["promises of messages"] = promises.spoken(person, talk, [each["message"] for each in thread])
    found: promises.Spoken | None = page["promises of messages"].get(message.pk)
    return found


@register.filter
def reading(found: Promised | None) -> str:
    """How its time was read; "" when it was said exactly, and for what reads like no promise."""
    return promises.read_as(found) if found is not None else ""
