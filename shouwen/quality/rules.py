"""The penalty rules a brand is under: its pack in the edition in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shouwen.quality.bands import Line, lines_of
from shouwen.rulebook import queries as rulebook

PENALTY = "penalty"
CANDIDATE = "penalty-candidate"
FINE = "penalty-fine"
FORM = "supervision-detail"
DEADLINE = "supervision-monthly"


@dataclass(frozen=True)
class Rules:
    """A pack in force for a brand."""

    pack: rulebook.Pack
    edition: Any
    brand_code: str

    def setting(self, key: str) -> Any:
        return rulebook.setting(self.pack, self.brand_code, key)

    def origin(self, key: str) -> str:
        """Where a setting comes from: the standard, or us."""
        return str(self.pack.settings[key].origin)

    @property
    def has_penalties(self) -> bool:
        return PENALTY in self.pack.decisions

    def lines(self, given: dict[str, Any]) -> list[Line]:
        """Rows that apply to this situation; nothing is kept."""
        said = rulebook.preview(self.pack, PENALTY, given).as_dict()
        return lines_of(said["outcome"], said["rows"])

    def candidates(self, given: dict[str, Any]) -> list[str]:
        """Conduct that a complaint of this class may come from; empty where the table names none."""
        if CANDIDATE not in self.pack.decisions:
            return []
        sheet = self.pack.decisions[CANDIDATE].inputs
        known = sheet["category"].domain
        if isinstance(known, list) and given.get("category") not in known:
            return []
        return list(rulebook.preview(self.pack, CANDIDATE, given).as_dict()["outcome"]["conduct"])

    def conduct_of_clause(self, clause: str) -> str:
        """The conduct a fine of the liability tables stands for, by the clause it rests on."""
        known = self.pack.decisions[FINE].inputs["clause"].domain
        word = clause if isinstance(known, list) and clause in known else "other"
        return str(rulebook.preview(self.pack, FINE, {"clause": word}).as_dict()["outcome"]["conduct"])

    def conducts(self) -> list[tuple[str, str]]:
        """Codes and words of all conduct the penalty decision knows."""
        column = self.pack.decisions[PENALTY].inputs["conduct"]
        domain = column.domain if isinstance(column.domain, list) else []
        return [(code, column.labels.get(code, code)) for code in domain]

    def decider(self, word: str) -> str:
        """Who decides, in the words of the table."""
        table = self.pack.tables.get(PENALTY)
        return table.outputs["decider"].labels.get(word, word) if table is not None else word

    def form(self) -> dict[str, Any]:
        """Titles and columns of the monthly detail."""
        sheet = self.pack.forms.get(FORM)
        return dict(sheet.model_extra or {}) if sheet else {}


def rules_for(brand: Any) -> Rules:
    edition = rulebook.edition_in_force(brand.pack)
    return Rules(rulebook.pack_of(edition), edition, brand.code)


def rules_at(decision: Any, brand: Any) -> Rules:
    """The rules under which a kept decision was made."""
    return Rules(rulebook.pack_numbered(decision.edition_id), decision.edition_id, brand.code)
