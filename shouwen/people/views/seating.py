"""Who answers with which skills, how many at once, and whose answers are read first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import actions, queries
from shouwen.people.forms import PostSeatForm, SeatForm, SkillForm
from shouwen.people.models import Skill

#: Who answers customers is known by this verb; people of other posts need no skills.
ANSWERS = "conversations.claim"


def skills(request: Any) -> HttpResponse:
    """Skills, and everybody who answers customers; posted it makes a skill."""
    require(request.person, "people.equip")
    form = SkillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.keep_skill(None, by=request.person, name=form.cleaned_data["name"])
            return redirect("skills")
    posts = [post for post in queries.posts() if ANSWERS in post.verbs]
    mine = queries.visible_to(request.person).filter(is_active=True, appointments__post__in=posts).distinct()
    rows = queries.seated(mine)
    numbers = queries.at_once([row["person"] for row in rows])
    for row in rows:
        row["at_once"], row["by"] = numbers.get(row["person"].pk, (None, ""))
    context = {
        "form": form,
        "skills": queries.skills().prefetch_related("people"),
        "rows": rows,
        "posts": [(post, PostSeatForm(initial={"at_once": post.at_once}, auto_id=f"{post.code}-%s")) for post in posts],
    }
    return render(request, "people/skills.html", context, status=422 if form.errors else 200)


@require_POST
def skill(request: Any, pk: int) -> HttpResponse:
    """Renames a skill, or takes it out of use."""
    require(request.person, "people.equip")
    found, form = get_object_or_404(Skill, pk=pk), SkillForm(request.POST)
    if form.is_valid():
        actions.keep_skill(found, by=request.person, **form.cleaned_data)
    return redirect("skills")


def seat(request: Any, pk: int) -> HttpResponse:
    """One person's skills, number at once and time as a beginner."""
    require(request.person, "people.equip")
    colleague = get_object_or_404(queries.visible_to(request.person).filter(is_active=True), pk=pk)
    now = queries.seat_of(colleague)
    initial = {"skills": colleague.skills.all(), "at_once": now.at_once, "reviewed_until": now.reviewed_until}
    form = SeatForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.equip(colleague, by=request.person, **form.cleaned_data)
            messages.success(request, _("已存好。"))
            return redirect("skills")
    return render(
        request, "people/seat.html", {"colleague": colleague, "form": form}, status=422 if form.errors else 200
    )


@require_POST
def post_seat(request: Any, code: str) -> HttpResponse:
    """How many at once holders of a post take."""
    require(request.person, "people.equip")
    found, form = get_object_or_404(queries.posts(), code=code), PostSeatForm(request.POST)
    if form.is_valid():
        actions.seat_post(found, by=request.person, **form.cleaned_data)
    return redirect("skills")


urlpatterns = [
    path("skills/", skills, name="skills"),
    path("skills/<int:pk>/", skill, name="skill"),
    path("skills/people/<int:pk>/", seat, name="person-seat"),
    path("skills/posts/<slug:code>/", post_seat, name="post-seat"),
]
