"""The interface itself: who is asking, what a refusal looks like."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import APIKeyHeader, HttpBearer

from shouwen import __version__
from shouwen.kernel.refusals import Refusal
from shouwen.people import queries as people


class Bearer(HttpBearer):
    """`Authorization: Bearer sw_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return people.holder_of_key(token)


class Header(APIKeyHeader):
    """`X-API-Key: sw_…`, for clients that cannot set the other."""

    param_name = "X-API-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return people.holder_of_key(key) if key else None


api = NinjaAPI(
    title="首问 Shouwen",
    version=__version__,
    description="工单、转办、答复、关闭、客户与裁定。权限与关闭条件与页面相同。",
    urls_namespace="api-v1",
    auth=[Bearer(), Header()],
    docs_url=None,
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    """The refusal's sentence, clause and details, with its status."""
    body = {
        "error": refusal.code,
        "sentence": str(refusal.sentence),
        "clause": refusal.clause,
        "details": refusal.details,
    }
    return api.create_response(request, body, status=refusal.status)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, problem: Any) -> HttpResponse:
    """Which field cannot be read, without repeating what was sent."""
    errors = [
        {"field": ".".join(str(step) for step in each["loc"][1:]), "problem": each["msg"]} for each in problem.errors
    ]
    body = {
        "error": "unreadable",
        "sentence": "请求的内容看不懂。The request cannot be read.",
        "details": errors,
        "clause": "",
    }
    return api.create_response(request, body, status=422)


@api.exception_handler(RawPostDataException)
def no_json(request: HttpRequest, problem: Any) -> HttpResponse:
    """A form came where JSON is read: its body is gone by then."""
    body = {"error": "not_json", "sentence": "请用 JSON 发送。Please send JSON.", "details": None, "clause": ""}
    return api.create_response(request, body, status=415)


def person_of(request: HttpRequest) -> Any:
    """The person the key acts as."""
    return request.auth  # type: ignore[attr-defined]


def open_to_keys(patterns: list[Any]) -> list[Any]:
    """These addresses ask for a key instead of a signed-in browser, and need no form token."""
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)
    return patterns
