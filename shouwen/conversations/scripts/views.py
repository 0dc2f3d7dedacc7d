"""The panel beside a conversation, one card for an event, and the book."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from shouwen.conversations import queries as talks
from shouwen.conversations.scripts import actions, forms, queries
from shouwen.kernel.policy import require
from shouwen.people import queries as people


def _brand(person: Any, code: str) -> Any:
    """The brand asked for, of his; his first without one."""
    found = people.brands_of(person)
    brand = found.filter(code=code).first() if code else found.first()
    if brand is None:
        raise Http404
    return brand


def _own_pack(person: Any, brand: Any) -> Any:
    """His department when it carries another pack."""
    department = person.department
    return department if department is not None and department.pack and not person.reach.everything else None


def scripts(request: HttpRequest) -> HttpResponse:
    """The whole book, searchable, and as paper."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "scripts.read")
    form = forms.Asked(request.GET)
    asked = form.wanted()
    brand = _brand(person, asked["brand"])
    department = _own_pack(person, brand)
    houses = queries.profiles(brand, department)
    profile = asked["profile"] if asked["profile"] in dict(houses) else ""
    cards = queries.listed(
        brand, department, words=asked["q"], channel=asked["channel"], profile=profile, number=person.staff_number
    )
    context = {
        "cards": cards,
        "brand": brand,
        "brands": list(people.brands_of(person)),
        "houses": houses,
        "profile": profile or queries.profile_of(brand, department),
        "channels": forms.CHANNELS,
        "asked": asked,
        "pack": queries.book(brand, department).pack.id,
    }
    return render(request, "scripts/book.html", context)


def panel(request: HttpRequest) -> HttpResponse:
    """One card for an event, for pages that show what just happened (a call)."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "scripts.read")
    form = forms.Event(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    brand = _brand(person, asked["brand"])
    department, channel = _own_pack(person, brand), asked["channel"] or "telephone"
    card = queries.card_for(brand, department, asked["event"], channel, number=person.staff_number)
    if card is None:
        raise Http404
    frame = "scripts/card.html" if request.htmx else "scripts/one.html"  # type: ignore[attr-defined]
    return render(request, frame, {"card": card, "pack": queries.book(brand, department).pack.id, "level": 2})


def _talk(request: HttpRequest, number: str) -> Any:
    person: Any = request.person  # type: ignore[attr-defined]
    return get_object_or_404(talks.with_names(talks.visible_to(person)), number=number)


def conversation(request: HttpRequest, number: str) -> HttpResponse:
    """Cards that came up by themselves, abuse to be confirmed, and a look into the book."""
    person: Any = request.person  # type: ignore[attr-defined]
    talk = _talk(request, number)
    words = request.GET.get("q", "").strip()[:60]
    context = {
        "conversation": talk,
        "coming": queries.coming_up(talk, person),
        "supposed": queries.supposed_abuse(talk)[:3],
        "confirmed": queries.confirmed_abuse(talk),
        "warnings": queries.warnings(talk.brand, talk.department),
        "may_confirm": person.may("conversations.send", talk),
        "pack": queries.book(talk.brand, talk.department).pack.id,
        "words": words,
        "found": _found(talk, words, person) if words else [],
    }
    frame = "scripts/talk_panel.html" if request.htmx else "scripts/talk.html"  # type: ignore[attr-defined]
    return render(request, frame, context)


def on_call(request: HttpRequest, number: str) -> HttpResponse:
    """The card of what the clerk says is happening in a call, and the list of what else may, for the call bar."""
    person: Any = request.person  # type: ignore[attr-defined]
    talk = _talk(request, number)
    asked = forms.Moment(request.GET).wanted()
    now = queries.moment(talk, person, asked["event"])
    if now["card"] is None and not request.htmx:  # type: ignore[attr-defined]
        raise Http404
    frame = "scripts/now_panel.html" if request.htmx else "scripts/one.html"  # type: ignore[attr-defined]
    return render(request, frame, {"conversation": talk, **asked, **now})


def _found(talk: Any, words: str, person: Any) -> list[Any]:
    """At most five cards of the book for these words, filled in for this customer."""
    here = queries.listed(talk.brand, talk.department, words=words)[:5]
    called, number = talks.courtesy_of(talk), person.staff_number
    return [queries.card(talk.brand, talk.department, each.situation, called=called, number=number) for each in here]


@require_POST
def abuse(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A message counts as abusive, or no longer."""
    message = talks.message(pk)
    if message is None or message.conversation_id != _talk(request, number).pk:
        raise Http404
    person: Any = request.person  # type: ignore[attr-defined]
    if request.POST.get("undo"):
        actions.take_back_abuse(message, by=person)
    else:
        actions.confirm_abuse(message, by=person)
    return redirect("conversation", number)


urlpatterns = [
    path("", scripts, name="scripts"),
    path("panel/", panel, name="scripts-panel"),
    path("conversations/<slug:number>/", conversation, name="conversation-scripts"),
    path("conversations/<slug:number>/now/", on_call, name="call-script"),
    path("conversations/<slug:number>/messages/<int:pk>/abuse/", abuse, name="conversation-abuse"),
]
