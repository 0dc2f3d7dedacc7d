"""Reading a file to import: CSV in the writings people have, xlsx by way of a child process with limits."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.workbooks import IS_OLD, IS_WORKBOOK, first_sheet

READERS = ("utf-8-sig", "gb18030")
LARGEST = 200 * 1024 * 1024
LONGEST_CELL = 1_000_000
DELIMITERS = (",", "\t", ";", "，")


@dataclass(frozen=True)
class Table:
    """A file that has been understood: its columns, and how many rows follow."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: int
    digest: str
    is_workbook: bool = False

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the number a spreadsheet shows beside it; rows without any text are passed over."""
        found = _records(self.path, self.encoding, self.delimiter)
        next(found)
        return found


def open_table(path: Path, folder: Path) -> Table:
    """Understands a CSV or xlsx file. What is converted goes into `folder`. Refuses with a sentence what it cannot read."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as problem:
        raise Unacceptable(_("打不开这个文件：%(name)s") % {"name": path.name}) from problem
    if not size:
        raise Unacceptable(_("文件是空的。"))
    if size > LARGEST:
        raise Unacceptable(_("文件超过 %(most)s MB，请拆分后再导入。") % {"most": LARGEST // 1024**2})
    if head.startswith(IS_OLD):
        raise Unacceptable(_("这是旧版 Excel（xls），请另存为 xlsx 或 CSV。"))
    is_workbook = head.startswith(IS_WORKBOOK)
    text = _from_workbook(path, folder) if is_workbook else path
    encoding = _encoding(text)
    delimiter = _delimiter(text, encoding)
    found = _records(text, encoding, delimiter)
    _number, header = next(found, (0, []))
    rows = sum(1 for _record in found)
    return Table(text, encoding, delimiter, _distinct(header), rows, _digest(path), is_workbook)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _encoding(path: Path) -> str:
    for encoding in READERS:
        try:
            with path.open("rb") as file:
                for _piece in codecs.iterdecode(iter(lambda: file.read(1 << 20), b""), encoding):
                    pass
            return encoding
        except UnicodeDecodeError:
            continue
    raise Unacceptable(_("看不懂这个文件的编码，请存为 UTF-8 或 GB18030 的 CSV，或 xlsx。"))


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(100_000)
    return max(DELIMITERS, key=first.count)


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                if any(cell.strip() for cell in cells):
                    yield number, cells
        except csv.Error as problem:
            sentence = _("第 %(row)s 行之后读不下去，可能缺一个引号。") % {"row": number}
            raise Unacceptable(sentence) from problem


def _distinct(header: list[str]) -> tuple[str, ...]:
    """Column names as they are called in a mapping: none empty, none twice."""
    names: list[str] = []
    for position, given in enumerate(header, 1):
        name = " ".join(given.split()) or _("第 %(n)s 列") % {"n": position}
        while name in names:
            name = f"{name} ({position})"
        names.append(name)
    return tuple(names)


def _from_workbook(path: Path, folder: Path) -> Path:
    """The first sheet as CSV, by a child process; a bomb ends there, not here."""
    target = folder / f"{path.stem}.sheet.csv"
    first_sheet(path, target)
    return target
