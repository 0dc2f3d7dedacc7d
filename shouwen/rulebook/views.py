"""The rulebook for reading: editions, tables, decisions to try, deadlines, kinds, clauses; and publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.rulebook import actions, queries, reading, register, wording
from shouwen.rulebook.deciding import InputError
from shouwen.rulebook.forms import PublicationForm, SituationForm
from shouwen.rulebook.grounds import said
from shouwen.rulebook.models import Edition
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.register import in_force
from shouwen.rulebook.tables import TableError


def rulebook(request: Any) -> HttpResponse:
    """The edition in force of the pack asked for, else of the first brand's."""
    require(request.person, "rulebook.read")
    packs = queries.published_packs()
    own = [brand.pack for brand in request.person.brands.order_by("-is_default", "name") if brand.pack in packs]
    wanted = request.GET.get("pack") or next(iter([*own, *packs]), "")
    edition = in_force(wanted) if wanted in packs else None
    if edition is None:
        raise Http404
    return _edition_page(request, edition)


def edition(request: Any, pk: int) -> HttpResponse:
    """One edition, in force or not."""
    found, _pack = opened(request, pk)
    return _edition_page(request, found)


def opened(request: Any, pk: int) -> tuple[Edition, Pack]:
    """An edition and its pack, for those who may read rules."""
    require(request.person, "rulebook.read")
    found = queries.edition(pk)
    if found is None:
        raise Http404
    return found, queries.pack_of(found)


def _edition_page(request: Any, shown: Edition) -> HttpResponse:
    pack = queries.pack_of(shown)
    shelves = [(name, in_force(name), list(queries.editions(name))) for name in queries.published_packs()]
    may_publish = request.person.may("rulebook.publish_edition")
    context = {
        "edition": shown,
        "pack": pack,
        "in_force": in_force(shown.pack),
        "shelves": shelves,
        "tables": [
            (name, each, reading.labels(each.inputs), reading.labels(each.outputs))
            for name, each in pack.tables.items()
        ],
        "decisions": list(pack.decisions.items()),
        "kinds": list(pack.kinds.values()),
        "may_publish": may_publish,
        "may_draft": request.person.may("rulebook.read_draft"),
        "news": _unpublished() if may_publish else [],
    }
    return render(request, "rulebook/edition.html", context)


def _unpublished() -> list[tuple[str, str, bool]]:
    """Packs of the product's folder whose content differs from every edition: (id, title, is it new altogether)."""
    names = set(queries.editions().values_list("name", flat=True))
    known = set(queries.published_packs())
    found = []
    for name in queries.packs_on_disk():
        pack = queries.read_from_disk(name)
        if pack.edition not in names and (pack.departments or name in known):
            found.append((name, f"{pack.title} {pack.version}", name not in known))
    return found


def table(request: Any, pk: int, name: str) -> HttpResponse:
    """A decision table, row by row."""
    shown, pack = opened(request, pk)
    if name not in pack.tables:
        raise Http404
    sheet = pack.tables[name]
    context = {
        "edition": shown,
        "pack": pack,
        "name": name,
        "table": sheet,
        "lines": reading.lines(sheet),
        "inputs": reading.labels(sheet.inputs),
        "outputs": reading.labels(sheet.outputs),
        "policy": wording.POLICIES[sheet.hit],
        "users": reading.users(pack, name),
    }
    return render(request, "rulebook/table.html", context)


def decision(request: Any, pk: int, name: str) -> HttpResponse:
    """A decision: what it asks, which tables it looks into, and a place to try it. Nothing is kept."""
    shown, pack = opened(request, pk)
    if name not in pack.decisions:
        raise Http404
    sheet = pack.decisions[name]
    form = SituationForm(request.GET if "try" in request.GET else None, decision=sheet)
    context = {
        "edition": shown,
        "pack": pack,
        "name": name,
        "decision": sheet,
        "form": form,
        "tables": [(use.table, pack.tables[use.table]) for use in sheet.use],
        **_tried(pack, name, form),
    }
    return render(request, "rulebook/decision.html#answer" if request.htmx else "rulebook/decision.html", context)


def _tried(pack: Pack, name: str, form: SituationForm) -> dict[str, Any]:
    if not form.is_bound or not form.is_valid():
        return {}
    try:
        answer = queries.preview(pack, name, form.given())
    except InputError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.zh)
        return {}
    except TableError as problem:
        form.add_error(None, problem.zh)
        return {}
    told = answer.as_dict()
    return {"answer": told, "outcome": said(pack, pack.decisions[name], told["outcome"])}


def deadlines(request: Any, pk: int) -> HttpResponse:
    """Deadlines and the ladders they ring."""
    shown, pack = opened(request, pk)
    context = {"edition": shown, "pack": pack, "deadlines": reading.deadlines(pack), "ladders": reading.ladders(pack)}
    return render(request, "rulebook/edition_deadlines.html", context)


def kind(request: Any, pk: int, name: str) -> HttpResponse:
    """A kind of case: its steps and what must be met to close."""
    shown, pack = opened(request, pk)
    if name not in pack.kinds:
        raise Http404
    sheet = pack.kinds[name]
    steps = [(step, wording.hearer(step.who), pack.deadlines.get(step.deadline)) for step in sheet.step]
    context = {
        "edition": shown,
        "pack": pack,
        "kind": sheet,
        "steps": steps,
        "titles": {step.id: step.title for step in sheet.step},
        "categories": [each for each in pack.categories.values() if each.kind == name],
    }
    return render(request, "rulebook/edition_kind.html", context)


def clauses(request: Any, pk: int) -> HttpResponse:
    """The book itself, with a search."""
    shown, pack = opened(request, pk)
    typed = request.GET.get("q", "")
    found = reading.found_clauses(pack, typed)
    counts = reading.cited_by(pack)
    context = {"edition": shown, "pack": pack, "q": typed, "found": [(each, counts.get(each.id, 0)) for each in found]}
    return render(request, "rulebook/clauses.html#found" if request.htmx else "rulebook/clauses.html", context)


def publication(request: Any, name: str) -> HttpResponse:
    """What the product's folder would change, and publishing it."""
    require(request.person, "rulebook.publish_edition")
    if name not in queries.packs_on_disk():
        raise Http404
    form = PublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = actions.publish_from_disk(name, by=request.person, **form.cleaned_data)
            messages.success(
                request, _("%(name)s 已发布，%(day)s 起施行。") % {"name": made.name, "day": made.in_force_from}
            )
            return redirect("edition", pk=made.pk)
    new, old = queries.read_from_disk(name), in_force(name)
    problems = queries.problems_on_disk(name)
    context = {
        "form": form,
        "new": new,
        "old": old,
        "differences": reading.differences(queries.pack_of(old) if old else None, new),
        "errors": [each for each in problems if each.level == "error"],
        "notes": [each for each in problems if each.level != "error"],
        "published": queries.editions(name).filter(name=new.edition).first(),
    }
    return render(request, "rulebook/edition_publication.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("", rulebook, name="rulebook"),
    path("editions/<int:pk>/", edition, name="edition"),
    path("editions/<int:pk>/tables/<str:name>/", table, name="rule-table"),
    path("editions/<int:pk>/decisions/<str:name>/", decision, name="rule-decision"),
    path("editions/<int:pk>/deadlines/", deadlines, name="rule-deadlines"),
    path("editions/<int:pk>/kinds/<str:name>/", kind, name="rule-kind"),
    path("editions/<int:pk>/clauses/", clauses, name="clauses"),
    path("publication/<str:name>/", publication, name="rulebook-publication"),
    *register.urlpatterns,
]
