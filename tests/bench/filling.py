"""A data folder with very many cases, written straight into the tables; kept under the temporary folder for the next run.

Everything a list, a search or a case's page reads is there: cases, customers with numbers, matters, clocks, and the
search index with the tokens the product itself would put there. Facts and decisions are not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import ground

SCHEME = "1"  # raise it when what is written here changes
CHUNK = 20_000
LIVE = 8_000  # the newest cases are open, as in a real centre; the rest is closed
COMMON, RARE, NONE = "没有送", "青花瓷瓶", "深海望远镜"
RARE_CASES = 30
SENTENCES = 4_000
NOUNS = [
    "面料",
    "灯具",
    "轮胎",
    "配件",
    "茶叶",
    "药品",
    "家具",
    "电机",
    "书籍",
    "水泵",
    "服装",
    "陶瓷",
    "水果",
    "纸箱",
    "仪器",
    "钢管",
    "布匹",
    "玩具",
    "门锁",
    "地砖",
]
PLACES = [
    "苏州",
    "杭州",
    "扬州",
    "南通",
    "无锡",
    "常熟",
    "昆山",
    "乌鲁木齐",
    "景德镇",
    "上海",
    "宁波",
    "徐州",
    "合肥",
    "温州",
    "泰州",
]
TALES = (
    "说好上午送到{place}，到下午还{common}来，仓库等着开工，{noun}一共{n}件。",
    "{noun}在{place}分拣时发错了方向，客户问什么时候能追回来，单子上写的是{n}件。",
    "代收款{n}00元，签收九天了还没到账，{place}分公司的电话没有人接。",
    "{place}的客户说{noun}外箱破了，少了{n}件，已经拍照，要求当面清点。",
    "司机在{place}把{noun}放在路边就走，客户请他等{n}分钟也不肯。",
    "查{n}件{noun}现在走到哪里了，昨天说已经到{place}，今天又说没有到。",
    "运单写的{noun}，实际是别的货，{place}那边要求改单，一共{n}件。",
)


def filled(count: int) -> Path:
    """The folder with `count` cases, made now if it is not there (or made by an older release)."""
    place = Path(tempfile.gettempdir()) / "shouwen-bench" / f"{count}-{_release()}"
    if not (place / "filled").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _other_process(place, count)
        (place / "filled").touch()
    return place / "data"


def _release() -> str:
    """Changes when the tables or the tokens do: folders of an older release are made anew."""
    root = ground.ROOT / "shouwen"
    files = sorted([*root.glob("*/migrations/0*.py"), root / "kernel" / "search_tokens.py", Path(__file__)])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files) + SCHEME.encode()).hexdigest()[:10]


def _other_process(place: Path, count: int) -> None:
    import subprocess

    print(f"bench: writing {count:,} cases into {place} (once) …", file=sys.stderr, flush=True)
    words = [sys.executable, "-P", "-c", "import sys; sys.path.insert(0, sys.argv[1]); "
             "from pathlib import Path; from tests.bench import filling; "
             "filling.fill(Path(sys.argv[2]), int(sys.argv[3]))", str(ground.ROOT), str(place / "data"), str(count)]  # fmt: skip
    subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": str(ground.ROOT)})


def fill(data: Path, count: int) -> None:
    company = ground.company(data)
    from django.db import connection

    connection.close()
    from shouwen.kernel.sqlite import library

    sqlite3 = library()

    plain = sqlite3.connect(data / "shouwen.sqlite3", isolation_level=None)
    for pragma in (
        "journal_mode=OFF",
        "synchronous=OFF",
        "cache_size=-400000",
        "temp_store=MEMORY",
        "locking_mode=EXCLUSIVE",
    ):
        plain.execute(f"PRAGMA {pragma}").fetchall()
    tables = ("customers_customer", "customers_contactpoint", "customers_matter", "cases_case", "cases_clock")
    later = _without_indexes(plain, tables)
    for first in range(1, count + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, count + 1))
        plain.execute("BEGIN")
        for table, rows in _rows(company, numbers, count).items():
            _insert(plain, table, rows)
        plain.executemany("INSERT INTO search_case (rowid, tokens) VALUES (?, ?)", _tokens(company, numbers, count))
        plain.execute("COMMIT")
    for sql in later:
        plain.execute(sql)
    plain.execute("INSERT INTO search_case (search_case) VALUES ('optimize')")
    plain.execute("ANALYZE")
    plain.execute("PRAGMA journal_mode=WAL").fetchall()
    plain.close()


def _without_indexes(plain: Any, tables: tuple[str, ...]) -> list[str]:
    """Drops the indexes of these tables and returns how to make them again: much quicker than keeping them up."""
    marks = ",".join("?" * len(tables))
    sql = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})"
    found = plain.execute(sql, tables).fetchall()
    for name, _sql in found:
        plain.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in found]


def _insert(plain: Any, table: str, rows: list[dict[str, Any]]) -> None:
    """Columns nobody names get the empty value of their type."""
    if not rows:
        return
    empty = {}
    for _cid, name, kind, notnull, default, _pk in plain.execute(f"PRAGMA table_info({table})").fetchall():
        if notnull and default is None and name not in rows[0] and name != "id":
            empty[name] = 0 if kind.startswith(("bool", "int", "smallint", "bigint")) else ""
    names = ", ".join(f'"{name}"' for name in (*rows[0], *empty))
    sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * (len(rows[0]) + len(empty)))})"
    plain.executemany(sql, [(*row.values(), *empty.values()) for row in rows])


def _moment(number: int, count: int) -> str:
    """Ten minutes between two cases, the last one now."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
    return str(now - dt.timedelta(minutes=min(3.0, 3e6 / count) * (count - number)))


