"""Departments, posts with what they may do, and brands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from shouwen.kernel.policy import VERBS, require
from shouwen.kernel.refusals import Unacceptable, told_on
from shouwen.kernel.rooms import rooms
from shouwen.people import actions, queries
from shouwen.people.forms import BrandForm, DepartmentForm, GrantForm, PostForm
from shouwen.people.models import Department, Post
from shouwen.rulebook import queries as rulebook


def departments(request: Any) -> HttpResponse:
    """The tree."""
    require(request.person, "people.grant")
    counts = queries.head_counts()
    rows = [(unit, counts.get(unit.pk, 0)) for unit in queries.all_departments()]
    return render(request, "people/departments.html", {"rows": rows, "tab": "departments"})


def new_department(request: Any) -> HttpResponse:
    require(request.person, "people.grant")
    return _department_page(request, None)


def department(request: Any, pk: int) -> HttpResponse:
    require(request.person, "people.grant")
    return _department_page(request, get_object_or_404(queries.all_departments(), pk=pk))


def _department_page(request: Any, unit: Department | None) -> HttpResponse:
    form = DepartmentForm(request.POST or None, person=request.person, unit=unit)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = actions.arrange_department(by=request.person, department=unit, **form.cleaned_data)
            messages.success(request, _("“%(name)s”已存好。") % {"name": made.name})
            return redirect("departments")
    context = {"form": form, "unit": unit, "people": queries.members(unit)[:60] if unit else []}
    return render(request, "people/department.html", context, status=422 if form.errors else 200)


# ---- posts


@dataclass(frozen=True)
class Standing:
    """How a post compares with the pack: as written, changed by us, or unknown to it."""

    origin: str
    clauses: list[str]
    added: list[Any]
    taken: list[Any]
    known: bool


def standing(post: Post, pack: Any) -> Standing:
    """Compares what the post may do with what the pack gives it."""
    sheet = pack.posts.get(post.code) if pack else None
    if sheet is None:
        return Standing("own", [], [], [], known=False)
    added, taken = set(post.verbs) - set(sheet.verbs), set(sheet.verbs) - set(post.verbs)
    changed = added or taken or sheet.scope != post.scope
    clauses = [clause for clause in sheet.because if clause != "gap"]
    return Standing("own" if changed else sheet.origin, clauses, _titles(added), _titles(taken), known=True)


def _titles(verbs: set[str]) -> list[Any]:
    return [VERBS[verb].title if verb in VERBS else verb for verb in sorted(verbs)]


def _own_pack() -> Any:
    try:
        return rulebook.in_force(queries.default_brand().pack)
    except Unacceptable:
        return None


def posts(request: Any) -> HttpResponse:
    """Every post with its reach and where it comes from; a new one below."""
    require(request.person, "people.grant")
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = actions.open_post(by=request.person, **form.cleaned_data)
            return redirect("post", code=made.code)
    pack = _own_pack()
    rows = [(post, standing(post, pack), queries.holders_of(post).count()) for post in queries.posts()]
    context = {"rows": rows, "form": form, "tab": "posts", "pack": queries.default_brand().pack}
    return render(request, "people/posts.html", context, status=422 if form.errors else 200)


def by_grant(verb: str) -> bool:
    """False for verbs that go by relation alone: a tick would mean nothing."""
    return "granted" in VERBS[verb].rule.name


def verb_groups(post: Post) -> list[dict[str, Any]]:
    """All verbs by room: [{title, verbs: [(name, title, held)], free: titles of those that go by relation}]."""
    titles = {room.label: room.title for room in rooms()} | {"kernel": _("系统"), "api": _("接口")}
    groups: dict[str, dict[str, Any]] = {}
    for name, verb in VERBS.items():
        room = name.split(".")[0]
        group = groups.setdefault(room, {"title": titles.get(room, room), "verbs": [], "free": []})
        if by_grant(name):
            group["verbs"].append((name, verb.title, name in post.verbs))
        else:
            group["free"].append(verb.title)
    return list(groups.values())


def post_page(request: Any, code: str) -> HttpResponse:
    """One post: its verbs as ticks, its reach, who holds it."""
    require(request.person, "people.grant")
    post = queries.post(code)
    if post is None:
        raise Http404
    pack = _own_pack()
    grantable = [verb for verb in VERBS if by_grant(verb)]
    form = GrantForm(request.POST or None, grantable=grantable, initial={"scope": post.scope})
    if request.method == "POST":
        if "as_in_pack" in request.POST and pack and code in pack.posts:
            actions.grant(post, by=request.person, verbs=pack.posts[code].verbs, scope=pack.posts[code].scope)
            return redirect("post", code=code)
        if form.is_valid():
            kept = [verb for verb in post.verbs if verb not in grantable]
            with told_on(form):
                actions.grant(
                    post,
                    by=request.person,
                    verbs=[*form.cleaned_data["verbs"], *kept],
                    scope=form.cleaned_data["scope"],
                )
                messages.success(request, _("“%(name)s”的权限已改好，马上生效。") % {"name": post.name})
                return redirect("post", code=code)
    context = {
        "post": post,
        "form": form,
        "groups": verb_groups(post),
        "standing": standing(post, pack),
        "holders": queries.holders_of(post),
        "pack": queries.default_brand().pack,
    }
    return render(request, "people/post.html", context, status=422 if form.errors else 200)


# ---- brands


def brands(request: Any) -> HttpResponse:
    """Client companies, each with its pack."""
    require(request.person, "people.grant")
    form = BrandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = actions.found_brand(by=request.person, **form.cleaned_data)
            messages.success(request, _("品牌“%(name)s”已建好。给要用它的人加上这个品牌。") % {"name": made.name})
            return redirect("brands")
    rows = [(brand, brand.people.filter(is_active=True).count()) for brand in queries.brands()]
    context = {"rows": rows, "form": form, "tab": "brands"}
    return render(request, "people/brands.html", context, status=422 if form.errors else 200)


def brand_page(request: Any, code: str) -> HttpResponse:
    """Name and pack of a brand; its code never changes."""
    require(request.person, "people.grant")
    brand = queries.brand(code)
    if brand is None:
        raise Http404
    form = BrandForm(request.POST or None, brand=brand)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.assign_pack(brand, by=request.person, **form.cleaned_data)
            return redirect("brands")
    return render(request, "people/brand.html", {"form": form, "brand": brand}, status=422 if form.errors else 200)


urlpatterns = [
    path("departments/", departments, name="departments"),
    path("departments/new/", new_department, name="new-department"),
    path("departments/<int:pk>/", department, name="department"),
    path("posts/", posts, name="posts"),
    path("posts/<str:code>/", post_page, name="post"),
    path("brands/", brands, name="brands"),
    path("brands/<str:code>/", brand_page, name="brand"),
]
