"""Keys of the programming interface: made at random, kept as a digest, narrower than the person who holds them."""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "sw_"


def fresh() -> str:
    """A new key: shown once, 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What is kept of a key. Its 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()
