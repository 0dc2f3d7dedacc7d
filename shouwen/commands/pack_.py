"""`shouwen pack check DIR…`: what is wrong with a pack folder, with file and row."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["check"])
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")


def run(args: argparse.Namespace) -> int:
    from shouwen.rulebook.offered import reckoners  # reason: slow
    from shouwen.rulebook.pack_check import check  # reason: slow

    failed = False
    for folder in args.folders:
        if not (folder / "pack.toml").exists():
            print(f"{folder}: 这里没有 pack.toml，不是规则包。There is no pack.toml here; this is not a pack.")
            failed = True
            continue
        problems = check(folder, reckoners=reckoners())
        errors = [problem for problem in problems if problem.level == "error"]
        for problem in problems:
            print(problem)
        failed = failed or bool(errors)
        verdict = "没有问题 / no errors" if not errors else f"{len(errors)} 处错误 / errors"
        print(f"{folder}: {verdict}")
    return 1 if failed else 0
