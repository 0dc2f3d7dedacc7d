"""A promise made in a conversation, kept on its case with one click; or said to be none."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.cases import actions, promises, queries
from shouwen.cases.views.case import act_on, sheet_of
from shouwen.cases.views.case_verbs import VERBS, Verb
from shouwen.cases.views.talking import panel_of
from shouwen.conversations import queries as talks
from shouwen.kernel import clock
from shouwen.kernel.drafts import forget
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused

KEEPS = next(each for each in VERBS if each.name == "case-promises")
#: The dialog closes, and the thread asks for itself again.
DONE = json.dumps({"dialog-close": "", "live": {"target": "#thread"}})


def _said(request: HttpRequest, number: str, pk: int) -> tuple[Any, Any]:
    """The conversation as far as the person sees it, and what was said in it to the customer."""
    person: Any = request.person  # type: ignore[attr-defined]
    talk = get_object_or_404(talks.with_names(talks.visible_to(person)), number=number)
    return talk, get_object_or_404(talks.messages_of(talk).filter(direction="out", author="person"), pk=pk)


def conversation_promise(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The promise form with what was said filled in; without a case, the way to one first."""
    person: Any = request.person  # type: ignore[attr-defined]
    talk, message = _said(request, number, pk)
    case = queries.case_of(talk)
    read = promises.read(message)
    if case is None:
        return _first(request, talk, message, read)
    require(person, KEEPS.right, case)
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    message.conversation = talk
    verb = _verb_of(message)
    place, more = f"message:{pk}:promise", {"said": message, "read": read}
    if request.method != "POST":
        form = verb.form(initial=_initial(message, read), person=person, case=case)
        return sheet_of(request, verb, form, place, "", **more)
    form = verb.form(request.POST, person=person, case=case)
    form.part = case
    refusal = act_on(verb, form, person, "") if form.is_valid() else None
    if refusal is not None or not form.is_valid():
        return sheet_of(request, verb, form, place, "", refusal, **more)
    forget(person, place)
    return _done(request, number)


def _verb_of(message: Any) -> Verb:
    return replace(KEEPS, act=partial(actions.promise, said_in=message), aside="cases/promise_said.html")


def _initial(message: Any, read: Any) -> dict[str, Any]:
    """What he said and until when; a time that is over is left to be agreed anew."""
    if read is None:
        return {"what": " ".join((message.text or message.whole).split())[:200]}
    return {"what": read.what[:200], "due_at": read.due_at if read.due_at > clock.now() else None}


def _first(request: HttpRequest, talk: Any, message: Any, read: Any) -> HttpResponse:
    """No case yet: make one or join one, and come back here."""
    person: Any = request.person  # type: ignore[attr-defined]
    htmx = bool(getattr(request, "htmx", False))
    context = {**panel_of(person, talk), "said": message, "read": read, "then": message.pk, "dialog": htmx}
    answer = render(request, "cases/promise_first.html#dialog" if htmx else "cases/promise_first.html", context)
    if htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
    return answer


def _done(request: HttpRequest, number: str) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return redirect("conversation", number)
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = DONE
    return answer


@require_POST
def conversation_no_promise(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    _talk, message = _said(request, number, pk)
    actions.set_promise_aside(message, by=request.person)  # type: ignore[attr-defined]
    return redirect("conversation", number)


urlpatterns = [
    path("conversations/<slug:number>/messages/<int:pk>/promise/", conversation_promise, name="conversation-promise"),
    path(
        "conversations/<slug:number>/messages/<int:pk>/no-promise/",
        conversation_no_promise,
        name="conversation-no-promise",
    ),
]
