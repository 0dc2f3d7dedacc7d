"""How channels find their people: given or taken, and by which skill."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from shouwen.conversations import actions, desk, forms, limits, queries, rules
from shouwen.conversations.models import Channel, SkillRule
from shouwen.kernel.policy import require
from shouwen.people import queries as people

SHOWN = ("talk.answer_within", "talk.skill_within", "talk.idle_after", "talk.at_once")


def routing(request: HttpRequest) -> HttpResponse:
    """Every channel with how it is handed out, and the numbers of the register that belong to it."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    return _page(request)


def _page(request: HttpRequest, failed: Any = None) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    found = list(queries.channels(person).prefetch_related("skill_rules__skill"))
    skills = list(people.skills().filter(is_active=True))
    rows = [
        {
            "channel": each,
            "pushed": desk.is_pushed(each),
            "arrange": forms.Arrange(initial={"assign": each.assign}, auto_id=f"a{each.pk}-%s"),
            "rule": failed
            if failed is not None and failed.channel == each.pk
            else forms.NewRule(skills=skills, auto_id=f"r{each.pk}-%s"),
        }
        for each in found
    ]
    brand = people.brands_of(person).first()
    numbers = [rules.said(brand, key) for key in SHOWN] if brand is not None else []
    owed = limits.limits_of(brand) if brand is not None else []
    context = {"rows": rows, "skills": skills, "numbers": numbers, "limits": owed, "brand": brand}
    return render(request, "conversations/routing.html", context, status=422 if failed is not None else 200)


def _channel(request: HttpRequest, pk: int) -> Channel:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    return get_object_or_404(queries.channels(person), pk=pk)


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _channel(request, pk)
    actions.arrange_channel(channel, by=request.person, assign=request.POST.get("assign", ""))  # type: ignore[attr-defined]
    return redirect("conversation-routing")


@require_POST
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _channel(request, pk)
    skills = list(people.skills().filter(is_active=True))
    form = forms.NewRule(request.POST, skills=skills, auto_id=f"r{channel.pk}-%s")
    form.channel = channel.pk
    if not form.is_valid():
        return _page(request, form)
    actions.add_skill_rule(channel, by=request.person, **form.cleaned_data)  # type: ignore[attr-defined]
    return redirect("conversation-routing")


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "conversations.keep_channels")
    rules_of_his = SkillRule.objects.select_related("channel").filter(channel__in=queries.channels(person))
    actions.drop_skill_rule(get_object_or_404(rules_of_his, pk=pk), by=person)
    return redirect("conversation-routing")


urlpatterns = [
    path("routing/", routing, name="conversation-routing"),
    path("routing/<int:pk>/", arrange, name="conversation-routing-channel"),
    path("routing/<int:pk>/rules/", rule, name="conversation-routing-rule"),
    path("routing/rules/<int:pk>/removal/", removal, name="conversation-routing-removal"),
]
