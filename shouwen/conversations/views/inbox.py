"""The inbox: one list for every channel, and how its reader stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from shouwen.conversations import actions, desk, inbox, queries
from shouwen.kernel.policy import require
from shouwen.people import actions as people

#: What of the address belongs to the list; it goes along when a conversation is opened.
KEPT = (*inbox.Asked.base_fields, "page")
#: So many of those that wait are shown under one's own.
WAITING = 3


def conversations(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.claim")
    form = inbox.Asked(request.GET, person=person)
    instead = inbox.without_number(form)
    if instead is not None:
        kept = {name: str(each) for name, each in request.GET.items() if name in KEPT and name not in ("q", "page")}
        return redirect(f"{reverse('conversations')}?{urlencode({**kept, **instead})}")
    return render(request, "conversations/list.html", {**list_of(request, form), "plate": desk.plate(person)})


def rows(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for again while it is looked at."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.claim")
    given = request.GET.get("open", "")
    shown = queries.visible_to(person).filter(number=given).first() if given else None
    context = {**list_of(request), "conversation": shown, "wide": not given, "plate": desk.plate(person)}
    return render(request, "conversations/rows.html", context)


def list_of(request: HttpRequest, form: inbox.Asked | None = None) -> dict[str, Any]:
    """What the list shows: its page, its counts, and who waits."""
    person: Any = request.person  # type: ignore[attr-defined]
    form = form or inbox.Asked(request.GET, person=person)
    counts = queries.counts(person)
    scope = form.scope_asked
    kept = {name: str(value) for name, value in request.GET.items() if name in KEPT and value}
    return {
        "form": form,
        "leaf": inbox.page(form, request.GET.get("page", "1")),
        "scope": scope,
        "counts": counts,
        "asked": urlencode(kept),
        "waiting": list(queries.in_queue(person)[:WAITING]) if scope == "mine" and counts["queue"] else [],
        "supervises": person.granted("conversations.supervise"),
        "list_url": reverse("conversations"),
    }


def presence(request: HttpRequest) -> HttpResponse:
    """How one stands, on top of every page; posted with `state` it changes."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.claim")
    if request.method == "POST":
        actions.be_on_duty(person, by=person, state=request.POST.get("state", ""))
        return redirect("conversations")
    context = {"plate": desk.plate(person), "counts": queries.counts(person)}
    return render(request, "conversations/plate.html", context)


@require_POST
def beat(request: HttpRequest) -> HttpResponse:
    """A sign of life: somebody touched a page."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.claim")
    people.beat(person)
    return HttpResponse(status=204)


urlpatterns = [
    path("", conversations, name="conversations"),
    path("rows/", rows, name="conversations-rows"),
    path("presence/", presence, name="presence"),
    path("presence/beat/", beat, name="presence-beat"),
]
