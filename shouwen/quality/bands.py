"""What a penalty row allows: band, on whom, which measures; adding bands up; whether an amount fits. Pure, fen only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shouwen.kernel.money import Money

#: The table of which only the highest band counts (P-01…P-04, and P-14 which borrows their bands).
HIGHEST = "penalty"
FINE = "fine"


@dataclass(frozen=True)
class Line:
    """One row that applies. `low` and `high` in fen; both None: the standard names no figure."""

    row: str
    low: int | None
    high: int | None
    on: str
    measures: tuple[str, ...]
    decider: str
    appraisal: bool
    veto: bool
    liability: bool
    is_highest: bool
    certainty: str
    clauses: tuple[str, ...]

    @property
    def has_figure(self) -> bool:
        return self.low is not None and self.high is not None


def lines_of(outcome: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Lines of a `penalty` decision, as kept or previewed: those that add up first, then the highest of P-01…P-04."""
    reasons = {row["row"]: row for row in rows}
    found = [_line(each, reasons.get(each["row"], {})) for each in outcome.get("each", [])]
    if outcome.get("row"):
        found.append(_line(outcome, reasons.get(outcome["row"], {})))
    return found


def _line(said: Mapping[str, Any], reason: Mapping[str, Any]) -> Line:
    return Line(
        row=said["row"],
        low=fen(said.get("low")),
        high=fen(said.get("high")),
        on=said.get("on", "person"),
        measures=tuple(said.get("measures", ())),
        decider=said.get("decider", "supervision"),
        appraisal=bool(said.get("appraisal")),
        veto=bool(said.get("veto")),
        liability=bool(said.get("liability")),
        is_highest=reason.get("table") == HIGHEST,
        certainty=reason.get("certainty", "manual"),
        clauses=tuple(each for each in reason.get("clauses", ()) if each != "gap"),
    )


def fen(amount: str | None) -> int | None:
    """`50.00` as 5000; None stays None."""
    return Money.parse(amount).fen if amount else None


def fits(low: int | None, high: int | None, amount: int) -> bool:
    """True when an amount lies in the band, ends included; without a figure any amount above nothing does."""
    if low is None or high is None:
        return amount > 0
    return low <= amount <= high


def sum_of(lines: Iterable[Line]) -> tuple[int, int] | None:
    """The bands of all lines added up, lowest and highest; None when one of them has no figure, or there is none."""
    low = high = 0
    count = 0
    for line in lines:
        if line.low is None or line.high is None:
            return None
        low, high, count = low + line.low, high + line.high, count + 1
    return (low, high) if count else None


def amounts(text: str) -> tuple[int, int]:
    """`100.00` or `5.00–10.00` as lowest and highest in fen. Raises MoneyError."""
    first, _dash, last = text.replace("—", "–").replace("-", "–").partition("–")
    low = Money.parse(first).fen
    return low, Money.parse(last).fen if last else low


def said(low: int | None, high: int | None) -> str:
    """A band as people read it: `50—100 元`, `100 元`; "" without a figure."""
    if low is None or high is None:
        return ""
    ends = [_yuan(low)] if low == high else [_yuan(low), _yuan(high)]
    return "—".join(ends)


def _yuan(amount: int) -> str:
    return str(Money(amount)).removesuffix(".00")
