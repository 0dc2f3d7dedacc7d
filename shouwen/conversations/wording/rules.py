"""The words of a brand: which edition judges a thread, what it finds, and what may be sent with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shouwen.rulebook import queries as rulebook


@dataclass(frozen=True)
class Words:
    """The guard in force for a brand, or for a department that carries another pack."""

    edition: Any
    brand: Any

    @property
    def pack(self) -> Any:
        return rulebook.pack_of(self.edition)

    @property
    def guard(self) -> rulebook.Guard:
        return rulebook.guard_of(self.edition.pk)

    def judged(self, text: str, kind: str) -> list[rulebook.Finding]:
        """What is found in an answer of a conversation of this kind, each phrase once, where it stands first."""
        manner = "spoken" if kind == "call" else "written"
        found = self.guard.check(rulebook.Utterance(text, manner=manner)).findings
        return list({each.phrase: each for each in reversed(found)}.values())[::-1]

    def is_final(self, finding: rulebook.Finding) -> bool:
        """True for what the pack lets no reason open."""
        return finding.severity == "block" and finding.family in self.never

    def wants_reason(self, finding: rulebook.Finding) -> bool:
        return finding.severity == "block" or (finding.severity == "warn" and self.asks_of_warnings)

    @property
    def asks_of_warnings(self) -> bool:
        return bool(self._setting("words.reason_for_warnings", False))

    @property
    def never(self) -> list[str]:
        return list(self._setting("words.never", []))

    @property
    def sentence_days(self) -> int:
        return int(self._setting("words.sentence_days", 90))

    def _setting(self, key: str, otherwise: Any) -> Any:
        return rulebook.setting_or(self.pack, self.brand.code, key, otherwise)

    def family(self, code: str) -> str:
        """A family's title."""
        return title_of(self.guard, code)


def title_of(guard: rulebook.Guard, code: str) -> str:
    return guard.sheets.families[code].title if code in guard.sheets.families else code


def words_for(brand: Any, department: Any = None) -> Words | None:
    """The words in force; None where the brand has no edition yet."""
    pack = (department.pack if department is not None else "") or brand.pack
    edition = rulebook.current_edition(pack)
    return Words(edition, brand) if edition is not None else None


def packs_of(brands: Iterable[Any], departments: Iterable[Any]) -> set[str]:
    """Every pack by which these may be judged."""
    return {each.pack for each in (*brands, *departments) if each.pack}
