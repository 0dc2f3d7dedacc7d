"""Data folders for tests that run the product on them: each made once a run of bin/test, then copied.

`python -P -m tests.laid` makes them ahead, and the tables; bin/test does so while bin/check keeps the other core busy.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.server.wire import CHECKOUT, command, set_up

KEPT = "SHOUWEN_TESTS_KEPT"  # a folder bin/test names; without it every test makes its own


def demo(data: Path) -> None:
    """Puts the made-up company with its week of cases into an empty folder."""
    _lay("demo", _make_demo, data)


def installation(data: Path) -> None:
    """Puts a small installation with one administrator into an empty folder."""
    _lay("installation", set_up, data)


def _lay(name: str, make: Callable[[Path], None], data: Path) -> None:
    if os.environ.get(KEPT):
        shutil.copytree(_made(name, make), data, dirs_exist_ok=True)
    else:
        make(data)


def _made(name: str, make: Callable[[Path], None]) -> Path:
    """The kept folder; the first who asks makes it, others wait for him."""
    place = Path(os.environ[KEPT]) / name
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            shutil.rmtree(place.with_suffix(".new"), ignore_errors=True)
            make(place.with_suffix(".new"))
            place.with_suffix(".new").rename(place)
    return place


def _make_demo(data: Path) -> None:
    done = command("init", "--demo", "--data", str(data), within=400)
    assert done.returncode == 0, done.stdout + done.stderr


def _ahead() -> None:
    """Any test on a database makes the tables that all others copy (tests/tables.py)."""
    one = "tests/access/test_matrix.py::test_no_address_is_undeclared_and_none_declared_is_gone"
    subprocess.run([sys.executable, "-P", "-m", "pytest", "-q", "-n", "0", one], cwd=CHECKOUT, check=True)
    _made("demo", _make_demo)
    _made("installation", set_up)


if __name__ == "__main__":
    _ahead()
