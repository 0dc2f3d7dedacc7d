"""Asking another machine over HTTPS: its address judged first (`outbound.py`), no redirect followed, the answer bounded."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from shouwen.kernel import outbound
from shouwen.kernel.refusals import Unacceptable

TIMEOUT = 10.0
WITHIN = 60.0
LONGEST = 1024 * 1024
CHUNK = 64 * 1024


class TooLong(OSError):
    """The answer is longer than was asked for."""


@dataclass(frozen=True)
class Reply:
    """What came back. Names of headers are in small letters."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return 200 <= self.status < 300


class _Dialled(http.client.HTTPConnection):
    """Connects to the address that was judged; `context` is set for HTTPS."""

    context: ssl.SSLContext | None = None

    def connect(self) -> None:
        line = outbound.dial(self.host, self.port, TIMEOUT)
        self.sock = self.context.wrap_socket(line, server_hostname=self.host) if self.context else line


def ask(
    method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None, longest: int = LONGEST
) -> Reply:
    """The answer to one request. `Unacceptable` for an address that may not be called, `OSError` when nothing comes.

    Without encryption only hosts named in `SHOUWEN_INTRANET` are called.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_plain = parts.scheme == "http" and host in settings.INTRANET
    if not host or parts.username or (parts.scheme != "https" and not is_plain):
        raise Unacceptable(_("接口地址要以 https:// 开头。"))
    connection = _Dialled(host, parts.port or (80 if is_plain else 443), timeout=TIMEOUT)
    connection.context = None if is_plain else ssl.create_default_context()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body=body or None, headers=dict(headers or {}))
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, _read(answer, longest), told)
    except http.client.HTTPException as problem:
        raise OSError(_("对方的回答读不懂。")) from problem
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse, longest: int) -> bytes:
    """The body within its length and a minute, however slowly it drips."""
    end, parts, size = time.monotonic() + WITHIN, [], 0
    while chunk := answer.read(CHUNK):
        size += len(chunk)
        if size > longest:
            raise TooLong(_("对方的回答太长。"))
        if time.monotonic() > end:
            raise TimeoutError(_("对方回答得太慢。"))
        parts.append(chunk)
    return b"".join(parts)
