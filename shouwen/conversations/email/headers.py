"""Header lines as people read them: encoded words however broken, raw bytes, addresses, parameters.

Pure. Takes what the standard library's parser kept of a line and gives text; nothing here refuses a mail.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import unicodedata
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote_to_bytes

from shouwen.conversations.email.charsets import decode
from shouwen.kernel import clock

#: A line of addresses is read so far; lists of thousands are no letter to us.
LONGEST_LINE = 60_000
_WORD = re.compile(rb"=\?([^?\s]{1,60})\?\s*([bBqQ])\s*\?(.*?)(?:\?=|\Z)", re.S)
_ANGLE = re.compile(r"<\s{0,9}([^<>\s@]{1,120}@[^<>\s]{1,190})\s{0,9}>")
_BARE = re.compile(r"[^\s<>,;:\"'()\[\]@]{1,120}@[^\s<>,;:\"'()\[\]]{1,190}")
_IDENT = re.compile(r"<([^<>\s]{3,250})>")
#: Characters that turn or hide text; a joiner within emoji stays.
TURNING = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
#: Brackets as a Chinese keyboard types them.
_WIDE = str.maketrans("＜＞＠", "<>@")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def raw_of(value: Any) -> bytes:
    """The bytes of a header value as they came."""
    return str(value).encode("utf-8", "surrogateescape") if value is not None else b""


def text_of(raw: bytes) -> str:
    """One line of readable text from a header's bytes."""
    bare = raw.strip()
    if bare.startswith(b'"=?') and bare.endswith(
        b'?="'
    ):  # the quotation marks are the writing program's, not the writer's
        bare = bare[1:-1]
    text = words(bare)
    if _WORD.fullmatch(again := raw_of(text.strip())):  # encoded twice, by a gateway that did not look
        text = words(again)
    return tidy(text)


def tidy(text: str) -> str:
    """One line without control, turning and invisible characters."""
    plain = TURNING.sub("", _CONTROL.sub("", re.sub(r"\s+", " ", text)))
    return unicodedata.normalize("NFC", plain).strip()


def words(raw: bytes) -> str:
    """Encoded words decoded. Neighbours in one character set are joined as bytes first: characters are often cut."""
    out: list[str] = []
    run: list[tuple[str, bytes, bytes]] = []
    label, end = "", 0

    def flush() -> None:
        if run:
            out.append(decode(b"".join(_bytes_of(run)), run[0][0])[0])
            run.clear()

    for found in _WORD.finditer(raw):
        between = raw[end : found.start()]
        charset = found[1].decode("ascii", "replace")
        if between.strip() or (run and run[0][0].lower() != charset.lower()):
            flush()
        if between.strip():
            out.append(decode(between, label or charset)[0])
        elif between and not end:
            out.append(" ")
        run.append((charset, found[2].lower(), found[3]))
        label, end = charset, found.end()
    flush()
    rest = raw[end:]
    return "".join([*out, decode(rest, label)[0]]) if rest.strip() or not end else "".join(out)


def _bytes_of(run: list[tuple[str, bytes, bytes]]) -> list[bytes]:
    """Bytes of neighbouring words; base64 that was cut in the middle of four characters is joined before."""
    out: list[bytes] = []
    held = b""
    for _charset, way, payload in run:
        if way == b"q":
            out += [base64_bytes(held), quopri.decodestring(payload.replace(b" ", b"_"), header=True)]
            held = b""
            continue
        clean = re.sub(rb"[^A-Za-z0-9+/=]", b"", payload)
        held += clean
        if len(held) % 4 == 0 or held.endswith(b"="):
            out.append(base64_bytes(held))
            held = b""
    return [*out, base64_bytes(held)]


def base64_bytes(text: bytes) -> bytes:
    """Base64 with what does not belong to it left out, padding made good."""
    out = bytearray()
    for piece in re.split(rb"(?<==)(?=[A-Za-z0-9+/])", re.sub(rb"[^A-Za-z0-9+/=]", b"", text)):
        bare = piece.rstrip(b"=")
        bare = bare[:-1] if len(bare) % 4 == 1 else bare
        try:
            out += base64.b64decode(bare + b"=" * (-len(bare) % 4))
        except (binascii.Error, ValueError):
            continue
    return bytes(out)


# ---- people


def addresses(raw: bytes) -> list[tuple[str, str]]:
    """`(name, address)` of everyone in a header line, in order; names decoded."""
    lines = decode(raw[:LONGEST_LINE])[0]
    if "<" not in lines:
        lines = lines.translate(_WIDE)
    if "@" not in lines and b"=?" in raw:  # the whole line was put into encoded words
        lines = words(raw)
        raw = lines.encode()
    found = [(hit.start(), hit.end(), hit[1]) for hit in _ANGLE.finditer(lines)]
    if not found:
        return [("", clean_address(hit[0])) for hit in _BARE.finditer(lines)]
    people, start = [], 0
    for begin, end, address in found:
        name = text_of(lines[start:begin].encode()).strip(" ,;\"'")
        people.append((_unquoted(name), clean_address(address)))
        start = end
    return people


