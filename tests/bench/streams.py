"""What runs behind the pages, in rows a second: sealing, reactions, import. Each against raw SQL writing the same rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import creating, ground
from tests.bench.ground import Line

ROUNDS = 3


def measure(data: Path, *, quick: bool) -> list[Line]:
    ground.company(data)
    from shouwen.kernel import reactions, sealing

    while sealing.seal() or reactions.react():
        pass
    call = creating.Caller(ground.key_for("2107"))
    size = 20 if quick else 60
    sealed: list[tuple[float, float, int]] = []
    heard: list[tuple[float, float, int]] = []
    tops: dict[str, str] = {}
    for number in range(ROUNDS + 1):
        for _ in range(size):
            call()
        # The last round is profiled, and not counted.
        counted = number < ROUNDS
        sealed.append(_against(data, sealing.seal, tops if not counted else None, "seal"))
        heard.append(_against(data, reactions.react, tops if not counted else None, "react"))
        while sealing.seal() or reactions.react():
            pass
    imported = [_import(data, number, 40 if quick else 160, tops) for number in range(ROUNDS + 1)]
    return [
        _line("sealing, facts/s", sealed[:ROUNDS], tops["seal"]),
        _line("reactions, facts heard/s", heard[:ROUNDS], tops["react"]),
        _line("import of complaints, rows/s", imported[:ROUNDS], tops["import"]),
    ]


def _line(title: str, found: list[tuple[float, float, int]], limit: str) -> Line:
    ratios = [theirs / mine for mine, theirs, _rows in found]
    rate = statistics.median(rows / mine for mine, _theirs, rows in found)
    raw = statistics.median(rows / theirs for _mine, theirs, rows in found)
    return Line(title, ratios, "—", f"{rate:,.0f}/s", f"raw SQL, same rows and transactions, {raw:,.0f}/s", limit)


def _against(data: Path, work: Callable[[], int], tops: dict[str, str] | None, name: str) -> tuple[float, float, int]:
    """Seconds of ours, of raw SQL writing the same, and how many were done."""
    if tops is not None:
        tops[name] = ground.share(lambda: _until_none(work))
        return 1.0, 1.0, 1
    plain = creating.copy_of(data, "raw.sqlite3")
    with creating.taken_down() as transactions, ground.undisturbed():
        began = time.perf_counter()
        done = _until_none(work, lambda: transactions.append([]))
        mine = time.perf_counter() - began
    theirs = sum(creating.write_again(plain, [writes for writes in transactions if writes]))
    plain.close()
    return mine, theirs, done


def _until_none(work: Callable[[], int], after: Callable[[], Any] = lambda: None) -> int:
    done = 0
    while some := work():
        done += some
        after()
    return done


def _import(data: Path, number: int, rows: int, tops: dict[str, str]) -> tuple[float, float, int]:
    from shouwen.cases import actions

    file = data / f"rows-{number}.csv"
    lines = ["姓名,电话,单号,事由,内容,类别"]
    for row in range(rows):
        unique = number * 100_000 + row
        lines.append(
            f"客户{unique},137{unique:08d},99{unique:08d},没有送到,说好昨天送，今天还没有送到，第{unique}次问。,late_transfer"
        )
    file.write_text("\n".join(lines) + "\n")
    table = actions.open_table(file, data)
    mapping = {
        "姓名": "customer_name",
        "电话": "phone",
        "单号": "matter",
        "事由": "reason",
        "内容": "gist",
        "类别": "category",
    }
    who = ground.person("2001")
    plan = actions.plan_import(by=who, brand=who.brands.get(), table=table, mapping=mapping)
    if number == ROUNDS:
        tops["import"] = ground.share(lambda: actions.import_cases(plan))
        return 1.0, 1.0, 1
    plain = creating.copy_of(data, "raw.sqlite3")
    with creating.taken_down() as transactions, ground.undisturbed():
        began = time.perf_counter()
        counts = actions.import_cases(plan, told=lambda _counts: transactions.append([]))
        mine = time.perf_counter() - began
    if counts.refused:
        raise RuntimeError(counts.first_refused)
    theirs = sum(creating.write_again(plain, [writes for writes in transactions if writes]))
    plain.close()
    return mine, theirs, counts.opened
