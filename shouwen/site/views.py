"""Home, health, the first start and error pages."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from shouwen.kernel.refusals import told_on
from shouwen.rulebook import queries as rulebook
from shouwen.site import setting_up
from shouwen.site.first_start import check_first_start_code, forget_first_start_code
from shouwen.site.forms import FirstStartForm
from shouwen.site.full_disk import full_disk, is_full_disk
from shouwen.site.installation import is_set_up


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return redirect("workbench" if request.user.is_authenticated else "account_login")


@login_not_required
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """For machines that watch: whether pages can be served, and nothing about whom or what."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


@login_not_required
@never_cache
def first_start(request: HttpRequest) -> HttpResponse:
    """The wizard: once, for whoever holds the code that was printed when the service started."""
    if is_set_up():
        raise Http404
    form = FirstStartForm(request.POST or None, packs=packs_to_choose())
    if request.method == "POST" and form.is_valid():
        if not check_first_start_code(settings.DATA, form.cleaned_data["code"]):
            form.add_error("code", _("代码不对。它印在启动服务的窗口里；重启服务会印一个新的。"))
        else:
            with told_on(form):
                return _begin(request, form.cleaned_data)
    return render(request, "site/first_start.html", {"form": form}, status=422 if form.errors else 200)


def packs_to_choose() -> list[tuple[str, Any]]:
    """Packs of the product an installation can begin with, those that decide most first, with what is in them."""
    words = _("%(title)s %(version)s：条款 %(clauses)s 条，规则表 %(tables)s 张")
    packs = [(name, rulebook.read_from_disk(name)) for name in rulebook.packs_on_disk()]
    return [
        (name, words % {"title": p.title, "version": p.version, "clauses": len(p.clauses), "tables": len(p.tables)})
        for name, p in sorted(packs, key=lambda each: (-len(each[1].tables), each[0]))
    ]


def _begin(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    """Sets everything up in one step, voids the code and signs the administrator in."""
    setting_up.prepare_tables()
    person = setting_up.set_up(
        brand_name=given["brand_name"],
        brand_code=given["brand_code"] or setting_up.code_of(given["brand_name"]),
        pack=given["pack"],
        staff_number=given["staff_number"],
        name=given["name"],
        password=given["password"],
    )
    forget_first_start_code(settings.DATA)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    messages.success(request, _("装好了。照着下面一项一项安排，就可以接待客户。"))
    return redirect("set-up")


@login_not_required
def proposed_code(request: HttpRequest) -> HttpResponse:
    """The input for the brand's code, filled with initials of the name while nobody typed one."""
    if is_set_up():
        raise Http404
    typed, name = request.GET.get("brand_code", ""), request.GET.get("brand_name", "")
    code = typed[:6] or (setting_up.code_of(name[:80]) if name.strip() else "")
    form = FirstStartForm(initial={"brand_code": code}, packs=[])
    return render(request, "site/first_start.html#code", {"form": form})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "site/error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "site/error.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "site/error.html", {"status": 404}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    if is_full_disk(sys.exc_info()[1]):  # outside a view: a session, a file sent up
        return full_disk(request)
    return render(request, "site/error.html", {"status": 500}, status=500)
