"""The tree of a mail as leaves: bodies to read and files to keep. The standard library parses; what it gives up on is
tried again with the boundary that the text itself shows.

Pure.
"""

from __future__ import annotations

import email
import mimetypes
import quopri
import re
from dataclasses import dataclass, field
from email.message import Message
from email.policy import Compat32
from typing import Any

from shouwen.conversations.email import flowing, headers, sealed
from shouwen.conversations.email.charsets import decode

MOST_PARTS = 300
DEEPEST = 25
TRANSFER = "Content-Transfer-Encoding"
_MARKUP = re.compile(r"(?i)\A\s*(?:<!doctype\s+html|<html|<head|<body|<div|<p[\s>]|<table|<meta)")
_STUB = re.compile(
    r"(?i)(?:your (?:mail|e-?mail) (?:client|program|reader)|does(?:n't| not) (?:support|display)|"
    r"(?:to|please) view (?:it|this) (?:e-?mail|message)? ?(?:in|with) html|html (?:only )?(?:e-?mail|message)|"
    r"不支持\s*HTML|HTML\s*格式|MIME\s*格式的?(?:邮件|信件)|multi-part message in MIME format)"
)
_BOUNDARY = re.compile(rb"^--([^\s-][^\r\n]{0,120}?|-[^\r\n]{1,120}?)[ \t]*\r?\n(?=[A-Za-z-]+:)", re.M)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{60,76}={0,2}")


class AsItCame(Compat32):
    """Header values as they are in the mail: the library's own policy throws raw bytes away when it is asked."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value


@dataclass
class Piece:
    """One body: its plain text and its markup, where it has them."""

    plain: str = ""
    html: str = ""
    lost: int = 0


@dataclass
class File:
    """One attached file. `cid` is how the markup names it, when it does."""

    name: str
    kind: str
    data: bytes
    cid: str = ""


@dataclass
class Parts:
    """What was found in a mail."""

    bodies: list[Piece] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    count: int = 0


def parse(raw: bytes) -> Message[str, str]:
    """The mail as the library sees it."""
    return email.message_from_bytes(raw, policy=AsItCame())


def take_apart(mail: Message[str, str]) -> Parts:
    """Bodies and files of a mail, in order."""
    found = Parts()
    found.bodies = [piece for piece in _bodies(mail, found, 0) if piece.plain.strip() or piece.html.strip()]
    return found


def _bodies(part: Message[str, str], found: Parts, depth: int) -> list[Piece]:
    found.count += 1
    if depth > DEEPEST or found.count > MOST_PARTS:
        if (problem := "nested" if depth > DEEPEST else "many") not in found.problems:
            found.problems.append(problem)
        return []
    kind = kind_of(part)
    if kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
        _forwarded(part, found)
        return []
    children = _children(part, kind)
    if children is None:
        return _leaf(part, kind, found, depth)
    pieces = [_bodies(child, found, depth + 1) for child in children]
    if kind == "multipart/alternative":
        return _alternatives(pieces)
    return [piece for group in pieces for piece in group]


def kind_of(part: Message[str, str]) -> str:
    """The media type in lower case, whatever stands behind it."""
    given = part.get_content_type().split()[0].strip("\"';,").lower()
    return given if re.fullmatch(r"[\w.+-]+/[\w.+-]+", given) else "application/octet-stream"


def _children(part: Message[str, str], kind: str) -> list[Message[str, str]] | None:
    """Parts within; None for a leaf. Where the boundary is missing or wrong the text is asked for it."""
    if part.is_multipart():
        return _parts(part)
    unlabelled = part.get("Content-Type") is None and TRANSFER not in part
    if not kind.startswith("multipart/") and not unlabelled:
        return None
    return _recovered(payload_bytes(part))


def _recovered(body: bytes) -> list[Message[str, str]] | None:
    hit = _BOUNDARY.search(body)
    if hit is None or not re.match(rb"(?i)Content-", body[hit.end() :]):
        return None
    lead = b'Content-Type: multipart/mixed; boundary="' + hit[1].replace(b'"', b"") + b'"\n\n'
    again = parse(lead + body)
    return _parts(again) if again.is_multipart() else None


def _parts(part: Message[str, str]) -> list[Message[str, str]]:
    """Asked only of what has parts: for a leaf the library decodes at once, and stumbles over labels that are none."""
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _alternatives(pieces: list[list[Piece]]) -> list[Piece]:
    """One body out of several writings of it: the first plain one, the last in markup, each with all its pieces."""
    plain = next((group for group in pieces if any(piece.plain.strip() for piece in group)), [])
    html = next((group for group in reversed(pieces) if any(piece.html.strip() for piece in group)), [])
    if plain is html:  # one that holds both, itself put together of several
        return plain
    lost = min((sum(piece.lost for piece in group) for group in (plain, html) if group), default=0)
    texts = [piece.plain.strip("\n") for piece in plain if piece.plain.strip()]
    return [Piece("\n\n".join(texts), "\n".join(piece.html or as_markup(piece.plain) for piece in html), lost)]


def as_markup(plain: str) -> str:
    """Plain text between bodies in markup."""
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<pre>{escaped}</pre>" if plain.strip() else ""


def is_stub(plain: str) -> bool:
    """True for the line that only says the reader should use another program."""
    return len(plain) < 600 and _STUB.search(plain) is not None


def _leaf(part: Message[str, str], kind: str, found: Parts, depth: int) -> list[Piece]:
    name = headers.filename_of(part)
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    is_body = kind in ("text/plain", "text/html") or (kind.startswith("text/") and not name and "calendar" not in kind)
    is_body = is_body or kind.startswith("multipart/")  # one that cannot be taken apart
    is_body = is_body and kind != "text/rfc822-headers"  # what a bounce returns
    data = content(part)
    if is_body and not disposition.startswith("attachment") and not name:
        return [_body(data, kind, headers.charset_of(part), headers.flow_of(part))]
    if "pkcs7-mime" in kind and depth <= DEEPEST and (inside := sealed.content(data)):
        return _bodies(parse(inside), found, depth + 1)
    cid = headers.raw_of(part.get("Content-ID")).decode("ascii", "replace").strip(" <>")
    if data or name:
        found.files.append(File(name or _named(kind, len(found.files) + 1), kind, data, cid))
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        found.problems.append("winmail")
    if "pkcs7-mime" in kind or kind == "application/pgp-encrypted":
        found.problems.append("encrypted")
    return []


def _body(data: bytes, kind: str, charset: str, flow: tuple[bool, bool]) -> Piece:
    is_html = kind == "text/html"
    if is_html and not charset and (meta := re.search(rb"(?i)<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", data[:4000])):
        charset = meta[1].decode("ascii")
    text, lost = decode(data, charset)
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if is_html or (kind == "text/plain" and _MARKUP.match(text) and re.search(r"</\w+\s*>", text)):
        return Piece(html=text, lost=lost)
    is_flowed, drops_space = flow
    return Piece(plain=flowing.joined(text, drops_space=drops_space) if is_flowed else text, lost=lost)


def _named(kind: str, number: int) -> str:
    endings = {"message/rfc822": ".eml", "text/calendar": ".ics", "application/ms-tnef": ".dat", "image/jpeg": ".jpg"}
    endings |= {
        "message/delivery-status": ".txt",
        "message/disposition-notification": ".txt",
        "text/rfc822-headers": ".txt",
    }
    ending = endings.get(kind) or mimetypes.guess_extension(kind) or ".bin"
    return f"winmail{ending}" if kind == "application/ms-tnef" else f"attachment-{number}{ending}"


def _forwarded(part: Message[str, str], found: Parts) -> None:
    """A mail within the mail is a file; it is read only when there is nothing else to read."""
    inner = next(iter(_parts(part)), None) if part.is_multipart() else None
    data = _bytes_of(inner) if isinstance(inner, Message) else payload_bytes(part)
    if kind_of(part) != "message/rfc822":  # a bounce's report: several groups of lines
        data = b"\n".join(map(_bytes_of, _parts(part)))
    name = headers.filename_of(part)
    if not name and isinstance(inner, Message):
        subject = headers.text_of(headers.raw_of(inner.get("Subject")))
        name = f"{subject[:80]}.eml" if subject else ""
    found.files.append(File(name or _named(kind_of(part), len(found.files) + 1), kind_of(part), data))


def _bytes_of(inner: Message[str, str]) -> bytes:
    try:
        return inner.as_bytes()
    except Exception:  # noqa: BLE001  the library cannot write every mail that it could read
        lines = "".join(f"{name}: {value}\n" for name, value in inner.raw_items())
        return lines.encode("utf-8", "surrogateescape") + b"\n" + payload_bytes(inner)


# ---- transfer encodings


def payload_bytes(part: Message[str, str]) -> bytes:
    """A leaf's content as it stands in the mail: the library gives bytes only when it is to decode, so it has nothing to."""
    way = part.get(TRANSFER)
    del part[TRANSFER]
    raw = part.get_payload(decode=True)
    if way is not None:
        part[TRANSFER] = way
    return raw if isinstance(raw, bytes) else b""


