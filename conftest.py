"""Prepares the product for tests, and the fixtures every room may use. The helpers are in shouwen/kernel/testing.py."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from shouwen.kernel import testing  # noqa: E402  after the path
from shouwen.kernel.sqlite import use_bundled_library  # noqa: E402

if "django.conf" in sys.modules and sys.modules["django.conf"].settings.configured:
    raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: tests choose a data folder before the settings are read")

DATA = Path(tempfile.mkdtemp(prefix="shouwen-tests-"))  # one for each worker process
os.environ["SHOUWEN_DATA"] = str(DATA / "data")
os.environ["DJANGO_SETTINGS_MODULE"] = "shouwen.site.settings"
os.environ.setdefault("SHOUWEN_LOG_LEVEL", "WARNING")
use_bundled_library()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--tally", help="append the counts of this run to a file, for bin/test")


def pytest_configure(config: pytest.Config) -> None:
    """Quick passwords, and a test database in a file: racing threads and processes need a real one."""
    from functools import cache

    from django.conf import settings

    from shouwen.kernel import worktime

    worktime.official_year = cache(worktime.official_year)  # the same answer for every test's installation
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers start without our settings, so that each comes through this file before Django reads them."""
    os.environ.pop("DJANGO_SETTINGS_MODULE")


def pytest_unconfigure() -> None:
    shutil.rmtree(DATA, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is only meant for the other database, and on PostgreSQL what asks no database; bin/test runs it."""
    on_postgres = bool(os.environ.get("SHOUWEN_DATABASE"))
    other = "sqlite_only" if on_postgres else "postgres_only"
    left_out = [item for item in items if item.get_closest_marker(other) or (on_postgres and not _asks(item))]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def _asks(item: pytest.Item) -> bool:
    """Whether a test asks a database: what does not says the same beside either, and has run beside SQLite."""
    fixtures = {"db", "transactional_db"}  # every test has the set-up of pytest-django behind it
    return bool(item.get_closest_marker("django_db") or fixtures & set(getattr(item, "fixturenames", ())))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if not config.getoption("tally") or hasattr(config, "workerinput"):
        return  # a worker reports to the process that started it
    stats = terminalreporter.stats
    counts = {
        "passed": len(stats.get("passed", [])),
        "failed": len(stats.get("failed", [])) + len(stats.get("error", [])),
        "skipped": len(stats.get("skipped", [])) + len(stats.get("xfailed", [])),
    }
    skipped = [report.longrepr for report in stats.get("skipped", [])]
    reasons = Counter(f"{Path(at).name}: {why.removeprefix('Skipped: ')}" for at, _line, why in skipped)
    reasons.update(f"{report.nodeid}: xfail {report.wasxfail}" for report in stats.get("xfailed", []))
    with Path(config.getoption("tally")).open("a") as tally:
        tally.write(json.dumps({"counts": counts, "reasons": reasons}) + "\n")


@pytest.fixture(scope="session", autouse=True)
def packs_are_read_once() -> Iterator[None]:
    """The product's own packs do not change under the tests: every installation of a test lays the same one."""
    from functools import cache
    from importlib import import_module

    editions: Any = import_module("shouwen.rulebook.queries.editions")  # the package has a question of that name
    read, folder = editions.load, ROOT / "packs"
    again = cache(lambda path: read(path, search=(folder,)))
    editions.load = lambda path, search=(): again(path) if Path(path).parent == folder else read(path, search=search)
    yield
    editions.load = read


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    """What is in force in one test's installation is not so in the next one's."""
    from shouwen.kernel import memory

    yield
    memory.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None) -> Any:
    """The test database of this process. Only the first process runs the migrations (see tests/tables.py)."""
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    from tests import tables

    with django_db_blocker.unblock(), tables.at_hand(settings.DATABASES["default"]) as is_copy:
        on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
        made = setup_databases(verbosity=0, interactive=False, keepdb=is_copy and on_sqlite)
    if not on_sqlite:
        from django.db.backends.postgresql.operations import DatabaseOperations

        DatabaseOperations.sql_flush = tables.emptied  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


# ---- time, facts, queries


@pytest.fixture
def at() -> Iterator[testing.HeldClock]:
    """The clock stands at 2026-07-15 10:24 in Shanghai: `at("2026-07-16 09:00")`, `at.forward(hours=2)`."""
    with testing.HeldClock() as held:
        yield held


@pytest.fixture
def facts_of() -> Callable[[Any], list[str]]:
    """Kinds of facts about a thing, oldest first."""
    return testing.facts_of


@pytest.fixture
def query_budget(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], AbstractContextManager[None]]:
    """`with query_budget(12): client.get(…)`. What is remembered stays so, however slow the machine counts."""
    from shouwen.kernel import memory

    monkeypatch.setattr(memory, "SECONDS", 3600.0)
    return testing.query_budget


@pytest.fixture
def sealed() -> Callable[[], None]:
    """Call it after a verb: facts are sealed and every room has reacted."""
    return testing.sealed


@pytest.fixture
def cast(db: None) -> Any:
    """Brand, departments and persons by name; see shouwen/people/tests/makers.py."""
    from shouwen.people.tests import makers

    return makers.cast()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real feedback beside the checkout. Not part of it, so a clone elsewhere skips these tests."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data beside the checkout")
    return folder


# ---- the product in a browser


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the real product with demo data, started once for the session."""
    from tests import laid

    data = tmp_path_factory.mktemp("served") / "data"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHOUWEN_", "DJANGO_"))}
    laid.demo(data)  # once for the proofs and for the browser
    with testing.served(data, "--demo", environment=environment) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    path = testing.chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # a busy machine is no fault of the page
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=list(testing.CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, served: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh page on the served product: `page.goto("/")`. A script error or a breach of the CSP fails the test."""
    context = browser.new_context(base_url=served, locale="zh-CN", viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    opened.on("console", lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    if request.node.stash.get(FAILED, False):
        pictures = ROOT / "test-results"
        pictures.mkdir(exist_ok=True)
        opened.screenshot(path=pictures / f"{request.node.name}.png", full_page=True)
    context.close()
    assert not problems, problems


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Remembers a failure, so that `page` can keep a picture of it."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report
