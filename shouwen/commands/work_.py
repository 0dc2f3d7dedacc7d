"""`shouwen work`: a worker alone; `shouwen serve` starts one by itself."""

from __future__ import annotations

import argparse
import signal
import threading

from shouwen.commands import data_argument, installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_argument(parser)
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    installation(args, must_exist=False)  # under `serve` it may start before the wizard has been through
    from shouwen.kernel.worker import Worker  # reason: app-ready
    from shouwen.site.supervisor import end_with_parent  # reason: slow

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if args.parent:
        end_with_parent(args.parent, stop.set)
    Worker(stop).run()
    return 0
