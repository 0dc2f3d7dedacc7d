"""Approvals: what waits for me, what I asked for, what I decided; one approval with its chain."""

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
from shouwen.people.forms import DelegationForm, OpinionForm
from shouwen.people.models import Approval
from shouwen.rulebook import queries as rules

SIZE = 50


def approvals(request: Any) -> HttpResponse:
    """Three lists, the one that waits for me first."""
    waiting = queries.waiting_approvals(request.person)
    tab = request.GET.get("tab", "mine")
    seen = queries.approvals_for(request.person)
    after = request.GET.get("after", "")
    if after.isdigit():
        seen = seen.filter(pk__lt=int(after))
    if tab == "asked":
        rows = list(seen.filter(asked_by=request.person)[: SIZE + 1])
    elif tab == "done":
        rows = list(seen.filter(opinions__person=request.person).distinct()[: SIZE + 1])
    else:
        tab, rows = "mine", waiting
    more = tab != "mine" and len(rows) > SIZE
    shown = rows[:SIZE] if more else rows
    context = {"rows": shown, "tab": tab, "waiting": len(waiting), "next": shown[-1].pk if more else ""}
    return render(request, "people/approvals.html", context)


def _seen(request: Any, number: str) -> Approval:
    return get_object_or_404(queries.approvals_for(request.person), number=number)


def approval(request: Any, number: str) -> HttpResponse:
    return _page(request, _seen(request, number))


def _page(request: Any, asked: Approval, **forms: Any) -> HttpResponse:
    context = {
        "approval": asked,
        "chain": chain(asked),
        "may_decide": request.person.may("people.approve", asked),
        "may_withdraw": asked.state == "asked" and request.person.may("people.withdraw", asked),
        "opinion": OpinionForm(),
        "delegation": DelegationForm(person=request.person),
        "summary": rules.draft_summary(asked.about_id) if asked.purpose == "rulebook.edition" else None,
        **forms,
    }
    return render(request, "people/approval.html", context, status=422 if forms else 200)


def chain(asked: Approval) -> list[dict[str, Any]]:
    """The way of the request, post by post: who said what, whose turn it is, who comes after."""
    said = {opinion.post: opinion for opinion in asked.opinions.select_related("person").order_by("id")}
    steps = []
    for at, post in enumerate(asked.posts):
        opinion = said.get(post)
        state = "yes" if opinion and opinion.says == "yes" else "no" if opinion else "later"
        if opinion is None and asked.state == "asked" and at == asked.at_step:
            state = "now"
        steps.append({"post": queries.post_title(post), "opinion": opinion, "state": state})
    return steps


@require_POST
def opinion(request: Any, number: str) -> HttpResponse:
    """Yes or no."""
    asked, form = _seen(request, number), OpinionForm(request.POST)
    require(request.person, "people.approve", asked)
    if form.is_valid():
        says, words = form.cleaned_data["says"], form.cleaned_data["words"]
        verb = actions.approve if says == "yes" else actions.decline
        with told_on(form):
            verb(asked, by=request.person, words=words)
            messages.success(request, _("已批准。") if says == "yes" else _("已记下不批准，并告诉了申请人。"))
            return redirect("approvals")
    return _page(request, asked, opinion=form)


@require_POST
def delegation(request: Any, number: str) -> HttpResponse:
    """Hands the present step to a colleague."""
    asked, form = _seen(request, number), DelegationForm(request.POST, person=request.person)
    require(request.person, "people.approve", asked)
    if form.is_valid():
        with told_on(form):
            actions.delegate(asked, by=request.person, to=form.cleaned_data["to"])
            messages.success(request, _("已转给 %(who)s。") % {"who": form.cleaned_data["to"]})
            return redirect("approvals")
    return _page(request, asked, delegation=form)


@require_POST
def withdrawal(request: Any, number: str) -> HttpResponse:
    """Takes one's own request back."""
    actions.withdraw(_seen(request, number), by=request.person)
    return redirect("approval", number=number)


urlpatterns = [
    path("approvals/", approvals, name="approvals"),
    path("approvals/<str:number>/", approval, name="approval"),
    path("approvals/<str:number>/opinion/", opinion, name="approval-opinion"),
    path("approvals/<str:number>/delegation/", delegation, name="approval-delegation"),
    path("approvals/<str:number>/withdrawal/", withdrawal, name="approval-withdrawal"),
]
