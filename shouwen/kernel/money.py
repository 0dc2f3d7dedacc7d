"""Money: whole fen, never a float; every rounding is stated where it happens.

Pure. One currency, the yuan. Amounts in packs are strings in yuan such as "50.00" (decisions.md 27);
parts must add up to their whole to the fen, so shares are split by largest remainder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Rounding = Literal["half_up", "half_even", "down", "up"]  # of the size: down is towards zero
Factor = int | Fraction | Decimal
_WRITTEN = re.compile(
    r"(?P<sign>[+-]?) ?(?:¥|RMB|CNY)? ?(?P<late>[+-]?)(?P<yuan>\d+|\d{1,3}(?:,\d{3})+)(?:\.(?P<fen>\d{1,2}))? ?元?",
    re.ASCII | re.IGNORECASE,
)


class MoneyError(ValueError):
    """An amount that cannot be read or reckoned; `zh` and `en` are sentences for people."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in fen (100 fen are a yuan); negative is allowed. TypeError for anything but an int."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:  # a bool is an int to Python, not to a cashier
            raise TypeError(f"fen are a whole number, not {type(self.fen).__name__}")

    @classmethod
    def parse(cls, text: str) -> Money:
        """From `50`, `50.5`, `50.00`, `¥1,860.00`, `1860元`, full-width too; else MoneyError."""
        if not isinstance(text, str):
            raise TypeError(f"an amount is written text, not {type(text).__name__}")
        plain = unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-")
        found = _WRITTEN.fullmatch(plain) if len(plain) <= 40 else None
        if found is None or (found["sign"] and found["late"]):
            raise MoneyError(f"看不懂金额“{text[:40]}”，请写成 50.00", f"{text[:40]!r} is no amount: write 50.00")
        fen = int(found["yuan"].replace(",", "")) * 100 + int((found["fen"] or "0").ljust(2, "0"))
        return cls(-fen if "-" in (found["sign"], found["late"]) else fen)

    def __str__(self) -> str:
        """As packs and the API write it: 1860.00."""
        return f"{'-' if self.fen < 0 else ''}{abs(self.fen) // 100}.{abs(self.fen) % 100:02d}"

    def formatted(self) -> str:
        """As people read it: ¥1,860.00."""
        return f"{'-' if self.fen < 0 else ''}¥{abs(self.fen) // 100:,}.{abs(self.fen) % 100:02d}"

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def times(self, factor: Factor, rounding: Rounding) -> Money:
        """The amount times an exact factor, rounded to the fen as said; TypeError for a float.

        half_up is 四舍五入; rounding looks at the size, so a refund mirrors its charge.
        """
        exact = self.fen * _exact(factor)
        whole, rest = divmod(abs(exact), 1)
        if rounding == "up":
            whole += rest > 0
        elif rounding == "half_up":
            whole += rest >= Fraction(1, 2)
        elif rounding == "half_even":
            whole += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
        elif rounding != "down":
            raise MoneyError(f"没有“{rounding}”这种舍入", f"no rounding {rounding!r}")
        return Money(int(whole) if exact >= 0 else -int(whole))


def split(total: Money, shares: Sequence[Factor]) -> list[Money]:
    """The total divided in proportion to the shares, in their order, adding up to the fen.

    Each gets its share rounded down; the fen left over go to the largest remainders, ties to the
    one named first. Nobody is more than a fen off. MoneyError for no share, a negative one, or a
    sum of zero; a negative total mirrors the positive one.
    """
    exact = [_exact(share) for share in shares]
    whole = sum(exact, Fraction(0))
    if whole <= 0 or any(share < 0 for share in exact):
        raise MoneyError("分摊比例须不为负且合计大于零", "shares are not negative and add up to more than zero")
    if total.fen < 0:
        return [-part for part in split(-total, shares)]
    wanted = [total.fen * share / whole for share in exact]
    parts = [int(amount) for amount in wanted]
    # sorted() keeps the given order among equals, which is the rule for ties
    favoured = sorted(range(len(parts)), key=lambda at: parts[at] - wanted[at])
    for at in favoured[: total.fen - sum(parts)]:
        parts[at] += 1
    return [Money(part) for part in parts]


def _exact(factor: Factor) -> Fraction:
    if isinstance(factor, bool) or not isinstance(factor, (int, Fraction, Decimal)):
        raise TypeError(f"a factor is an int, Fraction or Decimal, not {type(factor).__name__}")
    if isinstance(factor, Decimal) and not factor.is_finite():
        raise MoneyError("比例不是有限的数", "the factor is not a finite number")
    return Fraction(factor)
