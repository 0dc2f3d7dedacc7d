"""The widget itself, under the one name that stands in other people's pages."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

BUILT = "dist/widget.js"
#: Seconds a browser keeps it before asking again: short, for the tag in the page never changes.
KEPT = 300


@lru_cache(maxsize=4)
def _read(place: str, changed: int) -> tuple[bytes, str]:
    content = Path(place).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@login_not_required
@require_safe
def widget(request: HttpRequest) -> HttpResponse:
    place = finders.find(BUILT)
    if not isinstance(place, str):
        raise Http404
    content, tag = _read(place, Path(place).stat().st_mtime_ns)
    same = tag in request.headers.get("If-None-Match", "")
    answer = HttpResponse(b"" if same else content, status=304 if same else 200)
    answer["Content-Type"] = "text/javascript; charset=utf-8"
    answer["ETag"] = tag
    answer["Cache-Control"] = f"public, max-age={KEPT}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
