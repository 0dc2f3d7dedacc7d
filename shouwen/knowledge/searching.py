"""What is found for words: by the share of their pairs of characters a text has, then by use and freshness.

No dictionary of words is needed: the index keeps pairs of characters (kernel/search.py), so a question finds an answer
that says the same in another order. A pair that few texts have counts more than one that many have. Both databases
are asked the same way, one pair at a time, and say the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shouwen.kernel import search, search_tokens

ARTICLES = search.Index("article")
#: Pairs that open and close every letter and say nothing of what it is about.
COMMON = frozenset(
    [
        "您好",
        "你好",
        "好我",
        "请问",
        "谢谢",
        "感谢",
        "客服",
        "什么",
        "时候",
        "怎么",
        "么时",
        "我的",
        "你的",
        "你们",
        "我们",
        "一下",
        "可以",
        "是否",
        "是不",
        "不是",
        "帮忙",
        "请帮",
        "麻烦",
        "多少",
        "一个",
        "这个",
        "那个",
        "现在",
        "已经",
        "还是",
        "没有",
        "有没",
        "如何",
        "为什",
        "知道",
        "能不",
        "不能",
        "吗请",
        "了吗",
        "的吗",
        "想问",
        "问一",
        "问下",
    ]
)
MOST_ASKED, MOST_EACH = 40, 400
GOOD = 0.6


@dataclass(frozen=True)
class Match:
    """How well a text fits: how many of the pairs it has, and their share by weight (0…1)."""

    pairs: int
    share: float


def asked(text: str) -> list[str]:
    """The pairs of a question that say something, at most forty."""
    return [token for token in search_tokens.query_tokens(text) if token not in COMMON][:MOST_ASKED]


def overlap(index: search.Index, text: str, scopes: Sequence[str]) -> dict[int, Match]:
    """Texts within the scopes that have any of the question's pairs, by id."""
    tokens, total = asked(text), 0.0
    pairs: dict[int, int] = {}
    weights: dict[int, float] = {}
    for token in tokens:
        having = index.find(token.rstrip("*"), scopes, limit=MOST_EACH)
        weight = 1 / (1 + math.log1p(len(having)))
        total += weight
        for ident in having:
            pairs[ident] = pairs.get(ident, 0) + 1
            weights[ident] = weights.get(ident, 0.0) + weight
    return {ident: Match(pairs[ident], weights[ident] / total) for ident in pairs}


def named_share(tokens: Sequence[str], words: str) -> float:
    """The share of the question's pairs that a title or keywords have."""
    known = set(search_tokens.index_tokens(words))
    return sum(token.rstrip("*") in known for token in tokens) / len(tokens) if tokens else 0.0


def says(text: str, keyword: str) -> bool:
    """True when the question has the keyword in it as it stands."""
    return bool(keyword.strip()) and search_tokens.holds(text, keyword)
