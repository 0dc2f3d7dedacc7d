"""A telephone number's place in the keyed index: found by the full number only, useless without the key."""

from __future__ import annotations

import hashlib
import hmac


def keyed(value: str, key: str) -> str:
    """HMAC-SHA256 of a normalised value, as hex."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()
