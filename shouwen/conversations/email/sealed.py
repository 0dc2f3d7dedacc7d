"""What stands inside a letter that is signed as a whole (S/MIME `signed-data`): readable without any key.

Pure. Reads no more of the envelope than the way to the content (RFC 5652, section 5.2); the signature is not judged.
"""

from __future__ import annotations

#: Object identifier of "data": what is enclosed is a letter's part.
_DATA = bytes.fromhex("06092a864886f70d010701")
_OCTETS = 0x04
_DEEPEST = 8


def content(envelope: bytes) -> bytes:
    """The enclosed part; b"" when none can be found."""
    at = envelope.find(_DATA)
    if at < 0:
        return b""
    try:
        tag, start, end = _element(envelope, at + len(_DATA))
        return _octets(envelope, start, end, 0) if tag == 0xA0 else b""
    except IndexError:
        return b""


def _element(raw: bytes, at: int) -> tuple[int, int, int]:
    """Tag, begin and end of what is at `at`; the end is -1 where the writer left the length open."""
    tag, first = raw[at], raw[at + 1]
    if first < 0x80:
        return tag, at + 2, at + 2 + first
    if first == 0x80:
        return tag, at + 2, -1
    size = first & 0x7F
    start = at + 2 + size
    return tag, start, start + int.from_bytes(raw[at + 2 : start], "big")


def _octets(raw: bytes, at: int, end: int, depth: int) -> bytes:
    """All octets between `at` and `end`, whose writing in pieces is common."""
    return b"".join(_pieces(raw, at, end, depth)[0])


def _pieces(raw: bytes, at: int, end: int, depth: int) -> tuple[list[bytes], int]:
    found: list[bytes] = []
    while (end < 0 or at < end) and at + 1 < len(raw) and raw[at : at + 2] != b"\0\0":
        tag, start, stop = _element(raw, at)
        if tag == _OCTETS and stop >= 0:
            found.append(raw[start:stop])
            at = stop
        elif tag == _OCTETS | 0x20 and depth < _DEEPEST:
            inner, at = _pieces(raw, start, stop, depth + 1)
            found += inner
        else:
            break
    return found, at + 2 if end < 0 else at
