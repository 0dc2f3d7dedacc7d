"""Patterns of `matches`, `replace` and `split`: XPath's regular expressions turned into Python's, and kept cheap.

Patterns come with models from outside, and Python's engine tries alternatives one after another: `(a+)+$` doubles its
work with every character. So a pattern and a text have a longest length, and before running, the work is estimated from
the choices the pattern leaves open: an open-ended repetition multiplies it by the length of the text, one that holds
another choice by two and more for every character. What could cost too much is not run, and the function gives null.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from math import log2
from re import _parser  # type: ignore[attr-defined]  # the only parser of patterns there is
from typing import Any

from shouwen.rulebook.feel.notes import note

LONGEST_PATTERN = 1_000
LONGEST_TEXT = 50_000
MOST_WORK = 200_000_000
_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE}
_NAME = r"A-Z_a-z:\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
_CLASSES = {"i": _NAME, "c": _NAME + r"0-9\-.\u00B7\u0300-\u036F\u203F\u2040"}
_BLOCKS = {
    "BasicLatin": "\u0000-\u007f", "Latin-1Supplement": "\u0080-\u00ff", "Greek": "\u0370-\u03ff",
    "Cyrillic": "\u0400-\u04ff", "Hiragana": "\u3040-\u309f", "Katakana": "\u30a0-\u30ff",
    "CJKUnifiedIdeographs": "\u4e00-\u9fff",
}  # fmt: skip


@lru_cache(maxsize=512)
def _translated(pattern: str, flags: str) -> tuple[re.Pattern[str], Any]:
    if set(flags) - set("smixq") or len(pattern) > LONGEST_PATTERN:
        raise ValueError(pattern)
    options = re.RegexFlag(0)
    for flag in flags:
        options |= _FLAGS.get(flag, re.RegexFlag(0))
    said = re.escape(pattern) if "q" in flags else _Translator(pattern, flags).whole()
    try:
        return re.compile(said, options), _parser.parse(said, options)
    except (re.error, OverflowError, RecursionError):
        raise ValueError(pattern) from None


def compiled(pattern: str, flags: str, length: int) -> re.Pattern[str]:
    """The pattern ready to run on a text so long. Raises ValueError if it is none, or could cost too much."""
    found, tree = _translated(pattern, flags)
    if length > LONGEST_TEXT or _work(tree, length) > MOST_WORK:
        note(
            "正则表达式在这么长的文本上可能过慢，没有运行。",
            "The pattern could take too long on this text; it was not run.",
        )
        raise ValueError(pattern)
    return found


def _work(tree: Any, length: int) -> float:
    """The most steps a search may take, roughly: from every place, every choice the pattern leaves open."""
    return float(length + 1) * 2 ** min(_choices(tree, length), 900)


def _choices(tree: Any, length: int) -> float:
    """How many choices a pattern leaves open, as bits."""
    bits = 0.0
    for operation, argument in tree:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, part = argument
            most = min(int(most), max(length, int(least)))
            bits += log2(most - least + 1) + most * _choices(part, length)
        elif name == "SUBPATTERN":
            bits += _choices(argument[-1], length)
        elif name == "BRANCH":
            bits += log2(len(argument[1])) + max(_choices(part, length) for part in argument[1])
    return bits


def replacement(new: str, groups: int, *, literal: bool) -> Callable[[re.Match[str]], str]:
    """What `$1`, `\\$` and `\\\\` in a replacement stand for. Raises ValueError for another escape."""
    if literal:
        return lambda found: new
    pieces = re.findall(r"\\[\\$]|\$\d+|[^\\$]+|.", new, re.DOTALL)
    if any(piece in ("\\", "$") for piece in pieces):
        raise ValueError(new)

    def put(found: re.Match[str]) -> str:
        return "".join(_piece(piece, found, groups) for piece in pieces)

    return put


def _piece(piece: str, found: re.Match[str], groups: int) -> str:
    if piece[0] == "\\":
        return piece[1]
    if piece[0] != "$":
        return piece
    number, rest = piece[1:], ""
    while len(number) > 1 and int(number) > groups:  # `$12` is `$1` and a 2 where there are fewer groups
        number, rest = number[:-1], number[-1] + rest
    return ((found[int(number)] or "") if int(number) <= groups else "") + rest


class _Translator:
    """One pattern, read from left to right."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.text, self.at, self.flags = pattern, 0, flags

    def whole(self) -> str:
        said = ""
        while self.at < len(self.text):
            said += self._next()
        return said

    def _next(self) -> str:
        char = self.text[self.at]
        self.at += 1
        if char == "\\":
            return self._escape(inside=False)
        if char == "[":
            return self._class()
        if char == "(" and self.text.startswith("?", self.at) and not self.text.startswith("?:", self.at):
            raise ValueError(self.text)  # Python's own extensions are not XPath's
        if char == "." and "s" not in self.flags:
            return r"[^\n\r]"
        if char == "$" and "m" not in self.flags:
            return r"\Z"
        if char in "+*?}" and self.text.startswith("+", self.at):
            raise ValueError(self.text)  # possessive, in Python only
        return "" if "x" in self.flags and char.isspace() else "\\#" if char == "#" else char

    def _escape(self, *, inside: bool) -> str:
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if char in ("p", "P"):
            members = self._category()
            return members if inside and char == "p" else f"[{'^' if char == 'P' else ''}{members}]"
        if char.lower() in _CLASSES:
            members = _CLASSES[char.lower()]
            return members if inside and char.islower() else f"[{'^' if char.isupper() else ''}{members}]"
        if char and char in "nrtdDsSwW":
            return {"d": r"\d", "w": r"\w"}.get(char, f"\\{char}")
        if char.isdigit() and not inside and char != "0":
            return f"(?:\\{char})"
        if char and char in "\\|.-^?*+{}()[]$":
            return re.escape(char)
        raise ValueError(self.text)

    def _category(self) -> str:
        found = re.compile(r"\{(Is)?([A-Za-z0-9-]+)\}").match(self.text, self.at)
        if not found:
            raise ValueError(self.text)
        self.at = found.end()
        members = _BLOCKS.get(found[2]) if found[1] else _members(found[2])
        if not members:
            raise ValueError(self.text)
        return members

    def _class(self) -> str:
        """`[…]`, also less another class: `[a-z-[aeiou]]`."""
        denied = self.text.startswith("^", self.at)
        self.at += denied
        said, less = "", ""
        while not self.text.startswith("]", self.at) or not said:
            if self.at >= len(self.text) or self.text.startswith("]", self.at):
                raise ValueError(self.text)
            if self.text.startswith("-[", self.at):
                self.at += 2
                less = self._class()
                break
            char = self.text[self.at]
            self.at += 1
            said += self._escape(inside=True) if char == "\\" else re.escape(char) if char in "[&~|^" else char
        if not self.text.startswith("]", self.at):
            raise ValueError(self.text)
        self.at += 1
        if said.startswith("[") or "[^" in said:
            raise ValueError(self.text)
        whole = f"[{'^' if denied else ''}{said}]"
        return f"(?:(?!{less}){whole})" if less else whole


@lru_cache(maxsize=64)
def _members(category: str) -> str:
    """The characters of a Unicode category (`L`, `Lu`) as the inside of a class."""
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith(category):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
