"""The visitor beside his conversation: where he came from, what he thought of it, and his page while he shows it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from shouwen.conversations import queries as talks
from shouwen.conversations.webchat import queries, snapshots
from shouwen.conversations.webchat.models import Visit
from shouwen.conversations.webchat.policy import may_watch

#: A page of somebody else's site: no script, nothing loaded, no form, no way out of its frame.
FRAME = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


def _visit(request: HttpRequest, number: str) -> tuple[Any, Visit | None]:
    person: Any = request.person  # type: ignore[attr-defined]
    conversation = get_object_or_404(talks.visible_to(person), number=number)
    return conversation, queries.visit_of(conversation)


def visit(request: HttpRequest, number: str) -> HttpResponse:
    """The card beside the thread, asked for again when something happened."""
    conversation, found = _visit(request, number)
    sync = queries.sync_of(found) if found is not None else None
    context = {
        "conversation": conversation,
        "visit": found,
        "note": queries.note_of(conversation),
        "sync": sync,
        "pages": list(queries.seen_in_sync(found)) if found is not None else [],
        "watches": may_watch(request.person, conversation),  # type: ignore[attr-defined]
        "watched": sync is not None and queries.status_of(sync.visit) == "talking",
    }
    return render(request, "webchat/visit_card.html", context)


def frame(request: HttpRequest, number: str) -> HttpResponse:
    """The page the visitor shows now, shut in by its own policy."""
    conversation, found = _visit(request, number)
    watches = may_watch(request.person, conversation)  # type: ignore[attr-defined]
    sync = queries.sync_of(found) if found is not None and watches and queries.status_of(found) == "talking" else None
    if sync is None:
        raise Http404
    answer = HttpResponse(snapshots.document(sync.html, sync.view))
    answer["Content-Security-Policy"] = FRAME
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [
    path("visits/<slug:number>/", visit, name="web-visit"),
    path("visits/<slug:number>/page/", frame, name="web-visit-page"),
]
