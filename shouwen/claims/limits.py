"""What may be agreed: never more than the standard allows, and exactly so much where it is fixed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from shouwen.kernel.money import Money, split

#: What the compensation rules may say with an amount one can agree about.
PAYING = ("fixed", "cap")


def problem(result: str, cap_fen: int | None, amount_fen: int) -> str:
    """A sentence when this sum may not be agreed or paid under the standard; "" when it may."""
    if result not in PAYING or cap_fen is None:
        return _("按赔付标准还没有可以协商的金额。")
    if amount_fen < 0:
        return _("金额不能是负数。")
    cap = Money(cap_fen).formatted()
    if amount_fen > cap_fen:
        return _("超过赔付标准的限额 %(cap)s。") % {"cap": cap}
    if result == "fixed" and amount_fen != cap_fen:
        return _("按标准应照数赔付 %(cap)s，不能多也不能少。") % {"cap": cap}
    return ""


def parts(total_fen: int, shares: Sequence[Fraction]) -> list[int]:
    """Each party's amount in fen, by largest remainder; a tie goes to the party named first (S2 3.1)."""
    return [part.fen for part in split(Money(total_fen), shares)]
