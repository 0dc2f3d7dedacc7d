"""Finding people by the sound of their names: 陈佳慧 by chenjiahui or cjh. Pure."""

from __future__ import annotations

from functools import lru_cache

from shouwen.kernel import pinyin


@lru_cache(maxsize=20_000)
def sounds(name: str) -> tuple[str, str]:
    """The name's whole pinyin and its initials, in small letters without gaps."""
    return pinyin.whole(name), pinyin.initials(name)


def sounds_like(name: str, typed: str) -> bool:
    """True when `typed` begins the pinyin or the initials of the name, or of the given name."""
    wanted = "".join(typed.lower().split())
    whole, first = sounds(name)
    return bool(wanted) and (whole.startswith(wanted) or wanted in first or (len(wanted) > 2 and wanted in whole))
