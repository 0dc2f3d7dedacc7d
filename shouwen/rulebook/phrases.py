"""The phrase guard of a pack: what an agent said against what the standard forbids, and what it lacks.

Pure. `guard(pack)` compiles once; `Guard.check` reads one utterance; `export` gives the same guard as plain data.
"""

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.phrase_book import Finding, Judgement, Sheets, Utterance, here_first, sheets_of
from shouwen.rulebook.phrase_patterns import Matcher, Pattern, compile_pattern
from shouwen.rulebook.phrase_sheets import Phrase, Situation
from shouwen.rulebook.phrase_steps import disordered, has, is_whole, lacking, steps_for
from shouwen.rulebook.phrase_text import Text, read
from shouwen.rulebook.phrase_weighing import BRIEF, LEAST, sounds_innocent, weigher

__all__ = ["Finding", "Guard", "Judgement", "Utterance", "guard", "steps_for"]


WEIGHED = "weighed"  # stands for the phrase of a finding that no pattern made


class Guard:
    """The compiled guard of one pack. Raises PatternError when made of a pattern that cannot be compiled."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.words = sheets.words()
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
        return [compile_pattern(each, self.words) for each in patterns]

    def check(self, said: Utterance, situation: Situation | None = None) -> Judgement:
        """Only an agent's words are judged: a customer may say all of it."""
        if said.speaker != "agent":
            return Judgement()
        text = read(said.text)
        profile = said.profile or self.profile
        present = self.present(text) if situation or said.turn in ("first", "last") else {}
        missing = self._missing(said, situation, profile, present)
        findings = self._findings(text, profile, situation)
        findings = self._weighed(text, findings, situation, is_whole(situation, missing))
        if said.manner == "written":
            findings = [each for each in findings if not self.sheets.families[each.family].spoken]
        findings += self._silence(text, situation, missing, findings)
        findings.sort(key=lambda each: (each.span, each.family))
        return Judgement(tuple(findings), tuple(missing), disordered(situation, present))

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
        """(phrase, start, end) in the folded text, the longest of each family, without what the context excuses.

        A text of more than a page is read a page at a time, and so is its context.
        """
        return [
            (id, begun + start, begun + end)
            for begun, piece in text.pieces()
            for id, start, end in self._hits(piece, profile)
        ]

    def _hits(self, text: Text, profile: str) -> list[tuple[str, int, int]]:
        asked = self.matcher.asked(text.folded)
        if not asked:
            return []
        disowned = self._disowned(text)
        known: dict[tuple[str, str], list[tuple[int, int]]] = {}
        found: list[tuple[str, int, int]] = []
        for number in asked:
            phrase = self.sheets.phrases[self.matcher.owners[number]]
            if phrase.profile and profile not in phrase.profile:
                continue
            for start, end in self.matcher.spans(self.matcher.sources[number], text.folded):
                if not self._excused(phrase, text, (start, end), disowned, known):
                    found.append((phrase.id, start, end))
        return self._longest(found)

    def _longest(self, found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
        """Within a family a hit inside, or overlapping, a longer one is part of it; what blocks is part of nothing.

        A general phrase gives way to any other: its clause is the family's, the other's is that of these very words.
        """
        kept: list[tuple[str, int, int]] = []
        for hit in sorted(found, key=self._precedence):
            family = self.sheets.phrases[hit[0]].family
            if not any(
                self.sheets.phrases[other].family == family and start < hit[2] and hit[1] < end
                for other, start, end in kept
            ):
                kept.append(hit)
        return sorted(kept, key=lambda each: each[1:])

    def _precedence(self, hit: tuple[str, int, int]) -> tuple[bool, bool, int, int]:
        id, start, end = hit
        return not self._blocks(id), self.sheets.phrases[id].general, start - end, start

    def _blocks(self, phrase: str) -> bool:
        found = self.sheets.phrases[phrase]
        return (found.severity or self.sheets.families[found.family].severity) == "block"

    def _excused(
        self,
        phrase: Phrase,
        text: Text,
        hit: tuple[int, int],
        disowned: list[tuple[str, int, int]],
        known: dict[tuple[str, str], list[tuple[int, int]]],
    ) -> bool:
        """`known` holds what the excuses of a phrase match in this text, found once for all its hits."""

        def excuses(kind: str) -> list[tuple[int, int]]:
            if (phrase.id, kind) not in known:
                known[phrase.id, kind] = self._all(self.excuses[phrase.id][kind], text.folded)
            return known[phrase.id, kind]

        start, end = hit
        place = text.places[start]
        if any(a <= place < b for a, b in text.quoted):
            return True
        for lead, a, b in disowned:
            families = self.sheets.leads[lead].families
            if a <= start < b and (not families or phrase.family in families):
                return True
        if any(a < end and start < b for a, b in excuses("overlap")):
            return True
        if self.excuses[phrase.id]["sentence"]:
            low, high = text.sentence(start)
            if any(low <= a < high for a, _ in excuses("sentence")):
                return True
        return bool(excuses("turn"))

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
                found.append((lead, start + 1, min(high, end + self.sheets.leads[lead].reach + 1)))
        return found

    def _finding(self, phrase: Phrase, span: tuple[int, int], situation: Situation | None) -> Finding:
        family = self.sheets.families[phrase.family]
        severity = phrase.severity or family.severity
        if situation and phrase.family in situation.forbids and severity == "hint":
            severity = "warn"
        clauses, origin = here_first(self.sheets.clauses(phrase), self.sheets.origin(phrase), phrase.family, situation)
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
            origin,
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

    def _weighed(self, text: Text, found: list[Finding], situation: Situation | None, whole: bool) -> list[Finding]:
        """The findings after the second opinion: soft ones taken back where it sounds innocent, others added.

        An answer that says all its situation asks for is not accused by its sound alone.
        """
        rule = self.sheets.weighing
        if not rule or not text.folded:
            return found
        weights, whole_text = weigher().weigh(text), text.span(0, len(text.folded))
        heard = [(text.span(each.start, each.end), each) for each in weights]
        kept = [
            each
            for each in found
            if is_sure(each)
            or (each.certainty == "stated" and each.span == whole_text)  # the standard's own words and nothing else
            or each.family not in weigher().families  # they never heard of it, and cannot clear it
            or not sounds_innocent(each.span, heard, rule.innocent)
        ]
        named = {each.family for each in kept}
        allowed = set(situation.allows) if situation else set()
        for each in [] if whole else weights:
            long = each.end - each.start
            if long < LEAST or each.fault < (rule.brief if long < BRIEF else rule.fault):
                continue
            likeliest = sorted(each.shares, key=lambda family: -each.shares[family])
            for family in [likeliest[0], *(other for other in likeliest[1:3] if each.shares[other] > rule.also)]:
                if family in self.sheets.families and family not in named | allowed:
                    kept.append(self._sounding(family, text.span(*weigher().worst(text, each, family)), situation))
                    named.add(family)
        return kept

    def _sounding(self, id: str, span: tuple[int, int], situation: Situation | None) -> Finding:
        """A finding nobody foresaw: never more than a hint, a warning where the situation forbids the family."""
        family = self.sheets.families[id]
        severity = "warn" if situation and id in situation.forbids else "hint"
        because, origin = here_first(family.because, family.origin, id, situation)
        rewrites = tuple(family.rewrite)
        rewrite = rewrites[0] if rewrites else ""
        return Finding(id, WEIGHED, because[0], because, severity, "analogy", span, rewrite, rewrites, (), origin)

    # What must be there.

    def present(self, text: Text) -> dict[str, int]:
        """Elements the text contains, and where in the folded text each first stands."""
        found: dict[str, int] = {}
        for begun, piece in text.pieces():
            for element, start in self._present(piece).items():
                found.setdefault(element, begun + start)
        return found

    def _present(self, text: Text) -> dict[str, int]:
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
            # Without a phase the step it comes nearest to; they stand in order, so the first of equals.
            shares = [(len(lacking(step, present)) / max(1, len(step.requires)), step) for step in steps]
            nearest = min(shares, key=lambda each: each[0], default=None)
            wanted = lacking(nearest[1], present) if nearest else []
        elif said.turn in ("first", "last"):
            turn = self.sheets.turns.get(f"{said.turn}:{profile}") or self.sheets.turns.get(said.turn)
            wanted = [each for each in (turn.requires if turn else []) if not has(each, present)]
        return [each.split("|")[0] for each in wanted]


def is_sure(finding: Finding) -> bool:
    """The standard's own words and what may never go out stand whatever the rest of the sentence sounds like."""
    return finding.severity == "block" and finding.certainty == "stated"


def guard(pack: Pack) -> Guard:
    """The guard of a pack, compiled. Raises PatternError."""
    return Guard(sheets_of(pack))
