"""The ground a measurement stands on: a company in a data folder of its own, a key, repeated timing, a profile's top."""

from __future__ import annotations

import cProfile
import gc
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


@dataclass
class Line:
    """One line of the table: ours against a control of the same run. `ratios` holds one for each repetition."""

    name: str
    ratios: list[float]
    aim: str
    ours: str
    control: str
    limit: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def open_installation(data: Path) -> None:
    """Django on `data`, with SQLite as it is shipped: WAL and synchronous=FULL."""
    os.environ["SHOUWEN_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shouwen.site.settings"
    os.environ.setdefault("SHOUWEN_LOG_LEVEL", "ERROR")
    from shouwen.kernel.sqlite import use_bundled_library

    use_bundled_library()
    import warnings

    warnings.filterwarnings("ignore", category=DeprecationWarning)
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def company(data: Path, *, demo: bool = False) -> Any:
    """The made-up company in a fresh folder. With `demo` its week of cases too."""
    open_installation(data)
    from shouwen.kernel import reactions
    from shouwen.site import setting_up
    from shouwen.site.demo_company import found, people_and_brands

    setting_up.prepare_tables()
    made = found("shouwen-demo") if demo else people_and_brands("shouwen-demo")
    reactions.cursors()
    return made


def person(staff_number: str) -> Any:
    from shouwen.people import queries

    return queries.with_key(f"person:{staff_number}")


def key_for(staff_number: str) -> str:
    """Text of an API key with every verb of this person, whose post may hold keys."""
    from shouwen.people import actions

    post = person(staff_number).appointments.first().post
    if "api.keys" not in post.verbs:
        post.verbs = [*post.verbs, "api.keys"]
        post.save(update_fields=["verbs"])
    holder = person(staff_number)
    return str(actions.issue_key(by=holder, name="bench", verbs=sorted(holder.reach.verbs))[1])


def session_for(staff_number: str) -> str:
    """A signed-in session's key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    who = person(staff_number)
    session = SessionStore()
    session[SESSION_KEY] = str(who.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = who.get_session_auth_hash()
    session.save()
    return str(session.session_key)


# ---- timing


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def each(work: Callable[[int], Any], times: int) -> float:
    """Median seconds of one call among `times`."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the garbage collector in between."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# ---- what limits it


def statements(work: Callable[[], Any]) -> int:
    """How many statements `work` sends to the database."""
    from django.db import connection

    sent = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        work()
    return len(sent)


#: Where a function of the profile belongs, by words of its file or name; the first that fits.
KINDS: Sequence[tuple[str, tuple[str, ...]]] = (
    (
        "SQLite",
        ("pysqlite3", "'execute' of", "'commit' of", "'executemany' of", "sqlite3.Cursor", "sqlite3.Connection"),
    ),
    ("building queries (Django's ORM)", ("django/db/",)),
    ("templates", ("django/template/", "template_partials", "templatetags")),
    ("deadlines and calendar", ("kernel/deadlines", "kernel/worktime")),
    ("rules", ("shouwen/rulebook/", "cases/rules")),
    ("pydantic", ("pydantic",)),
    ("search tokens", ("search_tokens",)),
    ("json", ("json/",)),
    ("verbs", ("shouwen/",)),
    ("Django's handlers and middleware", ("django/", "ninja/")),
)


def share(work: Callable[[], Any], most: int = 3) -> str:
    """The largest shares of the time `work` takes, by sort of work: `SQLite 40 %, …`."""
    profile = cProfile.Profile()
    profile.enable()
    work()
    profile.disable()
    return top(profile, most)


def top(profile: cProfile.Profile, most: int = 3) -> str:
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = sum(row[2] for row in stats.values()) or 1.0
    found: dict[str, float] = {}
    for (file, _line, name), (_cc, _nc, own, _cumulative, callers) in stats.items():
        kind = _kind(f"{file} {name}") or _kind_of_callers(callers) or "Python itself"
        found[kind] = found.get(kind, 0.0) + own
    ranked = sorted(found.items(), key=lambda item: -item[1])[:most]
    return ", ".join(f"{kind} {100 * own / whole:.0f} %" for kind, own in ranked)


def _kind(where: str) -> str:
    return next((kind for kind, words in KINDS if any(word in where for word in words)), "")


def _kind_of_callers(callers: dict[Any, Any]) -> str:
    """A builtin counts where it was called from most."""
    if not callers:
        return ""
    (file, _line, name), _ = max(callers.items(), key=lambda item: item[1][2])
    return _kind(f"{file} {name}")
