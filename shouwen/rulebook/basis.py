"""Pages of the 依据 drawer: the ground of a kept decision, and a clause by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook import actions, queries
from shouwen.rulebook.grounds import ground_of
from shouwen.rulebook.models import Decision, Edition


class Confirmation(forms.Form):
    """A person stands behind an analogy, or says what is to be done instead."""

    why = forms.CharField(label=_("理由"), widget=forms.Textarea({"rows": 3}), max_length=300)
    instead = forms.CharField(label=_("应当改为"), required=False, max_length=120, help_text=_("同意这样定的，不用填"))


def _frame(request: HttpRequest) -> str:
    """The drawer's for htmx, a page otherwise."""
    return "components/basis.html" if request.htmx else "rulebook/basis_page.html"  # type: ignore[attr-defined]


def _decision(request: HttpRequest, decision: int) -> Decision:
    found = get_object_or_404(Decision.objects.select_related("edition").defer("edition__content"), pk=decision)
    if not queries.is_visible(request.person, found):  # type: ignore[attr-defined]
        raise Http404
    return found


def decision_basis(request: HttpRequest, decision: int) -> HttpResponse:
    found = _decision(request, decision)
    open_ = found.certainty != "stated" and not found.confirmed_by
    person: Any = request.person  # type: ignore[attr-defined]
    asks = open_ and person.may("rulebook.confirm", found) and queries.may_confirm(person, found)
    form = Confirmation(auto_id="confirm-%s") if asks else None
    context = {**ground_of(found), "frame": _frame(request), "form": form, "unconfirmed": open_}
    return render(request, "rulebook/basis_decision.html", context)


@require_POST
def confirmation(request: HttpRequest, decision: int) -> HttpResponse:
    found = _decision(request, decision)
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "rulebook.confirm")
    form = Confirmation(request.POST)
    if not form.is_valid():
        raise Unacceptable(
            next(iter(form.errors.values()))[0], details={name: each[0] for name, each in form.errors.items()}
        )
    instead = form.cleaned_data["instead"].strip()
    actions.confirm(found, by=person, why=form.cleaned_data["why"], instead={"words": instead} if instead else None)
    if request.htmx:  # type: ignore[attr-defined]
        return decision_basis(request, decision)
    return redirect("decision-basis", decision)


def clause_basis(request: HttpRequest, edition: int, clause: str) -> HttpResponse:
    kept = get_object_or_404(Edition.objects.defer("content"), pk=edition)
    found = queries.pack_of(kept).clauses.get(clause)
    if found is None:
        raise Http404
    in_force = queries.edition_in_force(kept.pack)
    newer = queries.pack_of(in_force).clauses.get(clause) if in_force.pk != kept.pk else None
    context = {"clause": found, "edition": kept, "in_force": in_force, "newer": newer, "frame": _frame(request)}
    return render(request, "rulebook/basis_clause.html", context)


urlpatterns = [
    path("basis/decision/<int:decision>/", decision_basis, name="decision-basis"),
    path("basis/decision/<int:decision>/confirmation/", confirmation, name="decision-confirmation"),
    path("clauses/<int:edition>/<str:clause>/", clause_basis, name="clause"),
]
