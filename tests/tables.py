"""Tables for a test run: made once by the migrations, copied by every other process and by later runs."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DAY = 86_400


def digest() -> str:
    """Changes when a migration or a library does."""
    found = hashlib.sha256((ROOT / "requirements" / "dev.lock").read_bytes())
    for path in sorted((ROOT / "shouwen").glob("**/migrations/*.py")):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def at_hand(database: dict[str, Any]) -> Iterator[bool]:
    """Within it the test database may be set up: True when it starts as a copy. One process at a time."""
    folder = Path(tempfile.gettempdir()) / f"shouwen-tables-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    kind = _File if database["ENGINE"].endswith("sqlite3") else _Server
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        tables = kind(database, folder)
        is_copy = tables.copy()
        yield is_copy
        if not is_copy:
            tables.keep()


class _File:
    """SQLite: the database is a file."""

    def __init__(self, database: dict[str, Any], folder: Path) -> None:
        self.ours, self.kept = Path(database["TEST"]["NAME"]), folder / f"{digest()}.sqlite3"

    def copy(self) -> bool:
        if not self.kept.exists():
            return False
        shutil.copyfile(self.kept, self.ours)
        os.utime(self.kept)
        return True

    def keep(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for old in self.kept.parent.glob("*.sqlite3"):
            if time.time() - old.stat().st_mtime > DAY:
                old.unlink()
        fresh = self.kept.with_suffix(".new")
        shutil.copyfile(self.ours, fresh)
        fresh.replace(self.kept)


class _Server:
    """PostgreSQL: the server copies a database that nobody is connected to."""

    def __init__(self, database: dict[str, Any], _folder: Path) -> None:
        self.database, self.kept = database, f"shouwen_tables_{digest()}"

    def copy(self) -> bool:
        if self._ask("SELECT count(*) FROM pg_database WHERE datname = %s", [self.kept]) != 1:
            return False
        self.database["TEST"]["TEMPLATE"] = self.kept
        return True

    def keep(self) -> None:
        from django.db import connection

        ours = connection.settings_dict["NAME"]
        connection.close()
        pool = getattr(connection, "close_pool", None)
        if pool is not None:
            pool()
        self._ask(f'CREATE DATABASE "{self.kept}" TEMPLATE "{ours}"', [])

    def _ask(self, sql: str, words: list[str]) -> Any:
        from django.db import connection

        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(sql, words or None)
            return cursor.fetchone()[0] if cursor.description else None
