"""Workbooks from outside, read by a child process with limits, so that a hostile file hurts nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from shouwen.kernel.refusals import Unacceptable

CHILD = Path(__file__).with_name("workbook_child.py")
SECONDS = 180
#: How a workbook and an old one begin.
IS_WORKBOOK, IS_OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def first_sheet(path: Path, target: Path) -> None:
    """Writes the first sheet of an xlsx as CSV (UTF-8). The child may use 1.5 GB and two minutes.

    Raises `Unacceptable` with a sentence for what is no workbook or is too much.
    """
    command = [sys.executable, "-I", str(CHILD), str(path), str(target)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as problem:
        raise Unacceptable(_("这个 Excel 文件太大或太复杂，请拆分，或存为 CSV 再导入。")) from problem
    if done.returncode == 3:
        raise Unacceptable(_("这个 Excel 文件读不出来，请另存为 xlsx 或 CSV 再导入。"))
    if done.returncode:
        raise Unacceptable(_("这个 Excel 文件太大或太复杂，请拆分，或存为 CSV 再导入。"))
