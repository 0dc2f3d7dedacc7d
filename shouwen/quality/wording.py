"""What is written on a violation may be read by the person concerned: telephone numbers in it are masked when kept."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[- ]?\d{3,4}[- ]?\d{4}(?!\d)")


def without_numbers(text: str) -> str:
    """The text with telephone numbers masked: 138****8206, 0512****."""
    return _LANDLINE.sub(r"\1****", _MOBILE.sub(r"\1****\2", text)).strip()
