"""The pattern language of phrases, compiled to bounded expressions and the literals without which none can match.

    你怎么[这么]慢      characters as they are; [..|..] may be missing, (..|..) one of
    嘴巴?              what stands before ? may be missing
    你…6不(行|可以)     a gap of up to four characters, or as many as the figure says, inside one sentence
    <me>不知道          a fragment by its name
    ^  $  ^^  $$       start and end of a clause; of the whole utterance
    你 您              either matches both; <plain-you> is only 你, <polite-you> only 您
    什么 怎么 …        a word the pack calls alike ([[alike]]) also as its other words, unless a ? stands after it
    , 。 ！ ？  #       folded punctuation; # is a digit

There is no repetition without bound, so an expression costs a constant a character: matching is linear in the text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

GAP = 4
WIDEST = 24
FEW = 24  # so many words are kept as words where several are joined
MOST_CHOICES = 1_000_000  # how many ways through one pattern are allowed at one place
_ANCHORS = {
    "^^": r"(?<![\s\S])",
    "$$": r"(?=[,。?!]*(?![\s\S]))",
    "^": r"(?<![^,。?!])",
    # A clause may trail off: 烦不烦啊你, 啥事呢, 谁呀这是.
    "$": r"(?=(?:[你您哈呢嘛呗]|这是)?(?![^,。?!]))",
}
_FIXED = {"plain-you": "你", "polite-you": "您"}
_MARKS = {"，": ",", "！": "!", "？": "?"}
_SIGN = re.compile(r"\^\^|\$\$|[\^$()\[\]|]|<[^<>]*>|…\d*|[\s\S]")


class PatternError(ValueError):
    """A pattern that cannot be compiled; `zh` and `en` say why."""

    def __init__(self, pattern: str, zh: str, en: str) -> None:
        self.pattern, self.zh, self.en = pattern, zh, en
        super().__init__(f"{pattern}: {zh} / {en}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a pattern: its expression, the strings one of which must occur, and how many ways lead through it."""

    source: str
    needles: frozenset[str]
    ways: int
    texts: tuple[str, ...] = ()  # all it can be, when that is a few plain words


@dataclass(frozen=True, slots=True)
class Pattern:
    """`source` is an expression for `re` and for ECMAScript alike; `needles` hold one or two characters each."""

    source: str
    needles: frozenset[str]


