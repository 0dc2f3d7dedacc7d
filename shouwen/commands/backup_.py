"""`shouwen backup [--to DIR]`: copies the installation while it runs."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from shouwen.commands import data_argument, installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_argument(parser)
    parser.add_argument("--to", type=Path, help="folder for the copy (default: backups/ in the data folder)")


def run(args: argparse.Namespace) -> int:
    installation(args)
    from shouwen.kernel.backups import BackupFailed, backup  # reason: app-ready

    began = time.monotonic()
    try:
        folder = backup(args.to.resolve() if args.to else None)
    except (BackupFailed, OSError) as problem:
        print(f"备份没有完成。The backup was not made.\n{problem}", file=sys.stderr)
        return 1
    took = time.monotonic() - began
    print(
        f"备份完成（{took:.1f} 秒）：{folder}\nBacked up in {took:.1f} s: {folder}\n"
        "其中有密钥，请妥善保管。It holds the keys: keep it safe."
    )
    return 0