def _unquoted(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name).strip(" \"'<>") if name else ""


def clean_address(address: str) -> str:
    """An address without `mailto:`, quotes and invisible characters; the host in lower case."""
    plain = tidy(address).strip("\"'.,;").removeprefix("mailto:")
    local, _at, host = plain.rpartition("@")
    return f"{local}@{host.lower()}" if local and host else plain


def identifiers(value: Any) -> list[str]:
    """Message identifiers in a line, in order, without brackets."""
    return list(dict.fromkeys(_IDENT.findall(raw_of(value).decode("utf-8", "replace"))))


def date_of(value: Any) -> Any:
    """When the mail says it was written; None for what is no date, or none that can be."""
    try:
        at = parsedate_to_datetime(text_of(raw_of(value)))
        return at if at.tzinfo and clock.can_be(at) else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


# ---- parameters


def flow_of(part: Message[str, str]) -> tuple[bool, bool]:
    """Whether the lines are marked as broken by the program, and whether the mark is to go (RFC 3676)."""
    line = str(part.get("Content-Type", ""))
    flowed = re.search(r"(?i)\bformat\s*=\s*\"?flowed", line) is not None
    return flowed, flowed and re.search(r"(?i)\bdelsp\s*=\s*\"?yes", line) is not None


def charset_of(part: Message[str, str]) -> str:
    found = re.search(r"charset\s*\*?\s*=\s*[\"']?([\w.:+-]+)", str(part.get("Content-Type", "")), re.I)
    return found[1] if found else ""


def filename_of(part: Message[str, str]) -> str:
    """The name of an attached file in any writing: RFC 2231, encoded words, raw bytes, percent signs."""
    for header, name in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        given = _parameter(part, header, name)
        if given.strip():
            return tidy(given).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return ""


def _continued(line: str, name: str) -> str:
    """A parameter in the writing of RFC 2231, which goes before the plain one beside it. Its pieces may stand in any
    order, and be cut within a character or within its `%E4`."""
    pieces: dict[int, str] = {}
    for number, star, value in re.findall(rf"(?i)\b{name}\*(?:(\d{{1,3}})(\*?))?\s*=\s*(\"[^\"]*\"|[^;\s]*)", line):
        bare = value.strip('"')
        pieces.setdefault(int(number or 0), bare if star or not number else bare.replace("%", "%25"))
    charset, quote, rest = "".join(pieces[number] for number in sorted(pieces)).partition("'")
    _language, second, text = rest.partition("'")
    if not (quote and second):
        return ""
    raw = unquote_to_bytes(raw_of(text))
    return words(raw) if b"=?" in raw else decode(raw, charset)[0]


def _parameter(part: Message[str, str], header: str, name: str) -> str:
    if text := _continued(str(part.get(header, "")), name):
        return text
    try:
        value = part.get_param(name, None, header)
    except Exception:  # noqa: BLE001  the library stumbles over some of these lines; they are read as plain text then
        value = None
    if isinstance(value, tuple):
        charset, _language, text = value
        raw = text.encode("latin-1", "surrogateescape") if _fits_latin(text) else raw_of(text)
        return _readable(raw, charset or "")
    if value is None:
        value = _by_hand(str(part.get(header, "")), name)
    return _readable(raw_of(value), charset_of(part)) if value else ""


def _fits_latin(text: str) -> bool:
    return all(ord(char) < 256 or 0xDC80 <= ord(char) <= 0xDCFF for char in text)


def _by_hand(line: str, name: str) -> str:
    """A parameter that the library does not find: a semicolon is missing, or a quotation mark is open."""
    found = re.search(rf"\b{name}\*?\d*\*?\s*=\s*(\"[^\"]*\"?|[^;]+)", line, re.I | re.S)
    return found[1].strip().strip('"') if found else ""


def _readable(raw: bytes, charset: str) -> str:
    raw = raw.strip().strip(b'"')
    if hit := re.match(rb"([\w-]+)'[\w-]*'(.*)", raw, re.S):  # RFC 2231 written without its star
        charset, raw = hit[1].decode("ascii", "replace"), hit[2]
    if re.search(rb"%[0-9A-Fa-f]{2}%[0-9A-Fa-f]{2}", raw) and b"=?" not in raw:
        raw = unquote_to_bytes(raw)
    return words(raw) if b"=?" in raw else decode(raw, charset)[0]
