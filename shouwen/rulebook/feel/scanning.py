"""The characters and words of FEEL: blanks and comments, numbers, texts, signs, and names that may hold blanks and signs.

FEEL names are written without quotes and may read `date of birth` or `a-b`. What a name is depends on the names known
where it stands, so words are cut while parsing, longest known name first; no table of tokens could do it beforehand.
"""

import re

from shouwen.rulebook.feel.names import BLANK, KEY, WORD, Names, normal


class FeelError(ValueError):
    """A text that is not FEEL. `position` counts characters from 1; `zh` and `en` are whole sentences."""

    def __init__(self, position: int, zh: str, en: str) -> None:
        self.position, self.zh, self.en = position, zh, en
        super().__init__(f"{zh} / {en}")


_COLON = re.compile(r"\s*:")
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
STRING = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIGN = re.compile(r"\.\.|\*\*|<=|>=|!=|->|[-+*/<>=()\[\]{},:.@]")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_JSON = {**_PLAIN, "b": "\b", "f": "\f", "/": "/"}
# Words that end a name nobody has declared.
STOPS = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance", "of", "external"})


class Scanner:
    """A text and the place reached in it (`at`, from 0). `strict` knows no escapes but JSON's."""

    def __init__(self, text: str, *, strict: bool = False) -> None:
        self.text, self.at, self.strict = text, 0, strict
        self.skip()

    def skip(self) -> None:
        if blank := BLANK.match(self.text, self.at):
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

    def known(self, *scopes: Names) -> tuple[str, int]:
        """The longest known name that stands here and where it ends; empty if none."""
        best, end, word = "", self.at, self.word()
        for names in scopes if word else ():
            name, stop = names.find(self.text, self.at, word)
            if name and stop > end:
                best, end = name, stop
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
        return normal(self.take(KEY) or self.fail())

    def named(self) -> bool:
        """Whether a name and a colon stand here."""
        found = KEY.match(self.text, self.at)
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
