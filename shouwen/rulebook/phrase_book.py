"""The phrases and situations of a pack by id, and the words in which an utterance is asked about and judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.phrase_patterns import Words, words_of
from shouwen.rulebook.phrase_sheets import (
    Alike,
    Cite,
    Element,
    Family,
    Fragment,
    Lead,
    Phrase,
    Profile,
    Situation,
    Turn,
    Weighing,
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, by whom, where in the contact, aloud or in writing. `phase` names a step of the situation."""

    text: str
    speaker: str = "agent"
    turn: str = "middle"
    phase: str = ""
    profile: str = ""
    manner: str = "spoken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `span` counts code points of the text, end exclusive; `rewrite` is our proposal, not the standard's."""

    family: str
    phrase: str
    clause: str
    clauses: tuple[str, ...]
    severity: str
    certainty: str
    span: tuple[int, int]
    rewrite: str
    rewrites: tuple[str, ...]
    also: tuple[str, ...] = ()
    origin: str = "source"

    def as_dict(self) -> dict[str, Any]:
        return {
            "family": self.family,
            "clause": self.clause,
            "severity": self.severity,
            "span": list(self.span),
            "rewrite": self.rewrite,
            "phrase": self.phrase,
            "clauses": list(self.clauses),
            "certainty": self.certainty,
            "origin": self.origin,
            "rewrites": list(self.rewrites),
            "also": list(self.also),
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with an utterance and which required elements it lacks; `disordered` came before what precedes."""

    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    disordered: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "findings": [each.as_dict() for each in self.findings],
            "missing": list(self.missing),
        }
        return said | ({"disordered": list(self.disordered)} if self.disordered else {})


@dataclass(frozen=True)
class Sheets:
    """Every row of a pack's phrases and situations, by id."""

    fragments: dict[str, Fragment]
    alike: dict[str, Alike]
    families: dict[str, Family]
    phrases: dict[str, Phrase]
    cites: dict[str, Cite]
    leads: dict[str, Lead]
    elements: dict[str, Element]
    profiles: dict[str, Profile]
    turns: dict[str, Turn]
    situations: dict[str, Situation]
    weighing: Weighing | None = None

    def words(self) -> Words:
        """What the patterns may name."""
        return words_of(
            {each.id: each.patterns for each in self.fragments.values()},
            {each.id: each.words for each in self.alike.values()},
        )

    def clauses(self, phrase: Phrase) -> list[str]:
        """What a finding of this phrase cites: the pack's own word on it first, never nothing."""
        family = self.families[phrase.family]
        cite = self.cites[phrase.id].because if phrase.id in self.cites else []
        rest = [*family.because, *phrase.because] if family.cited_first else [*phrase.because, *family.because]
        return list(dict.fromkeys([*cite, *rest]))

    def origin(self, phrase: Phrase) -> str:
        """Whose rule it is: borrowed where the family's first clause is another house's and none of its own is cited."""
        family = self.families[phrase.family]
        if phrase.id in self.cites:
            return self.cites[phrase.id].origin
        return phrase.origin if phrase.because and not family.cited_first else family.origin


def here_first(
    clauses: Sequence[str], origin: str, family: str, situation: Situation | None
) -> tuple[tuple[str, ...], str]:
    """Clauses and origin of a finding in a situation: of those that forbid the family, the situation's own come first.

    Hanging up is forbidden by one row where the line is noisy and by another where nobody speaks.
    """
    own = [each for each in clauses if each in situation.because] if situation and family in situation.forbids else []
    if not own or not situation:
        return tuple(clauses), origin
    return tuple(dict.fromkeys([*own, *clauses])), situation.origin


def sheets_of(pack: Pack) -> Sheets:
    """The rows of all files together; of two with one id the later file's counts (`pack check` reports it)."""
    parts = list(pack.phrases.values())
    return Sheets(
        fragments={each.id: each for part in parts for each in part.fragment},
        alike={each.id: each for part in parts for each in part.alike},
        families={each.id: each for part in parts for each in part.family},
        phrases={each.id: each for part in parts for each in part.phrase},
        cites={each.id: each for part in parts for each in part.cite},
        leads={each.id: each for part in parts for each in part.lead},
        elements={each.id: each for part in parts for each in part.element},
        profiles={each.id: each for part in parts for each in part.profile},
        turns={each.id: each for part in parts for each in part.turn},
        situations={each.id: each for part in pack.situations.values() for each in part.situation},
        weighing=next((each for part in reversed(parts) for each in part.weighing), None),
    )
