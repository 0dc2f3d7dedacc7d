"""Keys of the programming interface: what one has, a new one shown once, and ending one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shouwen.kernel.policy import VERBS, require
from shouwen.people import actions, queries


class NewKey(forms.Form):
    """What the key is for, and which of one's own verbs it may use."""

    name = forms.CharField(label=_("用途"), max_length=60)
    verbs = forms.MultipleChoiceField(label=_("权限"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = sorted(verb for verb in person.reach.verbs if verb in VERBS)
        self.fields["verbs"].choices = [(verb, VERBS[verb].title) for verb in mine]  # type: ignore[attr-defined]


def api_keys(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "api.keys")
    form = NewKey(request.POST or None, person=person)
    text = ""
    if request.method == "POST" and form.is_valid():
        _key, text = actions.issue_key(by=person, **form.cleaned_data)
        form = NewKey(person=person)
    keys = queries.keys_of(person)
    return render(request, "people/keys.html", {"form": form, "keys": keys, "text": text})


@require_POST
def revocation(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    actions.revoke_key(get_object_or_404(queries.keys_of(person), pk=pk), by=person)
    return redirect("api-keys")


urlpatterns = [
    path("keys/", api_keys, name="api-keys"),
    path("keys/<int:pk>/revocation/", revocation, name="api-key-revocation"),
]
