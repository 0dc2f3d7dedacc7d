"""Asking other machines: only where one may, encrypted unless named, no redirect followed, never without end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from shouwen.kernel import calling
from shouwen.kernel.refusals import Unacceptable


class Other(BaseHTTPRequestHandler):
    """Echoes what it was sent, sends elsewhere, or never stops."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "http://169.254.169.254/")
        self.send_header("X-Path", self.path)
        self.end_headers()
        self.wfile.write(body * 4000 if self.path == "/long" else body)

    def log_message(self, *anything: Any) -> None:
        return


@pytest.fixture
def other() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_named_host_is_asked_and_its_answer_read(other: str, settings: Any) -> None:
    settings.INTRANET = ["127.0.0.1"]
    reply = calling.ask("POST", f"{other}/a?b=1", body="中文".encode(), headers={"X": "y"})
    assert (reply.status, reply.body.decode(), reply.headers["x-path"]) == (200, "中文", "/a?b=1")
    away = calling.ask("POST", f"{other}/away")
    assert (away.status, away.is_well) == (302, False)


def test_an_answer_without_end_is_cut(other: str, settings: Any) -> None:
    settings.INTRANET = ["127.0.0.1"]
    with pytest.raises(calling.TooLong):
        calling.ask("POST", f"{other}/long", body=b"x" * 1000)


@pytest.mark.parametrize(
    "address",
    ["http://example.com/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/", "ftp://x/", "https://u:p@x/", "x"],
)  # fmt: skip
def test_the_house_and_the_unencrypted_are_not_asked(address: str) -> None:
    with pytest.raises(Unacceptable):
        calling.ask("GET", address)
