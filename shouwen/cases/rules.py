"""The rules a case is under: its brand's pack (or its department's own) in the edition in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shouwen.kernel.deadlines import elapsed
from shouwen.rulebook import queries as rulebook

STEP_WHEN = ("always", "transferred", "named", "justified", "not_settled_at_once")


@dataclass(frozen=True)
class Basis:
    """What a number of the pack rests on: its clauses, and whether they are its own, borrowed, a default or a gap."""

    clauses: tuple[str, ...]
    origin: str

    @property
    def clause(self) -> str:
        """The first one; "" where the standard is silent."""
        return next((each for each in self.clauses if each != "gap"), "")


@dataclass(frozen=True)
class Rules:
    """A pack in force for a brand."""

    pack: rulebook.Pack
    edition: Any
    brand_code: str

    def setting(self, key: str) -> Any:
        return rulebook.setting(self.pack, self.brand_code, key)

    def period(self, key: str) -> dt.timedelta:
        """A duration setting as elapsed time; months count 30 days."""
        return elapsed(str(self.setting(key)))

    def longest(self, deadline: str) -> dt.timedelta:
        """The length of a calendar deadline of the pack, such as the longest promise."""
        return elapsed(str(self.pack.deadlines[deadline].within))

    def basis_of_deadline(self, name: str) -> Basis:
        sheet = self.pack.deadlines[name]
        return Basis(tuple(sheet.because), sheet.origin)

    def basis_of_setting(self, key: str) -> Basis:
        sheet = self.pack.settings[key]
        return Basis(tuple(sheet.because), sheet.origin)

    def kind(self, code: str) -> Any:
        return self.pack.kinds[code]

    def category(self, code: str) -> Any:
        return self.pack.categories.get(code)


def rules_for(brand: Any, department: Any = None) -> Rules:
    """Rules of a brand, or of a department that carries another pack."""
    pack = (department.pack if department is not None else "") or brand.pack
    edition = rulebook.edition_in_force(pack)
    return Rules(rulebook.pack_of(edition), edition, brand.code)


def rules_of(case: Any) -> Rules:
    return rules_for(case.brand, case.department)


def applies(when: str, case: Any, *, transferred: bool, named: bool) -> bool:
    """Does a step or requirement marked `when` concern this case?"""
    return {
        "always": True,
        "transferred": transferred,
        "named": named,
        "justified": case.substantiated in ("yes", "partly"),
        "not_settled_at_once": not case.settled_at_once,
    }[when]


def setting_of(rules: Rules, key: str, otherwise: Any) -> Any:
    """A setting, or what it begins as while the edition in force does not know it yet."""
    return rulebook.setting_or(rules.pack, rules.brand_code, key, otherwise)
