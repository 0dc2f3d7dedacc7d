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
        with _new_models_alone():
            yield is_copy
        if not is_copy:
            tables.keep()


def emptied(operations: Any, style: Any, names: list[str], **_how: Any) -> list[str]:
    """Empties tables between tests that commit: to truncate 150 small ones takes PostgreSQL ten times as long."""
    listed = ", ".join(f"'{operations.quote_name(name)}'" for name in names)
    return [
        "DO $$ DECLARE named text; BEGIN SET LOCAL session_replication_role = replica;"
        f" FOREACH named IN ARRAY ARRAY[{listed}]::text[] LOOP EXECUTE 'DELETE FROM ' || named; END LOOP; END $$"
    ]


@contextmanager
def _new_models_alone() -> Iterator[None]:
    """Within it a migration that makes a model renders that model only, not all that hang together with it again.

    The tables come out the same in half the time. Django is careful here because a model may replace another of its
    name; ours that are new refer to what stands and nothing refers to them.
    """
    from django.db.migrations.state import ProjectState

    carefully = ProjectState.add_model

    def add_model(state: Any, model: Any) -> None:
        rendered = state.__dict__.get("apps")
        if rendered is None or model.name_lower in rendered.all_models.get(model.app_label, {}):
            carefully(state, model)
            return
        state.models[model.app_label, model.name_lower] = model
        if state._relations is not None:
            state.resolve_model_relations((model.app_label, model.name_lower))
        rendered.render_multiple([model])

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = carefully  # type: ignore[method-assign]


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
