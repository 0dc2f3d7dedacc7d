"""Customers of the demo: how they are called, and what the vendors know them by."""

from __future__ import annotations

from typing import Any

NUMBERS = (("龚雪梅", "+8613705711026"), ("段宏业", "+8613905722319"), ("陌生号码", "+8613605738842"))
IDENTS = (("龚雪梅", "o-gong-7f21"), ("段宏业", "o-duan-93ac"), ("裴明远", "o-pei-11d8"))


def known_on(line: Any) -> list[tuple[str, str]]:
    """Names and idents on one line."""
    return list(NUMBERS if line.channel.kind == "sms" else IDENTS)
