"""Every odd mail comes out readable, or is kept with what is wrong named; none stops the others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shouwen.conversations.email import reading
from shouwen.conversations.email.problems import SENTENCES, gravest
from tests.mail.odd import Odd, every

ODD = list(every())


def test_there_are_two_hundred_and_no_two_alike() -> None:
    assert len(ODD) >= 200
    assert len({odd.name for odd in ODD}) == len(ODD)


@pytest.mark.parametrize("odd", ODD, ids=[odd.name for odd in ODD])
def test_an_odd_mail_is_read(odd: Odd) -> None:
    mail = reading.read(odd.raw)
    assert odd.text in mail.text
    assert not odd.never or odd.never not in mail.text
    assert "\ufffd" not in mail.text or mail.problems
    assert mail.sender == odd.sender
    assert not odd.subject or mail.subject == odd.subject
    assert odd.files == ("*",) or tuple(file.name for file in mail.files) == odd.files
    assert odd.problem in ("*", gravest(mail.problems))
    assert mail.is_automatic is odd.automatic
    assert set(mail.problems) <= SENTENCES.keys()


def test_the_command_reads_them_all_without_an_installation(tmp_path: Path) -> None:
    """One line a file, exit 0, nothing on the error stream; what is missing has its line too."""
    for number, odd in enumerate(ODD):
        (tmp_path / f"{number:03}.eml").write_bytes(odd.raw)
    files = [*sorted(map(str, tmp_path.glob("*.eml"))), str(tmp_path / "missing.eml"), str(tmp_path)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-P", "-m", "shouwen", "mail", "ingest", *files]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["file"] for line in lines] == files
    wanted = {"file", "outcome", "case", "subject", "from", "text", "attachments", "problem"}
    assert all(line.keys() == wanted for line in lines)
    assert {line["outcome"] for line in lines} == {"read", "unreadable"}
    assert all(line["problem"] for line in lines if line["outcome"] == "unreadable")
    assert lines[-2]["outcome"] == lines[-1]["outcome"] == "unreadable"
