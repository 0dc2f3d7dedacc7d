"""JSON as others send it: read into what can be kept.

JSON may write half of a sign that takes two (a lone surrogate, as a text cut in the middle of an emoji has); no database,
cipher or wire takes it. It is read as U+FFFD, so that the rest of what was said is not lost with it. A NUL, which says
nothing and which PostgreSQL keeps in no text, is left out. NaN and Infinity, which Python reads though JSON knows no such
numbers, make it none.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")


def read(body: bytes | str) -> Any:
    """What the JSON says; `ValueError` when it is none, or nests too deep."""
    try:
        return _whole(json.loads(body, parse_constant=_no_number))
    except RecursionError:
        raise ValueError("nested too deep") from None


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value.replace("\0", ""))
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(each) for name, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):  # 1e400
        raise ValueError("beyond any number")
    return value
