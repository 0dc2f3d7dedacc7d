"""`shouwen restore BACKUP --data DIR`: brings a backup back into an empty folder, checked before it is put in place."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

from shouwen.commands import data_argument, installation
from shouwen.kernel import sqlite
from shouwen.site.supervisor import is_running


class NotRestored(Exception):
    """Why the backup was not brought back, in both languages."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", type=Path)
    data_argument(parser)
    parser.add_argument("--force", action="store_true", help="move what is in the folder aside first")


def run(args: argparse.Namespace) -> int:
    sqlite.use_bundled_library()
    from shouwen.kernel.backups import BackupFailed  # reason: slow
    from shouwen.site.environment import Environment  # reason: slow

    began = time.monotonic()
    target = (args.data or Environment().data).resolve()
    try:
        manifest = checked_manifest(args.backup.resolve())
        refuse_unless_free(target, force=args.force)
        staging = target.with_name(f".{target.name}.restoring")
        shutil.rmtree(staging, ignore_errors=True)
        copied(args.backup.resolve(), staging, manifest)
        args.data = staging
        installation(args, must_exist=False)
        warning = checked_database(staging, manifest)
    except (NotRestored, BackupFailed, OSError) as problem:
        print(f"没有恢复，原有数据未动。Not restored; nothing was changed.\n{problem}", file=sys.stderr)
        return 1
    aside = put_in_place(staging, target)
    if aside:
        print(f"原来的数据在：{aside}\nWhat was there before is in {aside}")
    took = time.monotonic() - began
    print(f"已恢复到 {target}（{took:.1f} 秒，{sum(manifest['counts'].values())} 行）。")
    print(f"Restored to {target} in {took:.1f} s, {sum(manifest['counts'].values())} rows.{warning}")
    return 0


def checked_manifest(backup: Path) -> dict[str, Any]:
    """The manifest, after every file's digest has been compared with it."""
    from shouwen.kernel.backups import MANIFEST, digest  # reason: slow

    try:
        manifest: dict[str, Any] = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        if manifest["product"] != "shouwen" or not isinstance(manifest["counts"], dict):
            raise KeyError("product")
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise NotRestored(f"{backup} 不是备份文件夹。{backup} is not a backup folder.") from problem
    for name, stated in files.items():
        path = (backup / name).resolve()
        if not path.is_relative_to(backup) or not path.is_file() or digest(path) != stated["sha256"]:
            raise NotRestored(
                f"备份已损坏：{name} 与清单不符。The backup is damaged: {name} differs from its manifest."
            )
    return manifest


def refuse_unless_free(target: Path, *, force: bool) -> None:
    """Nothing is ever written over: the folder is empty, or it is moved aside as a whole."""
    if is_running(target):
        raise NotRestored(f"{target} 正在运行，请先停止。{target} is being served: stop it first.")
    if target.exists() and any(target.iterdir()) and not force:
        raise NotRestored(
            f"{target} 不是空的。加 --force 会先把原有内容整体移开。\n"
            f"{target} is not empty. With --force what is there is moved aside first."
        )


def copied(backup: Path, staging: Path, manifest: dict[str, Any]) -> None:
    staging.mkdir(parents=True, mode=0o700)
    for name in manifest["files"]:
        (staging / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy2(backup / name, staging / name)


def checked_database(staging: Path, manifest: dict[str, Any]) -> str:
    """Looks into the database before it is put in place; returns what people should be told besides."""
    from django.db import connections  # reason: app-ready

    from shouwen.kernel import audit, backups  # reason: app-ready

    connection = connections["default"]
    try:
        if manifest["database"] != connection.vendor:
            raise NotRestored(
                f"备份来自 {manifest['database']}，这里是 {connection.vendor}。\n"
                f"The backup is of {manifest['database']}, this installation uses {connection.vendor}."
            )
        if connection.vendor == "postgresql":
            restore_postgres(staging / backups.DUMP, connection)
        else:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                if (said := cursor.fetchone()[0]) != "ok":
                    raise NotRestored(f"数据库已损坏：{said}。The database is damaged: {said}.")
        backups.refuse_newer(backups.schema())
        if backups.counted(connection) != manifest["counts"]:
            raise NotRestored("行数与清单不符。The number of rows differs from the manifest.")
        if backups.schema().pending:
            return "\n下次启动时会先升级表结构。The tables are brought up to date at the next start."
        if not audit.verify().holds:
            return "\n封存记录有不符，请运行 shouwen audit verify。The sealed record does not hold: run shouwen audit verify."
        return ""
    finally:
        connection.close()


def restore_postgres(dump: Path, connection: Any) -> None:
    """Loads the dump into the database of the settings, which must be empty."""
    from shouwen.kernel.backups import run_postgres_tool  # reason: app-ready

    if connection.introspection.table_names():
        raise NotRestored("目标数据库不是空的。The database of the settings is not empty.")
    run_postgres_tool("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
    dump.unlink()


def put_in_place(staging: Path, target: Path) -> Path | None:
    """Swaps the checked copy in; what was there stays beside it."""
    aside = None
    if target.exists() and any(target.iterdir()):
        names = (target.with_name(f"{target.name}.before-restore-{number}") for number in count(1))
        aside = next(name for name in names if not name.exists())
        target.rename(aside)
    elif target.exists():
        target.rmdir()
    staging.rename(target)
    return aside