class Words:
    """What patterns of a pack may name: fragments, and words that are said in several ways.

    What was compiled with them is kept: editions, checks and guards of the same words share it (`words_of`).
    """

    def __init__(
        self, fragments: Mapping[str, Sequence[str]], alike: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.fragments = fragments
        self.alike = alike or {}
        words = "".join(f"{re.escape(each)}(?!\\?)|" for each in sorted(self.alike, key=len, reverse=True))
        self._sign = re.compile(words + _SIGN.pattern)
        self.pieces: dict[str, Piece] = {}  # fragments by name, and words that are said in several ways
        self.patterns: dict[str, Pattern] = {}

    def signs(self, pattern: str) -> list[str]:
        return [each for each in self._sign.findall(pattern) if not each.isspace()]


Frozen = tuple[tuple[str, tuple[str, ...]], ...]


def words_of(fragments: Mapping[str, Sequence[str]], alike: Mapping[str, Sequence[str]]) -> Words:
    """The words of these rows, the same object as before when nothing in them changed."""
    return _words_of(*(tuple((name, tuple(each)) for name, each in rows.items()) for rows in (fragments, alike)))


@lru_cache(maxsize=8)
def _words_of(fragments: Frozen, alike: Frozen) -> Words:
    return Words(dict(fragments), dict(alike))


def compile_pattern(pattern: str, words: Words) -> Pattern:
    """Raises PatternError for what is not well formed, unbounded in ways, or could match an empty stretch."""
    if pattern not in words.patterns:
        words.patterns[pattern] = _compile(pattern, words)
    return words.patterns[pattern]


def _compile(pattern: str, words: Words) -> Pattern:
    piece = _Reader(pattern, words).whole()
    if not piece.needles:
        raise PatternError(pattern, "没有一个必定出现的字。", "No character must occur in it.")
    if piece.ways > MOST_CHOICES:
        raise PatternError(pattern, "可走的路太多，请拆开写。", "Too many ways lead through it; write several.")
    return Pattern(piece.source, frozenset(each[:2] for each in piece.needles))


class _Reader:
    def __init__(self, pattern: str, words: Words, open_: tuple[str, ...] = ()) -> None:
        self.pattern, self.words, self.open = pattern, words, open_
        self.signs = words.signs(pattern)
        self.at = 0

    def whole(self) -> Piece:
        piece = self._choice()
        if self.at < len(self.signs):
            raise self._wrong("括号不成对。", "The brackets do not pair.")
        return piece

    def _wrong(self, zh: str, en: str) -> PatternError:
        return PatternError(self.pattern, zh, en)

    def _choice(self) -> Piece:
        branches = [self._row()]
        while self._next_is("|"):
            branches.append(self._row())
        return one_of(branches)

    def _next_is(self, sign: str) -> bool:
        if self.at < len(self.signs) and self.signs[self.at] == sign:
            self.at += 1
            return True
        return False

    def _row(self) -> Piece:
        pieces: list[Piece] = []
        while self.at < len(self.signs) and self.signs[self.at] not in ("|", ")", "]"):
            pieces.append(self._one())
        return in_row(pieces)

    def _one(self) -> Piece:
        piece = self._bare()
        while self._next_is("?"):
            piece = _perhaps(piece)
        return piece

    def _bare(self) -> Piece:
        sign = self.signs[self.at]
        self.at += 1
        if sign in ("(", "["):
            inner = self._choice()
            if not self._next_is(")" if sign == "(" else "]"):
                raise self._wrong("括号不成对。", "The brackets do not pair.")
            return inner if sign == "(" else _perhaps(inner)
        if sign in _ANCHORS:
            return Piece(_ANCHORS[sign], frozenset(), 1)
        if sign[0] == "…":
            width = int(sign[1:] or GAP)
            if not 0 < width <= WIDEST:
                raise self._wrong("空隙只能是 1 到 24 个字。", "A gap is 1 to 24 characters wide.")
            return Piece(f"[^。?!]{{0,{width}}}", frozenset(), width + 1)
        if sign[0] == "<" and len(sign) > 1:
            return self._fragment(sign[1:-1])
        if sign == "?":
            raise self._wrong("问号前面没有东西。", "Nothing stands before the question mark.")
        return self._alike(sign) if sign in self.words.alike else _character(sign)

    def _alike(self, sign: str) -> Piece:
        known = self.words.pieces
        if sign not in known:
            ways = [sign, *self.words.alike[sign]]
            known[sign] = one_of([in_row([_character(char) for char in each]) for each in ways])
        return known[sign]

    def _fragment(self, name: str) -> Piece:
        if name in _FIXED:
            return Piece(_FIXED[name], frozenset(_FIXED[name]), 1)
        if name in self.open or name not in self.words.fragments:
            raise self._wrong(f"没有片段「{name}」，或循环引用。", f'The fragment "{name}" is missing or circular.')
        known, key = self.words.pieces, f"<{name}>"
        if key not in known:
            inner = self.words.fragments[name]
            known[key] = one_of([_Reader(each, self.words, (*self.open, name)).whole() for each in inner])
        return known[key]


def _perhaps(piece: Piece) -> Piece:
    """It or nothing. Not `(?:…)?`: ECMAScript does not let a quantified part match an empty stretch, as `$` would."""
    return Piece(f"(?:{piece.source}|)", frozenset(), piece.ways + 1)


def _character(char: str) -> Piece:
    char = _MARKS.get(char, char)
    if char in "你您":
        return Piece("[你您]", frozenset("你您"), 1)
    if char == "#":
        return Piece("[0-9]", frozenset("0123456789"), 1)
    return Piece(re.escape(char) if char in r".+*?{}\^$-/" else char, frozenset(char), 1, (char,))


def in_row(pieces: list[Piece]) -> Piece:
    """One after another. The rarest-looking part is what must occur: the one whose shortest string is longest."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1].texts if joined else ()
        if piece.texts and before and len(before) * len(piece.texts) <= FEW:
            texts = tuple(early + late for early in before for late in piece.texts)
            ways = joined[-1].ways * piece.ways
            joined[-1] = Piece(joined[-1].source + piece.source, frozenset(texts), ways, texts)
        else:
            joined.append(piece)
    if len(joined) == 1:
        return joined[0]
    needed = [each.needles for each in joined if each.needles]
    ways = 1
    for each in joined:
        ways *= each.ways
    best = max(needed, key=lambda found: (min(2, *map(len, found)), -len(found)), default=frozenset())
    return Piece("".join(each.source for each in joined), best, ways)


def one_of(branches: list[Piece]) -> Piece:
    """Any of them, longest first, so that the longest reading wins."""
    if len(branches) == 1:
        return branches[0]
    needles: frozenset[str] = frozenset()
    if all(each.needles for each in branches):
        needles = frozenset().union(*(each.needles for each in branches))
    ordered = sorted(branches, key=lambda each: -len(each.source))
    texts = [text for each in branches for text in each.texts] if all(each.texts for each in branches) else []
    return Piece(f"(?:{'|'.join(each.source for each in ordered)})", needles, _ways(branches), tuple(texts))


def _ways(branches: list[Piece]) -> int:
    """How many branches can be open at one place: of plain words only those that begin one another."""
    plain = [text for each in branches for text in each.texts]
    chains = (sum(longer.startswith(each) for each in plain) for longer in plain)
    return max(chains, default=0) + sum(each.ways for each in branches if not each.texts)


@lru_cache(maxsize=16_384)
def expression(source: str) -> re.Pattern[str]:
    """Compiled when it is first asked for: most never are. Guards of all editions share it."""
    return re.compile(source)


@dataclass
class Matcher:
    """Patterns behind an index of what must occur: a text is asked only for those whose characters it holds."""

    index: dict[str, list[int]] = field(default_factory=dict)
    owners: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def add(self, owner: str, patterns: list[Pattern]) -> None:
        for pattern in patterns:
            for needle in pattern.needles:
                self.index.setdefault(needle, []).append(len(self.sources))
            self.owners.append(owner)
            self.sources.append(pattern.source)

    def asked(self, folded: str) -> list[int]:
        """Numbers of the patterns whose characters occur, in order."""
        found: set[int] = set()
        for at, char in enumerate(folded):
            found.update(self.index.get(char, ()))
            found.update(self.index.get(folded[at : at + 2], ()))
        return sorted(found)

    def spans(self, source: str, folded: str) -> list[tuple[int, int]]:
        """Where an expression matches; empty matches are none."""
        return [found.span() for found in expression(source).finditer(folded) if found.end() > found.start()]
