"""The request's person, the first start, and refusals turned into sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shouwen.kernel.refusals import Refusal
from shouwen.site.installation import is_set_up

#: Where somebody may go who has signed in with a one-time code.
CODE_HOLDERS = ("/accounts/", "/static/", "/health/")
Answer = Callable[[HttpRequest], HttpResponse]


class FirstStart:
    """Before anything is set up, every page leads to the wizard."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.ready = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.ready:
            self.ready = is_set_up()
        opening = ("/first-start/", settings.STATIC_URL, "/health/")
        if not self.ready and not request.path.startswith(opening):
            return redirect("first-start")
        return self.answer(request)


class Person:
    """Puts the signed-in person on the request, and speaks the language he chose."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user if request.user.is_authenticated else None
        request.person = person  # type: ignore[attr-defined]
        if person is not None and person.language:
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        if person is not None and person.must_change_password and not request.path.startswith(CODE_HOLDERS):
            return _not_in_a_fragment(request, redirect("account_change_password"))
        return _not_in_a_fragment(request, self.answer(request))


def _not_in_a_fragment(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keeps the page to sign in or to choose a password out of the corner of a page that asked for its own news.

    What was typed there stays: a question gets nothing, a verb is told that the sign-in has ended (requests.ts).
    """
    doors = (reverse(settings.LOGIN_URL), reverse("account_change_password"))
    if not getattr(request, "htmx", None) or answer.status_code != 302 or not answer["Location"].startswith(doors):
        return answer
    return HttpResponse(status=204 if request.method == "GET" else 401)


class Refusals:
    """A refusal is answered with its sentence: inline for htmx, JSON for the API, a page otherwise."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if isinstance(refusal, DataError):  # PostgreSQL keeps no NUL in a text, nor a number beyond its column
            return _unreadable(request)
        if not isinstance(refusal, Refusal):
            return None
        if request.path.startswith("/api/"):
            body = {"error": refusal.code, "sentence": str(refusal.sentence), "clause": refusal.clause}
            return JsonResponse({**body, "details": refusal.details}, status=refusal.status)
        htmx = getattr(request, "htmx", None)
        template = "site/refusal.html#inline" if htmx else "site/refusal.html"
        response = render(request, template, {"refusal": refusal, "typed": _typed(request)}, status=refusal.status)
        if htmx:
            response["HX-Retarget"] = "#refusal"
            response["HX-Reswap"] = "innerHTML"
        return response


def _unreadable(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"error": "unreadable", "sentence": _("这次提交读不懂"), "clause": "", "details": None}
        return JsonResponse(body, status=422)
    return render(request, "site/error.html", {"status": 400}, status=400)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed, to be shown again: nothing is lost by a refusal."""
    hidden = {"csrfmiddlewaretoken", "password"}
    typed = ((name, str(value)) for name, value in request.POST.items())
    return [(name, value) for name, value in typed if name not in hidden and value and len(name) < 60]


class NoNul:
    """A NUL byte is in no text a person writes, and PostgreSQL cannot keep it: the request is refused as unreadable."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._has_nul(request):
            sentence = "请求里有不能保存的字符（NUL）。The request holds a character that cannot be kept (NUL)."
            if request.path.startswith("/api/"):
                body = {"error": "unreadable", "sentence": sentence, "details": None, "clause": ""}
                return JsonResponse(body, status=422)
            return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
        return self.answer(request)

    def _has_nul(self, request: HttpRequest) -> bool:
        if "\x00" in request.path or any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return True
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return False
        if request.content_type == "application/json":
            return b"\\u0000" in request.body or b"\x00" in request.body
        return any("\x00" in str(value) for values in request.POST.lists() for value in values[1])
