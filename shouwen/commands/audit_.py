"""`shouwen audit verify` recomputes the sealed record; `shouwen audit anchor` writes an anchor now."""

from __future__ import annotations

import argparse
import sys

from shouwen.commands import data_argument, installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify", "anchor"])
    data_argument(parser)


def run(args: argparse.Namespace) -> int:
    installation(args)
    if args.what == "anchor":
        return anchor()
    from shouwen.kernel.audit import verify  # reason: app-ready

    report = verify()
    for finding in report.findings:
        print(f"{finding.zh}\n  {finding.en}", file=sys.stderr)
    if report.holds:
        print(
            f"封存记录完好：核对 {report.checked} 条、{report.anchors} 个锚点，{report.waiting} 条等候封存。\n"
            f"The sealed record holds: {report.checked} seals and {report.anchors} anchors checked, "
            f"{report.waiting} facts waiting."
        )
        return 0
    print(
        f"封存记录有 {report.found} 处不符（核对 {report.checked} 条）。\n"
        f"The sealed record does not hold: {report.found} findings in {report.checked} seals.",
        file=sys.stderr,
    )
    return 1


def anchor() -> int:
    """Seals what waits and writes an anchor of the head."""
    from shouwen.kernel import sealing  # reason: app-ready

    while sealing.seal():
        pass
    written = sealing.anchor_now()
    if written is None:
        print("没有新的内容需要锚定。Nothing new to anchor.")
    else:
        print(f"{written.number} {written.digest} {written.at}\n{sealing.anchors_file()}")
    return 0
