"""`bin/bench [--quick] [--only NAME]`: one table of ratios, each against a control within this run, and what limits it.

Nothing is asserted: the figures of a shared machine say little by themselves, the ratios more. The spread of the
repetitions stands beside each line. Parts run one after another, each in a process and a data folder of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.ground import Line  # noqa: E402  after the path

PARTS = ("creating", "creating-memory", "pages", "deciding", "replaying", "streams", "volume", "words", "chat")
MEMORY = Path("/dev/shm")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, 100,000 cases instead of 1,000,000")
    parser.add_argument("--only", metavar="NAME", choices=PARTS, help=f"one part: {', '.join(PARTS)}")
    parser.add_argument("name", nargs="?", choices=PARTS, help="the same as --only")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        print(json.dumps([line.as_dict() for line in measured(args.part, args.data, quick=args.quick)]))
        return 0
    began = time.monotonic()
    only = args.only or args.name
    wanted = [only] if only else [part for part in PARTS if part != "creating-memory" or MEMORY.is_dir()]
    before = os.getloadavg()[0]
    table = [line for part in wanted for line in apart(part, quick=args.quick)]
    show(table)
    machine = f"{os.cpu_count()} cores, load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    print(f"\n{machine}; {time.monotonic() - began:.0f} s. Median of three repetitions, then their spread.")
    return 0


def measured(part: str, data: Path, *, quick: bool) -> list[Line]:
    from tests.bench import chat, creating, deciding, pages, replaying, streams, volume, words

    if part.startswith("creating"):
        return creating.measure(
            data, quick=quick, where="disk" if part == "creating" else "memory, no sync to wait for"
        )
    parts = {
        "pages": pages,
        "deciding": deciding,
        "replaying": replaying,
        "streams": streams,
        "volume": volume,
        "words": words,
        "chat": chat,
    }
    return parts[part].measure(data, quick=quick)


def apart(part: str, *, quick: bool) -> list[Line]:
    """Runs a part in a process of its own; one that fails gives a line that says so."""
    print(f"bench: {part} …", file=sys.stderr, flush=True)
    place = str(MEMORY) if part == "creating-memory" else None
    with tempfile.TemporaryDirectory(prefix="shouwen-bench-", dir=place) as folder:
        words = [sys.executable, "-W", "ignore", __file__, "--part", part, "--data", str(Path(folder) / "data")]
        words += ["--quick"] if quick else []
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SHOUWEN_DATABASE": ""}
        done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        return [Line(part, [], "", "", "", f"failed: {last[:160]}")]
    sys.stderr.write("".join(f"{line}\n" for line in done.stderr.splitlines() if line.startswith("bench:")))
    return [Line(**line) for line in json.loads(done.stdout.splitlines()[-1])]


# ---- the table


def show(table: list[Line]) -> None:
    heads = ("", "ratio", "spread", "aim", "ours", "control", "what limits it")
    rows = [heads, *(_row(line) for line in table)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(heads) - 1)]
    for row in rows:
        print("  ".join(_padded(cell, width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip())


def _row(line: Line) -> tuple[str, ...]:
    if not line.ratios:
        return (line.name, "", "", line.aim, line.ours, line.control, line.limit)
    ratio, low, high = statistics.median(line.ratios), min(line.ratios), max(line.ratios)
    return (line.name, _shown(ratio), f"{_shown(low)}–{_shown(high)}", line.aim, line.ours, line.control, line.limit)


def _shown(ratio: float) -> str:
    return f"1/{1 / ratio:.1f}" if ratio < 0.95 else f"{ratio:.2f}"


def _width(text: str) -> int:
    """Columns of a terminal: Chinese takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


if __name__ == "__main__":
    sys.exit(main())
