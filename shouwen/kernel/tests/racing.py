"""Threads that start together, and facts to race about."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from shouwen.kernel import clock
from shouwen.kernel.models import Fact, Unsealed


def happened(count: int, kind: str = "test.happened", about: tuple[str, int] = ("thing", 1)) -> list[Fact]:
    """Facts as `record` writes them, without declaring a kind."""
    made = []
    for number in range(count):
        fact = Fact.objects.create(
            kind=kind,
            at=clock.now(),
            actor="p-1",
            about_kind=about[0],
            about_id=about[1],
            refs={"n": number, "词": "值"},
        )
        Unsealed.objects.create(fact=fact)
        made.append(fact)
    return made


def race(*works: Callable[[], Any], times: int = 1) -> list[Any]:
    """Runs each of `works` `times` times, all at once, each in a thread with its own connection."""
    starters = [work for work in works for _ in range(times)]
    results: list[Any] = [None] * len(starters)
    problems: list[BaseException] = []
    line = threading.Barrier(len(starters))

    def run(at: int, work: Callable[[], Any]) -> None:
        try:
            line.wait(10)
            results[at] = work()
        except BaseException as problem:  # noqa: BLE001  raised again in the test
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(starters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    if problems:
        raise problems[0]
    return results
