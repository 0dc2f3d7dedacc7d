"""The vendors' door: signed calls, told at once that they were heard."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shouwen.conversations.texts import actions, queries
from shouwen.conversations.texts.vendor import LONGEST, Call, Forged, Late, Unreadable

PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One call. Forged and late ones are 403 and counted, unreadable ones 400, long ones 413 before they are read."""
    line = queries.line_with_key(kind, key)
    if line is None:
        raise Http404
    told = request.headers.get("Content-Length") or "0"
    if not (told.isascii() and told.isdigit()) or int(told) > LONGEST:
        return HttpResponse(status=413, content_type=PLAIN)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        taken = actions.hear(line, Call(request.method or "", request.GET.dict(), headers, request.body))
    except (Forged, Late):
        return HttpResponse(status=403, content_type=PLAIN)
    except (Unreadable, RawPostDataException):  # the last: a form with parts, which no vendor sends
        return HttpResponse(status=400, content_type=PLAIN)
    return HttpResponse(taken.answer, content_type=taken.content_type)
