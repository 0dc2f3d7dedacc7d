"""The exported guard, read by an interpreter as small as one in a page would be, finds what the patterns find."""

from __future__ import annotations

import json
import re
from typing import Any

from shouwen.rulebook.packs import load
from shouwen.rulebook.phrase_export import export
from shouwen.rulebook.phrase_text import read
from shouwen.rulebook.phrases import guard
from shouwen.site.environment import pack_folder
from tests.bench.words import sentences


def interpret(data: dict[str, Any], text: str) -> list[tuple[str, tuple[int, int]]]:
    """A reader of the exported form as small as one in a page would be: (phrase, span)."""
    folded = read(text)

    def spans(source: str) -> list[tuple[int, int]]:
        return [each.span() for each in re.finditer(source, folded.folded) if each.end() > each.start()]

    def hits(part: str) -> list[tuple[str, int, int]]:
        asked: set[int] = set()
        for needle, numbers in data["match"][part]["index"].items():
            asked |= set(numbers) if needle in folded.folded else set()
        return [
            (owner, *span)
            for number, (owner, source) in enumerate(data["match"][part]["patterns"])
            if number in asked
            for span in spans(source)
        ]

    def over(sources: list[str], low: int, high: int) -> bool:
        return any(a < high and low < b for source in sources for a, b in spans(source))

    disowned = []
    for lead, start, end in hits("leads"):
        rule = data["leads"][lead]
        if not over(rule["overlap"], start, end):
            stop = folded.sentence(start)[1]
            disowned.append((start + 1, min(stop, end + rule["reach"] + 1), rule["families"]))

    def rank(hit: tuple[str, int, int]) -> tuple[bool, bool, int, int]:
        rule = data["phrases"][hit[0]]
        return rule["severity"] != "block", rule["general"], hit[1] - hit[2], hit[1]

    kept: list[tuple[str, int, int]] = []
    for phrase, start, end in sorted(hits("phrases"), key=rank):
        rule = data["phrases"][phrase]
        low, high = folded.sentence(start)
        if (
            (rule["profile"] and data["profile"] not in rule["profile"])
            or any(a <= folded.places[start] < b for a, b in folded.quoted)
            or any(a <= start < b and (not of_ or rule["family"] in of_) for a, b, of_ in disowned)
            or over(rule["overlap"], start, end)
            or any(low <= a < high for source in rule["sentence"] for a, _ in spans(source))
            or any(spans(source) for source in rule["turn"])
            or any(data["phrases"][other]["family"] == rule["family"] and a < end and start < b for other, a, b in kept)
        ):
            continue
        kept.append((phrase, start, end))
    return sorted((phrase, folded.span(start, end)) for phrase, start, end in kept)


def test_the_exported_guard_finds_the_same() -> None:
    pack = load(pack_folder() / "logistics")
    data = json.loads(json.dumps(export(pack)))
    judge = guard(pack)
    assert data["edition"] == pack.edition
    for row in list(sentences())[::31]:
        folded = read(row["text"])
        mine = sorted((phrase, folded.span(start, end)) for phrase, start, end in judge.hits(folded, judge.profile))
        assert interpret(data, row["text"]) == mine, row["text"]
