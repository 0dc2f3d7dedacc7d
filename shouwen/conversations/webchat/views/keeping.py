"""Web channels as their administrator sees them: the list, one to change, the tag to copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shouwen.conversations.webchat import actions, forms, queries
from shouwen.conversations.webchat.policy import KEEP
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people


def channels(request: HttpRequest) -> HttpResponse:
    """Web channels of his brands; a new one is made here."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, KEEP)
    form = forms.Keep(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        with told_on(form):
            web = actions.keep_channel(None, by=person, **form.cleaned_data)
            return redirect("web-channel", web.pk)
    context = {"rows": queries.kept_by(person), "form": form}
    return render(request, "webchat/channels.html", context, status=422 if form.is_bound else 200)


def channel(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, KEEP)
    web = get_object_or_404(queries.kept_by(person), pk=pk)
    form = forms.Keep(request.POST if request.method == "POST" else None, person=person, initial=forms.initial_of(web))
    if form.is_bound and form.is_valid():
        with told_on(form):
            actions.keep_channel(web, by=person, **form.cleaned_data)
            messages.success(request, _("已存好。"))
            return redirect("web-channel", pk)
    tag = tag_of(request, web.key)
    context = {"web": web, "form": form, "tag": tag, "opening": queries.opening(web)}
    context["on_duty"] = len(people.present(web.channel.brand))
    return render(request, "webchat/channel.html", context, status=422 if form.is_bound else 200)


def tag_of(request: HttpRequest, key: str) -> str:
    """The one line for the customer's own site."""
    address = request.build_absolute_uri(reverse("chat-widget"))
    return f'<script src="{address}" data-channel="{key}" async></script>'


urlpatterns = [
    path("channels/", channels, name="web-channels"),
    path("channels/<int:pk>/", channel, name="web-channel"),
]
