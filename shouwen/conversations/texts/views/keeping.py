"""Lines, templates and what was sent, as their administrator sees them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.conversations.texts import actions, forms, queries, wording
from shouwen.conversations.texts.models import Line
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on

SHOWN = 100


def lines(request: HttpRequest) -> HttpResponse:
    """Lines of his brands with how each is."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    rows = [(line, queries.given_up(line)) for line in queries.kept_by(person)]
    return render(request, "texts/lines.html", {"rows": rows, "kinds": queries.kinds(), "is_demo": settings.DEMO})


def new_line(request: HttpRequest, kind: str) -> HttpResponse:
    """A form for a line of this kind."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    if kind not in queries.KINDS:
        raise Http404
    form = forms.Keep(request.POST if request.method == "POST" else None, person=person, kind=kind)
    if form.is_bound and form.is_valid():
        with told_on(form):
            line = actions.keep_line(None, by=person, kind=kind, **form.cleaned_data)
            return redirect("text-line", line.pk)
    context = {"form": form, "kind_title": dict(queries.kinds())[kind]}
    return render(request, "texts/line.html", context, status=422 if form.is_bound else 200)


def _line(request: HttpRequest, pk: int) -> Line:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    return get_object_or_404(queries.kept_by(person), pk=pk)


def line(request: HttpRequest, pk: int) -> HttpResponse:
    found = _line(request, pk)
    kind, given = found.channel.kind, request.POST if request.method == "POST" else None
    person: Any = request.person  # type: ignore[attr-defined]
    form = forms.Keep(given, person=person, kind=kind, line=found, initial=forms.initial_of(found))
    if form.is_bound and form.is_valid():
        with told_on(form):
            actions.keep_line(found, by=person, kind=kind, **form.cleaned_data)
            messages.success(request, _("已存好。"))
            return redirect("text-line", pk)
    address = request.build_absolute_uri(f"/texts/in/{kind}/{found.key}/")
    context = {"line": found, "form": form, "address": address, "given_up": queries.given_up(found)}
    context["kind_title"] = found.channel.get_kind_display()
    return render(request, "texts/line.html", context, status=422 if form.is_bound else 200)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs in to the vendor now."""
    health = actions.try_line(_line(request, pk), by=request.person)  # type: ignore[attr-defined]
    say = messages.success if health.is_well else messages.error
    say(request, _("平台接口通了。") if health.is_well else health.words)
    return redirect("text-line", pk)


def templates(request: HttpRequest) -> HttpResponse:
    """Templates of his brands, the product's own among them; a new one is made here."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    form = forms.KeepTemplate(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        with told_on(form):
            made = actions.keep_template(None, by=person, **form.cleaned_data)
            return redirect("text-template", made.pk)
    context = {"rows": queries.templates_kept_by(person), "standard": wording.STANDARD.values(), "form": form}
    return render(request, "texts/templates.html", context, status=422 if form.is_bound else 200)


def template(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    found = get_object_or_404(queries.templates_kept_by(person), pk=pk)
    initial = {name: getattr(found, name) for name in ("title", "text", "vendor_code", "is_secret", "is_active")}
    given = request.POST if request.method == "POST" else None
    form = forms.KeepTemplate(given, person=person, template=found, initial=initial)
    if form.is_bound and form.is_valid():
        with told_on(form):
            actions.keep_template(found, by=person, **form.cleaned_data)
            messages.success(request, _("已存好。"))
            return redirect("text-template", pk)
    sign = queries.signature(found.brand)
    context = {"template": found, "form": form, "preview": wording.preview(found.text, sign)}
    return render(request, "texts/template.html", context, status=422 if form.is_bound else 200)


def sent(request: HttpRequest) -> HttpResponse:
    """Text messages that went out by themselves: numbers masked, codes too."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    return render(request, "texts/sent.html", {"rows": queries.texts_of(person)[:SHOWN]})
