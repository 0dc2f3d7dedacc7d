"""The phrase guard of a pack: what an agent said against what the standard forbids, and what it lacks.

Pure. `guard(pack)` compiles once; `Guard.check` reads one utterance; `export` gives the same guard as plain data.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.phrase_patterns import Pattern, compile_pattern
from shouwen.rulebook.phrase_sheets import Cite, Element, Family, Fragment, Lead, Phrase, Profile, Situation, Turn
from shouwen.rulebook.phrase_sheets import Step as SituationStep
from shouwen.rulebook.phrase_text import Text, read

_RANK = {"hint": 0, "warn": 1, "block": 2}


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, by whom, where in the contact. `phase` names a step of the situation; both may be empty."""

    text: str
    speaker: str = "agent"
    turn: str = "middle"
    phase: str = ""
    profile: str = ""


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
    families: dict[str, Family]
    phrases: dict[str, Phrase]
    cites: dict[str, Cite]
    leads: dict[str, Lead]
    elements: dict[str, Element]
    profiles: dict[str, Profile]
    turns: dict[str, Turn]
    situations: dict[str, Situation]

    def clauses(self, phrase: Phrase) -> list[str]:
        """What a finding of this phrase cites: the pack's own word on it first, never nothing."""
        family = self.families[phrase.family]
        cite = self.cites[phrase.id].because if phrase.id in self.cites else []
        rest = [*family.because, *phrase.because] if family.cited_first else [*phrase.because, *family.because]
        return list(dict.fromkeys([*cite, *rest]))


def sheets_of(pack: Pack) -> Sheets:
    """The rows of all files together; of two with one id the later file's counts (`pack check` reports it)."""
    parts = list(pack.phrases.values())
    return Sheets(
        fragments={each.id: each for part in parts for each in part.fragment},
        families={each.id: each for part in parts for each in part.family},
        phrases={each.id: each for part in parts for each in part.phrase},
        cites={each.id: each for part in parts for each in part.cite},
        leads={each.id: each for part in parts for each in part.lead},
        elements={each.id: each for part in parts for each in part.element},
        profiles={each.id: each for part in parts for each in part.profile},
        turns={each.id: each for part in parts for each in part.turn},
        situations={each.id: each for part in pack.situations.values() for each in part.situation},
    )


@dataclass
class Matcher:
    """Patterns behind an index of what must occur: a text is asked only for those whose characters it holds."""

    index: dict[str, list[int]] = field(default_factory=dict)
    owners: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    _ready: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def add(self, owner: str, patterns: list[Pattern]) -> None:
        for pattern in patterns:
            for needle in pattern.needles:
                self.index.setdefault(needle, []).append(len(self.sources))
            self.owners.append(owner)
            self.sources.append(pattern.source)

    def asked(self, folded: str) -> list[int]:
        """Numbers of the patterns whose characters occur, in order."""
        found: set[int] = set()
        for at, char in enumerate(folded):
            found.update(self.index.get(char, ()))
            found.update(self.index.get(folded[at : at + 2], ()))
        return sorted(found)

    def spans(self, source: str, folded: str) -> list[tuple[int, int]]:
        """Where an expression matches; empty matches are none."""
        ready = self._ready.get(source)
        if ready is None:
            ready = self._ready[source] = re.compile(source)
        return [found.span() for found in ready.finditer(folded) if found.end() > found.start()]


