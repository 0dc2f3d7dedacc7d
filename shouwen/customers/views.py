"""Staff pages of customers: list, card, details, number, merge."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shouwen.customers import actions, queries
from shouwen.customers.forms import CustomerForm, Look, Merge
from shouwen.customers.models import CLASSES, Customer
from shouwen.customers.numbers import written
from shouwen.kernel.pages import leaf
from shouwen.kernel.policy import require

MOST_FOUND = 30


def customers(request: HttpRequest) -> HttpResponse:
    """All customers, newest first; or those the posted words may mean."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "customers.register")
    words = request.POST.get("q", "").strip()[:60]
    context: dict[str, Any] = {"classes": CLASSES, "chosen": request.GET.get("class", ""), "words": words}
    if words:
        context["found"] = queries.search(person, words, limit=MOST_FOUND)
    else:
        context["leaf"] = leaf(queries.listed(person, request.GET.get("class", "")), request.GET.get("after"))
    template = "customers/list.html#rows" if request.htmx else "customers/list.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _customer(request: HttpRequest, pk: int) -> Customer:
    return get_object_or_404(queries.visible_to(request.person).select_related("brand", "merged_into"), pk=pk)  # type: ignore[attr-defined]


def customer(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    there = _customer(request, pk)
    context = {
        "customer": there,
        "points": list(there.contacts.all()),
        "looks": queries.looks_at(there)[:20],
        "into": queries.standing_for(there) if there.merged_into_id else None,
        "merged": queries.merged_into(there),
        "matters": queries.matters_of(there)[:10],
        "sees": queries.sees_number(person, there),
        "may_change": person.may("customers.change", there),
        "may_merge": person.may("customers.merge", there),
        "may_reveal": person.may("customers.reveal_number", there),
    }
    return render(request, "customers/customer.html", context)


def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Changing what is known of a customer. A stale save is refused by the verb, with both texts."""
    person: Any = request.person  # type: ignore[attr-defined]
    there = _customer(request, pk)
    require(person, "customers.change", there)
    form = CustomerForm(request.POST or None, instance=there, initial={"version": there.version})
    if request.method == "POST" and form.is_valid():
        if set(form.changed_data) - {"version"}:
            actions.change(_customer(request, pk), by=person, **form.changes())
            messages.success(request, _("客户资料已改。"))
        return redirect("customer", pk)
    status = 422 if form.is_bound else 200
    return render(request, "customers/details.html", {"customer": there, "form": form}, status=status)


def number(request: HttpRequest, pk: int) -> HttpResponse:
    """The full number: for this answer only, with a reason, logged."""
    person: Any = request.person  # type: ignore[attr-defined]
    there = _customer(request, pk)
    require(person, "customers.reveal_number", there)
    context: dict[str, Any] = {"customer": there, "form": Look(), "sees": queries.sees_number(person, there)}
    if request.method == "POST":
        given = request.POST.get("reason", "").strip()
        if context["sees"] or len(given) >= 2:
            shown = actions.reveal_number(there, by=person, reason=given)
            context["shown"] = [written(value) for value in shown]
        else:
            context["wanting"] = _("请写明查看号码的理由。")
    template = "customers/number.html#dialog" if request.htmx else "customers/number.html"  # type: ignore[attr-defined]
    answer = render(request, template, context, status=422 if "wanting" in context else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that this customer and another are one, or takes that back."""
    person: Any = request.person  # type: ignore[attr-defined]
    there = _customer(request, pk)
    require(person, "customers.merge", there)
    if request.POST.get("undo"):
        actions.unmerge(there, by=person)
        messages.success(request, _("已撤销合并。"))
        return redirect("customer", pk)
    others = queries.listed(person).filter(brand=there.brand_id).exclude(pk=there.pk)
    form = Merge(request.POST if "merge" in request.POST else None, customers=others)
    if form.is_bound and form.is_valid():
        actions.merge(there, into=form.cleaned_data["into"], by=person)
        messages.success(request, _("已合并；30 天内可以撤销。"))
        return redirect("customer", form.cleaned_data["into"].pk)
    words = request.POST.get("q", there.name).strip()[:60]
    found = [each for each in queries.recognise(person, there.brand, words, limit=20) if each.customer.pk != there.pk]
    context = {"customer": there, "form": form, "words": words, "found": found}
    return render(request, "customers/merge.html", context, status=422 if form.is_bound else 200)
