"""What opens a visit, and what opens one file of it for a few minutes."""

from __future__ import annotations

import hashlib
import secrets

from django.core import signing

#: Seconds a link to a file holds.
FILE_HOLDS = 600
_SALT = "shouwen.webchat.file"


def new() -> tuple[str, str]:
    """A token of 256 random bits, and the digest that is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def file_ticket(visit: int, file: int) -> str:
    """Signed leave to fetch one file of a visit."""
    return signing.dumps({"v": visit, "f": file}, salt=_SALT)


def visit_of_ticket(ticket: str, file: int) -> int | None:
    """The visit a ticket for this file was given to; None when it is forged, for another file, or too old."""
    try:
        said = signing.loads(ticket, salt=_SALT, max_age=FILE_HOLDS)
    except signing.BadSignature:
        return None
    return int(said["v"]) if isinstance(said, dict) and said.get("f") == file else None
