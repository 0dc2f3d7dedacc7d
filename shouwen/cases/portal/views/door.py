"""What every page of the portal keeps: no store, no index, the visitor's language, cookies that go nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters

from shouwen.cases.portal import actions, policy, queries

SITTING, STEP = "follow", "follow_step"
PATH = "/follow/"
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page for everybody: staff chrome and the staff's sign-in mean nothing here."""

    @login_not_required
    @sensitive_post_parameters()
    @wraps(view)
    def page(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            answer = view(request, *given, **named)
        return _sealed(answer)

    return page


def _sealed(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    answer.headers.setdefault("Cache-Control", "private, no-store")
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def seated(view: View) -> View:
    """Only for who has come in by a code: hands the view his sitting, and keeps his half hour going."""

    @public
    @wraps(view)
    def page(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        token = request.get_signed_cookie(SITTING, "", salt="portal.sitting") or ""
        sitting = queries.sitting_of(token) if token else None
        if sitting is None:
            answer: HttpResponse = redirect(f"{reverse('follow')}?said=ended" if token else "follow")
            forget(answer, SITTING)
            return answer
        actions.stay(sitting)
        answer = view(request, sitting, *given, **named)
        if answer.status_code < 500 and SITTING not in answer.cookies:
            keep(answer, SITTING, token, salt="portal.sitting", minutes=policy.IDLE)
        return answer

    return page


def keep(answer: HttpResponse, name: str, value: str, *, salt: str, minutes: int) -> None:
    """A signed cookie of the portal: not for scripts, not for other sites, not for other pages of ours."""
    answer.set_signed_cookie(
        name,
        value,
        salt=salt,
        max_age=minutes * 60,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(answer: HttpResponse, name: str) -> None:
    answer.delete_cookie(name, path=PATH, samesite="Lax")
