"""What came back of the money paid: from liable parties and insurers; and what the parties settled themselves. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from shouwen.claims.parties import PARTIES
from shouwen.claims.periods import Period
from shouwen.claims.report_lines import Line, Part

Data = dict[str, Any]
RECOVERY = ("opening", "notified", "acknowledged", "recovered", "outstanding")
INSURERS = ("claimed", "recovered", "refused", "waiting")


def named_parties(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys([*PARTIES, *(part.party for line in lines for part in line.parts)]))


def recovery(lines: Sequence[Line], period: Period, at: dt.datetime) -> Data:
    """Shares by party: waiting before, told, acknowledged, paid back, waiting at the end; rows and their total."""
    asked = [(line, part) for line in lines for part in line.parts if part.is_recoverable and part.notified_at]
    rows = []
    for party in named_parties(lines):
        row = {name: _shares([each for each in asked if each[1].party == party], name, period, at) for name in RECOVERY}
        if any(cell["count"] for cell in row.values()):
            numbers = list(dict.fromkeys(number for cell in row.values() for number in cell["numbers"]))
            rows.append({"key": party, **row, "numbers": numbers})
    return {"rows": rows, "total": {name: _shares(asked, name, period, at) for name in RECOVERY}}


def _shares(asked: list[tuple[Line, Part]], name: str, period: Period, at: dt.datetime) -> Data:
    chosen: Callable[[Part], bool] = {
        "opening": lambda part: part.waits(period.begin),
        "notified": lambda part: period.has(part.notified_at),
        "acknowledged": lambda part: period.has(part.acknowledged_at),
        "recovered": lambda part: period.has(part.recovered_at),
        "outstanding": lambda part: part.waits(at),
    }[name]
    own = [(line, part) for line, part in asked if chosen(part)]
    numbers = list(dict.fromkeys(line.number for line, _part in own))
    return {"count": len(own), "fen": sum(part.fen or 0 for _line, part in own), "numbers": numbers}


def insurers(lines: Sequence[Line], period: Period, at: dt.datetime) -> Data:
    """Insurance cases: reported, paid, refused in the period, and waiting at the end."""
    cases = [(line, each) for line in lines for each in line.insured]
    found = {
        "claimed": [(line, each) for line, each in cases if period.has(each.reported_at)],
        "recovered": [(line, each) for line, each in cases if period.has(each.settled_at) and each.fen],
        "refused": [(line, each) for line, each in cases if period.has(each.settled_at) and not each.fen],
        "waiting": [(line, each) for line, each in cases if each.waits(at)],
    }
    return {
        name: {
            "count": len(own),
            "fen": sum(each.fen or 0 for _line, each in own) if name == "recovered" else None,
            "numbers": [line.number for line, _each in own],
        }
        for name, own in found.items()
    }


def self_settled(lines: Sequence[Line], groups: Sequence[str], period: Period) -> list[Data]:
    """The four groups of S2-1.A2.5, those with none as well."""
    return [_group(lines, group, period) for group in groups]


def _group(lines: Sequence[Line], group: str, period: Period) -> Data:
    own = [line for line in lines if line.settled and line.settled.group == group]
    now = [line for line in own if line.settled_in(period)]
    before = [line for line in own if line.settled_in(period.before)]
    return {
        "key": group,
        "count": len(now),
        "fen": sum(line.settled.fen for line in now if line.settled),
        "before": {"count": len(before), "fen": sum(line.settled.fen for line in before if line.settled)},
        "numbers": [line.number for line in now],
    }
