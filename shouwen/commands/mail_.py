"""`shouwen mail ingest FILE…`: takes letters in from .eml files; one JSON line a file, and no letter stops the others.

Without an installation it only reads. Exit code 0 as long as every file has its line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shouwen.commands import data_argument, installation
from shouwen.conversations.email.problems import SENTENCES, gravest
from shouwen.conversations.email.reading import outline, read_file

if TYPE_CHECKING:
    from shouwen.conversations.email.reading import Mail

#: The same sentences for readers of English.
ENGLISH = {
    "unreadable": "The file cannot be opened.",
    "empty": "The file is empty: there is nothing in it.",
    "no_mail": "This is no mail: it has no header. It is kept as it came.",
    "too_large": "The mail is over 25 MB: all of it is kept, only its beginning was read.",
    "broken": "The structure of the mail is broken: all of it is kept, look at the original.",
    "nested": "The mail is nested too deeply: all of it is kept, the inner parts were not read.",
    "encrypted": "The mail is encrypted and cannot be read: all of it is kept.",
    "no_sender": "There is no sender's address, so it cannot be answered. It is kept.",
    "charset": "The character set cannot be told and text is lost: look at the original.",
    "some_lost": "A few characters are damaged and marked with \ufffd.",
    "winmail": "It holds Outlook's own winmail.dat, kept as an attachment; what is inside was not read.",
    "many": "The mail has too many parts: all of it is kept, the first 300 were taken out, see the original.",
    "long": "The text is very long: only its beginning is shown, see the original.",
    "no_text": "The mail has no text.",
    "failed": "It could not be taken in. Nothing was changed; try again.",
}
FAILED = "没能收进来，没有改动任何内容，请重试。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["ingest"])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="letters as .eml files")
    data_argument(parser)
    parser.add_argument("--brand", default="", help="code of the brand (default: by the mailbox written to)")


def run(args: argparse.Namespace) -> int:
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    deal = _taking_in(args) if _is_set_up(args) else _only_read
    for path in args.files:
        line = _line(path, deal)
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


def _is_set_up(args: argparse.Namespace) -> bool:
    """True with an installation. None was asked for and the usual folder is empty: the letters are only read."""
    if not args.data and not os.environ.get("SHOUWEN_DATA"):
        from shouwen.site.environment import CHECKOUT  # reason: slow

        if not (CHECKOUT / "var" / "shouwen.sqlite3").exists() and not os.environ.get("SHOUWEN_DATABASE"):
            return False
    installation(args)
    return True


def _line(path: Path, deal: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    line: dict[str, Any] = {"file": str(path), "outcome": "unreadable", "case": None}
    line |= {"subject": "", "from": "", "text": "", "attachments": []}
    try:
        said = deal(path)
    except OSError as problem:
        words = problem.strerror or type(problem).__name__
        return {**line, "problem": f"{_sentence('unreadable')} ({words})"}
    except Exception as problem:  # noqa: BLE001  one letter must not stop the others
        return {**line, "problem": f"{_sentence('failed')} ({type(problem).__name__})"}
    return {**line, **said}


def _sentence(name: str) -> str | None:
    return f"{SENTENCES.get(name, FAILED)}{ENGLISH[name]}" if name else None


def _told(mail: Mail, outcome: str, case: str | None = None) -> dict[str, Any]:
    problem = _sentence(gravest(mail.problems))
    return {"outcome": outcome, "case": case, **outline(mail), "problem": problem}


def _only_read(path: Path) -> dict[str, Any]:
    mail, _raw = read_file(path)
    return _told(mail, "unreadable" if "empty" in mail.problems else "read")


def _taking_in(args: argparse.Namespace) -> Callable[[Path], dict[str, Any]]:
    """Through the doors: a conversation first, then what the cases make of it."""
    from shouwen.cases import actions as cases  # reason: app-ready
    from shouwen.conversations.email import actions as mail  # reason: app-ready
    from shouwen.kernel.policy import SYSTEM  # reason: app-ready
    from shouwen.people import queries as people  # reason: app-ready

    brand = people.brand(args.brand.upper()) if args.brand else None
    if args.brand and brand is None:
        print(f"没有代号为 {args.brand} 的品牌。There is no brand {args.brand}.", file=sys.stderr)
        raise SystemExit(2)

    def deal(path: Path) -> dict[str, Any]:
        taken = mail.take_in_file(path, by=SYSTEM, brand=brand)
        if taken.received is None:
            return _told(taken.mail, taken.outcome)
        case, is_new = cases.case_for(taken.received.conversation, by=SYSTEM, new=taken.is_plain)
        outcome = "joined" if taken.outcome == "opened" and case is not None and not is_new else taken.outcome
        return _told(taken.mail, outcome, case.number if case is not None else None)

    return deal
