"""A case through the interface with everything, against raw SQL writing the same rows in the same transactions.

What each call writes is taken down with its values, one transaction a call, and written again by plain SQL into a
copy of the database made before: same schema, same journal, same synchronous=FULL.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench import ground
from tests.bench.ground import Line

CATEGORIES = (
    ("late_transfer", {}),
    ("wrong_dispatch", {"cause": "sorting"}),
    ("late_delivery", {}),
    ("damage_or_shortage", {}),
)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
Write = tuple[str, Any]


def complaint(number: int) -> dict[str, Any]:
    """A complaint that differs from the others: a customer of its own, a waybill of its own."""
    category, circumstances = CATEGORIES[number % len(CATEGORIES)]
    return {
        "kind": "complaint",
        "category": category,
        "circumstances": circumstances,
        "reason": f"第 {number} 件货没有送到",
        "gist": f"说好昨天送，到今天还没有送。十二件面料，仓库等着开工，电话打了三次没人接。单号尾数 {number}。",
        "wish": "今天之内答复",
        "matter": f"8840{number:08d}",
        "customer": {"name": "欧阳雪萍", "phone": f"138{number:08d}", "title": "女士", "company": "禾润家纺"},
    }


class Caller:
    """Opens cases through the whole of Django in this process: middleware, key, validation, verbs, answer."""

    def __init__(self, key: str) -> None:
        from django.test import Client

        self.client, self.key, self.number = Client(), key, 0

    def __call__(self) -> None:
        self.number += 1
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": f"bench-{self.number}"}
        body = json.dumps(complaint(self.number))
        answer = self.client.post("/api/v1/cases", body, content_type="application/json", headers=headers)
        if answer.status_code != 201:
            raise RuntimeError(answer.content.decode())


@contextmanager
def taken_down() -> Iterator[list[list[Write]]]:
    """Every write of the block as `[[(sql, values), …] of one transaction, …]`."""
    from django.db import connection

    transactions: list[list[Write]] = [[]]

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            transactions[-1].append((sql.replace("%s", "?").replace("%%", "%"), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield transactions
    if not transactions[-1]:
        transactions.pop()


def copy_of(data: Path, name: str) -> Any:
    """A plain connection to a copy of the database, with the pragmas of the product."""
    from shouwen.kernel.sqlite import library

    sqlite3 = library()

    from django.conf import settings
    from django.db import connection

    path = data / name
    path.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{path}'")
    plain = sqlite3.connect(path, isolation_level=None)
    plain.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    return plain


def write_again(plain: Any, transactions: list[list[Write]]) -> list[float]:
    """Seconds of each transaction by plain SQL."""
    taken = []
    for writes in transactions:
        began = time.perf_counter()
        plain.execute("BEGIN IMMEDIATE")
        for sql, values in writes:
            plain.execute(sql, values or ()).fetchall()
        plain.execute("COMMIT")
        taken.append(time.perf_counter() - began)
    return taken


def measure(data: Path, *, quick: bool, where: str) -> list[Line]:
    import statistics

    ground.company(data)
    call = Caller(ground.key_for("2107"))
    times = 20 if quick else 60
    for _ in range(8):
        call()
    ratios, ours, raw, rows, asked = [], [], [], 0, 0
    for _ in range(3):
        with ground.undisturbed():
            mine = ground.each(lambda _: call(), times)
        plain = copy_of(data, "raw.sqlite3")
        with taken_down() as transactions:
            for _ in range(times):
                call()
                transactions.append([])
        transactions = [writes for writes in transactions if writes]
        with ground.undisturbed():
            theirs = statistics.median(write_again(plain, transactions))
        plain.close()
        rows = round(sum(map(len, transactions)) / len(transactions))
        ours.append(mine)
        raw.append(theirs)
        ratios.append(theirs / mine)
    asked = ground.statements(call)
    top = ground.share(lambda: [call() for _ in range(times // 2)])
    mine, theirs = statistics.median(ours), statistics.median(raw)
    return [
        Line(
            f"create a case (API, {where})",
            ratios,
            "≥ 1/3",
            f"{mine * 1e3:.1f} ms",
            f"raw SQL, {rows} writes, {theirs * 1e3:.1f} ms",
            f"{asked} statements a call; {top}",
        )
    ]
