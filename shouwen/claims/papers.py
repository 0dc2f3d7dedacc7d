"""What goods papers mean: when a waybill is usable, two loading records compared, signs of copying.

Pure; nothing here asks a clock or a database. `None` always means: not known.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COPIES = (1, 2, 3, 4)
SIGNED, NOT_SIGNED, UNVERIFIABLE = "signed", "not_signed", "unverifiable"
#: Fewer lines than this in the order of the waybill list say nothing about copying (product default).
FEWEST_FOR_SUSPICION = 3


# ---- the four copies


@dataclass(frozen=True)
class Copy:
    """One of the four copies 联 as somebody found it: is it there, is there a note and whose, the loader's signature."""

    number: int
    on_hand: bool | None = None
    has_note: bool | None = None
    noter: str = ""
    signature: str = ""


def by_number(copies: Iterable[Copy], *, searched: bool = False) -> tuple[Copy, ...]:
    """All four copies in order. `searched`: everything was looked for, so a copy nobody has found is gone."""
    known = {copy.number: copy for copy in copies}
    four = [known.get(number, Copy(number)) for number in COPIES]
    return tuple(Copy(copy.number, False) if searched and copy.on_hand is None else copy for copy in four)


def usable(copies: Sequence[Copy]) -> bool | None:
    """Is the waybill evidence: copy 1 on hand, or any copy on hand on which the loader's signature can be read."""
    if copies[0].on_hand or any(copy.on_hand and copy.signature == SIGNED for copy in copies):
        return True
    open_ = [copy for copy in copies if copy.on_hand is None or (copy.on_hand and not copy.signature)]
    return None if open_ else False


def first_three_lost(copies: Sequence[Copy]) -> bool | None:
    """Are copies 1 to 3 all gone."""
    there = [copy.on_hand for copy in copies[:3]]
    if any(there):
        return False
    return None if None in there else True


def signature(copies: Sequence[Copy]) -> str:
    """The loader's signature over all copies: one that can be read settles it; none on hand cannot be verified."""
    seen = {copy.signature for copy in copies if copy.on_hand}
    for word in (SIGNED, NOT_SIGNED, UNVERIFIABLE):
        if word in seen:
            return word
    gone = all(copy.on_hand is False for copy in copies)
    return UNVERIFIABLE if gone else ""


def notes(copies: Sequence[Copy]) -> list[int] | None:
    """Note present on copy 1 … 4 as 0 or 1; nothing while one of them is not known."""
    found = [copy.has_note for copy in copies]
    return None if None in found else [int(bool(noted)) for noted in found]


def noter(copies: Sequence[Copy]) -> str:
    """Who wrote the notes (salesman, loader, driver, sorter, branch), when all of them name the same party."""
    named = {copy.noter for copy in copies if copy.has_note}
    return named.pop() if len(named) == 1 else ""


# ---- the two loading records


@dataclass(frozen=True)
class Line:
    """One line of a loading record: the waybill, how many pieces, when it was put on the truck (if it says)."""

    number: str
    pieces: int
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Compared:
    """One waybill in the driver's and the loader's record. `mark`: same, pieces, only_driver, only_loader."""

    number: str
    driver: int | None
    loader: int | None

    @property
    def mark(self) -> str:
        if self.driver is None:
            return "only_loader"
        if self.loader is None:
            return "only_driver"
        return "same" if self.driver == self.loader else "pieces"


def compare(driver: Iterable[Line], loader: Iterable[Line]) -> list[Compared]:
    """The two records side by side, in the driver's order, then what only the loader has. Pieces of one waybill add up."""
    left, right = Counter[str](), Counter[str]()
    for line in driver:
        left[line.number] += line.pieces
    for line in loader:
        right[line.number] += line.pieces
    numbers = list(dict.fromkeys([*left, *right]))
    return [Compared(number, left.get(number), right.get(number)) for number in numbers]


def looks_copied(lines: Sequence[Line], listed: Sequence[tuple[str, dt.datetime | None]]) -> str:
    """A hint that the record was copied from the waybills: "same_times", "no_times", or "" for no suspicion.

    The order must be that of the waybill list (`listed`: number and time of writing); and the times those of the
    list, or one time or none for everything. A person decides (S2-1.F.4.2.2c).
    """
    numbers = [line.number for line in lines]
    place = {number: at for at, (number, _written) in enumerate(listed)}
    if len(numbers) < FEWEST_FOR_SUSPICION or any(number not in place for number in numbers):
        return ""
    if [place[number] for number in numbers] != sorted(place[number] for number in numbers):
        return ""
    written = dict(listed)
    times = [_minute(line.at) for line in lines]
    if all(at is not None and at == _minute(written[line.number]) for at, line in zip(times, lines, strict=True)):
        return "same_times"
    return "no_times" if len(set(times)) == 1 else ""


def _minute(at: dt.datetime | None) -> dt.datetime | None:
    return at.replace(second=0, microsecond=0) if at else None


def copied_by(judged: Mapping[str, bool | None], there: Iterable[str]) -> str:
    """Whose record was copied, by what a person found for each role: none, driver, loader, both, or "" for not known."""
    copiers = [role for role in ("driver", "loader") if judged.get(role)]
    if copiers:
        return "both" if len(copiers) == 2 else copiers[0]
    kept = list(there)
    return "none" if kept and all(judged.get(role) is False for role in kept) else ""


# ---- facts of the papers, gathered by evidence.py


@dataclass(frozen=True)
class Found:
    """Everything known of one waybill's papers. `searched`: somebody confirmed that no more will turn up."""

    copies: tuple[Copy, ...] = ()
    searched: bool = False
    note_needed: bool | None = None
    slip: bool = False
    notice: bool = False
    notice_noted: bool | None = None
    driver_pieces: int | None = None
    loader_pieces: int | None = None
    driver_kept_record: bool = False
    loader_kept_record: bool = False
    entered: bool | None = None
    system_normal: bool | None = None
    waybill_pieces: int | None = None
    copied: str = ""


def liability(found: Found) -> dict[str, Any]:
    """Inputs of the liability decision (S2-1.F.4.1–4.2). What is not known is left out."""
    copies = by_number(found.copies, searched=found.searched)
    said: dict[str, Any] = {
        "notes": notes(copies),
        "note_needed": found.note_needed,
        "slip": _there(found.slip, found.searched),
        "noter": noter(copies),
        "waybill": usable(copies),
        "copies_1_to_3_lost": first_three_lost(copies),
        "loader_signature": signature(copies),
        "delivery_notice": _there(found.notice, found.searched),
        "notice_noted": found.notice_noted if found.notice else None,
        "driver_record": _listed(found.driver_pieces, found.driver_kept_record, found.searched),
        "loader_record": _listed(found.loader_pieces, found.loader_kept_record, found.searched),
        "entered": found.entered,
        "system_normal": found.system_normal,
        "driver_pieces": found.driver_pieces,
        "loader_pieces": found.loader_pieces,
        "waybill_pieces": found.waybill_pieces,
        "copied_by": found.copied,
    }
    return {name: value for name, value in said.items() if value is not None and value != ""}


def _there(there: bool, searched: bool) -> bool | None:
    """A paper that is missing is only known to be missing once everything was searched."""
    return True if there else False if searched else None


def _listed(pieces: int | None, kept: bool, searched: bool) -> bool | None:
    """Are the goods in a record: a signed record that does not list them says no by itself."""
    if pieces is not None:
        return True
    return False if kept or searched else None
