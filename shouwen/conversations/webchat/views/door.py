"""The public door: which pages may call, tokens, sizes, and refusals as JSON in both languages.

No cookie is read or set here. A call from a page that is none of the channel's sites is refused (403), whatever it
asks; one that carries no Origin comes from no browser's page, and CORS is not about it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from shouwen.conversations.webchat import limits, queries
from shouwen.conversations.webchat.models import Visit, WebChannel
from shouwen.conversations.webchat.policy import fits
from shouwen.kernel import foreign_json
from shouwen.kernel.pages import address_of
from shouwen.kernel.refusals import Refusal, Refused, Unacceptable

LARGEST_JSON = 64 * 1024
ALLOW = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "600",
}
View = Callable[..., HttpResponse]


class Foreign(Refused):
    """The page is none of the channel's sites."""

    code = "foreign_site"


class Unknown(Refused):
    """No such token, or its visit is long over."""

    status = 401
    code = "unknown_token"


class NotThere(Refusal):
    status = 404
    code = "not_found"


class TooLarge(Unacceptable):
    status = 413
    code = "too_large"


class NoSuchCall(Refusal):
    status = 405
    code = "method"


def for_channel(**methods: View) -> View:
    """A call by a channel's key: `view(request, web)`."""

    def find(request: HttpRequest, key: str) -> tuple[Any, list[str]]:
        web = queries.channel(key)
        if web is None:
            raise NotThere(_("没有这个聊天窗口，或已停用。"))
        return web, web.sites

    return _public(find, methods)


def for_visit(**methods: View) -> View:
    """A call by a visit's token: `view(request, visit)`."""

    def find(request: HttpRequest) -> tuple[Any, list[str]]:
        word, _space, token = request.headers.get("Authorization", "").partition(" ")
        visit = queries.visit_by_token(token.strip()) if word.lower() == "bearer" else None
        if visit is None:
            limits.count("guess", address_of(request))
            raise Unknown(_("聊天已过期，请重新开始。"))
        return visit, visit.channel.sites

    return _public(find, methods)


def _public(find: Callable[..., tuple[Any, list[str]]], methods: dict[str, View]) -> View:
    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, *words: Any, **more: Any) -> HttpResponse:
        with translation.override("zh-hans"):
            origin = request.headers.get("Origin", "")
            if request.method == "OPTIONS":
                return _preflight(request, origin)
            allowed = ""
            try:
                key = {"key": more.pop("key")} if "key" in more else {}
                thing, sites = find(request, **key)
                if origin and not fits(origin, sites, request.get_host()):
                    raise Foreign(_("这个网站不在允许使用的名单里。"))
                allowed = origin
                if request.method not in methods:
                    raise NoSuchCall(_("没有这种请求。"))
                answer = methods[request.method](request, thing, *words, **more)
            except Refusal as refusal:
                # A page of ours or of the channel's may read why; a foreign one gets the number only.
                allowed = allowed or (origin if origin in queries.all_sites() else "")
                answer = refused(refusal)
        return _crossing(answer, allowed)

    return view


def _preflight(request: HttpRequest, origin: str) -> HttpResponse:
    """Asked before a call, without its token: whether any channel in use names this site."""
    if not fits(origin, sorted(queries.all_sites()), request.get_host()):
        return _crossing(refused(Foreign(_("这个网站不在允许使用的名单里。"))), "")
    answer = HttpResponse(status=204)
    for name, value in ALLOW.items():
        answer[name] = value
    return _crossing(answer, origin)


def _crossing(answer: HttpResponse, origin: str) -> HttpResponse:
    answer["Vary"] = "Origin"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.setdefault("Cache-Control", "no-store")
    if origin:
        answer["Access-Control-Allow-Origin"] = origin
    return answer


def refused(refusal: Refusal) -> JsonResponse:
    """`{"error", "sentence", "sentence_en", "details"}`, and `retry` in seconds where it is too often."""
    said = {"error": refusal.code, "sentence": str(refusal.sentence), "sentence_en": in_english(refusal.sentence)}
    if isinstance(refusal.details, dict):
        said["details"] = {str(name): str(text) for name, text in refusal.details.items()}  # type: ignore[assignment]
    answer = JsonResponse(said, status=refusal.status)
    if isinstance(refusal, limits.TooOften):
        answer = JsonResponse({**said, "retry": refusal.retry}, status=refusal.status)
        answer["Retry-After"] = str(refusal.retry)
    return answer


def in_english(text: Any) -> str:
    """A lazy sentence in English; one already said in Chinese is looked up."""
    with translation.override("en"):
        said = str(text)
        return translation.gettext(said) if said else said


def body_of(request: HttpRequest, largest: int = LARGEST_JSON) -> dict[str, Any]:
    """The JSON object that was sent, at most 64 kB unless it brings a page."""
    if int(request.headers.get("Content-Length") or 0) > largest:
        raise TooLarge(_("内容太大。"))
    try:
        given = foreign_json.read(request.body or b"{}")
    except (ValueError, RawPostDataException):  # the last: a form instead of JSON, read as one
        given = None
    if not isinstance(given, dict):
        raise Unacceptable(_("这次提交读不懂"))
    return given


def counted(what: str, by_address: bool = False) -> Callable[[View], View]:
    """Counts each call against its limit, by the visit's token or by the address it comes from."""

    def around(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, thing: Visit | WebChannel, *words: Any, **more: Any) -> HttpResponse:
            who = address_of(request) if by_address else f"{type(thing).__name__}:{thing.pk}"
            limits.count(what, who)
            return view(request, thing, *words, **more)

        return limited

    return around
