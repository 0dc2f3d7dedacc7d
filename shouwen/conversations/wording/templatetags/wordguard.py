"""What the guard under a field needs to know."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from shouwen.conversations.wording import queries
from shouwen.rulebook import queries as rulebook

register = template.Library()


@register.simple_tag(takes_context=True)
def words_guard(context: Context) -> dict[str, Any]:
    """The guard of the page's conversation or case: where its rules are, which turn it is, what held an answer up.

    Empty where no rules are in force.
    """
    thread, thing, person = context.get("conversation"), context.get("case"), context["request"].person
    about = thing if context.get("advises") else thread
    words = queries.words_of(about) if about is not None else None
    if words is None:
        return {}
    name = rulebook.export_name(words.edition)
    return {
        "name": name,
        "src": reverse("word-guard", args=[name]),
        "weights": reverse("word-weights", args=[rulebook.weights_name()]),
        "clause": reverse("clause", args=[words.edition.pk, "CLAUSE"]),
        "turn": "middle" if context.get("advises") else queries.turn_of(about),
        "never": " ".join(words.never),
        "warns": words.asks_of_warnings,
        "alarm": reverse("word-alarm-new") if person.may("wording.report", words.brand) else "",
        "held": getattr(context.get("refusal"), "held", []),
        "edition": words.edition,
        "brand": words.brand,
    }
