"""Signed calls from other machines: HMAC-SHA256 over time and body, late ones and copies refused (R17).

A sender that has a scheme of its own (WeCom, DingTalk …) is verified by its adapter; this is the scheme we publish:

    X-Shouwen-Time: 1764316800                 seconds since 1970
    X-Shouwen-Signature: hex(hmac_sha256(secret, time + "." + body))

That a call is taken in once is the business of whoever takes it in: a row with a unique key of the event.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.refusals import Refused

#: Seconds a call may be old, or ahead of our clock.
WINDOW = 300
LONGEST = 256 * 1024


def sign(secret: bytes, at: int, body: bytes) -> str:
    """The signature of a body sent at that second."""
    return hmac.new(secret, b"%d." % at + body, hashlib.sha256).hexdigest()


def verify(request: Any, secret: bytes) -> bytes:
    """The body of a signed request; `Refused` when signature or time do not fit, or it is too long."""
    given = request.headers.get("X-Shouwen-Signature", "")
    told = request.headers.get("X-Shouwen-Time", "")
    at = int(told) if told.isascii() and told.isdigit() and len(told) <= 12 else 0
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        raise Refused(_("内容太长。"))
    body = bytes(request.body)
    fits = secret and hmac.compare_digest(sign(secret, at, body).encode(), given.encode("utf-8", "replace"))
    if not fits or abs(clock.now().timestamp() - at) > WINDOW:
        raise Refused(_("签名或时间不对，没有接收。"))
    return body
