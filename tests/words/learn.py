"""Learns the weights of `shouwen/rulebook/phrase_weighing.py` from the open sentences of the sheets beside it.

`python -m tests.words.learn` writes them anew; the held sentences are never read. One softmax over the families and
"innocent", by stochastic gradient with a step of its own a weight; the same sentences give the same weights.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from pathlib import Path

from shouwen.rulebook.phrase_text import read
from shouwen.rulebook.phrase_weighing import FILE, STEP, ZERO, features, heard
from tests.bench.words import sentences

ROUNDS, RATE, LEAST, DECAY = 8, 0.5, 2, 2e-5
UNHEARD = 0.2  # the share of an utterance's stretches left out at each step, so that none is leaned on alone
OTHER_YOU, CLAUSE = 0.3, 0.5  # how much a lesson counts that nobody wrote as it stands
FAINT = (
    0.8  # a stretch that speaks for no family by more than this is left out: a third of the file, and no finding less
)
MARKS = re.compile("[，。！？；、,.!?~…]")

Lesson = tuple[str, str, float]


def lessons() -> list[Lesson]:
    """(text, family or "", weight). Said with the other "you" too, so that politeness alone decides little.

    What is ordinary is ordinary clause by clause: most of what clerks say in a word or two is innocent.
    """
    found: list[Lesson] = []
    seen = {row["text"] for row in sentences()}
    for row in sentences("open"):
        family = row["family"] if row["offends"] == "1" else ""
        found += _both(row["text"], family, 1)
        for clause in MARKS.split(row["text"]) if row["family"] == "-" else ():
            if 2 <= len(clause) <= 12 and clause not in seen:
                seen.add(clause)
                found += _both(clause, "", CLAUSE)
    return found


def _both(text: str, family: str, weight: float) -> list[Lesson]:
    low, polite = ("你", "您") if family else ("您", "你")
    other = [(text.replace(low, polite), family, weight * OTHER_YOU)] if low in text else []
    return [(text, family, weight), *other]


def heard_in(text: str) -> set[str]:
    folded = read(text)
    return features(heard(folded, 0, len(folded.folded)))


def learn(given: list[Lesson]) -> tuple[list[str], list[float], dict[str, list[float]]]:
    """(families, bias, weights by feature), the mean of the later rounds; the first class is the innocent one."""
    families = sorted({family for _, family, _ in given if family})
    classes = ["", *families]
    seen = [heard_in(text) for text, _, _ in given]
    counted = Counter(each for found in seen for each in found)
    lines = [sorted(each for each in found if counted[each] >= LEAST) for found in seen]
    weights = {each: [0.0] * len(classes) for each, times in sorted(counted.items()) if times >= LEAST}
    grown = {each: [1e-6] * len(classes) for each in weights}
    mean = {each: [0.0] * len(classes) for each in ("", *weights)}
    bias = [0.0] * len(classes)
    order, chance = list(range(len(given))), random.Random(1)
    for turn in range(ROUNDS):
        chance.shuffle(order)
        for at in order:
            line = [each for each in lines[at] if len(lines[at]) <= LEAST or chance.random() > UNHEARD]
            _step(line, classes.index(given[at][1]), given[at][2], bias, weights, grown)
        if turn >= ROUNDS // 2:
            for name, row in (("", bias), *weights.items()):
                mean[name] = [low + each / (ROUNDS - ROUNDS // 2) for low, each in zip(mean[name], row, strict=True)]
    return families, mean.pop(""), mean


def _step(
    line: list[str],
    right: int,
    weight: float,
    bias: list[float],
    weights: dict[str, list[float]],
    grown: dict[str, list[float]],
) -> None:
    if not line:
        return
    scale = 1 / math.sqrt(len(line))
    sums = [sum(column) for column in zip(*(weights[each] for each in line), strict=True)]
    marks = [low + scale * each for low, each in zip(bias, sums, strict=True)]
    most = max(marks)
    parts = [math.exp(each - most) for each in marks]
    whole = sum(parts)
    wrong = [weight * (part / whole - (at == right)) for at, part in enumerate(parts)]
    for each in line:
        row, past = weights[each], grown[each]
        for at, error in enumerate(wrong):
            slope = error * scale + DECAY * row[at]
            past[at] += slope * slope
            row[at] -= RATE * slope / math.sqrt(past[at])
    for at, error in enumerate(wrong):
        bias[at] -= 0.01 * error


def letter(weight: float) -> str:
    return chr(min(126, max(33, ZERO + round(weight / STEP))))


def write(path: Path = FILE) -> None:
    families, bias, weights = learn(lessons())
    head = "\t".join(["shouwen weights 1", " ".join(f"{each:.4f}" for each in bias), *families])
    heavy = {each: row for each, row in weights.items() if max(map(abs, row)) >= FAINT}
    rows = [f"{each}\t{''.join(map(letter, row))}" for each, row in heavy.items()]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
