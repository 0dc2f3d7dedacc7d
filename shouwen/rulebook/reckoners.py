"""Pure reckoners that rooms offer to decisions, by name. A room above adds its own when it loads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

RECKONERS: dict[str, Callable[..., Any]] = {}
