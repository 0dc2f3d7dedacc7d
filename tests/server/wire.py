"""The real product for tests of the server: started on a free port, asked over the wire, ended by recorded ids."""

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

from shouwen.kernel.testing import CHECKOUT, free_port

STAFF, PASSWORD = "9001", "correct horse battery 9"


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("SHOUWEN_", "DJANGO_"))}


def command(*words: str, standard_input: str = "", within: float = 150) -> subprocess.CompletedProcess[str]:
    """Runs `shouwen …` as a person would and keeps what it said."""
    return subprocess.run(
        [sys.executable, "-m", "shouwen", *words], cwd=CHECKOUT, env=environment(), input=standard_input,
        capture_output=True, text=True, timeout=within, check=False,
    )  # fmt: skip


def set_up(data: Path) -> None:
    """A small installation with one administrator."""
    words = ["init", "--data", str(data), "--brand", "路达物流", "--pack", "logistics", "--admin", STAFF]
    done = command(*words, "--password-stdin", standard_input=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stdout + done.stderr


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The session is what we want, not the page it leads to."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Product:
    """A running `shouwen serve`."""

    data: Path
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    jar: CookieJar = field(default_factory=CookieJar)

    def status(self, path: str = "/health/", within: float = 20) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=within)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def pid(self, title: str) -> int:
        return int((self.data / "run" / f"{title}.pid").read_text().split()[0])

    def other_pid(self, title: str, before: int, within: float = 60) -> int:
        """The id on record once it is another than `before`."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            try:
                if (now := self.pid(title)) != before:
                    return now
            except (OSError, IndexError):
                pass
            time.sleep(0.05)
        raise AssertionError(f"{title} did not come back:\n{self.said()}")

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def sign_in(self) -> str:
        """The session of the administrator, as a Cookie header."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), NoRedirect())
        address = f"http://127.0.0.1:{self.port}/accounts/login/"
        with opener.open(address, timeout=20) as answer:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
        assert token
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "login": STAFF, "password": PASSWORD})
        request = urllib.request.Request(address, form.encode(), {"Referer": address})
        with contextlib.suppress(urllib.error.HTTPError):  # the redirect to the first page
            opener.open(request, timeout=20).close()
        cookies = {cookie.name: cookie.value for cookie in self.jar}
        assert "sessionid" in cookies, "signing in did not work"
        return f"sessionid={cookies['sessionid']}"

    def socket(self, cookie: str, origin: str | None = None) -> Socket:
        return Socket(self.port, cookie, origin or f"http://127.0.0.1:{self.port}")


@contextmanager
def running(data: Path, *options: str, within: float = 150) -> Iterator[Product]:
    """Starts the product and waits until it answers; ends it and everything on record."""
    port = free_port()
    words = [sys.executable, "-m", "shouwen", "serve", "--port", str(port), "--data", str(data), *options]
    log = data.parent / f"{data.name}-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(words, cwd=CHECKOUT, env=environment(), stdout=out, stderr=subprocess.STDOUT)
    product = Product(data, process, port, log)
    try:
        end = time.monotonic() + within
        while True:
            with contextlib.suppress(OSError):
                if (status := product.status()) == 200:
                    break
                raise AssertionError(f"/health/ says {status}:\n{product.said()[-3000:]}")
            assert process.poll() is None, product.said()[-3000:]
            assert time.monotonic() < end, product.said()[-3000:]
            time.sleep(0.1)
        yield product
    finally:
        left = [product.pid(title) for title in ("web-1", "web-2", "worker") if (data / f"run/{title}.pid").exists()]
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                for pid in left:
                    os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Socket:
    """A websocket by hand: enough to listen, to speak and to see the close code."""

    def __init__(self, port: int, cookie: str, origin: str) -> None:
        self.wire = socket.create_connection(("127.0.0.1", port), timeout=20)
        key = base64.b64encode(os.urandom(16)).decode()
        asked = (
            f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        self.wire.sendall(asked.encode())
        answer = b""
        while b"\r\n\r\n" not in answer and (byte := self.wire.recv(1)):
            answer += byte
        self.status = int(answer.split()[1])

    def say(self, text: str) -> None:
        body = text.encode()
        assert len(body) < 126
        self.wire.sendall(bytes([0x81, 0x80 | len(body), 0, 0, 0, 0]) + body)

    def next(self) -> str | int:
        """The next text, or the code with which the server closed."""
        kind, length = self._exactly(2)
        if length == 126:
            length = int.from_bytes(self._exactly(2))
        body = self._exactly(length)
        return int.from_bytes(body[:2]) if kind & 0x0F == 8 else body.decode()

    def _exactly(self, count: int) -> bytes:
        body = b""
        while len(body) < count:
            more = self.wire.recv(count - len(body))
            assert more, "the connection broke"
            body += more
        return body
