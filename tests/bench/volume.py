"""The case list and the search at many cases against 10,000, each a whole page in its own process on its own database."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import filling, ground
from tests.bench.ground import Line

FEW, MANY, MANY_QUICK = 10_000, 1_000_000, 100_000
ROUNDS = 3


def questions(count: int) -> dict[str, str]:
    """What is asked, by title. Deep means in the middle of all cases."""
    return {
        "case list, first page": "/cases/",
        "case list, deep page": f"/cases/?after={count // 2}",
        "case list, open ones of one person": "/cases/?state=open&owner=2107",
        f"search, common word ({filling.COMMON})": f"/cases/?q={filling.COMMON}",
        f"search, rare word ({filling.RARE})": f"/cases/?q={filling.RARE}",
        "search, no hit": f"/cases/?q={filling.NONE}",
        "search on top, common word": f"/search/?q={filling.COMMON}",
    }


def measure(data: Path, *, quick: bool) -> list[Line]:
    many = MANY_QUICK if quick else MANY
    places = {count: filling.filled(count) for count in (FEW, many)}
    rounds = [{count: _asked(place, count, quick) for count, place in places.items()} for _ in range(ROUNDS)]
    lines = []
    for few_title, many_title in zip(questions(FEW), questions(many), strict=True):
        few = [each[FEW][few_title]["page"] for each in rounds]
        lots = [each[many][many_title]["page"] for each in rounds]
        last = rounds[-1]
        database = last[many][many_title]["database"] / max(last[FEW][few_title]["database"], 1e-6)
        slowest = last[many][many_title]["slowest"]
        lines.append(
            Line(
                f"{many_title}: {many:,} ÷ {FEW:,}",
                [b / a for a, b in zip(few, lots, strict=True)],
                "≤ 1.5",
                f"{statistics.median(lots) * 1e3:.1f} ms",
                f"{statistics.median(few) * 1e3:.1f} ms",
                f"its statements alone {database:.1f}×, {last[many][many_title]['database'] * 1e3:.1f} ms; slowest: {slowest}",
            )
        )
    return lines


def _asked(place: Path, count: int, quick: bool) -> dict[str, dict[str, Any]]:
    """One process, warm: the medians of each question."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from tests.bench import volume; "
        "volume.child(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))"
    )
    words = [
        sys.executable,
        "-P",
        "-W",
        "ignore",
        "-c",
        code,
        str(ground.ROOT),
        str(place),
        str(count),
        "5" if quick else "9",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ground.ROOT)}
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, env=environment)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def child(place: Path, count: int, times: int) -> None:
    ground.open_installation(place)
    from django.db import connection
    from django.test import Client

    client = Client()
    client.cookies["sessionid"] = ground.session_for("2001")
    said = {}
    for title, path in questions(count).items():
        taken, sent = [], _Statements()
        for number in range(times + 2):
            began = time.perf_counter()
            answer = client.get(path)
            spent = time.perf_counter() - began
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
            if number > 1:
                taken.append(spent)
        with connection.execute_wrapper(sent):
            client.get(path)
        said[title] = {"page": statistics.median(taken), "database": sent.whole, "slowest": sent.slowest()}
    print(json.dumps(said))


class _Statements:
    """How long the statements of a page take, rows fetched apart."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, str]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.taken.append((time.perf_counter() - began, sql))

    @property
    def whole(self) -> float:
        return sum(spent for spent, _sql in self.taken)

    def slowest(self) -> str:
        spent, sql = max(self.taken)
        words = sql.split(" FROM ", 1)[-1].split()[0].strip('"(') if " FROM " in sql else sql[:30]
        return f"{words} {spent * 1e3:.1f} ms"
