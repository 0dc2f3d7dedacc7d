"""Backups: one folder with database, files, keys and anchors, with digests; made while the product runs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.utils import ConnectionHandler

from shouwen import __version__
from shouwen.kernel import clock

FOLDERS = ("files", "keys", "anchors")
DATABASE = "shouwen.sqlite3"
DUMP = "database.dump"
MANIFEST = "manifest.json"


class BackupFailed(Exception):
    """A backup cannot be made or brought back; the sentence is for people, in both languages."""


@dataclass(frozen=True)
class Schema:
    """Where the tables stand against this program: migrations it does not know, and those not yet applied."""

    unknown: list[str]
    pending: list[str]
    fresh: bool


def schema(wrapper: BaseDatabaseWrapper | None = None) -> Schema:
    """Compares the database's migrations with the program's."""
    loader = MigrationLoader(wrapper or connection)
    known = set(loader.disk_migrations) | {old for new in loader.disk_migrations.values() for old in new.replaces}
    ours = {app for app, _ in known}
    applied = set(loader.applied_migrations)
    return Schema(
        unknown=sorted(f"{app}.{name}" for app, name in applied - known if app in ours),
        pending=sorted(f"{app}.{name}" for app, name in loader.graph.nodes if (app, name) not in applied),
        fresh=not applied,
    )


def refuse_newer(found: Schema) -> None:
    """Raises with a sentence when the tables were made by a newer release."""
    if found.unknown:
        names = "、".join(found.unknown[:3])
        raise BackupFailed(
            f"数据来自更新的版本（{names}），本程序 {__version__} 不能打开。请安装新版本，或恢复旧备份。\n"
            f"The data was made by a newer release ({', '.join(found.unknown[:3])}); this program, {__version__}, "
            "will not open it. Install the newer release or restore an older backup."
        )


def backup(to: Path | None = None, name: str = "") -> Path:
    """Copies the installation into `to`/<time>/ (default: backups/ of the data folder) and returns that folder."""
    data = Path(settings.DATA)
    parent = to or data / "backups"
    target = parent / (name or clock.local(clock.now()).strftime("%Y%m%d-%H%M%S"))
    if target.exists():
        target = target.with_name(f"{target.name}-{os.getpid()}")
    unfinished = parent / f".{target.name}.unfinished"
    _room_for(data, parent)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        kind = _copy_database(unfinished)
        for folder in FOLDERS:  # after the database: a file is kept before its row is committed
            if (data / folder).is_dir():
                shutil.copytree(data / folder, unfinished / folder, symlinks=True)
        _write_manifest(unfinished, kind)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return target


def copy_before_migrating() -> Path:
    """The copy that is always made before an older schema is brought up to date."""
    return backup(name=f"before-migrating-{clock.local(clock.now()):%Y%m%d-%H%M%S}")


def _room_for(data: Path, parent: Path) -> None:
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folders = [path for folder in FOLDERS for path in (data / folder).rglob("*")]
    needed = sum(path.stat().st_size for path in [data / DATABASE, *folders] if path.is_file()) * 11 // 10
    free = shutil.disk_usage(parent).free
    if free < needed:
        sizes = f"{needed // 2**20} MiB", f"{free // 2**20} MiB"
        raise BackupFailed(
            f"{parent} 空间不足：需要 {sizes[0]}，剩余 {sizes[1]}。\n"
            f"{parent} has too little room: {sizes[0]} needed, {sizes[1]} free."
        )


def _copy_database(folder: Path) -> str:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / DATABASE)])
        (folder / DATABASE).chmod(0o600)
        return "sqlite"
    run_postgres_tool("pg_dump", "--format=custom", "--no-owner", "--file", str(folder / DUMP))
    (folder / DUMP).chmod(0o600)
    return "postgresql"


def run_postgres_tool(tool: str, *options: str) -> None:
    """Runs pg_dump or pg_restore on the installation's database; the password is not shown in the process list."""
    path = shutil.which(tool)
    if path is None:
        raise BackupFailed(
            f"找不到 {tool}：请安装与服务器同版本的 PostgreSQL 客户端工具。\n"
            f"{tool} was not found: install the PostgreSQL client tools of the server's version."
        )
    known: dict[str, Any] = connection.settings_dict
    where = [f"--host={known['HOST']}", f"--port={known['PORT'] or 5432}", f"--username={known['USER']}"]
    command = [path, *where, f"--dbname={known['NAME']}", "--no-password", *options]
    told = {"PGPASSWORD": known["PASSWORD"], "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{tool}: {done.stderr.strip()[-800:]}")


def _write_manifest(folder: Path, kind: str) -> None:
    wrapper = database_in(folder) if kind == "sqlite" else connection
    try:
        applied = sorted(f"{app}.{name}" for app, name in MigrationLoader(wrapper).applied_migrations)
        counts = counted(wrapper)
    finally:
        if wrapper is not connection:
            wrapper.close()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST]
    manifest = {
        "product": "shouwen",
        "version": __version__,
        "made_at": clock.now().isoformat(),
        "database": kind,
        "migrations": applied,
        "counts": counts,
        "files": {p.relative_to(folder).as_posix(): {"size": p.stat().st_size, "sha256": digest(p)} for p in files},
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as out:
        json.dump(manifest, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def database_in(folder: Path) -> BaseDatabaseWrapper:
    """A connection to the SQLite copy in `folder`, by the one library this process uses."""
    known = {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / DATABASE, "OPTIONS": {"timeout": 20}}
    wrapper: BaseDatabaseWrapper = ConnectionHandler({"default": known})["default"]
    return wrapper


def counted(wrapper: Any) -> dict[str, int]:
    """Rows of every table."""
    counts = {}
    with wrapper.cursor() as cursor:
        for table in sorted(wrapper.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {wrapper.ops.quote_name(table)}")  # noqa: S608  a table's own name
            counts[table] = cursor.fetchone()[0]
    return counts
