"""What tests of every room share: the held clock, recorded facts, a budget of queries, sealing, the served product."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

from shouwen.kernel import clock

CHECKOUT = Path(__file__).resolve().parents[2]
MORNING = "2026-07-15 10:24"  # a Wednesday, in working time

#: Without these Chromium asks for hosts of its maker at every start; a closed machine refuses them by the dozen.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class HeldClock:
    """The clock of a test: stands still, moves when told. Times are wall-clock times in Shanghai."""

    def __init__(self, at: str = MORNING) -> None:
        self._held = ExitStack()
        self(at)

    def __call__(self, at: str | dt.datetime) -> None:
        """Puts the clock at `at`: `at("2026-07-16 09:00")`."""
        moment = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
        self._held.enter_context(clock.held(moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)))

    def forward(self, **span: float) -> None:
        """Lets time pass: `at.forward(hours=2)`."""
        self(clock.now() + dt.timedelta(**span))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._held.close()


def facts_of(thing: Any) -> list[str]:
    """Kinds of the facts recorded about `thing`, oldest first."""
    from shouwen.kernel import facts  # reason: app-ready

    return [fact.kind for fact in reversed(facts.timeline(thing))]


@contextmanager
def query_budget(most: int) -> Iterator[None]:
    """Fails when the block asks the database more than `most` questions, and shows them."""
    from django.db import connection  # reason: app-ready
    from django.test.utils import CaptureQueriesContext  # reason: app-ready

    with CaptureQueriesContext(connection) as asked:
        yield
    if len(asked) > most:
        shown = "\n".join(query["sql"][:200] for query in asked.captured_queries)
        raise AssertionError(f"{len(asked)} queries, {most} allowed:\n{shown}")


def sealed(rounds: int = 20) -> None:
    """Seals what was recorded and lets every room react, until nothing is left to do."""
    from shouwen.kernel import reactions, sealing  # reason: app-ready

    for _ in range(rounds):
        if not [done for done in (sealing.seal(), reactions.react()) if done]:
            return
    raise AssertionError(f"facts and reactions did not come to rest in {rounds} rounds")


def chromium() -> str | None:
    """Path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path, *options: str, environment: dict[str, str], within: float = 300) -> Iterator[str]:
    """Runs the real product on `data` as `shouwen serve` does, and gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "shouwen", "serve", "--port", str(port), "--data", str(data), *options]
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/health/", process, log, within)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, within: float) -> None:
    end = time.monotonic() + within
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    tail = log.read_text(errors="replace")[-4000:]
    raise AssertionError(f"the product did not answer at {url} (exit {process.poll()}):\n{tail}")
