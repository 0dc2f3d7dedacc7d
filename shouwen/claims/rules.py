"""The rules a claim is under: the pack of its brand, or of its department's own, in the edition in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shouwen.kernel.deadlines import elapsed
from shouwen.rulebook import queries as rulebook


@dataclass(frozen=True)
class Rules:
    """A pack in force for a brand."""

    pack: rulebook.Pack
    edition: Any
    brand_code: str

    def has(self, decision: str) -> bool:
        return decision in self.pack.decisions

    def setting(self, key: str) -> Any:
        return rulebook.setting(self.pack, self.brand_code, key)

    def period(self, key: str) -> dt.timedelta:
        """A duration setting as elapsed time; months count 30 days. Nothing where the pack has no such setting."""
        if key not in self.pack.settings:
            return dt.timedelta(0)
        return elapsed(str(self.setting(key)))


def rules_of(claim: Any) -> Rules:
    pack = claim.department.pack or claim.brand.pack
    edition = rulebook.edition_in_force(pack)
    return Rules(rulebook.pack_of(edition), edition, claim.brand.code)


def of_brand(brand: Any) -> Rules:
    """The rules of a brand as a whole: what is counted over all its claims."""
    edition = rulebook.edition_in_force(brand.pack)
    return Rules(rulebook.pack_of(edition), edition, brand.code)


def due_at(claim: Any, rules: Rules) -> dt.datetime | None:
    """Until when the claim should have left its state: only where the company has set a time (S2-1.A2.4 has none)."""
    span = rules.period(f"claim.on_time.{claim.state}")
    return claim.state_since + span if span else None
