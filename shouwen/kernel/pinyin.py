"""How Chinese words sound, in letters: 路达 is `luda`, its initials are `ld`. Pure.

The dictionary is read when it is first asked: it takes a third of a second and 40 MB, and most commands ask nothing.
"""

from __future__ import annotations


def whole(words: str) -> str:
    """The pinyin without tones or gaps, in small letters; what is not Chinese stays."""
    from pypinyin import lazy_pinyin  # reason: slow

    return "".join("".join(lazy_pinyin(words)).lower().split())


def initials(words: str) -> str:
    """The first letter of each character's pinyin, in small letters; what is not Chinese stays."""
    from pypinyin import Style, lazy_pinyin  # reason: slow

    return "".join("".join(lazy_pinyin(words, style=Style.FIRST_LETTER)).lower().split())
