"""Where an exchange reports: signed, once, in any order. Answered as soon as the rows are kept."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shouwen.conversations.phone import actions, queries
from shouwen.conversations.phone.reading import read
from shouwen.kernel import signing, vault
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refusal, Unacceptable


@csrf_exempt  # signed by the exchange; it has no session
@login_not_required
@require_POST
def events(request: HttpRequest, name: str) -> HttpResponse:
    """One report: `{"outcome": "taken"}` or `duplicate`; 403 for a wrong signature, 404 for an unknown exchange."""
    exchange = queries.exchange_with_key(name)
    if exchange is None:
        return _no("unknown", 404)
    try:
        body = signing.verify(request, vault.unlock(exchange.locked).encode())
        outcome = actions.report(exchange, by=SYSTEM, **read(body))
    except Unacceptable as refusal:
        return _no("unreadable", 422, str(refusal.sentence))
    except Refusal as refusal:
        return _no(refusal.code, 403, str(refusal.sentence))
    return JsonResponse({"outcome": outcome})


def _no(code: str, status: int, sentence: str = "") -> JsonResponse:
    return JsonResponse({"error": code, "sentence": sentence}, status=status)


urlpatterns = [path("events/<slug:name>/", events, name="exchange-events")]
