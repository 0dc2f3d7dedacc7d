"""The customer's page of his one case, and what he does there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.cases import queries
from shouwen.cases.portal import actions
from shouwen.cases.portal.views.door import SITTING, forget, seated
from shouwen.kernel import files
from shouwen.kernel.pages import whole_number
from shouwen.kernel.refusals import Refusal

SAID = {
    "accepted": _("谢谢，已记下您接受这个答复。"),
    "disputed": _("收到，我们重新办理。"),
    "added": _("已收到，会直接给到客服。"),
    "call_back": _("好的，我们会给您回电话。"),
}


@require_safe
@seated
def page(request: HttpRequest, sitting: Any) -> HttpResponse:
    return _page(request, sitting)


def _page(request: HttpRequest, sitting: Any, refusal: Refusal | None = None, **typed: str) -> HttpResponse:
    context = {
        "case": queries.followed(sitting.case),
        "said": SAID.get(request.GET.get("said", "")) if refusal is None else None,
        "refusal": refusal,
        "typed": typed,
    }
    return render(request, "portal/case.html", context, status=refusal.status if refusal is not None else 200)


def _done(said: str) -> HttpResponse:
    return redirect(f"{reverse('follow-case')}?said={said}")


def _do(request: HttpRequest, sitting: Any, said: str, act: Callable[[], Any], **typed: str) -> HttpResponse:
    """Does it and goes back to the page; a refusal is said there, with what was typed."""
    try:
        act()
    except Refusal as refusal:
        return _page(request, sitting, refusal, **typed)
    return _done(said)


@require_POST
@seated
def accept(request: HttpRequest, sitting: Any) -> HttpResponse:
    telling = whole_number(request.POST.get("telling")) or 0
    return _do(request, sitting, "accepted", lambda: actions.accept(sitting, telling=telling))


@require_POST
@seated
def dispute(request: HttpRequest, sitting: Any) -> HttpResponse:
    telling, words = whole_number(request.POST.get("telling")) or 0, request.POST.get("words", "")
    act = lambda: actions.dispute(sitting, telling=telling, words=words)  # noqa: E731
    return _do(request, sitting, "disputed", act, why=words)


@require_POST
@seated
def add(request: HttpRequest, sitting: Any) -> HttpResponse:
    words, uploads = request.POST.get("words", ""), request.FILES.getlist("files")
    once = request.POST.get("once", "")[:64]
    act = lambda: actions.add(sitting, once=once, words=words, uploads=uploads)  # noqa: E731
    return _do(request, sitting, "added", act, more=words)


@require_POST
@seated
def call_back(request: HttpRequest, sitting: Any) -> HttpResponse:
    words = request.POST.get("words", "")
    return _do(request, sitting, "call_back", lambda: actions.call_back(sitting, words=words), when=words)


@require_safe
@seated
def file(request: HttpRequest, sitting: Any, kept: int) -> Any:
    """A picture he sent himself; no other file of the case, and none of another case."""
    found = next((each for each in queries.followed_files(sitting.case) if each.pk == kept), None)
    if found is None:
        raise Http404
    return files.response(found, inline=True)


@require_POST
@seated
def leave(request: HttpRequest, sitting: Any) -> HttpResponse:
    actions.leave(sitting)
    answer = redirect(f"{reverse('follow')}?said=left")
    forget(answer, SITTING)
    return answer
