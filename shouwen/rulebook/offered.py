"""Pure functions that rooms offer to decisions: gathered from the `reckoners.py` of every room, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from shouwen.kernel.rooms import modules


@cache
def reckoners() -> dict[str, Callable[..., Any]]:
    """Every room's `RECKONERS`: makers of words and reckoners alike. A room below knows none of the rooms above."""
    return {name: function for module in modules("reckoners") for name, function in module.RECKONERS.items()}
