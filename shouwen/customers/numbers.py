"""A telephone number's place in the keyed index: found by the full number only, useless without the key."""

from __future__ import annotations

import hashlib
import hmac


def keyed(value: str, key: str) -> str:
    """HMAC-SHA256 of a normalised value, as hex."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


def keyed_mail(address: str, key: str) -> str:
    """The same for a mail address; capital letters make no difference."""
    return keyed(f"mail:{address.strip().lower()}", key)


def written(number: str) -> str:
    """A normalised number as one dials it here: `138 0013 8206`, `0571…` with its extension behind 转."""
    bare, _sign, extension = number.removeprefix("short:").partition(";ext=")
    home = bare.removeprefix("+86")
    if home != bare and len(home) == 11 and home.startswith("1"):
        home = f"{home[:3]} {home[3:7]} {home[7:]}"
    elif home != bare:
        home = f"0{home}"
    return f"{home} 转 {extension}" if extension else home
