"""One module a command, found here by name; each has `add_arguments(parser)` and `run(args) -> int`.

Commands that need no installation (`decide`, `pack`, `dmn`, `words`) never load Django, so they start fast.
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

COMMANDS: dict[str, str] = {
    "decide": "answer a named decision of a pack",
    "dmn": "ask a DMN model, bring a table in, take one out",
    "pack": "check a pack folder, or list which clauses it decides by",
    "replay": "ask kept decisions again under a changed pack",
    "words": "check wording against a pack's phrases and situations",
    "init": "set an installation up",
    "serve": "run the product: pages, live sockets and worker on one port",
    "work": "run a worker alone",
    "import": "bring cases or waybills in from CSV or xlsx",
    "mail": "take letters in from files",
    "audit": "verify the sealed record",
    "backup": "copy the installation while it runs",
    "restore": "bring a backup back",
    "docs": "write docs/generated",
    "texts": "collect and compile the interface texts",
    "manage": "Django's own commands",
}


def run(argv: list[str]) -> int:
    """Exit code of the command named first in `argv`; 2 for what cannot be understood."""
    parser = argparse.ArgumentParser(prog="shouwen", description="首问 Shouwen")
    sub = parser.add_subparsers(dest="command", required=True)
    name = next((a for a in argv if not a.startswith("-")), "")
    for command, about in COMMANDS.items():
        child = sub.add_parser(command, help=about, add_help=command != "manage")
        if command == name:
            module = importlib.import_module(f"shouwen.commands.{command}_")
            module.add_arguments(child)
    if name == "manage":
        args, rest = parser.parse_known_args(argv)
        args.rest = rest + getattr(args, "rest", [])
    else:
        args = parser.parse_args(argv)
    return int(importlib.import_module(f"shouwen.commands.{args.command}_").run(args))


def data_argument(parser: argparse.ArgumentParser) -> None:
    """Adds `--data DIR`, which every command that touches an installation takes."""
    parser.add_argument("--data", type=Path, help="data folder (default: SHOUWEN_DATA, else var/ in the checkout)")


def installation(args: argparse.Namespace, *, must_exist: bool = True) -> Path:
    """Loads Django on the data folder of `args` and returns the folder.

    Exits with 2 and a sentence when nothing has been set up there yet.
    """
    if getattr(args, "data", None):
        os.environ["SHOUWEN_DATA"] = str(args.data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.site.settings")
    from shouwen.kernel.sqlite import use_bundled_library  # reason: slow

    use_bundled_library()
    import django  # reason: slow

    django.setup()
    from django.conf import settings  # reason: app-ready

    if must_exist:
        from shouwen.site.installation import is_set_up  # reason: app-ready

        if not is_set_up():
            print(
                f"这里还没有安装：{settings.DATA}。请先运行 shouwen init。\n"
                f"Nothing is set up in {settings.DATA}. Run `shouwen init` first."
            )
            raise SystemExit(2)
    return Path(settings.DATA)