def _sentences() -> list[str]:
    dice = random.Random(7)
    return [
        TALES[number % len(TALES)].format(
            place=dice.choice(PLACES), noun=dice.choice(NOUNS), n=dice.randrange(2, 60), common=COMMON
        )
        for number in range(SENTENCES)
    ]


POOL = _sentences()
_known: dict[str, list[str]] = {}


def _gist(number: int, count: int) -> str:
    said = POOL[number * 7919 % SENTENCES]
    return said + (f"里面有一只{RARE}。" if number % max(1, count // RARE_CASES) == 1 else "")


def _number(number: int) -> str:
    return f"LD26-{number:05d}"


def _customer(number: int) -> int:
    return (number - 1) // 3 + 1


def _rows(company: Any, numbers: range, count: int) -> dict[str, list[dict[str, Any]]]:
    clerks = [company[staff] for staff in ("2107", "2108", "2115", "2001")]
    brand, operations = company.brand.pk, company.departments["operations"].pk
    cases, clocks = [], []
    for number in numbers:
        owner, at, live = clerks[number % 4], _moment(number, count), number > count - LIVE
        closed = None if live else at
        common = {
            "id": number, "number": _number(number), "brand_id": brand, "kind": ("complaint", "tracing", "enquiry")[number % 3],
            "category": "late_delivery", "circumstances": "{}", "channel": "phone", "customer_id": _customer(number),
            "customer_class": "ordinary", "matter_id": number, "reason": f"{NOUNS[number % 20]}没有按时到",
            "gist": _gist(number, count), "first_asked_id": owner.pk, "owner_id": owner.pk,
            "department_id": owner.department_id, "responsible_id": operations if number % 2 else None,
            "state": "open" if live else "closed", "round": 1, "received_at": at, "opened_at": at, "answered_at": closed,
            "closed_at": closed, "acted_at": at, "opened_by": owner.key, "version": 1, "repeat_of_id": None, "paused_at": None,
        }  # fmt: skip
        cases.append(common)
        clocks.append({
            "case_id": number, "sheet_id": None, "thing_kind": "case", "thing_id": number, "deadline": "first-answer",
            "title": "首次明确答复", "started_at": at, "due_at": at, "counts": "calendar", "rule": "{}", "calendar_version": 1,
            "clauses": "[]", "origin": "source", "person_id": owner.pk, "department_id": None, "rings": "[]", "pauses": "[]",
            "state": "running" if live else "met", "version": 1, "next_ring_at": None, "stopped_at": closed,
            "decision_id": None, "edition_id": None,
        })  # fmt: skip
    new = [number for number in numbers if (number - 1) % 3 == 0]
    customers = [
        {"id": _customer(number), "brand_id": brand, "name": _name(number), "customer_class": "ordinary",
         "registered_at": _moment(number, count), "version": 1, "merged_into_id": None, "merged_at": None}
        for number in new
    ]  # fmt: skip
    contacts = [
        {"customer_id": _customer(number), "kind": "phone", "value": f"+86138{number:08d}", "last_four": f"{number % 10000:04d}",
         "index": hashlib.sha256(str(number).encode()).hexdigest()}
        for number in new
    ]  # fmt: skip
    matters = [
        {"id": number, "brand_id": brand, "kind": "waybill", "number": f"8840{number:08d}", "details": "{}",
         "customer_id": _customer(number)}
        for number in numbers
    ]  # fmt: skip
    return {
        "customers_customer": customers,
        "customers_contactpoint": contacts,
        "customers_matter": matters,
        "cases_case": cases,
        "cases_clock": clocks,
    }


def _name(number: int) -> str:
    return "王李张刘陈杨黄赵吴周"[number // 3 % 10] + ("建国", "雪萍", "静怡", "晓东", "文婷", "秀兰")[number // 30 % 6]


def _tokens(company: Any, numbers: range, count: int) -> Iterator[tuple[int, str]]:
    """What `Index.put` would write for the case's text; the tokens of a sentence are reckoned once."""
    from shouwen.kernel import search_tokens

    scope = f"§b{company.brand.pk}"

    def cut(text: str) -> list[str]:
        if text not in _known:
            _known[text] = search_tokens.index_tokens(text)
        return _known[text]

    for number in numbers:
        parts = (f"{NOUNS[number % 20]}没有按时到", _gist(number, count), _name(_customer(number) * 3 - 2))
        own = search_tokens.index_tokens(f"{_number(number)}\n8840{number:08d}")
        tokens = dict.fromkeys([*own, *(token for part in parts for token in cut(part)), scope])
        yield number, " ".join(tokens)
