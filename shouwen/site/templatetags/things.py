"""Tags that need more than one room: the 据 chip of plain clauses, an actor's name, a thing's address."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.kernel import facts
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook
from shouwen.site import things
from shouwen.site.templatetags.shouwen import stamp, who, why

register = template.Library()
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*[+Z]")


@register.simple_tag(takes_context=True)
def cited(
    context: Context, clauses: Any = "", origin: str = "source", edition: Any = None, pack: str = "", label: Any = ""
) -> SafeString:
    """The 据 chip of plain clauses, opening the first of them in `edition`, else in the one in force of `pack`."""
    ids = [clauses] if isinstance(clauses, str) else [str(clause) for clause in clauses or ()]
    ids = [clause for clause in ids if clause and clause != "gap"]
    number = getattr(edition, "pk", edition) or _in_force(context, pack)
    url = ""
    if origin == "gap":
        ids = ids[:1]  # the words are 未见条文: no count beside them
    if ids and number:
        try:
            url = reverse("clause", args=[number, ids[0]])
        except NoReverseMatch:
            url = ""
    return why(ids, origin, url, label)


def _in_force(context: Context, pack: str) -> int | None:
    """The edition in force, asked once a page."""
    page: Any = context.render_context
    kept: dict[str, int | None] = page.setdefault("editions in force", {})
    if pack not in kept:
        try:
            kept[pack] = rulebook.edition_in_force(pack or people.default_brand().pack).pk
        except (Unacceptable, LookupError):
            kept[pack] = None
    return kept[pack]


@register.simple_tag(takes_context=True)
def actor(context: Context, key: str) -> SafeString:
    """Who did it, from the key a fact keeps: `person:2107`, `system`. `names` in the context saves asking."""
    if not key.startswith("person:"):
        return who(_("系统") if key == "system" else key)
    names = context.get("names") or {}
    name = names.get(key) or people.names_by_key({key}).get(key, key.removeprefix("person:"))
    number, _gap, rest = name.partition(" ")
    return format_html('<span class="who"><b>{}</b>{}</span>', number, rest)


@register.simple_tag(takes_context=True)
def thing(context: Context, kind: str, ident: int) -> things.Place:
    """The thing as this person may see it; `{% thing kind id as place %}`."""
    return things.places(context["request"].person, [(kind, ident)])[kind, ident]


@register.filter
def sentence(fact: Any) -> str:
    """What a fact says, in the language of the page; who did it stands beside it, so `{actor}` is left out."""
    declared = facts.KINDS.get(fact.kind)
    if declared is None:
        return str(fact.kind)
    values = defaultdict(lambda: "…", {name: _said(value) for name, value in fact.refs.items()})
    values["actor"] = ""
    return str(declared.sentence).format_map(values).strip()


def _said(value: Any) -> Any:
    """A reference as people read it: times by the clock of Shanghai, lists joined, codes of clocks in words."""
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if value in ("rung", "remind"):
        return _("已到期") if value == "rung" else _("快到期")
    if isinstance(value, str) and MOMENT.match(value):
        return stamp(dt.datetime.fromisoformat(value))
    return value


@register.filter
def pairs(table: Any) -> list[tuple[Any, Any]]:
    """`table.items()`: a dot would look for a key called items first."""
    return list(table.items())


@register.filter
def fact_icon(fact: Any) -> str:
    declared = facts.KINDS.get(fact.kind)
    return declared.icon if declared else "point"


@register.filter
def at_key(table: Any, key: Any) -> Any:
    """`table[key]`, nothing when it is not there."""
    return table.get(key) if hasattr(table, "get") else None


@register.filter
def bound_label(form: Any, name: str) -> Any:
    """The label of a form's field, for an error said elsewhere."""
    return form.fields[name].label if name in form.fields else ""
