"""What the proofs with the real product share: a demo folder, a key and a session for it, clients that never give up."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.server.wire import CHECKOUT, environment

CLERK = "2001"  # a supervisor: his post may hold keys and open cases


def asked(data: Path, code: str) -> Any:
    """Runs a few lines with Django on the folder and gives what they printed as JSON."""
    opening = (
        "import os, sys, json; sys.path.insert(0, sys.argv[1]); os.environ['SHOUWEN_DATA'] = sys.argv[2]; "
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'shouwen.site.settings'; os.environ['SHOUWEN_LOG_LEVEL'] = 'ERROR'\n"
        "from shouwen.kernel.sqlite import use_bundled_library; use_bundled_library()\n"
        "import django; django.setup()\n"
    )
    words = [sys.executable, "-W", "ignore", "-c", opening + code, str(CHECKOUT), str(data)]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def key(data: Path) -> str:
    """Text of an API key of the supervisor."""
    return str(asked(data, f"""
from shouwen.people import actions, queries
who = queries.with_key("person:{CLERK}")
print(json.dumps(actions.issue_key(by=who, name="proof", verbs=sorted(who.reach.verbs))[1]))
"""))  # fmt: skip


def complaint(number: int) -> bytes:
    return json.dumps({
        "kind": "complaint", "category": "late_transfer", "reason": f"第 {number} 笔款没到", "gist": "对账单上的款还没到。",
        "customer": {"name": "马建国", "phone": f"138{number:08d}"}, "matter": f"77{number:010d}",
    }).encode()  # fmt: skip


def ask(
    port: int, method: str, path: str, body: bytes | None = None, within: float = 20, **headers: str
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=within)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def post_case(port: int, key: str, number: int, within: float = 20) -> tuple[int, dict[str, Any]]:
    """Opens case `number`; the same number again is the same case."""
    headers = {
        "Authorization": f"Bearer {key}",
        "Idempotency-Key": f"proof-{number}",
        "Content-Type": "application/json",
    }
    status, body = ask(port, "POST", "/api/v1/cases", complaint(number), within, **headers)
    try:
        return status, json.loads(body)
    except ValueError:
        return status, {"text": body.decode(errors="replace")}


class Clients:
    """Threads that open cases one after another; a request whose answer did not come is sent again with the same key."""

    def __init__(self, port: int, key: str, count: int = 3, most: int = 400) -> None:
        self.port, self.key, self.most = port, key, most
        self.acknowledged: dict[int, set[str]] = {}
        self.strange: list[tuple[int, Any]] = []
        self.unanswered = 0
        self._next = 0
        self._lock = threading.Lock()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]

    def __enter__(self) -> Clients:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(90)
        assert not any(thread.is_alive() for thread in self.threads)

    def go_on(self, more: int, *, within: float) -> None:
        """Returns when so many more cases are acknowledged, or all that will be; fails when they are not in time."""
        wanted, end = min(len(self.acknowledged) + more, self.most), time.monotonic() + within
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, f"{len(self.acknowledged)} of {wanted} cases acknowledged in {within} s"
            time.sleep(0.1)

    def _work(self) -> None:
        while not self.over.is_set():
            with self._lock:
                self._next += 1
                number = self._next
            if number > self.most:
                return
            self._until_acknowledged(number)

    def _until_acknowledged(self, number: int) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                status, said = post_case(self.port, self.key, number)
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.unanswered += 1
                time.sleep(0.05)
                continue
            with self._lock:
                if status == 201:
                    self.acknowledged.setdefault(number, set()).add(said["number"])
                else:
                    self.strange.append((status, said))
            if status == 201:
                return
            time.sleep(0.1)
