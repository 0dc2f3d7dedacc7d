"""The door: what becomes of a request on its way to Django and back, without a network."""

from __future__ import annotations

import asyncio
import errno
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from shouwen.site import asgi
from shouwen.site.asgi import Door

Handler = Callable[..., Any]


class Client:
    """Asks a door as granian does and keeps what it was told."""

    def __init__(self, handler: Handler) -> None:
        self.door: Any = Door(handler, sockets=None, threads=1)
        self.sent: list[dict[str, Any]] = []

    def ask(
        self,
        path: str = "/",
        *,
        method: str = "GET",
        headers: list[tuple[bytes, bytes]] | None = None,
        body: list[dict[str, Any]] | None = None,
        leave_after: float | None = None,
    ) -> Client:
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"q=%20",
            "headers": headers or [],
            "http_version": "1.1",
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.9", 1),
        }
        waiting = [{"type": "http.request", "body": b"", "more_body": False}] if body is None else body
        self.sent = []

        async def receive() -> dict[str, Any]:
            if waiting:
                return waiting.pop(0)
            await asyncio.sleep(3600 if leave_after is None else leave_after)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            self.sent.append(message)

        asyncio.run(self.door(scope, receive, send))
        return self

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    def header(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.sent[0]["headers"] if key == name]


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def echo(asked: dict[str, Any], start: Any) -> HttpResponse:
    said = {key: value for key, value in asked.items() if isinstance(value, str)}
    return HttpResponse(repr((said, asked["wsgi.input"].read())))


@pytest.fixture
def seen() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def client(seen: list[dict[str, Any]]) -> Client:
    def handler(asked: dict[str, Any], start: Any) -> HttpResponse:
        seen.append({**asked, "body": asked["wsgi.input"].read()})
        response = HttpResponse("你好")
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    return Client(handler)


def test_a_request_reaches_django_as_wsgi_says_it(client: Client, seen: list[dict[str, Any]]) -> None:
    headers = [
        (b"host", b"x:1"),
        (b"content-type", b"text/plain"),
        (b"content-length", b"6"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-part", b"1"),
        (b"x-part", b"2"),
        (b"x_forged", b"1"),
        (b"proxy", b"evil"),
    ]
    client.ask("/案件/1", method="POST", headers=headers, body=[part(b"abc", more=True), part(b"def", more=False)])
    [asked] = seen
    assert asked["PATH_INFO"].encode("latin-1").decode() == "/案件/1"
    assert (asked["QUERY_STRING"], asked["REQUEST_METHOD"], asked["REMOTE_ADDR"]) == ("q=%20", "POST", "127.0.0.9")
    assert (asked["CONTENT_TYPE"], asked["CONTENT_LENGTH"], asked["body"]) == ("text/plain", "6", b"abcdef")
    assert (asked["HTTP_HOST"], asked["HTTP_COOKIE"], asked["HTTP_X_PART"]) == ("x:1", "a=1; b=2", "1,2")
    assert not {"HTTP_X_FORGED", "HTTP_PROXY", "HTTP_CONTENT_LENGTH"} & asked.keys()
    assert (client.status, client.body) == (200, "你好".encode())
    assert client.header(b"set-cookie") == [b"a=1; Path=/", b"b=2; Path=/"]


def test_a_head_request_gets_headers_only(client: Client) -> None:
    client.ask(method="HEAD")
    assert (client.status, client.body) == (200, b"")


@pytest.mark.parametrize("stated", [b"11", b"99999999999999", b"-1", b"x"])
def test_a_body_said_to_be_too_large_is_refused_unread(
    client: Client, seen: list[dict[str, Any]], stated: bytes
) -> None:
    client.door.limit = 10
    client.ask(method="POST", headers=[(b"content-length", stated)], body=[part(b"0123456789", more=False)])
    assert (client.status, client.header(b"connection"), seen) == (413, [b"close"], [])
    assert "内容太大" in client.body.decode()


def test_a_body_that_grows_too_large_is_refused(client: Client, seen: list[dict[str, Any]]) -> None:
    client.door.limit = 10
    client.ask(method="POST", body=[part(b"012345", more=True), part(b"678901", more=True), part(b"", more=False)])
    assert (client.status, seen) == (413, [])


def test_a_broken_upload_never_reaches_django(client: Client, seen: list[dict[str, Any]]) -> None:
    client.ask(method="POST", body=[part(b"half", more=True), {"type": "http.disconnect"}])
    assert (client.status, seen) == (None, [])


def test_an_upload_that_stalls_is_given_up(
    client: Client, seen: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi, "BODY_PAUSE", 0.05)
    client.ask(method="POST", body=[part(b"half", more=True)], leave_after=3600)
    assert (client.status, seen) == (408, [])


def test_a_large_body_is_spooled_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "IN_MEMORY", 1000)

    def handler(asked: dict[str, Any], start: Any) -> HttpResponse:
        return HttpResponse(f"{asked['wsgi.input']._rolled} {len(asked['wsgi.input'].read())}")

    body = [part(b"x" * 600, more=True), part(b"y" * 600, more=False)]
    assert Client(handler).ask(method="POST", body=body).body == b"True 1200"


