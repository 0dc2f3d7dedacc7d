"""The parties of the liability rules and their shares as exact fractions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Open: a rule may name another party, which is then shown by the word the rule uses (O-15).
PARTIES: dict[str, Any] = {
    "salesman": _("业务员（开单人员）"),
    "loader": _("装卸工"),
    "driver": _("大车司机"),
    "sorter": _("分拣员"),
    "tally_clerk": _("大车点货员"),
    "branch": _("分公司"),
    "company": _("公司"),
}
#: Nobody is asked to pay these back: the company bears them.
BORNE_BY_THE_COMPANY = ("company",)


def title(party: str) -> Any:
    return PARTIES.get(party, party)


def read_shares(said: Mapping[str, Any], order: list[str] | None = None) -> list[tuple[str, Fraction]]:
    """`{"driver": "1/2", …}` as exact fractions, in the order of the rule. ValueError unless they add up to one.

    `order` is kept beside a decision because a database may not keep the order of keys, and a tie of the last fen
    goes to the party the rule names first (S2 3.1).
    """
    names = [name for name in order or [] if name in said] + [name for name in said if name not in (order or [])]
    shares = [(name, Fraction(str(said[name]))) for name in names]
    if any(share <= 0 for _name, share in shares) or sum((share for _name, share in shares), Fraction(0)) != 1:
        raise ValueError(f"shares do not add up to the whole: {dict(said)}")
    return shares


def words(share: Fraction) -> str:
    """1/3, 30%, 100%: a share as people read it, never 33.33%."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"
