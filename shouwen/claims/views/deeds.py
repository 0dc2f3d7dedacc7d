"""One verb as a page of its own: a short form, the verb, back to the thing. Chapters use it too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from shouwen.claims.forms.paper_inputs import Papers
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on

Find = Callable[[HttpRequest, int], Any]


@dataclass(frozen=True)
class Deed:
    """Address, permission, verb, form and words of one thing a person may do.

    `act` takes the thing, `by` and the cleaned fields; `url` names the page of the thing; `beside` is a template
    shown above the fields.
    """

    name: str
    path: str
    right: str
    act: Callable[..., Any]
    title: Any
    button: Any
    url: str
    up: Any
    find: Find
    form: type[Papers] = Papers
    says: Any = ""
    clause: str = ""
    origin: str = "source"
    icon: str = "check"
    initial: Callable[[Any], dict[str, Any]] | None = None
    beside: str = ""


def page(deed: Deed) -> Callable[[HttpRequest, int], HttpResponse]:
    """The view of a deed."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        person: Any = request.person  # type: ignore[attr-defined]
        thing = deed.find(request, pk)
        require(person, deed.right, thing)
        posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = deed.form(*posted, by=person, thing=thing, initial=deed.initial(thing) if deed.initial else None)
        if form.is_bound and form.is_valid():
            with told_on(form):
                deed.act(thing, by=person, **form.cleaned_data)
            if not form.errors:
                return redirect(deed.url, pk)
        context = {"deed": deed, "form": form, "thing": thing}
        return render(request, "claims/paper_deed.html", context, status=422 if form.is_bound else 200)

    return view


def addresses(deeds: tuple[Deed, ...]) -> list[URLPattern]:
    return [path(deed.path, page(deed), name=deed.name) for deed in deeds]


def doable(deeds: tuple[Deed, ...], person: Any, thing: Any, names: tuple[str, ...]) -> list[Deed]:
    """Those of the named deeds this person may do to the thing, in the order of the names."""
    by_name = {deed.name: deed for deed in deeds}
    return [by_name[name] for name in names if person.may(by_name[name].right, thing)]
