"""Checks a pack's phrases and situations: what they name is there, and nothing the pack itself proposes breaks it."""

from collections.abc import Iterable, Iterator
from typing import Any

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.phrase_book import Sheets, sheets_of
from shouwen.rulebook.phrase_patterns import PatternError, compile_pattern
from shouwen.rulebook.phrase_sheets import Phrase, PhrasesSheet, Situation
from shouwen.rulebook.phrases import Guard, Utterance
from shouwen.rulebook.sheets import Cited, Problem

Problems = Iterator[Problem]
# What stands in a sample for what the software knows; any value will do to judge the words around it.
VARIABLES = {"company": "首问公司", "number": "08", "name": "王", "hotline": "12345"}


def check_phrases(pack: Pack) -> Problems:
    """Every problem of `phrases/` and `situations/`."""
    sheets = sheets_of(pack)
    yield from _doubles(pack)
    yield from _named(pack, sheets)
    wrong = list(_patterns(pack, sheets))
    yield from wrong
    if wrong or any(each.family not in sheets.families for each in sheets.phrases.values()):
        return  # nothing can be compiled; the rest would only repeat it
    guard = Guard(sheets)
    yield from _rewrites(pack, guard)
    yield from _samples(pack, guard)


def cited(pack: Pack) -> Iterator[tuple[str, str, Cited]]:
    """(file, row, what cites) of every row that names clauses."""
    for stem, part in pack.phrases.items():
        rows: list[Any] = [*part.family, *part.cite, *part.element, *part.profile, *part.turn]
        yield from ((f"phrases/{stem}.toml", each.id, each) for each in rows)
    for stem, sheet in pack.situations.items():
        yield from ((f"situations/{stem}.toml", each.id, each) for each in sheet.situation)


def _doubles(pack: Pack) -> Problems:
    """One id in two files of one pack's own would silently hide the first; a child's file may say it again."""
    for kind in ("phrase", "fragment", "alike", "lead", "element"):
        seen: dict[str, str] = {}
        for stem, part in pack.phrases.items():
            for row in getattr(part, kind):
                if row.id in seen:
                    other = seen[row.id]
                    zh, en = f"「{row.id}」在 {other} 里已有。", f'"{row.id}" stands in {other} too.'
                    yield Problem(f"phrases/{stem}.toml", row.id, zh, en)
                seen[row.id] = stem


def _named(pack: Pack, sheets: Sheets) -> Problems:
    """Families, elements, profiles, phrases and clauses that are named but not there."""
    for stem, part in pack.phrases.items():
        file = f"phrases/{stem}.toml"
        for phrase in part.phrase:
            yield from _missing(file, phrase.id, "类别", "family", [phrase.family, *phrase.also], sheets.families)
            yield from _missing(file, phrase.id, "做法", "profile", phrase.profile, sheets.profiles)
            yield from _missing(file, phrase.id, "条款", "clause", phrase.because, {"gap", *pack.clauses})
            if phrase.certainty != "stated" and _severity(phrase, sheets) == "block":
                zh, en = "只有规范自己禁的说法可以拦下。", "Only what the standard itself forbids may be blocked."
                yield Problem(file, phrase.id, zh, en)
        for lead in part.lead:
            yield from _missing(file, lead.id, "类别", "family", lead.families, sheets.families)
        for cite in part.cite:
            yield from _missing(file, cite.id, "说法", "phrase", [cite.id], sheets.phrases)
        for turn in part.turn:
            yield from _missing(file, turn.id, "要素", "element", _elements(turn.requires), sheets.elements)
            yield from _missing(file, turn.id, "做法", "profile", turn.id.split(":")[1:], sheets.profiles)
    if pack.phrases and sum(each.default for each in sheets.profiles.values()) > 1:
        yield Problem("phrases", "profile", "本家的做法只能有一个。", "Only one profile can be the pack's own.")
    for stem, sheet in pack.situations.items():
        for situation in sheet.situation:
            yield from _situation(f"situations/{stem}.toml", situation, sheets)


def _severity(phrase: Phrase, sheets: Sheets) -> str:
    family = sheets.families.get(phrase.family)
    return phrase.severity or (family.severity if family else "warn")


def _situation(file: str, each: Situation, sheets: Sheets) -> Problems:
    wanted = [element for step in each.step for element in _elements(step.requires)]
    yield from _missing(file, each.id, "要素", "element", [*wanted, *each.order], sheets.elements)
    yield from _missing(file, each.id, "类别", "family", [*each.forbids, *each.allows], sheets.families)
    profiles = [*(name for step in each.step for name in step.profile), *(name for name in each.timers if name != "*")]
    yield from _missing(file, each.id, "做法", "profile", profiles, sheets.profiles)
    if not each.step:
        yield Problem(file, each.id, "情景没有一步。", "The situation has no step.")
    if len({step.id for step in each.step}) < len(each.step):
        yield Problem(file, each.id, "步骤编号重复。", "A step stands twice.")


def _elements(wanted: Iterable[str]) -> list[str]:
    return [element for each in wanted for element in each.split("|")]


def _missing(file: str, row: str, zh: str, en: str, names: Iterable[str], known: Iterable[str]) -> Problems:
    for name in names:
        if name not in known:
            yield Problem(file, row, f"没有{zh}「{name}」。", f'There is no {en} "{name}".')


def _patterns(pack: Pack, sheets: Sheets) -> Problems:
    words = sheets.words()
    for stem, part in pack.phrases.items():
        for row, pattern in _written(part):
            try:
                compile_pattern(pattern, words)
            except PatternError as error:
                yield Problem(f"phrases/{stem}.toml", row, f"{pattern}：{error.zh}", f"{pattern}: {error.en}")


def _written(part: PhrasesSheet) -> Iterator[tuple[str, str]]:
    for phrase in part.phrase:
        found = [*phrase.patterns, *phrase.innocent, *phrase.excused_by, *phrase.excused_in_turn]
        yield from ((phrase.id, each) for each in found)
    for lead in part.lead:
        yield from ((lead.id, each) for each in [*lead.patterns, *lead.innocent])
    for element in part.element:
        yield from ((element.id, each) for each in [*element.patterns, *element.innocent])


def _rewrites(pack: Pack, guard: Guard) -> Problems:
    for stem, part in pack.phrases.items():
        rows = [(each.id, each.rewrite) for each in part.phrase] + [(each.id, each.rewrite) for each in part.family]
        for row, rewrites in rows:
            for text in rewrites:
                if broken := guard.check(Utterance(text)).findings:
                    zh = f"替换的说法「{text}」自己犯了「{broken[0].phrase}」。"
                    en = f'The rewrite "{text}" breaks "{broken[0].phrase}" itself.'
                    yield Problem(f"phrases/{stem}.toml", row, zh, en)


def _samples(pack: Pack, guard: Guard) -> Problems:
    for stem, sheet in pack.situations.items():
        file = f"situations/{stem}.toml"
        for each in sheet.situation:
            for step in each.step:
                text = step.sample
                for name, value in VARIABLES.items():
                    text = text.replace(f"{{{name}}}", value)
                said = Utterance(text, phase=step.id, profile=step.profile[0] if step.profile else "")
                judged = guard.check(said, each) if text else None
                if judged and (judged.findings or judged.missing or judged.disordered):
                    wrong = [*(found.phrase for found in judged.findings), *judged.missing, *judged.disordered]
                    zh = f"例句「{text}」没有通过自己的要求：{'、'.join(wrong)}。"
                    en = f'The sample "{text}" does not pass its own rule: {", ".join(wrong)}.'
                    yield Problem(file, each.id, zh, en)
