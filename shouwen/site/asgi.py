"""The one port: pages on a fixed pool of threads that keep their connections, live sockets in a bare app beside them.

Granian calls this by its ASGI interface: its RSGI one (2.8) cannot close a socket with a code, does not hold back a
stream for a slow client, and takes a broken upload for a whole one.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.http.response import HttpResponseBase
from granian.utils.proxies import wrap_asgi_with_proxy_headers

log = logging.getLogger("shouwen.web")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

IN_MEMORY = 512 * 1024
CHUNK = 64 * 1024
BODY_PAUSE = 30.0
MOST_WAITING = 256
DRAIN = 16 * 1024 * 1024

SENTENCES = {
    408: "上传中断了，请重试。The upload stalled. Please try again.",
    413: "内容太大，未接收。This is too large and was not taken.",
    500: "出错了，已记录。Something failed and was logged.",
    503: "现在太忙，请稍候重试。Too busy just now. Please try again in a moment.",
    507: "服务器磁盘已满，刚才的内容没有保存；查看不受影响。请联系管理员。\n"
    "The server's disk is full: this was not saved. Reading still works. Please tell an administrator.",
}


def behind_proxies(door: Any) -> Any:
    """The door, believing the proxies named in `SHOUWEN_PROXIES`, and nobody else, about who calls and how."""
    return wrap_asgi_with_proxy_headers(door, settings.TRUSTED_PROXIES) if settings.TRUSTED_PROXIES else door


class Refused(Exception):
    """The request is answered with this status without asking Django."""

    def __init__(self, status: int) -> None:
        self.status = status


class Gone(Exception):
    """The client went away."""


@dataclass
class Answer:
    """What a page thread hands back: bytes, a spooled file, or the path of a kept file."""

    status: int
    headers: Headers
    body: bytes | IO[bytes] | Path


class Door:
    """The ASGI application: pages, sockets and the start and end of the process."""

    def __init__(self, handler: Callable[..., HttpResponseBase], sockets: Any, threads: int = 2) -> None:
        self.handler = handler
        self.sockets = sockets
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.waiting = 0
        self.limit = int(getattr(settings, "REQUEST_BODY_LIMIT", 64 * 1024 * 1024))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.page(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.life(receive, send)

    async def life(self, receive: Receive, send: Send) -> None:
        """Starts and ends what lives as long as the process."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.sockets.start(asyncio.get_running_loop())
            else:
                self.sockets.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request: body into a spooled file, Django in a page thread, the answer at the client's pace."""
        try:
            if self.waiting >= MOST_WAITING:
                raise Refused(503)
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
                length = await self._read_body(scope, receive, body)
                answer = await self._ask(scope, receive, body, length)
        except Refused as refused:
            answer = plain(refused.status)
        except Gone:
            return
        try:
            await _deliver(answer, scope, receive, send)
        finally:
            if not isinstance(answer.body, bytes | Path):
                answer.body.close()

    async def _read_body(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        stated = next((value for name, value in scope["headers"] if name == b"content-length"), None)
        if stated is not None and (not stated.isdigit() or int(stated) > self.limit):
            await _drain(receive)
            raise Refused(413)
        length, more = 0, True
        while more:
            try:
                message = await asyncio.wait_for(receive(), BODY_PAUSE)
            except TimeoutError:
                raise Refused(408) from None
            if message["type"] == "http.disconnect":
                raise Gone
            chunk, more = message.get("body", b""), message.get("more_body", False)
            length += len(chunk)
            if length > self.limit:
                await _drain(receive)
                raise Refused(413)
            try:
                body.write(chunk)
            except OSError:
                raise Refused(507) from None
        body.seek(0)
        return length

    async def _ask(self, scope: Scope, receive: Receive, body: IO[bytes], length: int) -> Answer:
        """Waits for a page thread; a client that leaves while queued costs none."""
        loop = asyncio.get_running_loop()
        self.waiting += 1
        try:
            future = loop.run_in_executor(self.pool, self._answer, environ(scope, body, length))
            done, _ = await asyncio.wait({future}, timeout=1)
            if not done:  # only a slow one is worth watching the client for
                left = asyncio.ensure_future(receive())
                either: set[asyncio.Future[Any]] = {future, left}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                left.cancel()
                if not future.done() and not future.cancel():
                    await asyncio.wait({future})  # running: what it does is wanted, its answer is not
            if future.cancelled():
                raise Gone
            return future.result()
        finally:
            self.waiting -= 1

    def _answer(self, asked: dict[str, Any]) -> Answer:
        """Runs Django in this thread and takes the whole answer from it, so that a slow client holds no thread."""
        failure.full = False
        try:
            response = self.handler(asked, lambda status, headers, exc_info=None: None)
        except Exception:
            log.exception("a request failed outside Django")
            return plain(507 if failure.full else 500)
        try:
            if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR and failure.full:
                return plain(507)
            return _taken(response, asked["REQUEST_METHOD"])
        except Exception as problem:
            log.exception("an answer broke off")
            return plain(507 if disk_is_full(problem) else 500)
        finally:
            response.close()


def _taken(response: HttpResponseBase, method: str) -> Answer:
    headers = [(name.lower().encode("latin-1"), _clean(value)) for name, value in response.items()]
    headers += [(b"set-cookie", morsel.OutputString().encode("latin-1")) for morsel in response.cookies.values()]
    status = response.status_code
    if method == "HEAD" and response.streaming:
        return Answer(status, headers, b"")
    if not response.streaming:
        content: bytes = response.content  # type: ignore[attr-defined]
        return Answer(status, headers, content)
    kept = _kept_file(response)
    if kept is not None:
        return Answer(status, headers, kept)
    spooled = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed once it is delivered
    for part in response:
        spooled.write(part)
    spooled.seek(0)
    return Answer(status, headers, spooled)


def _kept_file(response: HttpResponseBase) -> Path | None:
    """The path behind a file response that is sent from its first byte to its last; granian sends it by itself."""
    file = getattr(response, "file_to_stream", None)
    if not isinstance(file, io.BufferedReader) or not isinstance(file.name, str) or file.tell() != 0:
        return None
    path = Path(file.name).absolute()
    whole = path.is_file() and response.get("Content-Length") == str(path.stat().st_size)
    return path if whole else None


def _clean(value: str) -> bytes:
    """A header's value without control characters, on which the server would stumble."""
    return "".join(c for c in value if c == "\t" or c >= " ").encode("latin-1", "replace")


def environ(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """The request as WSGI says it. Names with an underscore are dropped: they could pass for another header."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    asked: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").upper(), value.decode("latin-1")
        if "_" in key or key in ("CONTENT-LENGTH", "PROXY"):
            continue
        key = "CONTENT_TYPE" if key == "CONTENT-TYPE" else f"HTTP_{key.replace('-', '_')}"
        asked[key] = f"{asked[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in asked else text
    return asked


def plain(status: int) -> Answer:
    """A sentence instead of a page, when there is no Django to ask."""
    text = SENTENCES.get(status, HTTPStatus(status).phrase).encode()
    headers: Headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    headers += [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    if status in (408, 413):
        headers.append((b"connection", b"close"))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return Answer(status, headers, text)


async def _deliver(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    headers, body = answer.headers, answer.body
    if scope["http_version"] == "2":
        headers = [(name, value) for name, value in headers if name != b"connection"]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b""})
    elif isinstance(body, bytes):
        await send({"type": "http.response.body", "body": body})
    elif isinstance(body, Path):
        await send({"type": "http.response.pathsend", "path": str(body)})
    else:
        left = asyncio.ensure_future(receive())
        while (chunk := body.read(CHUNK)) and not left.done():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await asyncio.sleep(0)  # or news of the client's leaving would not get through
        if not left.done():
            left.cancel()
            await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    """Reads on a little, so that the client hears the refusal instead of a broken connection."""
    read, more = 0, True
    try:
        async with asyncio.timeout(5):
            while more and read < DRAIN:
                message = await receive()
                more = message["type"] == "http.request" and message.get("more_body", False)
                read += len(message.get("body", b""))
    except TimeoutError:
        return


failure = threading.local()


def disk_is_full(problem: BaseException | None) -> bool:
    """True for what Python, SQLite and PostgreSQL say when there is no room left."""
    while problem is not None:
        said = str(problem).lower()
        if getattr(problem, "errno", None) == 28 or getattr(problem, "sqlstate", None) == "53100":
            return True
        if "disk is full" in said or "disk i/o error" in said or "no space left" in said:
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def _noted(**_: Any) -> None:
    failure.full = disk_is_full(sys.exc_info()[1])


got_request_exception.connect(_noted, dispatch_uid="shouwen.disk_full")
