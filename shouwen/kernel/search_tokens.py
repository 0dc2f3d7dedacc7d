"""Search tokens: texts and queries cut so that ANDing exact tokens never misses a substring.

Pure (decisions.md 32, stack.md row 8). Both sides are normalised: NFKC, case folded, invisible
format characters dropped, white space to one space; traditional characters stay as they are.
A *run* is a stretch of one sort of token character: ASCII letters and digits, or anything else
that is no punctuation, space or maths sign (Chinese, other scripts, emoji).

Index, at every place of a run: the two characters there (ASCII: three), fewer at the run's end;
so a run's last character stands alone too and one character can be found by prefix. ASCII runs
also whole, up to 64 characters.

Query: a run with neighbours on both sides is whole, so its exact word is asked; one that begins a
word asks for `word*`; one that may be the middle of a word asks for its pieces. A trailing `*`
(never a token character) means prefix. Tokens may let too much through (order is not kept), never
too little: `holds` verifies. A query of punctuation alone has no tokens and matches everything.

FTS5: `tokenize="ascii"`, which takes every non-ASCII character as a letter, the tokens joined by a
space as document. PostgreSQL: the tokens as ready lexemes. When `SCHEME` changes, rebuild.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

SCHEME = f"1/{unicodedata.unidata_version}"  # a newer Unicode may sort characters differently
LONGEST = 64  # PostgreSQL refuses lexemes over 2 KB
_SPACES = re.compile(r"\s+")
_SEPARATING = {"Cc", "Cf", "Cs", "Sm", "Sc"}  # unassigned and private ones are kept: new emoji, rare names


def normalised(text: str) -> str:
    """The form in which texts and queries are compared."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return _SPACES.sub(" ", folded).strip()


def index_tokens(text: str) -> list[str]:
    """The distinct tokens of a text, in the order they first occur."""
    found: dict[str, None] = {}
    for run, _, _ in _runs(normalised(text)):
        size = _size(run)
        if size == 3:
            found[run[:LONGEST]] = None
        for at in range(len(run)):
            found[run[at : at + size]] = None
    return list(found)


def query_tokens(text: str) -> list[str]:
    """The distinct tokens every text holding this query has; a trailing `*` asks for a prefix.

    Not contained in `index_tokens(query)`: the ends of a query may be parts of longer words.
    """
    found: dict[str, None] = {}
    for run, begins, ends in _runs(normalised(text)):
        size = _size(run)
        if size == 3 and begins:
            found[run[:LONGEST] if ends else run[:LONGEST] + "*"] = None
        elif len(run) < size:
            found[run + "*"] = None
        else:
            for at in range(len(run) - size + 1):
                found[run[at : at + size]] = None
    return list(found)


def matches(indexed: Set[str], tokens: Sequence[str]) -> bool:
    """What the index answers: every token is there (a `token*` as the beginning of one)."""
    return all(
        any(entry.startswith(token[:-1]) for entry in indexed) if token.endswith("*") else token in indexed
        for token in tokens
    )


def holds(text: str, query: str) -> bool:
    """Whether the text holds the query as a substring, both normalised: the exact check after the index."""
    return normalised(query) in normalised(text)


def fts5_match(tokens: Sequence[str]) -> str:
    """The tokens as an FTS5 MATCH expression; "" when there are none (MATCH refuses an empty one)."""
    return " ".join(f'"{token[:-1]}" *' if token.endswith("*") else f'"{token}"' for token in tokens)


def tsquery(tokens: Sequence[str]) -> str:
    """The tokens as PostgreSQL tsquery text, for `::tsquery`; "" when there are none."""
    return " & ".join(f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'" for token in tokens)


def _size(run: str) -> int:
    """Three for ASCII runs, where two digits would say little; two otherwise."""
    return 3 if run[0].isascii() else 2


@lru_cache(maxsize=16384)
def _sort(char: str) -> str:
    """ "a" for ASCII letters and digits, "w" for other token characters, "" for what separates."""
    if char.isascii():
        return "a" if char.isalnum() else ""
    kind = unicodedata.category(char)
    return "" if kind[0] in "ZP" or kind in _SEPARATING else "w"


def _runs(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each run with whether it surely begins and surely ends there: something stands beside it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and _sort(text[at]) == _sort(text[start]):
            continue
        if _sort(text[start]):
            yield text[start:at], start > 0, at < len(text)
        start = at