class Guard:
    """The compiled guard of one pack. Raises PatternError when made of a pattern that cannot be compiled."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.fragments = {each.id: each.patterns for each in sheets.fragments.values()}
        self.matcher = Matcher()
        self.leads = Matcher()
        self.elements = Matcher()
        self.excuses: dict[str, dict[str, list[str]]] = {}
        for phrase in sheets.phrases.values():
            self.matcher.add(phrase.id, self._compiled(phrase.patterns))
            self.excuses[phrase.id] = {
                "overlap": [each.source for each in self._compiled(phrase.innocent)],
                "sentence": [each.source for each in self._compiled(phrase.excused_by)],
                "turn": [each.source for each in self._compiled(phrase.excused_in_turn)],
            }
        for lead in sheets.leads.values():
            self.leads.add(lead.id, self._compiled(lead.patterns))
            self.excuses[f"lead:{lead.id}"] = {"overlap": [each.source for each in self._compiled(lead.innocent)]}
        for element in sheets.elements.values():
            self.elements.add(element.id, self._compiled(element.patterns))
            self.excuses[f"element:{element.id}"] = {
                "overlap": [each.source for each in self._compiled(element.innocent)]
            }
        self.profile = next((each.id for each in sheets.profiles.values() if each.default), "")

    def _compiled(self, patterns: list[str]) -> list[Pattern]:
        return [compile_pattern(each, self.fragments) for each in patterns]

    def check(self, said: Utterance, situation: Situation | None = None) -> Judgement:
        """Only an agent's words are judged: a customer may say all of it."""
        if said.speaker != "agent":
            return Judgement()
        text = read(said.text)
        profile = said.profile or self.profile
        present = self.present(text) if situation or said.turn in ("first", "last") else {}
        missing = self._missing(said, situation, profile, present)
        findings = self._findings(text, profile, situation)
        findings += self._silence(text, situation, missing, findings)
        findings.sort(key=lambda each: (each.span, each.family))
        return Judgement(tuple(findings), tuple(missing), self._disordered(situation, present))

    # What must not be there.

    def _findings(self, text: Text, profile: str, situation: Situation | None) -> list[Finding]:
        hits = self.hits(text, profile)
        allowed = set(situation.allows) if situation else set()
        return [
            self._finding(self.sheets.phrases[id], text.span(start, end), situation)
            for id, start, end in hits
            if self.sheets.phrases[id].family not in allowed
        ]

    def hits(self, text: Text, profile: str = "") -> list[tuple[str, int, int]]:
        """(phrase, start, end) in the folded text, the longest of each family, without what the context excuses."""
        asked = self.matcher.asked(text.folded)
        if not asked:
            return []
        disowned = self._disowned(text)
        found: list[tuple[str, int, int]] = []
        for number in asked:
            phrase = self.sheets.phrases[self.matcher.owners[number]]
            if phrase.profile and profile not in phrase.profile:
                continue
            for start, end in self.matcher.spans(self.matcher.sources[number], text.folded):
                if not self._excused(phrase, text, start, end, disowned):
                    found.append((phrase.id, start, end))
        return self._longest(found)

    def _longest(self, found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
        """Within a family a hit inside, or overlapping, a longer one is part of it."""
        kept: list[tuple[str, int, int]] = []
        for hit in sorted(found, key=lambda each: (each[1] - each[2], each[1])):
            family = self.sheets.phrases[hit[0]].family
            if not any(
                self.sheets.phrases[other].family == family and start < hit[2] and hit[1] < end
                for other, start, end in kept
            ):
                kept.append(hit)
        return sorted(kept, key=lambda each: each[1:])

    def _excused(
        self, phrase: Phrase, text: Text, start: int, end: int, disowned: list[tuple[str, int, int]]
    ) -> bool:
        place = text.places[start]
        if any(a <= place < b for a, b in text.quoted):
            return True
        for lead, a, b in disowned:
            families = self.sheets.leads[lead].families
            if a <= start < b and (not families or phrase.family in families):
                return True
        excuse = self.excuses[phrase.id]
        if any(a < end and start < b for a, b in self._all(excuse["overlap"], text.folded)):
            return True
        if excuse["sentence"]:
            low, high = text.sentence(start)
            if any(low <= a < high for a, _ in self._all(excuse["sentence"], text.folded)):
                return True
        return bool(self._all(excuse["turn"], text.folded))

    def _all(self, sources: list[str], folded: str) -> list[tuple[int, int]]:
        return [span for source in sources for span in self.matcher.spans(source, folded)]

    def _disowned(self, text: Text) -> list[tuple[str, int, int]]:
        """Stretches that report another's words or deny the fault: (lead, start, end)."""
        found = []
        for number in self.leads.asked(text.folded):
            lead = self.leads.owners[number]
            void = self._all(self.excuses[f"lead:{lead}"]["overlap"], text.folded)
            for start, end in self.leads.spans(self.leads.sources[number], text.folded):
                if any(a < end and start < b for a, b in void):
                    continue
                high = text.sentence(start)[1]
                found.append((lead, end, min(high, end + self.sheets.leads[lead].reach + 1)))
        return found

    def _finding(self, phrase: Phrase, span: tuple[int, int], situation: Situation | None) -> Finding:
        family = self.sheets.families[phrase.family]
        severity = phrase.severity or family.severity
        if situation and phrase.family in situation.forbids and severity == "hint":
            severity = "warn"
        clauses = tuple(self.sheets.clauses(phrase))
        rewrites = tuple(phrase.rewrite or family.rewrite)
        return Finding(
            phrase.family,
            phrase.id,
            clauses[0],
            clauses,
            severity,
            phrase.certainty,
            span,
            rewrites[0] if rewrites else "",
            rewrites,
            tuple(phrase.also),
        )

    def _silence(
        self, text: Text, situation: Situation | None, missing: list[str], found: list[Finding]
    ) -> list[Finding]:
        """Where a situation forbids silence, lacking every apology, thanks or reply it asks for is the fault itself."""
        silent = self.sheets.families.get("F-SILENT")
        if not situation or not silent or "F-SILENT" not in situation.forbids or not text.folded:
            return []
        if any(each.family == "F-SILENT" for each in found) or not {"APOL", "THANK", "NOMATTER"} & set(missing):
            return []
        sample = next((step.sample for step in situation.step if step.sample), "")
        rewrites = tuple([sample] if sample else silent.rewrite)
        return [
            Finding(
                "F-SILENT", "", situation.because[0], tuple(situation.because), silent.severity, situation.certainty,
                text.span(0, len(text.folded)), rewrites[0] if rewrites else "", rewrites,
            )
        ]  # fmt: skip

    # What must be there.

    def present(self, text: Text) -> dict[str, int]:
        """Elements the text contains, and where in the folded text each first stands."""
        found: dict[str, int] = {}
        for number in self.elements.asked(text.folded):
            element = self.elements.owners[number]
            spans = self.elements.spans(self.elements.sources[number], text.folded)
            void = self._all(self.excuses[f"element:{element}"]["overlap"], text.folded) if spans else []
            for start, end in spans:
                if not any(a < end and start < b for a, b in void):
                    found[element] = min(start, found.get(element, start))
        return found

    def _missing(
        self, said: Utterance, situation: Situation | None, profile: str, present: dict[str, int]
    ) -> list[str]:
        wanted: list[str] = []
        if situation:
            steps = steps_for(situation, said.phase, profile)
            # Without a phase the step it comes nearest to; the standard lists them in order, so the first of equals.
            lacks = [[each for each in step.requires if not _has(each, present)] for step in steps]
            wanted = min(lacks, key=len, default=[])
        elif said.turn in ("first", "last"):
            turn = self.sheets.turns.get(f"{said.turn}:{profile}") or self.sheets.turns.get(said.turn)
            wanted = [each for each in (turn.requires if turn else []) if not _has(each, present)]
        return [each.split("|")[0] for each in wanted]

    def _disordered(self, situation: Situation | None, present: dict[str, int]) -> tuple[str, ...]:
        order = [each for each in situation.order if each in present] if situation else []
        return tuple(late for early, late in zip(order, order[1:], strict=False) if present[late] < present[early])


def steps_for(situation: Situation, phase: str, profile: str) -> list[SituationStep]:
    """The steps that count: the one the phase names, else those of the profile, else all."""
    named = [each for each in situation.step if each.id == phase]
    own = [each for each in named or situation.step if not each.profile or profile in each.profile]
    return own or named or situation.step


def _has(wanted: str, present: dict[str, int]) -> bool:
    return any(each in present for each in wanted.split("|"))


def guard(pack: Pack) -> Guard:
    """The guard of a pack, compiled. Raises PatternError."""
    return Guard(sheets_of(pack))


def export(pack: Pack) -> dict[str, Any]:
    """The guard as plain data: expressions both Python and ECMAScript read, so that a page checks without a server.

    docs/packs.md says how a reader evaluates it; `tests` hold a reader of it to the same findings.
    """
    made = guard(pack)
    sheets = made.sheets

    def part(matcher: Matcher) -> dict[str, Any]:
        return {
            "index": matcher.index,
            "patterns": [list(pair) for pair in zip(matcher.owners, matcher.sources, strict=True)],
        }

    return {
        "schema": 1,
        "edition": pack.edition,
        "profile": made.profile,
        "phrases": {
            id: made.excuses[id]
            | {
                "family": each.family,
                "also": each.also,
                "profile": each.profile,
                "severity": each.severity or sheets.families[each.family].severity,
                "clauses": sheets.clauses(each),
                "certainty": each.certainty,
                "rewrites": each.rewrite or sheets.families[each.family].rewrite,
            }
            for id, each in sheets.phrases.items()
        },
        "leads": {
            id: {"reach": each.reach, "families": each.families, "overlap": made.excuses[f"lead:{id}"]["overlap"]}
            for id, each in sheets.leads.items()
        },
        "elements": {id: made.excuses[f"element:{id}"]["overlap"] for id in sheets.elements},
        "turns": {id: each.requires for id, each in sheets.turns.items()},
        "situations": {id: each.model_dump(mode="json") for id, each in sheets.situations.items()},
        "match": {"phrases": part(made.matcher), "leads": part(made.leads), "elements": part(made.elements)},
    }
