"""Notices to me: the list, the bell on top, and acknowledging."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from shouwen.people import actions, queries

SIZE = 50


def notices(request: Any) -> HttpResponse:
    """Newest first. What is new says so on this page, and is read once the page is out."""
    tab = "waiting" if request.GET.get("tab") == "waiting" else "all"
    found = queries.notices_of(request.person)
    waiting = found.filter(wants_acknowledgement=True, acknowledged_at=None)
    rows = waiting if tab == "waiting" else found
    after = request.GET.get("after", "")
    if after.isdigit():
        rows = rows.filter(pk__lt=int(after))
    shown = list(rows[: SIZE + 1])
    page = shown[:SIZE]
    context = {"rows": page, "tab": tab, "waiting": waiting.count(), "next": page[-1].pk if len(shown) > SIZE else ""}
    answer = render(request, "people/notices.html", context)
    actions.read_notices(page, by=request.person)
    return answer


@require_POST
def acknowledgement(request: Any, pk: int) -> HttpResponse:
    """I know of it: the time is kept."""
    notice = get_object_or_404(queries.notices_of(request.person), pk=pk)
    actions.acknowledge(notice, by=request.person)
    if request.htmx:
        notice.refresh_from_db()
        return render(request, "people/notices.html#notice", {"notice": notice})
    return redirect("notices")


def bell(request: Any) -> HttpResponse:
    """The bell with its count, asked for by every page."""
    unread = queries.notices_of(request.person).filter(read_at=None).count()
    return render(request, "components/bell.html", {"unread": unread})


urlpatterns = [
    path("notices/", notices, name="notices"),
    path("notices/bell/", bell, name="notices-bell"),
    path("notices/<int:pk>/acknowledgement/", acknowledgement, name="notice-acknowledgement"),
]