def content(part: Message[str, str]) -> bytes:
    """A leaf's content, decoded as far as it goes."""
    raw = payload_bytes(part)
    way = re.sub(r"[^a-z0-9]", "", str(part.get(TRANSFER, "")).split(";")[0].lower())
    if way in ("base64", "b", "b64", "base64encoding"):
        return _from_base64(raw)
    if way in ("quotedprintable", "q", "qp", "quoted"):
        return _from_quoted(raw)
    if way in ("xuuencode", "uuencode", "uue", "xuue"):
        decoded = part.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else raw
    return _from_base64(raw) if not way and _is_plainly_base64(raw) else raw


def _from_base64(raw: bytes) -> bytes:
    """Base64 among lines that are none: footers of lists, notes of virus scanners, stray characters."""
    lines = raw.split()
    if not lines:
        return b""
    letters = sum(len(re.sub(rb"[^A-Za-z0-9+/=]", b"", line)) for line in lines)
    if letters < 0.8 * sum(map(len, lines)) or (not raw.isascii() and letters < 0.9 * len(raw)):
        return raw  # labelled base64, but it is text
    kept: list[bytes] = []
    for line in raw.splitlines():
        clean = re.sub(rb"[^A-Za-z0-9+/=]", b"", line)
        if b" " in line.strip() and len(clean) < 0.97 * len(line.strip()):
            if kept:
                break  # a footer below
            continue
        kept.append(clean)
        if clean.endswith(b"="):
            break
    return headers.base64_bytes(b"".join(kept))


def _from_quoted(raw: bytes) -> bytes:
    """Quoted-printable. Spaces that a gateway put behind a soft break, or `= 3D`, do no harm."""
    tidy = re.sub(rb"=[ \t]+(?=\r?\n)", b"=", raw)
    return quopri.decodestring(re.sub(rb"=\r?\n[ \t]*\Z", b"", tidy))


def _is_plainly_base64(raw: bytes) -> bool:
    lines = raw.split()
    return len(lines) > 1 and all(_BASE64_LINE.fullmatch(line) for line in lines[:-1])