def test_a_kept_file_is_handed_to_the_server_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "recording.wav"
    path.write_bytes(b"sound")
    client = Client(lambda asked, start: FileResponse(path.open("rb"))).ask()
    assert client.sent[1] == {"type": "http.response.pathsend", "path": str(path)}
    assert client.header(b"content-length") == [b"5"]


def test_a_file_without_a_name_is_streamed() -> None:
    client = Client(lambda asked, start: FileResponse(io.BytesIO(b"sound" * 40000))).ask()
    assert client.body == b"sound" * 40000
    assert len(client.sent) > 3


def test_a_stream_is_taken_in_the_thread_that_began_it() -> None:
    threads: set[str] = set()

    def parts() -> Iterator[bytes]:
        for _ in range(5):
            threads.add(threading.current_thread().name)
            yield b"x" * 50000

    client = Client(lambda asked, start: StreamingHttpResponse(parts())).ask()
    assert len(client.body) == 250000
    assert len(threads) == 1
    assert next(iter(threads)).startswith("page")


def test_a_stream_for_a_client_that_left_is_not_sent_to_the_end() -> None:
    client = Client(lambda asked, start: StreamingHttpResponse(b"x" * 50000 for _ in range(100)))
    client.ask(leave_after=0)
    assert len(client.body) < 5_000_000


def test_a_client_that_leaves_while_queued_costs_no_thread() -> None:
    asked_paths = []
    begun, has_left = threading.Event(), threading.Event()

    def slow(asked: dict[str, Any], start: Any) -> HttpResponse:
        asked_paths.append(asked["PATH_INFO"])
        begun.set()
        has_left.wait(60)
        return HttpResponse("done")

    client = Client(slow)
    other = Client(slow)
    other.door = client.door
    thread = threading.Thread(target=client.ask, args=("/first",))
    thread.start()
    assert begun.wait(60)
    other.ask("/left", leave_after=0)
    has_left.set()
    thread.join()
    assert (asked_paths, other.sent, client.body) == (["/first"], [], b"done")


def test_too_many_waiting_are_told_so(client: Client, seen: list[dict[str, Any]]) -> None:
    client.door.waiting = asgi.MOST_WAITING
    client.ask()
    assert (client.status, client.header(b"retry-after"), seen) == (503, [b"5"], [])


def test_a_failure_outside_django_is_a_sentence() -> None:
    def broken(asked: dict[str, Any], start: Any) -> HttpResponse:
        raise ValueError("middleware")

    assert Client(broken).ask().status == 500


def full_disk() -> Exception:
    from django.db import OperationalError

    return OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("problem", "status"),
    [(full_disk(), 507), (OSError(errno.ENOSPC, "No space left on device"), 507), (ValueError("other"), 500)],
)
def test_a_full_disk_is_a_507_page_and_the_next_request_is_as_ever(problem: Exception, status: int) -> None:
    problems = [problem]

    def handler(asked: dict[str, Any], start: Any) -> HttpResponse:
        if not problems:
            return HttpResponse("as ever")
        try:
            raise problems.pop()
        except Exception:  # noqa: BLE001  as Django does
            got_request_exception.send(sender=None, request=None)
        return HttpResponse("500 page", status=500)

    client = Client(handler).ask(method="POST")
    assert client.status == status
    assert ("磁盘已满" in client.body.decode()) is (status == 507)
    assert client.ask().body == b"as ever"


def test_control_characters_in_a_header_do_not_reach_the_server() -> None:
    def handler(asked: dict[str, Any], start: Any) -> HttpResponse:
        response = HttpResponse("x")
        response["X-Name"] = "a\x00b\x1fc"
        return response

    assert Client(handler).ask().header(b"x-name") == [b"abc"]


# ---- who calls


@pytest.mark.parametrize(
    ("proxies", "forwarded", "told"),
    [
        (["127.0.0.9"], b"203.0.113.8", ("203.0.113.8", "https")),
        (["127.0.0.0/8"], b"8.8.8.8, 203.0.113.8, 127.0.0.3", ("203.0.113.8", "https")),  # 8.8.8.8 says the caller only
        (["10.1.0.5"], b"203.0.113.8", ("127.0.0.9", "http")),
        ([], b"203.0.113.8", ("127.0.0.9", "http")),
    ],
)
def test_only_a_proxy_of_the_house_is_believed_about_the_caller(
    client: Client,
    seen: list[dict[str, Any]],
    settings: Any,
    proxies: list[str],
    forwarded: bytes,
    told: tuple[str, str],
) -> None:
    settings.TRUSTED_PROXIES = proxies
    client.door = asgi.behind_proxies(client.door)
    client.ask(headers=[(b"x-forwarded-for", forwarded), (b"x-forwarded-proto", b"https")])
    assert (seen[0]["REMOTE_ADDR"], seen[0]["wsgi.url_scheme"]) == told
