"""A mail as people read it, out of the bytes as they came. Whatever is wrong with it is named, never raised.

Pure: no installation, no database. `Mail.problems` are names from `problems.py`.
"""

from __future__ import annotations

import datetime as dt
import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from shouwen.conversations.email import charsets, headers, markup, parts, quoting, robots

#: A larger mail is kept, and only its beginning is read.
LARGEST = 25 * 1024 * 1024
BEGINNING = 512 * 1024
LONGEST_TEXT = 400_000
CHUNK = 1024 * 1024
_HEADER_LINE = re.compile(rb"^[!-9;-~]{1,76}[ \t]*:", re.M)
#: How files begin that are text to no reader.
_OTHER = (b"%PDF-", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_FORWARD = re.compile(r"(?i)^\W*(?:(?:re|回复|答复)\s*[:：]\s*)*(?:fwd?|转发|轉寄|转)\s*[:：]")
#: A text signed by PGP, without what only a program reads.
_SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:\w+: .*\n)*\n((?:.*\n)*?)-----BEGIN PGP SIGNATURE-----\n[^-]*-----END PGP SIGNATURE-----"
)
_ENCRYPTED = re.compile(r"\A\s*-----BEGIN PGP MESSAGE-----$", re.M)
_REPLY = re.compile(r"(?i)^\W*(?:re|回复|答复|回覆|答覆|回)\s*(?:\[\d+\])?\s*[:：]")


@dataclass
class Mail:
    """What a mail says. `text` is what was written now, `whole` with its history, `html` as it came (not yet clean).

    `fingerprint` is the same for the same mail however often, and by whatever way, it is delivered: what servers write
    on top (Received, Delivered-To …) is left out. A used identifier with other content is another mail (R15).
    """

    digest: str
    size: int
    fingerprint: str = ""
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    recipients: list[str] = field(default_factory=list)
    message_id: str = ""
    answers: list[str] = field(default_factory=list)
    written_at: dt.datetime | None = None
    text: str = ""
    whole: str = ""
    html: str = ""
    files: list[parts.File] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_automatic: bool = False

    @property
    def is_grave(self) -> bool:
        """True when it could not be read well: kept whole, for a person to look at."""
        return bool(set(self.problems) & GRAVE)


GRAVE = {"empty", "no_mail", "no_sender", "too_large", "encrypted", "charset", "broken", "nothing", "nested", "many"}


def read(raw: bytes, *, size: int | None = None, digest: str = "") -> Mail:
    """Reads a mail. For one that is too large give its beginning, its `size` and its `digest`."""
    mail = Mail(digest or hashlib.sha256(raw).hexdigest(), len(raw) if size is None else size)
    if not raw.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        mail.problems.append("empty")
        return mail
    if mail.size > LARGEST:
        raw = raw[:BEGINNING]
        mail.problems.append("too_large")
    tidy = _tidy(raw)
    mail.fingerprint = mail.digest if "too_large" in mail.problems else _fingerprint(tidy)
    try:
        _read_into(mail, tidy)
    except Exception:  # noqa: BLE001  whatever the parser stumbles over, the mail is kept and shown as it came
        mail.problems.append("broken")
        mail.text = mail.whole = _plain(tidy[:LONGEST_TEXT])
    if "no_mail" not in mail.problems and not mail.sender:
        mail.problems.append("no_sender")
    return mail


def _read_into(mail: Mail, raw: bytes) -> None:
    if not _HEADER_LINE.match(raw):
        mail.problems.append("no_mail")
        mail.text = mail.whole = _plain(raw[:LONGEST_TEXT]) if _is_text(raw) else ""
        return
    try:
        parsed = parts.parse(raw)
    except Exception as problem:  # noqa: BLE001  nested beyond the parser's depth: the lines above are still readable
        parsed = email.message_from_bytes(raw.split(b"\n\n", 1)[0] + b"\n\n", policy=parts.AsItCame())
        mail.problems.append("nested" if isinstance(problem, RecursionError) else "broken")
    _read_head(mail, parsed)
    found = parts.take_apart(parsed)
    mail.files, mail.problems = found.files, [*mail.problems, *dict.fromkeys(found.problems)]
    _read_bodies(mail, found)
    if not mail.text.strip() and not mail.whole.strip():
        _read_inner(mail)
    if not mail.text and not mail.files and not mail.whole and "winmail" not in mail.problems:
        mail.problems.append("no_text")
    mail.is_automatic = robots.is_robot(
        lambda name: headers.text_of(headers.raw_of(parsed.get(name))),
        sender=mail.sender,
        subject=mail.subject,
        kind=parts.kind_of(parsed),
    )


