"""Which SQLite this process uses: the bundled one, because Debian's 3.40 can lose a WAL (fixed in 3.51.3)."""

from __future__ import annotations

import sys
from typing import Any

SAFE = (3, 51, 3)


def use_bundled_library() -> None:
    """Puts `pysqlite3` in the place of `sqlite3`. Must run before Django is imported."""
    if "sqlite3" in sys.modules and sys.modules["sqlite3"].__name__ == "pysqlite3":
        return
    try:
        import pysqlite3  # reason: optional
        import pysqlite3.dbapi2  # reason: optional
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def version() -> tuple[int, ...]:
    """Version of the SQLite library in use, as numbers."""
    import sqlite3  # reason: optional

    return tuple(int(part) for part in sqlite3.sqlite_version.split("."))


def library() -> Any:
    """The one SQLite module of this process, for what must speak to a file without Django (the bench)."""
    import sqlite3  # reason: optional

    return sqlite3


def wal_is_safe() -> bool:
    """False on a library with the WAL-reset bug; then the rollback journal is used and said so."""
    return version() >= SAFE
