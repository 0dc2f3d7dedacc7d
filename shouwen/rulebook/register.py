"""The parameter register: every setting with its value, where it comes from, and who changed it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable, told_on
from shouwen.rulebook import actions, queries, setting_words
from shouwen.rulebook.forms import SettingForm
from shouwen.rulebook.models import Edition
from shouwen.rulebook.packs import Pack


def in_force(pack: str) -> Edition | None:
    """The edition in force, None before the first."""
    try:
        return queries.edition_in_force(pack)
    except Unacceptable:
        return None


def _brand(request: Any, code: str) -> Any:
    """One of the person's own brands, whose pack has an edition in force."""
    mine = list(request.person.brands.order_by("-is_default", "name"))
    found = next((brand for brand in mine if brand.code == code), None if code else next(iter(mine), None))
    if found is None or in_force(found.pack) is None:
        raise Http404
    return found


def settings(request: Any) -> HttpResponse:
    """The parameter register of a brand."""
    require(request.person, "rulebook.read")
    brand = _brand(request, request.GET.get("brand", ""))
    edition = queries.edition_in_force(brand.pack)
    pack = queries.pack_of(edition)
    rows = [_setting_row(pack, each) for each in queries.parameters(pack, brand.code)]
    origin = request.GET.get("origin", "")
    counts = {
        name: sum(row["parameter"].origin == name for row in rows) for name in ("source", "borrowed", "default", "gap")
    }
    context = {
        "brand": brand,
        "brands": request.person.brands.order_by("-is_default", "name"),
        "edition": edition,
        "counts": counts,
        "origin": origin,
        "rows": [row for row in rows if not origin or row["parameter"].origin == origin],
        "total": len(rows),
        "changed": sum(bool(row["parameter"].changed_by) for row in rows),
        "may_change": request.person.may("rulebook.change_setting"),
    }
    return render(request, "rulebook/settings.html", context)


def _setting_row(pack: Pack, parameter: Any) -> dict[str, Any]:
    sheet = pack.settings[parameter.key]
    return {
        "parameter": parameter,
        "value": setting_words.said(pack, sheet, parameter.value),
        "standard": setting_words.said(pack, sheet, parameter.standard),
        "differs": parameter.value != parameter.standard,
    }


def setting(request: Any, brand: str, key: str) -> HttpResponse:
    """One setting: its value, its change with a reason, and every value it ever had for the brand."""
    require(request.person, "rulebook.change_setting" if request.method == "POST" else "rulebook.read")
    owner = _brand(request, brand)
    edition = queries.edition_in_force(owner.pack)
    pack = queries.pack_of(edition)
    if key not in pack.settings:
        raise Http404
    sheet = pack.settings[key]
    now = queries.setting(pack, owner.code, key)
    form = SettingForm(request.POST or None, pack=pack, setting=sheet, now=now)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.change_setting(
                by=request.person,
                brand=owner.code,
                pack=pack,
                key=key,
                value=form.value(),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("“%(title)s”已改，从现在起算。") % {"title": sheet.title})
            return redirect(f"{reverse('rulebook-settings')}?brand={owner.code}")
    history = [
        (each, setting_words.said(pack, sheet, each.value)) for each in queries.changes(owner.code, pack.id, key)[:50]
    ]
    context = {
        "brand": owner,
        "edition": edition,
        "setting": sheet,
        "value": setting_words.said(pack, sheet, now),
        "form": form,
        "standard": setting_words.said(pack, sheet, sheet.value),
        "history": history,
        "may_change": request.person.may("rulebook.change_setting"),
    }
    return render(request, "rulebook/settings_one.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("settings/", settings, name="rulebook-settings"),
    path("settings/<str:brand>/<str:key>/", setting, name="rulebook-setting"),
]