def _read_head(mail: Mail, parsed: Message[str, str]) -> None:
    mail.subject = headers.text_of(headers.raw_of(parsed.get("Subject")))
    for name in ("From", "Sender", "Reply-To", "Return-Path", "X-Sender"):
        people = [each for line in parsed.get_all(name, []) for each in headers.addresses(headers.raw_of(line))]
        named = next((each for each in people if "@" in each[1]), None)
        if named is not None:
            mail.sender_name, mail.sender = named[0][:120], named[1][:254]
            break
    lines = [line for name in ("To", "Cc", "Delivered-To", "X-Original-To") for line in parsed.get_all(name, [])]
    found = [address for line in lines for _name, address in headers.addresses(headers.raw_of(line))]
    mail.recipients = list(dict.fromkeys(address.lower() for address in found))[:200]
    mail.message_id = next(iter(headers.identifiers(parsed.get("Message-ID"))), "")
    lines_of_thread = [*headers.identifiers(parsed.get("In-Reply-To")), *headers.identifiers(parsed.get("References"))]
    if parts.kind_of(parsed) == "multipart/report":  # a bounce names the letter it returns further down
        lines_of_thread += [ident for part in parsed.walk() for ident in headers.identifiers(part.get("Message-ID"))]
    mail.answers = [ident for ident in dict.fromkeys(lines_of_thread) if ident != mail.message_id][:60]
    mail.written_at = headers.date_of(parsed.get("Date"))


def _read_bodies(mail: Mail, found: parts.Parts) -> None:
    shown = [_readable(piece) for piece in found.bodies]
    whole = "\n\n".join(text.strip("\n") for text in shown if text.strip())
    mail.whole = whole[:LONGEST_TEXT]
    if len(whole) > LONGEST_TEXT:
        mail.problems.append("long")
    if any(piece.html for piece in found.bodies):
        mail.html = "\n".join(piece.html or parts.as_markup(piece.plain) for piece in found.bodies)
    is_forward = _FORWARD.match(mail.subject) is not None
    is_reply = not is_forward and (_REPLY.match(mail.subject) is not None or bool(mail.answers))
    mail.text = quoting.fold(mail.whole, is_forward=is_forward, is_reply=is_reply)
    if _ENCRYPTED.match(mail.whole):
        mail.problems.append("encrypted")
    lost = sum(piece.lost for piece in found.bodies)
    if lost:
        mail.problems.append("charset" if lost > max(2, len(mail.whole) // 20) else "some_lost")


def _readable(piece: parts.Piece) -> str:
    plain = _clean(piece.plain)
    if piece.html and "&nbsp;" in plain and "&amp;nbsp;" not in piece.html:
        plain = plain.replace("&nbsp;", " ")  # QQ makes the plain writing out of the markup, and forgets these
    plain = _SIGNED.sub(r"\1", plain)
    if piece.html and (not plain.strip() or parts.is_stub(plain) or plain.count("?") * 3 > len(plain.strip())):
        return _clean(markup.to_text(piece.html))
    return plain


def _clean(text: str) -> str:
    """Text without control and turning characters; lines stay."""
    text = headers.TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "", text)


def _read_inner(mail: Mail) -> None:
    """A mail that only carries another one says what that one says."""
    inner = next((file for file in mail.files if file.kind == "message/rfc822" and file.data), None)
    if inner is not None:
        carried = parts.take_apart(parts.parse(_tidy(inner.data)))
        mail.text = mail.whole = "\n\n".join(map(_readable, carried.bodies)).strip()[:LONGEST_TEXT]


def _tidy(raw: bytes) -> bytes:
    """Without what editors and mail stores put before and between: marks, `From ` lines, doubled ends of lines."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", "replace").encode()
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x00\r\n\t ")
    raw = re.sub(rb"(?<!\r)\r++\n", b"\n", raw).replace(b"\x00", b"")
    if raw.count(b"\r") > raw.count(b"\n"):
        raw = raw.replace(b"\r", b"\n")
    raw = re.sub(rb"\A(?:>?From (?![ \t]*:)[^\n]*\n)+", b"", raw)
    head, gap, body = raw.partition(b"\n\n")
    return re.sub(rb"(?m)^([A-Za-z][A-Za-z-]{1,40})[ \t]{1,9}:", rb"\1:", head) + gap + body


def _fingerprint(tidy: bytes) -> str:
    head, gap, body = tidy.partition(b"\n\n")
    if not gap or not _HEADER_LINE.match(tidy):  # no mail, or nothing but a head: only the same file is the same
        return hashlib.sha256(tidy).hexdigest()
    lines = re.findall(rb"(?im)^(?:from|date|message-id|subject|sender):(?:.*(?:\n[ \t].*)*)", head)
    return hashlib.sha256(b"\n".join([*sorted(lines), b"", body.rstrip()])).hexdigest()


def _is_text(raw: bytes) -> bool:
    if raw.startswith(_OTHER):
        return False
    sample = raw[:20000]
    controls = sum(sample.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32), 127))
    return controls * 50 < len(sample)


def _plain(raw: bytes) -> str:
    return _clean(charsets.decode(raw)[0]).strip()


def read_file(path: Path) -> tuple[Mail, bytes]:
    """A letter in a file and its bytes; of one that is too large only the beginning. Raises `OSError`."""
    size = path.stat().st_size
    if size <= LARGEST:
        raw = path.read_bytes()
        return read(raw), raw
    digest = hashlib.sha256()
    for chunk in chunks(path):
        digest.update(chunk)
    with path.open("rb") as file:
        return read(file.read(BEGINNING), size=size, digest=digest.hexdigest()), b""


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def outline(mail: Mail) -> dict[str, Any]:
    """What the command line and the interface say of a mail."""
    files = [{"name": file.name, "size": len(file.data), "type": file.kind} for file in mail.files]
    return {"subject": mail.subject, "from": mail.sender, "text": mail.text, "attachments": files}
