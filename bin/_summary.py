"""Closes bin/test: what was skipped and why, what broke, and one plain line that counts over all runs."""

import json
import sys
from collections import Counter
from pathlib import Path


def close(folder: Path) -> int:
    """Prints the closing lines of the runs noted in `folder`; 0 only when something ran and nothing failed."""
    runs = [json.loads(line) for line in (folder / "tally").read_text().splitlines()]
    total = Counter()
    reasons: Counter[str] = Counter()
    for run in runs:
        total.update(run["counts"])
        reasons.update(run["reasons"])
    missing = (folder / "missing").read_text().splitlines()
    broken = (folder / "broken").read_text().splitlines()
    print()
    if missing or reasons:
        print("没有运行的 / not run:")
        for line in missing:
            print(f"  - {line}")
        for reason, count in sorted(reasons.items()):
            print(f"  - {count} × {reason}")
    if broken:
        print("没有通过的 / failed:")
        for line in broken:
            print(f"  - {line}")
    passed, failed = total["passed"], total["failed"]
    print(f"{passed} passed, {failed} failed, {total['skipped']} skipped")
    if not passed + failed:
        print("一个测试也没有运行。 No test ran.")
    return 1 if broken or failed or not passed else 0


if __name__ == "__main__":
    sys.exit(close(Path(sys.argv[1])))
