"""`shouwen manage …`: Django's own commands on the installation."""

from __future__ import annotations

import argparse

from shouwen.commands import data_argument, installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_argument(parser)


def run(args: argparse.Namespace) -> int:
    installation(args, must_exist=False)
    from django.core.management import execute_from_command_line  # reason: slow

    execute_from_command_line(["shouwen", *args.rest])
    return 0
