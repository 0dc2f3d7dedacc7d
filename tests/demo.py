"""The demo's folder for tests that run the product on it: made once a run of bin/test, then copied."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from tests.server.wire import command

KEPT = "SHOUWEN_TESTS_DEMO"  # a folder bin/test names; without it every test makes its own


def lay(data: Path) -> None:
    """Puts the made-up company with its week of cases into an empty folder."""
    kept = os.environ.get(KEPT)
    if not kept:
        _make(data)
        return
    place = Path(kept)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            _make(place.with_suffix(".new"))
            place.with_suffix(".new").rename(place)
    shutil.copytree(place, data, dirs_exist_ok=True)


def _make(data: Path) -> None:
    done = command("init", "--demo", "--data", str(data), within=400)
    assert done.returncode == 0, done.stdout + done.stderr
