"""Backup while serving, and restore: what comes back is what was there, or nothing is touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shouwen.commands.restore_ import NotRestored, checked_manifest
from tests.server.wire import command, running

pytestmark = [pytest.mark.timeout(400), pytest.mark.sqlite_only]


@pytest.fixture(scope="module")
def backup(installed: Callable[[], Path]) -> Path:
    """Made by the command while the product runs."""
    data = installed()
    with running(data, "--workers", "1") as product:
        to = data.parent / "backups"
        done = command("backup", "--data", str(data), "--to", str(to))
        assert done.returncode == 0, done.stderr
        assert product.status() == 200
    [folder] = to.iterdir()
    return folder


@pytest.fixture
def damaged(backup: Path, tmp_path: Path) -> Path:
    """A copy of the backup that a test may damage."""
    shutil.copytree(backup, tmp_path / "damaged")
    return tmp_path / "damaged"


def test_a_backup_is_restored_into_an_empty_folder_and_served(backup: Path, installation: Path, tmp_path: Path) -> None:
    data = tmp_path / "restored"
    done = command("restore", str(backup), "--data", str(data))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Restored" in done.stdout
    assert (data / "files" / "recording").read_bytes() == b"sound" * 1000
    for key in (installation / "keys").iterdir():
        assert (data / "keys" / key.name).read_text() == key.read_text()
        assert (data / "keys" / key.name).stat().st_mode & 0o777 == 0o600
    verified = command("audit", "verify", "--data", str(data))
    assert verified.returncode == 0, verified.stderr
    with running(data, "--workers", "1") as product:
        assert "sessionid" in product.sign_in()


def test_a_folder_that_is_not_empty_is_left_alone_or_moved_aside_as_a_whole(backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "mine").write_text("precious")
    refused = command("restore", str(backup), "--data", str(data))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert [path.name for path in data.iterdir()] == ["mine"]
    forced = command("restore", str(backup), "--data", str(data), "--force")
    assert forced.returncode == 0, forced.stderr
    assert (tmp_path / "data.before-restore-1" / "mine").read_text() == "precious"
    assert (data / "shouwen.sqlite3").exists()


@pytest.mark.parametrize("name", ["shouwen.sqlite3", "files/recording", "keys/audit"])
def test_one_wrong_byte_is_noticed(damaged: Path, name: str) -> None:
    content = bytearray((damaged / name).read_bytes())
    content[len(content) // 2] ^= 1
    (damaged / name).write_bytes(content)
    with pytest.raises(NotRestored, match=name):
        checked_manifest(damaged)


def test_a_missing_file_is_noticed(damaged: Path, tmp_path: Path) -> None:
    (damaged / "files" / "recording").unlink()
    refused(damaged, tmp_path / "data", "files/recording")


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname"])
def test_a_manifest_that_points_outside_is_refused(damaged: Path, name: str) -> None:
    manifest = json.loads((damaged / "manifest.json").read_text())
    manifest["files"][name] = {"size": 1, "sha256": "0" * 64}
    (damaged / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(NotRestored, match="manifest"):
        checked_manifest(damaged)


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    with pytest.raises(NotRestored, match="not a backup"):
        checked_manifest(tmp_path / "holiday")


def test_rows_that_do_not_agree_with_the_manifest_are_noticed(damaged: Path, tmp_path: Path) -> None:
    manifest = json.loads((damaged / "manifest.json").read_text())
    manifest["counts"]["kernel_fact"] += 1
    (damaged / "manifest.json").write_text(json.dumps(manifest))
    refused(damaged, tmp_path / "data", "rows")


def refused(backup: Path, data: Path, said: str) -> None:
    done = command("restore", str(backup), "--data", str(data))
    assert done.returncode == 1
    assert said in done.stderr, done.stderr
    assert not data.exists()


@pytest.mark.slow
def test_a_newer_schema_is_neither_served_nor_restored(backup: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    assert command("restore", str(backup), "--data", str(newer)).returncode == 0
    future = (
        "from django.db import connection; from django.db.migrations.recorder import MigrationRecorder; "
        "MigrationRecorder(connection).record_applied('kernel', '9999_from_the_future')"
    )
    assert command("manage", "--data", str(newer), "shell", "-c", future).returncode == 0
    served = command("serve", "--data", str(newer), "--port", "0")
    assert served.returncode == 2
    assert "newer release" in served.stderr
    made = command("backup", "--data", str(newer), "--to", str(tmp_path / "copies"))
    assert made.returncode == 0, made.stderr
    [copy] = (tmp_path / "copies").iterdir()
    refused(copy, tmp_path / "data", "newer release")


@pytest.mark.slow
def test_an_older_schema_is_copied_before_it_is_brought_up_to_date(backup: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    assert command("restore", str(backup), "--data", str(older)).returncode == 0
    undone = command("manage", "--data", str(older), "migrate", "axes", "zero")
    assert undone.returncode == 0, undone.stderr
    prepared = command("serve", "--prepare", "--data", str(older))
    assert prepared.returncode == 0, prepared.stderr
    [copy] = (older / "backups").iterdir()
    assert copy.name.startswith("before-migrating-")
    assert str(copy) in prepared.stdout
    assert not any(name.startswith("axes.") for name in json.loads((copy / "manifest.json").read_text())["migrations"])
    assert command("serve", "--prepare", "--data", str(older)).returncode == 0
    assert len(list((older / "backups").iterdir())) == 1
