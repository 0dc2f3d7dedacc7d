"""People: the list, a new person, and one person with posts, sign-in, absence and farewell."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shouwen.kernel import facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import actions, queries
from shouwen.people.forms import AbsenceForm, AppointmentForms, NewPersonForm, PlacementForm, SignInForm
from shouwen.people.models import Person
from shouwen.people.views import organisation

SIZE = 50


def people(request: Any) -> HttpResponse:
    """Everybody, by staff number: a page of the search."""
    require(request.person, "people.welcome")
    chosen = request.GET.get("department", "")
    units = list(queries.departments())
    department = next((unit for unit in units if str(unit.pk) == chosen), None)
    active = request.GET.get("active", "yes")
    found = queries.found_people(request.person, request.GET.get("q", ""), department, active)
    rows = list(
        found.filter(staff_number__gt=request.GET.get("after", "")).prefetch_related(
            "appointments__post", "appointments__department", "brands"
        )[: SIZE + 1]
    )
    context = {"rows": rows[:SIZE], "total": found.count(), "units": units, "chosen": chosen, "active": active}
    context["next"] = rows[SIZE - 1].staff_number if len(rows) > SIZE else ""
    return render(request, "people/people.html#list" if request.htmx else "people/people.html", context)


@never_cache
def new_person(request: Any) -> HttpResponse:
    """Sets somebody up; the one-time code is on the answer and nowhere else."""
    require(request.person, "people.welcome")
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made, code = actions.welcome(by=request.person, **form.values())
            return _code_page(request, made, code)
    return render(request, "people/new_person.html", {"form": form}, status=422 if form.errors else 200)


def _code_page(request: Any, person: Person, code: str) -> HttpResponse:
    return render(request, "people/code.html", {"who_signs_in": person, "code": code})


def _seen(request: Any, pk: int) -> Person:
    require(request.person, "people.welcome")
    return get_object_or_404(queries.visible_to(request.person), pk=pk)


def person(request: Any, pk: int) -> HttpResponse:
    """One person: what he may, how he signs in, what he holds."""
    return _person_page(request, _seen(request, pk))


def _person_page(request: Any, colleague: Person, **given: Any) -> HttpResponse:
    held = [words for ask in actions.HOLDING for words in ask(colleague)] if colleague.is_active else []
    mine = list(queries.appointments_of(colleague))
    context = {
        "colleague": colleague,
        "appointments": mine,
        "held": held,
        "steps": queries.second_steps(colleague),
        "is_me": colleague.pk == request.person.pk,
        "may_move": request.person.may("people.move", colleague),
        "may_end": request.person.may("people.farewell", colleague),
        "absence": AbsenceForm(initial={"until": colleague.away_until}),
        "sign_in": SignInForm(),
        "brands": colleague.brands.order_by("name"),
        "history": [fact for fact in facts.timeline(colleague, 40) if fact.kind.startswith("person.")][:12],
        "placement": PlacementForm(initial={"department": colleague.department_id, "brands": colleague.brands.all()}),
        "lines": AppointmentForms(
            initial=[{"post": each.post_id, "department": each.department_id} for each in mine], prefix="post"
        ),
        **given,
    }
    return render(request, "people/person.html", context, status=422 if given else 200)


@require_POST
def placement(request: Any, pk: int) -> HttpResponse:
    """Department, posts and brands together: one verb, one fact."""
    colleague = _seen(request, pk)
    form, lines = PlacementForm(request.POST), AppointmentForms(request.POST, prefix="post")
    if form.is_valid() and lines.is_valid():
        home = form.cleaned_data["department"]
        posts = [(line["post"], line.get("department") or home) for line in lines.cleaned_data if line.get("post")]
        with told_on(form):
            actions.move(colleague, by=request.person, department=home, posts=posts, brands=form.cleaned_data["brands"])
            messages.success(request, _("已改好。下次点开页面就按新的岗位。"))
            return redirect("person", pk=pk)
    return _person_page(request, colleague, placement=form, lines=lines)


@require_POST
@never_cache
def sign_in(request: Any, pk: int) -> HttpResponse:
    """A fresh one-time code."""
    form = SignInForm(request.POST)
    form.is_valid()
    colleague = _seen(request, pk)
    drop = bool(form.cleaned_data.get("drop_second_step"))
    return _code_page(request, colleague, actions.give_code(colleague, by=request.person, drop_second_step=drop))


@require_POST
def absence(request: Any, pk: int) -> HttpResponse:
    """Away until a day, or back."""
    colleague, form = _seen(request, pk), AbsenceForm(request.POST)
    if form.is_valid():
        with told_on(form):
            actions.be_away(colleague, by=request.person, until=form.cleaned_data["until"])
            return redirect("person", pk=pk)
    return _person_page(request, colleague, absence=form)


@require_POST
def farewell(request: Any, pk: int) -> HttpResponse:
    """Ends somebody's access."""
    colleague = _seen(request, pk)
    actions.farewell(colleague, by=request.person)
    messages.success(request, _("%(who)s 已停用，不能再登录。") % {"who": colleague})
    return redirect("person", pk=pk)


@require_POST
@never_cache
def restoration(request: Any, pk: int) -> HttpResponse:
    """Takes somebody back."""
    colleague = _seen(request, pk)
    return _code_page(request, colleague, actions.restore(colleague, by=request.person))


def propose_people(request: HttpRequest) -> HttpResponse:
    """Colleagues for a field that asks for a staff number: options of a data list."""
    typed = request.GET.get("q", "") or request.GET.get("to", "") or request.GET.get("head", "")
    found = queries.found_people(request.person, typed)[:12]  # type: ignore[attr-defined]
    return render(request, "people/proposals.html", {"people": found})


urlpatterns = [
    path("people/", people, name="people"),
    path("people/new/", new_person, name="new-person"),
    path("people/proposals/", propose_people, name="people-proposals"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/placement/", placement, name="person-placement"),
    path("people/<int:pk>/sign-in/", sign_in, name="person-sign-in"),
    path("people/<int:pk>/absence/", absence, name="person-absence"),
    path("people/<int:pk>/farewell/", farewell, name="person-farewell"),
    path("people/<int:pk>/return/", restoration, name="person-return"),
    *organisation.urlpatterns,
]
