"""Names known where a text stands, found at a place of the text, the longest first."""

import re
from collections.abc import Iterable
from functools import lru_cache

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
LETTERS = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
WORD = re.compile(f"[{_START}][{LETTERS}]*")
KEY = re.compile(rf"[{_START}][{LETTERS}]*(?:\s*[./\-'+*]?\s*[{LETTERS}]+)*")
BLANK = re.compile(
    r"(?:[\s\u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]|//[^\n]*|/\*.*?\*/)+", re.DOTALL
)
_PART = re.compile(f"[{LETTERS}]+")
_PIECE = re.compile(rf"[{LETTERS}]+|[^\s{LETTERS}]")
_PLAIN = re.compile(rf"[{LETTERS}]+(?: [{LETTERS}]+)*")


def normal(name: str) -> str:
    """A name with its blanks made single."""
    return " ".join(name.split())


class Names:
    """Names of one scope; more may be added.

    Names of words and blanks are looked up whole, however many there are; only those with signs are tried one by one.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._plain: set[str] = set()
        self._most: dict[str, int] = {}  # by first word, how many words its longest name has
        self._signed: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        name = normal(name)
        first = WORD.match(name)
        if not first:
            return
        if _PLAIN.fullmatch(name):
            self._plain.add(name)
            self._most[first[0]] = max(self._most.get(first[0], 0), name.count(" ") + 1)
        else:
            self._signed.setdefault(first[0], []).append((_pattern(name), name))

    def begin_with(self, word: str) -> bool:
        """Whether some name begins with the word."""
        return word in self._most or word in self._signed

    def find(self, text: str, at: int, word: str) -> tuple[str, int]:
        """The longest name that stands at a place, where `word` begins, and where it ends; empty if none does."""
        best, end = "", at
        if count := self._most.get(word, 0):
            best, end = self._find_plain(text, at + len(word), word, count)
        for pattern, name in self._signed.get(word, ()):
            found = pattern.match(text, at)
            whole = found and not (_PART.match(name[-1]) and _PART.match(text, found.end()))
            if found and whole and found.end() > end:
                best, end = name, found.end()
        return best, end

    def _find_plain(self, text: str, end: int, said: str, count: int) -> tuple[str, int]:
        best = (said, end) if said in self._plain else ("", 0)
        for _ in range(count - 1):
            blank = BLANK.match(text, end)
            part = blank and _PART.match(text, blank.end())
            if not part:
                break
            said, end = f"{said} {part[0]}", part.end()
            best = (said, end) if said in self._plain else best
        return best


@lru_cache(maxsize=8192)
def _pattern(name: str) -> re.Pattern[str]:
    # whether a last word goes on is looked at in `find`: the class of its letters makes slow patterns
    said, before = "", ""
    for piece in _PIECE.findall(name):
        words = bool(before and _PART.match(piece) and _PART.match(before[-1]))
        said += (r"\s+" if words else r"\s*" if before else "") + re.escape(piece)
        before = piece
    return re.compile(said)
