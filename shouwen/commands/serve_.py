"""`shouwen serve`: the product on one port: pages, live sockets and a worker, started again when they die."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
from pathlib import Path

from shouwen.commands import data_argument, installation
from shouwen.site import supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_argument(parser)
    parser.add_argument("--demo", action="store_true", help="with a made-up company; only on this machine")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes that answer pages")
    parser.add_argument("--threads", type=int, default=2, help="threads in each of them")
    parser.add_argument("--tls-cert", type=Path)
    parser.add_argument("--tls-key", type=Path)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--web", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    if args.prepare:
        return prepare(args)
    if args.web is not None:
        installation(args, must_exist=False)
        supervisor.run_web(args.web, args.threads, args.parent, args.tls_cert, args.tls_key)
        return 0
    return supervise(args)


def supervise(args: argparse.Namespace) -> int:
    """Tells the children by their environment what was asked for, and keeps them running."""
    from shouwen.site.environment import Environment  # reason: slow

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    data = (args.data or Environment().data).resolve()
    wrong = refused(args, data)
    if wrong:
        print(wrong, file=sys.stderr)
        return 2
    os.environ["SHOUWEN_DATA"] = str(data)
    os.environ["SHOUWEN_DEMO"] = str(args.demo)
    if args.tls_cert:
        os.environ["SHOUWEN_HTTPS"] = "true"
    if args.host not in supervisor.LOOPBACK:
        os.environ.setdefault("SHOUWEN_HOSTS", f"localhost,127.0.0.1,[::1],{args.host},{socket.gethostname()}")
    options = supervisor.Options(
        data, args.host, args.port, max(1, args.workers), max(1, args.threads), args.tls_cert, args.tls_key
    )
    again = ["serve", "--prepare", "--data", str(data), *(["--demo"] if args.demo else [])]

    def ready() -> None:
        print(f"请打开 {options.address}\nOpen {options.address}", flush=True)

    try:
        return supervisor.serve(options, [sys.executable, "-m", "shouwen", *again], ready)
    except supervisor.CannotStart as problem:
        print(problem, file=sys.stderr)
        return 2


def refused(args: argparse.Namespace, data: Path) -> str:
    """Why this may not be served, in a sentence; empty when it may."""
    if args.host not in supervisor.LOOPBACK and (args.demo or (data / "demo").exists()):
        return (
            "演示账号的密码是公开的，只能在本机使用：请去掉 --host，或不用演示数据。\n"
            "The passwords of the demo are public, so it runs on this machine only: leave out --host, or the demo."
        )
    if bool(args.tls_cert) != bool(args.tls_key):
        return "--tls-cert 和 --tls-key 要一起给。Give --tls-cert and --tls-key together."
    missing = [str(path) for path in (args.tls_cert, args.tls_key) if path and not path.is_file()]
    if missing:
        return f"找不到文件：{'、'.join(missing)}。No such file: {', '.join(missing)}."
    return ""


def prepare(args: argparse.Namespace) -> int:
    """Makes the folder ready and says what people should know before the first page."""
    data = installation(args, must_exist=False)
    from django.db import connection  # reason: app-ready

    from shouwen.kernel import sqlite  # reason: app-ready
    from shouwen.kernel.backups import BackupFailed  # reason: app-ready
    from shouwen.site import first_start  # reason: app-ready

    if connection.vendor == "sqlite" and not sqlite.wal_is_safe():
        version = ".".join(map(str, sqlite.version()))
        print(
            f"SQLite {version} 的 WAL 有已知缺陷，改用回滚日志：较慢，但安全。\n"
            f"SQLite {version} has a known fault in its WAL; the rollback journal is used: slower, but safe."
        )
    try:
        found = first_start.prepare(demo=args.demo)
    except BackupFailed as problem:
        print(problem, file=sys.stderr)
        return 2
    (data / "static").mkdir(exist_ok=True)  # else every process warns that it is not there
    if args.demo:
        (data / "demo").touch()
    if found.copy:
        print(f"升级前已备份：{found.copy}\nA copy was made before upgrading: {found.copy}")
    if found.set_up:
        first_start.forget_first_start_code(data)
    else:
        code = first_start.first_start_code(data)
        print(f"首次使用的一次性代码：{code}\nOne-time code of the first start: {code}")
    sys.stdout.flush()
    return 0
