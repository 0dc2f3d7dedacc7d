"""One web process with a handler of the test: what is under way when it is told to stop, and slow or large answers."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shouwen.kernel.testing import CHECKOUT
from tests.server.wire import environment

pytestmark = pytest.mark.timeout(170)

CHILD = """
import os, sys, time
os.environ["SHOUWEN_DATA"], listener = sys.argv[1], int(sys.argv[2])
os.environ["DJANGO_SETTINGS_MODULE"] = "shouwen.site.settings"
os.environ["SHOUWEN_LOG_LEVEL"] = "CRITICAL"
from shouwen.kernel.sqlite import use_bundled_library
use_bundled_library()
import django
django.setup()
import django.core.wsgi
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from shouwen.site import supervisor

def handler(asked, start):
    path = asked["PATH_INFO"]
    if path == "/slow":
        open(sys.argv[3] + ".begun", "w").close()
        time.sleep(2)
        return HttpResponse("done")
    if path == "/stream":
        return StreamingHttpResponse(b"x" * 100_000 for _ in range(300))
    if path == "/file":
        return FileResponse(open(sys.argv[3], "rb"))
    return HttpResponse(str(len(asked["wsgi.input"].read())))

django.core.wsgi.get_wsgi_application = lambda: handler
supervisor.run_web(listener, 2, os.getppid(), None, None)
"""


class Web:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def raw(self, request: bytes) -> socket.socket:
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        wire.sendall(request)
        return wire


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    (tmp_path / "large").write_bytes(os.urandom(3_000_000))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        listener.setblocking(False)
        words = [sys.executable, "-c", CHILD, str(tmp_path / "data"), str(listener.fileno()), str(tmp_path / "large")]
        process = subprocess.Popen(words, pass_fds=(listener.fileno(),), cwd=CHECKOUT, env=environment())
        try:
            yield Web(process, listener.getsockname()[1])
        finally:
            process.kill()
            process.wait()


def test_over_the_wire(web: Web, tmp_path: Path) -> None:
    assert web.ask("GET", "/") == (200, b"0")
    assert web.ask("HEAD", "/") == (200, b"")
    assert web.ask("POST", "/", b"y" * 3_000_000) == (200, b"3000000")
    assert web.ask("GET", "/file") == (200, (tmp_path / "large").read_bytes())
    status, content = web.ask("GET", "/stream")
    assert (status, len(content)) == (200, 30_000_000)
    refused = web.raw(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n")
    assert b" 413 " in refused.recv(1000).partition(b"\r\n\r\n")[2] + refused.recv(1000)
    refused.close()
    broken = web.raw(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
    broken.close()
    smuggled = web.raw(b"GET / HTTP/1.1\r\nHost: x\r\nX_Forwarded_For: 1\r\n\r\n")
    assert smuggled.recv(1000).startswith(b"HTTP/1.1 200")
    smuggled.close()


def test_a_slow_reader_holds_no_page_thread(web: Web) -> None:
    assert web.ask("GET", "/")[0] == 200
    readers = [web.raw(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(4)]  # twice as many as threads
    time.sleep(1)
    assert web.ask("GET", "/") == (200, b"0")
    for reader in readers:
        reader.close()
    assert web.ask("GET", "/") == (200, b"0")


def test_what_is_under_way_is_finished_when_it_is_told_to_stop(web: Web, tmp_path: Path) -> None:
    assert web.ask("GET", "/")[0] == 200
    slow = web.raw(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    idle = web.raw(b"")
    until = time.monotonic() + 60
    while not (tmp_path / "large.begun").exists() and time.monotonic() < until:
        time.sleep(0.05)
    web.process.send_signal(signal.SIGTERM)
    answer = slow.recv(1000)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"done")
    assert web.process.wait(30) == 0
    idle.close()
