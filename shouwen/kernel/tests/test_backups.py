"""Backups: a whole, checked copy, or a sentence why there is none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from shouwen.kernel import backups, sealing
from shouwen.kernel.models import Fact
from shouwen.kernel.tests.racing import happened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path / "data"
    for folder, text in (("keys", "secret"), ("files/ab", "一份附件")):
        (settings.DATA / folder).mkdir(parents=True)
        (settings.DATA / folder / "one").write_text(text)
    (settings.DATA / "keys" / "one").chmod(0o600)
    return settings.DATA


def test_a_backup_holds_database_files_keys_and_anchors_with_their_digests(own_folder: Path) -> None:
    happened(3)
    sealing.seal()
    sealing.anchor_now()
    folder = backups.backup()
    manifest = json.loads((folder / "manifest.json").read_text())
    database = "shouwen.sqlite3" if connection.vendor == "sqlite" else "database.dump"
    assert set(manifest["files"]) == {database, "keys/one", "files/ab/one", "anchors/anchors.log"}
    for name, stated in manifest["files"].items():
        assert backups.digest(folder / name) == stated["sha256"]
        assert (folder / name).stat().st_size == stated["size"]
    assert manifest["counts"]["kernel_fact"] == 3
    assert any(name.startswith("kernel.0001") for name in manifest["migrations"])
    assert (folder / "keys" / "one").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o077 == 0
    assert folder.parent == own_folder / "backups"


def test_two_backups_in_one_second_do_not_meet(tmp_path: Path) -> None:
    first, second = backups.backup(tmp_path / "to", "same"), backups.backup(tmp_path / "to", "same")
    assert first != second
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == sorted([first.name, second.name])


@pytest.mark.sqlite_only
def test_the_copy_is_a_sound_database_of_its_own(tmp_path: Path) -> None:
    happened(2)
    folder = backups.backup(tmp_path)
    happened(1)
    copy = backups.database_in(folder)
    try:
        assert backups.counted(copy)["kernel_fact"] == 2
        with copy.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        copy.close()
    assert Fact.objects.count() == 3


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", fail)
    with pytest.raises(OSError, match="No space"):
        backups.backup(tmp_path / "to")
    assert list((tmp_path / "to").iterdir()) == []


def test_too_little_room_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1))
    with pytest.raises(backups.BackupFailed, match="空间不足"):
        backups.backup(tmp_path / "to")
    assert list((tmp_path / "to").iterdir()) == []


@pytest.mark.postgres_only
def test_a_missing_pg_dump_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(backups.BackupFailed, match="pg_dump was not found"):
        backups.backup()


def test_the_schema_here_is_neither_newer_nor_older() -> None:
    found = backups.schema()
    assert (found.unknown, found.fresh) == ([], False)
    backups.refuse_newer(found)


def test_a_newer_schema_is_refused_with_a_sentence() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("kernel", "9999_from_the_future")
    try:
        found = backups.schema()
        assert found.unknown == ["kernel.9999_from_the_future"]
        with pytest.raises(backups.BackupFailed, match=r"(?s)更新的版本.*newer release"):
            backups.refuse_newer(found)
    finally:
        recorder.record_unapplied("kernel", "9999_from_the_future")


def test_the_copy_before_migrating_says_what_it_is() -> None:
    assert backups.copy_before_migrating().name.startswith("before-migrating-")
