"""A second opinion on an utterance: characters weighed by how often they stand in faults and in innocent sentences.

Patterns know what somebody foresaw. The weights, learned from the sentences of `tests/words` by `tests/words/learn.py`,
know what faults and innocent sentences sound like: they take back soft findings where a sentence sounds innocent, and
name a family where no pattern found one. They never block, and a pack that has no `[[weighing]]` row never asks them.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shouwen.rulebook.phrase_text import STOPS, Text

FILE = Path(__file__).with_name("phrase_weights.tsv")
ZERO, STEP = 80, 0.1  # a weight is one letter: chr(ZERO + weight / STEP), within the printable ones
WHOLE = 60  # up to so many characters are weighed as one
LEAST = 2  # one character accuses nobody: patterns know such words whole
BRIEF = 4  # what is shorter has to sound worse before it accuses: few stretches speak for it
ENOUGH = 20  # a longer text is weighed by its sentences, short ones together
COURTESY = "请您谢麻烦抱歉吗帮为"  # a character of each; what they say in their place, the weights know
_DIGIT = re.compile(r"[0-9]")
_BEYOND = re.compile(r"[^\u0000-\uffff]")  # pictures beyond the first plane, all alike
_FIGURE = re.compile(r"[0-9零一二三四五六七八九十百千万幺]")
_NUMBER = re.compile(r"[0-9零一二三四五六七八九十百千万幺两点.]*[0-9零一二三四五六七八九十百千万幺]")
STEPS = "再先后按点选转拐填签交"  # a character of each: what is told step after step
QUOTED = "“"  # what stands for a quotation, whatever it says


@dataclass(frozen=True, slots=True)
class Weight:
    """How a stretch sounds: the share of each family, `fault` of all together, and where it sounds worst."""

    start: int
    end: int
    fault: float
    shares: dict[str, float]


@cache
def weigher() -> "Weigher":
    """The weights as shipped; read once a process."""
    head, *lines = FILE.read_text(encoding="utf-8").split("\n")
    _title, bias, *families = head.split("\t")
    rows = (line.rsplit("\t", 1) for line in lines if line)
    return Weigher(families, [float(each) for each in bias.split(" ")], {key: row.encode() for key, row in rows})


class Weigher:
    """Weights by stretches of one to three characters; the first class is the innocent one."""

    def __init__(self, families: list[str], bias: list[float], rows: dict[str, bytes]) -> None:
        self.families, self.bias, self.rows = families, bias, rows

    def weigh(self, text: Text) -> list[Weight]:
        """Every stretch of a text that is weighed as one, in order."""
        return [self._weight(text, start, end) for start, end in pieces(text)]

    def _weight(self, text: Text, start: int, end: int) -> Weight:
        rows = [row for each in features(heard(text, start, end)) if (row := self.rows.get(each))]
        scale = STEP / math.sqrt(len(rows) or 1)
        sums = [sum(column) - ZERO * len(rows) for column in zip(*rows, strict=True)] or [0] * len(self.bias)
        marks = [bias + scale * each for bias, each in zip(self.bias, sums, strict=True)]
        most = max(marks)
        parts = [math.exp(each - most) for each in marks]
        whole = sum(parts)
        fault = 1 - parts[0] / whole
        rest = whole - parts[0]
        shares = {name: part / rest for name, part in zip(self.families, parts[1:], strict=True)} if rest else {}
        return Weight(start, end, fault, shares)

    def worst(self, text: Text, weight: Weight, family: str) -> tuple[int, int]:
        """The clause of a weighed stretch that speaks most for a family."""
        at = self.families.index(family) + 1
        found, most = (weight.start, weight.end), -math.inf
        for start, end in _split(text.folded, weight.start, weight.end, ",。?!"):
            rows = [row for each in features(heard(text, start, end)) if (row := self.rows.get(each))]
            score = sum(row[at] - row[0] for row in rows)
            if rows and score > most:
                found, most = (start, end), score
        return found


def pieces(text: Text) -> Iterator[tuple[int, int]]:
    """The whole of a short text; of a long one its sentences, the short ones joined."""
    if len(text.folded) <= WHOLE:
        if text.folded:
            yield 0, len(text.folded)
        return
    begun = 0
    for _, end in _split(text.folded, 0, len(text.folded), STOPS):
        if end - begun >= ENOUGH or end >= len(text.folded) - 1:
            yield begun, end
            begun = end


def _split(folded: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """Stretches between marks, without them, that are not empty."""
    begun = start
    for at in range(start, end + 1):
        if at == end or folded[at] in marks:
            if at > begun:
                yield begun, at
            begun = at + 1


def heard(text: Text, start: int, end: int) -> str:
    """A stretch of the folded text with every quotation as one sign."""
    if not text.quoted:
        return text.folded[start:end]
    out: list[str] = []
    for at in range(start, end):
        inside = any(low <= text.places[at] < high for low, high in text.quoted)
        if not inside or not out or out[-1] != QUOTED:
            out.append(QUOTED if inside else text.folded[at])
    return "".join(out)


def features(stretch: str) -> set[str]:
    """All stretches of one to three characters, and pairs around one; the ends count as characters; and its shape."""
    framed = f"^{_BEYOND.sub('☺', _DIGIT.sub('0', stretch.strip(',。!')))}$"
    found = {framed[at : at + size] for size in (1, 2, 3) for at in range(len(framed) - size + 1)}
    found |= {f"{framed[at]}_{framed[at + 2]}" for at in range(len(framed) - 2)}
    return found | shape(framed)


def shape(framed: str) -> set[str]:
    """What no three characters show: how long it is, how many figures, numbers and steps it tells in how many clauses,
    and whether there is any courtesy."""
    figures, clauses = len(_FIGURE.findall(framed)), framed.count(",") + framed.count("。") + 1
    told = [
        f"⟨length {min(6, len(framed) // 6)}⟩",
        f"⟨figures {min(5, figures // 4)}⟩",
        f"⟨clauses {min(5, clauses)}⟩",
        f"⟨numbers {min(6, len(_NUMBER.findall(framed)))}⟩",
        f"⟨share {figures * 4 // len(framed)}⟩",
        f"⟨steps {min(5, sum(framed.count(each) for each in STEPS))}⟩",
    ]
    plain = "curt" if not any(each in framed for each in COURTESY) else "kind"
    return {*told, *(f"{each}{plain}" for each in told), f"⟨{plain}⟩"}


def sounds_innocent(span: tuple[int, int], heard: list[tuple[tuple[int, int], Weight]], below: float) -> bool:
    """Whether every weighed stretch around a span of the original sounds less at fault than `below`."""
    start, end = span
    first = bisect_right(heard, start, key=lambda each: each[0][0]) - 1  # stretches stand in order, none in another
    around = []
    for at in range(max(first, 0), len(heard)):
        (low, high), weight = heard[at]
        if low >= end:
            break
        around += [weight.fault] if start < high else []
    return bool(around) and max(around) < below
