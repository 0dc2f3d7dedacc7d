"""The command line: `shouwen <command>`, or `python -m shouwen`."""

from __future__ import annotations

import sys

from shouwen.commands import run


def main() -> None:
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
