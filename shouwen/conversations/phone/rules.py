"""What the pack says of calls: rings, how long a customer may wait, what has to be written down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from shouwen.conversations.phone.models import ENDED_WHY
from shouwen.rulebook import queries as rulebook

#: Rows that ask for the customer's word before a hold or a mute; the logistics article only says to ask him to wait.
CONSENT = ("S2-3.5.22", "S2-2.3.6", "S2-5.5.21")


@dataclass(frozen=True)
class Value:
    """One setting in force, with its clauses and where it comes from."""

    value: Any
    clauses: tuple[str, ...]
    origin: str
    url: str = ""


@dataclass(frozen=True)
class Rules:
    """A pack in force for a brand."""

    pack: rulebook.Pack
    edition: Any
    brand_code: str

    def value(self, key: str) -> Value:
        """A setting; one a brand has changed counts as its own (`default`)."""
        written, now = self.pack.settings[key], rulebook.setting(self.pack, self.brand_code, key)
        clauses = tuple(each for each in written.because if each != "gap")
        origin = str(written.origin) if now == written.value else "default"
        return Value(now, clauses, origin, self.url(clauses))

    def url(self, clauses: Any) -> str:
        """Where the drawer reads the first of these clauses; "" when the pack has none of them."""
        first = next((each for each in clauses if each in self.pack.clauses), "")
        return f"/rulebook/clauses/{self.edition.pk}/{first}/" if first else ""

    def rings(self) -> Value:
        """The most rings before a call is answered: three or two, as the brand's standard has it."""
        standard = str(rulebook.setting(self.pack, self.brand_code, "call.answer_standard"))
        return self.value(f"call.rings.{standard}")

    def ring_seconds(self) -> int:
        return max(1, int(self.value("call.ring_seconds").value))

    def counted(self, seconds: float) -> int:
        """How often it has rung after so many seconds: the first ring counts at once."""
        return max(1, math.ceil(seconds / self.ring_seconds()))

    def wants(self) -> list[str]:
        """What has to be written down after a call: gist, outcome, ended_by."""
        return [str(each) for each in self.value("call.record").value]

    def hang_up_first(self) -> Value:
        """For which reasons we may hang up first; every one while an older edition does not say."""
        key = "call.hang_up_first"
        return self.value(key) if key in self.pack.settings else Value([each for each, _title in ENDED_WHY], (), "gap")

    def consent(self) -> str:
        """The clause by which a customer is asked before he waits: the house's own, else the one most houses share."""
        _sample, clauses = self.words("CS-20")
        return next((each for each in clauses if each in CONSENT), CONSENT[0])

    def words(self, situation: str) -> tuple[str, tuple[str, ...]]:
        """A sample of what to say in a situation of the telephone, with its clauses; nothing when the pack has none."""
        for sheet in self.pack.situations.values():
            for each in sheet.situation:
                if each.id == situation:
                    sample = next((step.sample for step in each.step if step.sample), "")
                    return sample, tuple(clause for clause in each.because if clause != "gap")
        return "", ()


def of_brand(brand: Any) -> Rules:
    """The rules of a brand in force."""
    edition = rulebook.edition_in_force(brand.pack)
    return Rules(rulebook.pack_of(edition), edition, brand.code)
