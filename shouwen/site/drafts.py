"""Where the pages keep drafts: POST /drafts/ with {place, content} while typing; DELETE /drafts/?place= throws one away."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwen.kernel import clock, foreign_json
from shouwen.kernel.drafts import draft_of, forget, keep

__all__ = ["draft_of", "drafts", "forget"]

#: More than anybody types; a page that sends more is broken.
LARGEST = 256 * 1024


@login_not_required  # a script must hear 401, not be led to the sign-in page and take that for success
@require_http_methods(["POST", "DELETE"])
def drafts(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    if person is None:
        return JsonResponse({"sentence": _("登录已过期，请重新登录。")}, status=401)
    if request.method == "DELETE":
        forget(person, request.GET.get("place", ""))
        return HttpResponse(status=204)
    place, content = _read(request)
    if content is None:
        return JsonResponse({"sentence": _("草稿读不懂，没有存。")}, status=400)
    kept = keep(person, place, content)
    return JsonResponse({"saved_at": clock.local(kept.saved_at).isoformat()})


def _read(request: HttpRequest) -> tuple[str, dict[str, Any] | None]:
    """Place and content of a draft; no content where it is none. A page sends JSON, so a form is none."""
    if request.content_type != "application/json":
        return "", None
    body = request.body
    try:
        given = foreign_json.read(body) if len(body) <= LARGEST else {}
        place, content = given["place"], given["content"]
    except (ValueError, KeyError, TypeError):
        return "", None
    fits = isinstance(place, str) and 0 < len(place) <= 120 and isinstance(content, dict)
    return (place, content) if fits else ("", None)
