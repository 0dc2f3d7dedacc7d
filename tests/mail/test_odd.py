"""Every odd mail comes out readable, or is kept with what is wrong named; none stops the others."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from shouwen.cases import actions as cases
from shouwen.conversations.email import actions as mail
from shouwen.conversations.email import reading
from shouwen.conversations.email.problems import SENTENCES, gravest
from shouwen.kernel.policy import SYSTEM
from tests.mail import fresh
from tests.mail.odd import SIMPLIFIED, Odd, b64, every, head

ODD = [*every(), *fresh.every()]


def test_there_are_two_hundred_and_no_two_alike() -> None:
    assert len(ODD) >= 200
    assert len({odd.name for odd in ODD}) == len(ODD)


@pytest.mark.parametrize("odd", ODD, ids=[odd.name for odd in ODD])
def test_an_odd_mail_is_read(odd: Odd) -> None:
    read = reading.read(odd.raw)
    assert odd.text in read.text
    assert not odd.never or odd.never not in read.text
    assert "\ufffd" not in read.text or read.problems
    assert read.sender == odd.sender
    assert not odd.subject or read.subject == odd.subject
    assert odd.files == ("*",) or tuple(file.name for file in read.files) == odd.files
    assert odd.problem in ("*", gravest(read.problems))
    assert read.is_automatic is odd.automatic
    assert set(read.problems) <= SENTENCES.keys()


def test_the_command_reads_them_all_without_an_installation(tmp_path: Path) -> None:
    """One line a file, exit 0, nothing on the error stream; what is missing has its line too."""
    for number, odd in enumerate(ODD):
        (tmp_path / f"{number:03}.eml").write_bytes(odd.raw)
    files = [*sorted(map(str, tmp_path.glob("*.eml"))), str(tmp_path / "missing.eml"), str(tmp_path)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
    # A checkout may hold somebody's installation in var/: the command is shown an empty one instead.
    start = (
        "import pathlib, sys; from shouwen.site import environment; environment.CHECKOUT = pathlib.Path(sys.argv.pop(1));"
        "from shouwen.__main__ import main; main()"
    )
    command = [sys.executable, "-P", "-c", start, str(tmp_path / "checkout"), "mail", "ingest", *files]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["file"] for line in lines] == files
    wanted = {"file", "outcome", "case", "subject", "from", "text", "attachments", "problem"}
    assert all(line.keys() == wanted for line in lines)
    assert {line["outcome"] for line in lines} == {"read", "unreadable"}
    assert all(line["problem"] for line in lines if line["outcome"] == "unreadable")
    assert lines[-2]["outcome"] == lines[-1]["outcome"] == "unreadable"


@pytest.mark.django_db
def test_every_odd_mail_is_kept_and_a_case_is_made_of_what_people_wrote(cast: Any, monkeypatch: Any) -> None:
    """Through the doors, into the tables of either database: opened, joined, automatic, kept, or nothing to keep."""
    # Many say the same in the same name without an identifier: for once none counts as another's double.
    monkeypatch.setattr(reading, "_fingerprint", lambda _tidy: uuid.uuid4().hex)
    outcomes: dict[str, list[str]] = {}
    for odd in ODD:
        taken = mail.take_in(odd.raw, by=SYSTEM)
        outcomes.setdefault(taken.outcome, []).append(odd.name)
        if taken.received is not None and taken.outcome != "duplicate":
            message = taken.received.message
            message.refresh_from_db()
            assert message.source.size == len(odd.raw)
            assert odd.text in message.text
            assert message.problem == gravest(taken.mail.problems)
        if taken.received is not None:
            case, _new = cases.case_for(taken.received.conversation, by=SYSTEM, new=taken.is_plain)
            assert (case is not None) or taken.outcome in ("automatic", "kept", "duplicate")
    assert outcomes.keys() <= {"opened", "joined", "automatic", "kept", "unreadable"}
    assert sorted(outcomes["unreadable"]) == ["nothing", "only line ends"]
    assert len(outcomes["automatic"]) == sum(odd.automatic for odd in ODD)


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(cast: Any) -> None:
    raw = next(odd.raw for odd in ODD if odd.name == "quoted by QQ")
    first = cases.case_for(mail.take_in(raw, by=SYSTEM).received.conversation, by=SYSTEM, new=True)
    again = mail.take_in(raw, by=SYSTEM)
    assert again.outcome == "duplicate"
    assert cases.case_for(again.received.conversation, by=SYSTEM, new=again.is_plain) == (first[0], False)


@pytest.mark.django_db
def test_a_mail_over_the_limit_is_kept_whole_and_its_beginning_read(cast: Any, tmp_path: Path) -> None:
    path = tmp_path / "big.eml"
    path.write_bytes(next(odd.raw for odd in ODD if odd.name == "CRLF") + b"x" * reading.LARGEST)
    taken = mail.take_in_file(path, by=SYSTEM)
    assert (taken.outcome, taken.problem) == ("kept", "too_large")
    assert taken.mail.sender == "zhang@example.cn"
    assert taken.received.message.source.size == path.stat().st_size
    assert mail.take_in_file(path, by=SYSTEM).outcome == "duplicate"


@pytest.mark.django_db
def test_no_two_files_that_are_no_mails_count_as_one(cast: Any) -> None:
    """Nor two heads without a body: nothing that came in may go because something like it was there."""
    bodies = (b"%PDF-1.4 one", b"PK\x03\x04 two", b"From: a@x.cn\nX-A: 1\n", b"From: a@x.cn\nX-A: 2\n")
    taken = [mail.take_in(body, by=SYSTEM).outcome for body in bodies]
    assert "duplicate" not in taken
    assert [mail.take_in(body, by=SYSTEM).outcome for body in bodies] == ["duplicate"] * 4


@pytest.mark.parametrize("way", [(), ("-stream",)], ids=["length told", "length open"])
def test_what_is_signed_as_a_whole_is_read_without_its_key(tmp_path: Path, way: tuple[str, ...]) -> None:
    inner = f"Content-Type: text/plain; charset=utf-8\n\n{SIMPLIFIED}\n".encode()
    kind = ("Content-Type: application/pkcs7-mime; smime-type=signed-data", "Content-Transfer-Encoding: base64")
    envelope = fresh.sealed(tmp_path, inner, *way)
    read = reading.read(head(*kind) + b64(envelope))
    assert (read.text, read.problems) == (SIMPLIFIED, [])
    for cut in (5, 40, len(envelope) // 2):
        assert set(reading.read(head(*kind) + b64(envelope[:cut])).problems) <= {"encrypted", "broken", "no_text"}
