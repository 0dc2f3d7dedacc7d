"""The phrase guard against sentences of our own: how many faults it finds, how many innocent ones it calls faults.

`tests/words/*.tsv` holds sentences written by hand, never made from the patterns; `part` says whether they were looked
at while the patterns were written and the weights learned (`open`) or kept for judging (`held`). Those of `writers.tsv`
come from ten writers of ten trades who knew the families and had seen neither patterns nor sheets; `service`,
`shopper`, `examiner` and `inspector` are held whole. `brief.tsv` is answers of a few characters, offending and innocent. `plain.tsv` is what clerks say all day (`ordinary`, family -): innocent, and no near miss. The older held ones (`plain`, `colloquial`) are by the hand that wrote the patterns, and strict. Speed is given against reading JSON alone.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.bench.ground import ROOT, Line

SHEETS = ROOT / "tests" / "words"
PACK = "logistics"
HELD = ("service", "shopper", "examiner", "inspector", "ordinary", "plain", "colloquial")  # styles of the held part


@dataclass
class Score:
    """Sentences of one family: how many offend and were found, how many are innocent and were not left alone."""

    offending: int = 0
    found: int = 0
    noticed: int = 0  # offending, and found under this family or another
    innocent: int = 0
    accused: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.offending if self.offending else 1.0

    @property
    def false_alarms(self) -> float:
        return self.accused / self.innocent if self.innocent else 0.0


def sentences(part: str = "", style: str = "") -> Iterator[dict[str, str]]:
    """Rows {family, offends, part, style, text} of all sheets, or of one part, or one style."""
    for path in sorted(SHEETS.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if part in ("", row["part"]) and style in ("", row["style"]):
                    yield row


def scores(part: str = "", style: str = "", *, patterns_only: bool = False) -> dict[str, Score]:
    """By family. An innocent sentence counts as accused when anything at all is found in it."""
    from shouwen.rulebook.packs import load
    from shouwen.rulebook.phrase_book import sheets_of
    from shouwen.rulebook.phrases import Guard, Utterance

    sheets = sheets_of(load(ROOT / "packs" / PACK))
    judge = Guard(replace(sheets, weighing=None) if patterns_only else sheets)
    by_family: dict[str, Score] = {}
    for row in sentences(part, style):
        score = by_family.setdefault(row["family"], Score())
        families = {each.family for each in judge.check(Utterance(row["text"])).findings}
        if row["offends"] == "1":
            score.offending += 1
            score.found += row["family"] in families
            score.noticed += bool(families)
            wrong = row["family"] not in families
        else:
            score.innocent += 1
            score.accused += bool(families)
            wrong = bool(families)
        score.wrong += [row["text"]] if wrong else []
    return by_family


def total(by_family: dict[str, Score]) -> Score:
    return Score(
        sum(each.offending for each in by_family.values()),
        sum(each.found for each in by_family.values()),
        sum(each.noticed for each in by_family.values()),
        sum(each.innocent for each in by_family.values()),
        sum(each.accused for each in by_family.values()),
    )


def measure(data: Path, *, quick: bool) -> list[Line]:
    lines = []
    lines += [_line("words held: by patterns alone", total(scores("held", patterns_only=True)))]
    lines += [_line(f"words held: {style}", total(scores("held", style))) for style in HELD]
    for part in ("held", "open"):
        by_family = scores(part)
        lines += [_line(f"words {part}: all", total(by_family))]
        if part == "held":
            lines += [_line(f"words held: {family}", score) for family, score in sorted(by_family.items())]
    return [*lines, _speed(2_000 if quick else 10_000)]


def _line(name: str, score: Score) -> Line:
    ours = f"recall {score.recall:.3f} ({score.found}/{score.offending}), noticed {score.noticed}"
    control = f"false alarms {score.false_alarms:.3f} ({score.accused}/{score.innocent})"
    return Line(name, [], ">= 0.95, <= 0.03", ours, control, "wording no pattern foresaw")


def _speed(count: int) -> Line:
    from shouwen.rulebook.packs import load
    from shouwen.rulebook.phrases import Utterance, guard

    judge = guard(load(ROOT / "packs" / PACK))
    texts = [row["text"] for row in sentences()]
    said = [texts[at % len(texts)] for at in range(count)]
    ratios = []
    spent = 0.0
    for _ in range(3):
        began = time.perf_counter()
        for text in said:
            judge.check(Utterance(text)).as_dict()
        middle = time.perf_counter()
        for text in said:
            json.loads(json.dumps({"text": text}))
        spent = middle - began
        ratios.append(spent / (time.perf_counter() - middle))
    ours = f"{count / spent:,.0f} utterances/s"
    return Line(
        "words speed", ratios, "10,000 in seconds", ours, "JSON there and back", "expressions asked per character"
    )
