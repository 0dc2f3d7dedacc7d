"""Mailboxes as their administrator sees them: the list with how each is, one to change, a test."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.conversations.email import actions, forms, queries
from shouwen.conversations.email.models import Mailbox
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on


def mailboxes(request: HttpRequest) -> HttpResponse:
    """Mailboxes of his brands; a new one is made here."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    form = forms.Keep(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        with told_on(form):
            box = actions.keep_mailbox(None, by=person, **form.cleaned_data)
            return redirect("mailbox", box.pk)
    rows = [(box, queries.given_up(box)) for box in queries.kept_by(person)]
    context = {"rows": rows, "form": form}
    return render(request, "email/mailboxes.html", context, status=422 if form.is_bound else 200)


def _box(request: HttpRequest, pk: int) -> Mailbox:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    return get_object_or_404(queries.kept_by(person), pk=pk)


def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    box = _box(request, pk)
    given = request.POST if request.method == "POST" else None
    form = forms.Keep(given, person=request.person, initial=forms.initial_of(box))  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        with told_on(form):
            actions.keep_mailbox(box, by=request.person, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("已存好。"))
            return redirect("mailbox", pk)
    context = {"box": box, "form": form, "given_up": queries.given_up(box)}
    return render(request, "email/mailbox.html", context, status=422 if form.is_bound else 200)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs in to both servers now."""
    health = actions.try_mailbox(_box(request, pk), by=request.person)  # type: ignore[attr-defined]
    say = messages.success if health.is_well else messages.error
    say(request, _("收信和发信都通。") if health.is_well else health.words)
    return redirect("mailbox", pk)


urlpatterns = [
    path("", mailboxes, name="mailboxes"),
    path("<int:pk>/", mailbox, name="mailbox"),
    path("<int:pk>/test/", test, name="mailbox-test"),
]
