"""A full disk: said plainly with status 507, nothing half-written, reading works, and writing as soon as there is room (R10)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpRequest

from shouwen.site.full_disk import full_disk, is_full_disk
from tests import laid
from tests.proof.under_fire import ask, asked, key, post_case
from tests.server.wire import command, running

SIZE = "48m"
SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from shouwen.people import queries
who = queries.with_key("person:2001")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(who.pk), who.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.save()
print(json.dumps(session.session_key))
"""
OUTCOME = """
from django.db import connection
from shouwen.cases.models import Case, Note, Once
from shouwen.customers.models import Customer
from shouwen.kernel.models import Fact
with connection.cursor() as cursor:
    integrity = cursor.execute("PRAGMA integrity_check").fetchone()[0]
print(json.dumps({
    "integrity": integrity, "cases": Case.objects.filter(channel="api").count(), "once": Once.objects.filter(key__contains=":proof-").count(),
    "customers": Customer.objects.filter(name="马建国", contacts__value__startswith="+86138000").distinct().count(),
    "opened": Fact.objects.filter(kind="case.opened").count(), "all": Case.objects.count(),
    "notes": Note.objects.filter(words__startswith="磁盘").count(),
}))
"""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a file system of its own with little room."""
    place = tmp_path / "small"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(place: Path) -> Path:
    """Takes every byte that is left."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler


@pytest.mark.sqlite_only
@pytest.mark.timeout(600)
def test_a_full_disk_is_told_reading_goes_on_and_writing_comes_back_without_a_restart(small: Path) -> None:
    data = small
    laid.demo(data)
    holder, session = key(data), asked(data, SESSION)
    number = asked(
        data,
        "from shouwen.cases.models import Case; print(json.dumps(Case.objects.filter(state='open').first().number))",
    )
    with running(data, within=120) as product:
        port = product.port
        assert post_case(port, holder, 1)[0] == 201
        filler = fill_up(data)
        opened, refused = 1, 0
        # The journal may still hold room for a few; then every one is refused.
        for nth in range(2, 120):
            status, said = post_case(port, holder, nth)
            assert status in (201, 507), (status, said)
            opened += status == 201
            if status == 507:
                refused += 1
                assert said["error"] == "disk_full" and "磁盘满了" in said["sentence"]
                fill_up_again = (data / f"filler-{nth}").open("wb", buffering=0)
                with fill_up_again as file:
                    try:
                        while True:
                            file.write(b"\0" * 512)
                    except OSError:
                        pass
            if refused > 5:
                break
        assert refused > 5, "the disk never was full"

        token = "a" * 32
        cookie = {
            "Cookie": f"sessionid={session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        # The journal keeps room where a refused case was rolled back, and a note is smaller than a case: what fits
        # there is kept, and must be found again.
        kept = 0
        for _ in range(60):
            status, page = ask(
                port, "POST", f"/cases/{number}/notes/", "words=磁盘满时写的备注&kind=internal".encode(), **cookie
            )
            if status != 302:
                break
            kept += 1
        assert status == 507, (status, page[-2000:].decode(errors="replace"))
        assert "磁盘满了" in page.decode()

        for path in ("/health/", f"/cases/{number}/", "/cases/", "/workbench/"):
            assert ask(port, "GET", path, Cookie=f"sessionid={session}")[0] == 200, path
        headers = {"Authorization": f"Bearer {holder}"}
        assert ask(port, "GET", f"/api/v1/cases/{number}", **headers)[0] == 200

        filler.unlink()
        for rest in data.glob("filler-*"):
            rest.unlink()
        status, said = post_case(port, holder, 1000)
        assert status == 201, (status, said)
        assert product.process.poll() is None
        found = asked(data, OUTCOME)
    assert found["integrity"] == "ok"
    assert found["cases"] == found["once"] == opened + 1
    assert found["customers"] == opened + 1, "a refused case left its customer behind"
    assert found["opened"] == found["all"]
    assert found["notes"] == kept, "a refused note stands, or one that was acknowledged is lost"
    done = command("audit", "verify", "--data", str(data))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_error_is_known_in_every_form_it_comes_in() -> None:
    deep = OperationalError("could not extend file: No space left on device")
    outer = RuntimeError("while saving")
    outer.__cause__ = deep
    for full in (
        OperationalError("database or disk is full"),
        deep,
        outer,
        OSError(28, "No space left"),
        OSError(122, "quota"),
    ):
        assert is_full_disk(full), full
    for other in (OperationalError("database is locked"), OSError(13, "denied"), ValueError("disk is full"), None):
        assert not is_full_disk(other), other


def test_the_interface_is_told_as_json() -> None:
    request = HttpRequest()
    request.path = "/api/v1/cases"
    told = full_disk(request)
    assert (told.status_code, told["Content-Type"]) == (507, "application/json")
