"""The case list and a case's page against an empty view on the same running server: same port, same middleware, same session."""

from __future__ import annotations

import http.client
import os
import statistics
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench import ground
from tests.bench.ground import Line

CONTROL = "/health/"


class Browser:
    """One connection kept alive, with the cookie of a signed-in person or a key."""

    def __init__(self, address: str, **headers: str) -> None:
        self.headers = headers
        place = urlsplit(address)
        self.wire = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)

    def get(self, path: str) -> float:
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: bytes | None = None, **more: str) -> float:
        """Seconds of one request, whole answer read."""
        began = time.perf_counter()
        self.wire.request(method, path, body, {**self.headers, **more})
        answer = self.wire.getresponse()
        answer.read()
        taken = time.perf_counter() - began
        if answer.status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return taken


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("SHOUWEN_", "DJANGO_"))}


def measure(data: Path, *, quick: bool) -> list[Line]:
    from shouwen.kernel import testing

    ground.company(data, demo=True)
    from django.db import connection

    from shouwen.cases.models import Case

    number = Case.objects.filter(kind="complaint", owner__staff_number="2107").order_by("-id")[0].number
    cookie = ground.session_for("2107")
    pages = {"case list": "/cases/", "case page": f"/cases/{number}/", "workbench": "/workbench/"}
    limits = {title: _limit(path, cookie) for title, path in pages.items()}
    connection.close()
    times = 12 if quick else 30
    ours: dict[str, list[float]] = {title: [] for title in pages}
    empty: list[float] = []
    environment_ = {**environment(), "SHOUWEN_LOG_LEVEL": "ERROR"}
    with testing.served(data, "--workers", "1", "--threads", "1", environment=environment_) as address:
        browser = Browser(address, Cookie=f"sessionid={cookie}")
        for path in (*pages.values(), CONTROL):
            for _ in range(4):
                browser.get(path)
        for _ in range(3):
            rows: dict[str, list[float]] = {title: [] for title in (*pages, CONTROL)}
            for _ in range(times):  # in turn, so that a noisy moment falls on all of them
                for title, path in (*pages.items(), (CONTROL, CONTROL)):
                    rows[title].append(browser.get(path))
            empty.append(statistics.median(rows.pop(CONTROL)))
            for title, taken in rows.items():
                ours[title].append(statistics.median(taken))
    return [
        Line(
            f"{title} (server, keep-alive)",
            [bare / mine for bare, mine in zip(empty, ours[title], strict=True)],
            "≥ 1/10",
            f"{statistics.median(ours[title]) * 1e3:.1f} ms",
            f"empty view, signed in, {statistics.median(empty) * 1e3:.1f} ms",
            limits[title],
        )
        for title in pages
    ]


def _limit(path: str, cookie: str) -> str:
    """Statements and the profile's top of the same page in this process."""
    from django.test import Client

    client = Client()
    client.cookies["sessionid"] = cookie

    def ask() -> Any:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return answer

    size = len([ask() for _ in range(3)][-1].content)
    asked = ground.statements(ask)
    top = ground.share(lambda: [ask() for _ in range(8)])
    return f"{asked} statements, {size // 1024} KB of HTML; {top}"
