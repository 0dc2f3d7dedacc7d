"""Learns the weights of `shouwen/rulebook/phrase_weighing.py` from the open sentences of the sheets beside it.

`python -m tests.words.learn` writes them anew; the held sentences are never read. One softmax over the families and
"innocent", by stochastic gradient with a step of its own a weight; the same sentences give the same weights.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from pathlib import Path

from shouwen.rulebook.phrase_text import read
from shouwen.rulebook.phrase_weighing import FILE, STEP, ZERO, features, heard
from tests.bench.words import sentences

ROUNDS, RATE, LEAST, DECAY = 8, 0.5, 2, 2e-5
FAINT = (
    0.8  # a stretch that speaks for no family by more than this is left out: a third of the file, and no finding less
)


def lessons() -> list[tuple[str, str]]:
    """(text, family or ""). Said with the other "you" too, so that politeness alone decides nothing."""
    found = []
    for row in sentences("open"):
        family = row["family"] if row["offends"] == "1" else ""
        found.append((row["text"], family))
        low, polite = ("你", "您") if family else ("您", "你")
        if low in row["text"]:
            found.append((row["text"].replace(low, polite), family))
    return found


def heard_in(text: str) -> set[str]:
    folded = read(text)
    return features(heard(folded, 0, len(folded.folded)))


def learn(given: list[tuple[str, str]]) -> tuple[list[str], list[float], dict[str, list[float]]]:
    """(families, bias, weights by feature); the first class is the innocent one."""
    families = sorted({family for _, family in given if family})
    classes = ["", *families]
    seen = [heard_in(text) for text, _ in given]
    counted = Counter(each for found in seen for each in found)
    lines = [sorted(each for each in found if counted[each] >= LEAST) for found in seen]
    weights = {each: [0.0] * len(classes) for each, times in sorted(counted.items()) if times >= LEAST}
    grown = {each: [1e-6] * len(classes) for each in weights}
    bias = [0.0] * len(classes)
    order, chance = list(range(len(given))), random.Random(1)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for at in order:
            _step(lines[at], classes.index(given[at][1]), bias, weights, grown)
    return families, bias, weights


def _step(
    line: list[str], right: int, bias: list[float], weights: dict[str, list[float]], grown: dict[str, list[float]]
) -> None:
    if not line:
        return
    scale = 1 / math.sqrt(len(line))
    sums = [sum(column) for column in zip(*(weights[each] for each in line), strict=True)]
    marks = [low + scale * each for low, each in zip(bias, sums, strict=True)]
    most = max(marks)
    parts = [math.exp(each - most) for each in marks]
    whole = sum(parts)
    wrong = [part / whole - (at == right) for at, part in enumerate(parts)]
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
