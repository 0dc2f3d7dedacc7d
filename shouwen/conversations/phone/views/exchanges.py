"""Exchanges as their administrator keeps them: the list, one with its extensions, a new key."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.conversations.phone import actions, forms, queries
from shouwen.conversations.phone.models import Exchange
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on

#: The secret of an exchange is shown on the next page only.
TOLD = "exchange-secret"


def exchanges(request: HttpRequest) -> HttpResponse:
    """All exchanges; a new one is made here."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "phone.keep_exchanges")
    form = forms.Keep(request.POST if request.method == "POST" else None, by=person)
    if form.is_bound and form.is_valid():
        with told_on(form):
            exchange, secret = actions.keep_exchange(None, by=person, **form.cleaned_data)
            request.session[TOLD] = [exchange.pk, secret]
            return redirect("exchange", exchange.pk)
    context = {"rows": queries.exchanges(person), "form": form}
    return render(request, "phone/exchanges.html", context, status=422 if form.is_bound else 200)


def _found(request: HttpRequest, pk: int) -> Exchange:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "phone.keep_exchanges")
    return get_object_or_404(queries.exchanges(person), pk=pk)


def exchange(request: HttpRequest, pk: int, mapped: forms.Mapped | None = None) -> HttpResponse:
    kept = _found(request, pk)
    given = request.POST if request.method == "POST" and mapped is None else None
    names = ("title", "brand", "department", "is_active")
    form = forms.Keep(given, by=request.person, initial={name: getattr(kept.channel, name) for name in names})  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        with told_on(form):
            actions.keep_exchange(kept, by=request.person, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("已存好。"))
            return redirect("exchange", pk)
    told = request.session.pop(TOLD, None)
    context = {
        "exchange": kept,
        "form": form,
        "mapped": mapped or forms.Mapped(by=request.person),  # type: ignore[attr-defined]
        "extensions": queries.extensions(kept),
        "secret": told[1] if told and told[0] == kept.pk else "",
        "address": request.build_absolute_uri(f"/phone/events/{kept.key}/"),
    }
    return render(request, "phone/exchange.html", context, status=422 if form.is_bound or mapped else 200)


@require_POST
def key(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _found(request, pk)
    request.session[TOLD] = [kept.pk, actions.change_key(kept, by=request.person)]  # type: ignore[attr-defined]
    return redirect("exchange", pk)


@require_POST
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _found(request, pk)
    form = forms.Mapped(request.POST, by=request.person)  # type: ignore[attr-defined]
    if form.is_valid():
        with told_on(form):
            actions.keep_extension(kept, by=request.person, **form.cleaned_data)  # type: ignore[attr-defined]
            return redirect("exchange", pk)
    return exchange(request, pk, mapped=form)


urlpatterns = [
    path("exchanges/", exchanges, name="exchanges"),
    path("exchanges/<int:pk>/", exchange, name="exchange"),
    path("exchanges/<int:pk>/key/", key, name="exchange-key"),
    path("exchanges/<int:pk>/extensions/", extension, name="exchange-extension"),
]
