"""The case beside a conversation: which it is, or a new one, or one to join."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from shouwen.cases import actions, queries
from shouwen.cases.actions.talking import USUAL
from shouwen.cases.rules import rules_for
from shouwen.conversations import queries as talks
from shouwen.kernel.pages import whole_number
from shouwen.kernel.refusals import Unacceptable


def conversation_case(request: HttpRequest, number: str) -> HttpResponse:
    """The panel; posted with a number it joins that case, with none it opens one of the kind chosen."""
    person: Any = request.person  # type: ignore[attr-defined]
    talk = get_object_or_404(talks.with_names(talks.visible_to(person)), number=number)
    if request.method == "POST":
        _tie(person, talk, request.POST.get("case", "").strip().upper(), request.POST.get("kind", ""))
        then = whole_number(request.POST.get("then"))
        return redirect("conversation-promise", number, then) if then else redirect("conversation", number)
    frame = "cases/talk_panel.html" if request.htmx else "cases/talk.html"  # type: ignore[attr-defined]
    return render(request, frame, panel_of(person, talk))


def panel_of(person: Any, talk: Any) -> dict[str, Any]:
    """What the panel shows: the case it is about, or cases to join and kinds to open one of."""
    case = queries.case_of(talk)
    seen = case is not None and queries.visible_to(person).filter(pk=case.pk).exists()
    mine = queries.of_customer(person, talk.customer)[:5] if talk.customer is not None and case is None else []
    may = person.may("conversations.tie", talk) and person.may("cases.open_case", talk.brand)
    kinds = _kinds(person, talk) if case is None and may else []
    return {"conversation": talk, "case": case, "seen": seen, "mine": mine, "may_tie": may, "kinds": kinds}


def _kinds(person: Any, talk: Any) -> list[tuple[str, str]]:
    """Kinds of the brand's pack by code and title, the usual one first."""
    kinds = rules_for(talk.brand, person.department).pack.kinds
    return sorted(((each.id, each.title) for each in kinds.values()), key=lambda each: each[0] != USUAL)


def _tie(person: Any, talk: Any, wanted: str, kind: str) -> None:
    if not wanted:
        actions.open_from_conversation(talk, by=person, kind=kind[:40])
        return
    case = queries.with_names(queries.visible_to(person)).filter(number=wanted, brand=talk.brand).first()
    if case is None:
        raise Unacceptable(_("没有您能看到的工单 %(number)s。") % {"number": wanted[:20]})
    actions.join_conversation(case, by=person, conversation=talk)


urlpatterns = [path("conversations/<slug:number>/case/", conversation_case, name="conversation-case")]
