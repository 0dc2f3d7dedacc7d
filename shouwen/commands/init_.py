"""`shouwen init --data DIR (--demo | --brand NAME --pack PACK --admin STAFF_NUMBER --password-stdin)`."""

from __future__ import annotations

import argparse
import os
import sys

from shouwen.commands import data_argument, installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_argument(parser)
    parser.add_argument("--demo", action="store_true", help="made-up company with believable data")
    parser.add_argument("--brand", help="name of the company")
    parser.add_argument("--code", default="", help="1–6 Latin letters for case numbers (default: from the name)")
    parser.add_argument("--pack", default="logistics")
    parser.add_argument("--admin", help="staff number of the first administrator")
    parser.add_argument("--name", default="", help="his name")
    parser.add_argument("--password-stdin", action="store_true", help="read his password from standard input")


def run(args: argparse.Namespace) -> int:
    if args.demo:
        os.environ["SHOUWEN_DEMO"] = "true"  # the same demo as `serve --demo` makes
    folder = installation(args, must_exist=False)
    from shouwen.kernel.refusals import Refusal  # reason: app-ready
    from shouwen.site import demo, setting_up  # reason: app-ready
    from shouwen.site.installation import is_set_up  # reason: app-ready

    setting_up.prepare_tables()
    if is_set_up():
        print(f"{folder} 已经安装过。{folder} is set up already.", file=sys.stderr)
        return 2
    if args.demo:
        demo.prepare()
        print(f"演示数据已建立：{folder}。Demo data is in {folder}.")
        return 0
    if not (args.brand and args.admin and args.password_stdin):
        print(
            "需要 --brand、--admin 和 --password-stdin，或 --demo。Give --brand, --admin and --password-stdin, or --demo.",
            file=sys.stderr,
        )
        return 2
    try:
        setting_up.set_up(
            brand_name=args.brand,
            brand_code=args.code or setting_up.code_of(args.brand),
            pack=args.pack,
            staff_number=args.admin,
            name=args.name,
            password=sys.stdin.readline().rstrip("\n"),
        )
    except Refusal as refusal:
        print(str(refusal.sentence), file=sys.stderr)
        return 2
    print(f"已安装：{folder}。Set up in {folder}.")
    return 0
