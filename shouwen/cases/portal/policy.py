"""Marks and digests: what must be known again is kept as a keyed digest, so that a copy of the tables opens nothing."""

from __future__ import annotations

import unicodedata

from django.utils.crypto import salted_hmac

#: Length, life and tries of a code; then a wait. One code in a million, five tries: see docs/portal.md.
DIGITS = 6
LIVES = 10  # minutes
TRIES = 5
WAIT = 15  # minutes
TRIES_OF_ADDRESS = 40  # within the wait: many customers may sit behind one address
ASKS = 3  # of one number, within the wait
ASKS_A_DAY = 10
ASKS_OF_ADDRESS = 30
GIVEN_AN_HOUR = 5  # by clerks, of one case
IDLE = 30  # minutes
LONGEST_SITTING = 8  # hours
SAYINGS_AN_HOUR = 30


def digest(purpose: str, value: str) -> str:
    """HMAC-SHA256 as hex, under the installation's secret and a purpose of its own."""
    return salted_hmac(f"portal.{purpose}", value, algorithm="sha256").hexdigest()


def number_typed(text: str) -> str:
    """A case number as people type it: `ld26 04187`, full width, other dashes, with words around it. Letters, digits and
    dashes of ASCII, at most twenty; nothing else is in a number, and a cookie holds nothing else.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = "".join("-" if unicodedata.category(char) == "Pd" else char for char in plain)
    plain = "".join(char for char in plain if char.isascii() and (char.isalnum() or char == "-"))
    if plain[:1].isalpha() and "-" not in plain and len(plain) > 4:  # LD2604187: the dash is easily left out
        letters = len(plain) - len(plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        plain = f"{plain[: letters + 2]}-{plain[letters + 2 :]}"
    return plain[:20]


def code_typed(text: str) -> str:
    """The digits of a code, whatever was typed between them."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isascii() and char.isdigit())[:12]
