"""The characters and words of FEEL: blanks and comments, numbers, texts, signs, and names that may hold blanks and signs.

FEEL names are written without quotes and may read `date of birth` or `a-b`. What a name is depends on the names known
where it stands, so words are cut while parsing, longest known name first; no table of tokens could do it beforehand.
"""

import re
from collections.abc import Iterable
from functools import lru_cache


class FeelError(ValueError):
    """A text that is not FEEL. `position` counts characters from 1; `zh` and `en` are whole sentences."""

    def __init__(self, position: int, zh: str, en: str) -> None:
        self.position, self.zh, self.en = position, zh, en
        super().__init__(f"{zh} / {en}")


_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
WORD = re.compile(f"[{_START}][{_PART}]*")
_PIECE = re.compile(rf"[{_PART}]+|[^\s{_PART}]")
_LETTER = re.compile(f"[{_PART}]")
_COLON = re.compile(r"\s*:")
_KEY = re.compile(rf"[{_START}][{_PART}]*(?:\s*[./\-'+*]?\s*[{_PART}]+)*")
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
STRING = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIGN = re.compile(r"\.\.|\*\*|<=|>=|!=|->|[-+*/<>=()\[\]{},:.@]")
_BLANK = re.compile(
    r"(?:[\s\u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]|//[^\n]*|/\*.*?\*/)+", re.DOTALL
)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_JSON = {**_PLAIN, "b": "\b", "f": "\f", "/": "/"}
# Words that end a name nobody has declared.
STOPS = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance", "of", "external"})

Index = dict[str, list[tuple[re.Pattern[str], str]]]


def normal(name: str) -> str:
    """A name with its blanks made single."""
    return " ".join(name.split())


def index(names: Iterable[str]) -> Index:
    """Names by their first word, the longest first."""
    found: Index = {}
    for name in sorted({normal(each) for each in names}, key=len, reverse=True):
        first = WORD.match(name)
        if first:
            found.setdefault(first[0], []).append((_pattern(name), name))
    return found


@lru_cache(maxsize=8192)
def _pattern(name: str) -> re.Pattern[str]:
    pieces = _PIECE.findall(name)
    # whether a last word goes on is looked at in `known`: the class of its letters makes slow patterns
    said, before = "", ""
    for piece in pieces:
        words = bool(before and _LETTER.match(piece) and _LETTER.match(before[-1]))
        said += (r"\s+" if words else r"\s*" if before else "") + re.escape(piece)
        before = piece
    return re.compile(said)


class Scanner:
    """A text and the place reached in it (`at`, from 0). `strict` knows no escapes but JSON's."""

    def __init__(self, text: str, *, strict: bool = False) -> None:
        self.text, self.at, self.strict = text, 0, strict
        self.skip()

    def skip(self) -> None:
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()

    def ended(self) -> bool:
        return self.at >= len(self.text)

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """What the pattern finds here, then past it."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        self.skip()
        return found[0]

    def sign(self) -> str:
        """The sign that stands here, empty if none."""
        found = _SIGN.match(self.text, self.at)
        return found[0] if found else ""

    def sees(self, *signs: str) -> bool:
        return self.sign() in signs and not self.ended()

    def accept(self, *signs: str) -> str:
        """Past the sign if it is one of these; empty if not."""
        sign = self.sign()
        if not sign or sign not in signs:
            return ""
        self.at += len(sign)
        self.skip()
        return sign

    def expect(self, *signs: str) -> str:
        return self.accept(*signs) or self.fail()

    def word(self) -> str:
        """The word that stands here, empty if none."""
        found = WORD.match(self.text, self.at)
        return found[0] if found else ""

    def accept_word(self, *words: str) -> bool:
        """Past these words if they stand here one after the other."""
        start = self.at
        for word in words:
            if self.word() != word:
                self.at = start
                return False
            self.at += len(word)
            self.skip()
        return True

    def expect_word(self, *words: str) -> None:
        if not self.accept_word(*words):
            self.fail()

    def known(self, *indexes: Index) -> tuple[str, int]:
        """The longest known name that stands here and where it ends; empty if none."""
        best, end = "", self.at
        word = self.word()
        for each in indexes:
            for pattern, name in each.get(word, ()):
                found = pattern.match(self.text, self.at)
                if (
                    found
                    and found.end() > end
                    and not (_LETTER.match(name[-1]) and _LETTER.match(self.text, found.end()))
                ):
                    best, end = name, found.end()
        return best, end

    def words(self) -> str:
        """Words up to a sign or a word that ends names: a name nobody has declared."""
        found = [self.take(WORD) or self.fail()]
        while (word := self.word()) and word not in STOPS:
            found.append(word)
            self.at += len(word)
            self.skip()
        return " ".join(found)

    def key(self) -> str:
        """A name before a colon, signs and all."""
        return normal(self.take(_KEY) or self.fail())

    def named(self) -> bool:
        """Whether a name and a colon stand here."""
        found = _KEY.match(self.text, self.at)
        return bool(found and _COLON.match(self.text, found.end()))

    def string(self) -> str | None:
        """A text in quotation marks, without them."""
        start = self.at
        found = self.take(STRING)
        return None if found is None else unescaped(found[1:-1], start + 1, strict=self.strict)

    def fail(self, at: int | None = None) -> str:
        """Raises FeelError: the text cannot be read from here."""
        position = (self.at if at is None else at) + 1
        rest = self.text[position - 1 : position + 11]
        if not rest.strip():
            raise FeelError(
                len(self.text) + 1, f"「{self.text}」没有写完。", f'"{self.text}" is not complete.'
            )  # fmt: skip
        raise FeelError(
            position,
            f"「{self.text}」第 {position} 个字符起看不懂：{rest}",
            f'"{self.text}" cannot be read from character {position}: {rest}',
        )


def unescaped(text: str, position: int = 1, *, strict: bool = False) -> str:
    """The text with its escapes read; pairs of surrogates become the one character they stand for.

    FEEL leaves a backslash before any other letter as it is. A pack knows the escapes of JSON and no others (`strict`).
    Raises FeelError.
    """
    known = _JSON if strict else _PLAIN

    def read(found: re.Match[str]) -> str:
        if code := found[1] or found[2]:
            return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
        if found[3] not in known and strict:
            raise FeelError(position, "引号里的转义写法不对。", "The text holds an unknown escape.")
        return known.get(found[3], found[0])

    said = _ESCAPE.sub(read, text)
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in text else said
