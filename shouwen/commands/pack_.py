"""`shouwen pack check DIR…`: what is wrong with a pack folder. `shouwen pack coverage DIR…`: what each clause decides."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["check", "coverage"])
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")


def run(args: argparse.Namespace) -> int:
    return _coverage(args.folders) if args.verb == "coverage" else _check(args.folders)


def _check(folders: list[Path]) -> int:
    from shouwen.rulebook.offered import reckoners  # reason: slow
    from shouwen.rulebook.pack_check import check  # reason: slow

    failed = False
    for folder in folders:
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


def _coverage(folders: list[Path]) -> int:
    """Clause by clause where it is decided, and the counts. Exit 2 for a folder that is no pack."""
    from shouwen.rulebook.coverage import WAYS, counts, coverage  # reason: slow
    from shouwen.rulebook.packs import PackError, load  # reason: slow

    for folder in folders:
        try:
            if not (folder / "pack.toml").exists():
                raise FileNotFoundError(f"{folder}: 这里没有 pack.toml，不是规则包。There is no pack.toml here.")
            pack = load(folder)
        except (PackError, FileNotFoundError) as problem:
            print(problem, file=sys.stderr)
            return 2
        covered = coverage(pack)
        for each in covered:
            places = [f"{use.way} {use.part}/{use.row}" if use.part else f"{use.way} {use.row}" for use in each.uses]
            print(f"{each.clause.id}\t{each.clause.title}\t{'; '.join(places) or 'nothing'}")
        told = counts(covered)
        print(f"{pack.edition}: {told['all']} 条 / clauses")
        for code, zh, en in WAYS:
            print(f"  {told[code]:>5}  {zh} / {en}")
    return 0
