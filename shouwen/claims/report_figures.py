"""What a claims report counts: figures, tables and detail, each with the claims behind it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from statistics import mean, median
from typing import Any

from shouwen.claims.periods import Period
from shouwen.claims.report_lines import Line, Settled
from shouwen.claims.report_recovery import insurers, named_parties, recovery, self_settled

Data = dict[str, Any]


def figures(
    lines: Sequence[Line], period: Period, *, bands: Sequence[int], groups: Sequence[str], at: dt.datetime
) -> Data:
    """The whole report as plain data: drawn while it is a draft, frozen when it is handed in.

    `lines` are the claims anything happened to in the period or the one before, and all that still waited. A period
    that is not over is counted up to `at`, the one before to its end. `bands` are the last days of the ageing bands,
    `groups` those who may settle a loss by themselves.
    """
    known = min(at + dt.timedelta(microseconds=1), period.end)  # what happens at this very moment has happened
    before = period.before
    now, then = _figures(lines, period, known), _figures(lines, before, before.end)
    for name, figure in now.items():
        figure["before"] = then[name]["value"]
    return {
        "as_of": at.isoformat(),
        "known_to": min(at, period.end).isoformat(),
        "bands": list(bands),
        "figures": now,
        "by_kind": _grouped(lines, period, lambda line: line.kind),
        "by_department": _grouped(lines, period, lambda line: line.department),
        "by_party": _by_party(lines, period),
        "causes": causes(lines, period),
        "ageing": ageing(lines, bands, known),
        "recovery": recovery(lines, period, known),
        "insurers": insurers(lines, period, known),
        "settled": self_settled(lines, groups, period),
        "months": [_month(lines, month) for month in period.months if month.begin < known],
        "lines": [_line(line, period, known) for line in lines if _belongs(line, period)],
        "settlements": [_settlement(line, line.settled) for line in lines if line.settled and line.settled_in(period)],
    }


def _figures(lines: Sequence[Line], period: Period, at: dt.datetime) -> Data:
    paid = [line for line in lines if line.paid_in(period)]
    days = [line.days for line in paid if line.days is not None]
    back = [line for line in lines if any(period.has(part.recovered_at) for part in line.parts)]
    insured = [line for line in lines if _insured_fen(line, period)]
    return {
        "accidents": _figure(
            [line for line in lines if any(map(period.has, line.accidents))],
            sum(period.has(signed) for line in lines for signed in line.accidents),
        ),
        "reported": _figure([line for line in lines if line.reported_in(period)]),
        "paid": {**_figure(paid), "made_good": sum(line.made_good for line in paid)},
        "paid_sum": _figure([line for line in paid if line.paid_fen], sum(line.paid_fen for line in paid)),
        "days": {
            **_figure(paid, round(mean(days), 1) if days else None),
            "value": round(mean(days), 1) if days else None,
            "median": round(median(days), 1) if days else None,
        },
        "pending": _figure([line for line in lines if line.is_pending(at)]),
        "recovered": _figure(
            back,
            sum(part.fen or 0 for line in back for part in line.parts if period.has(part.recovered_at)),
        ),
        "insured": _figure(insured, sum(_insured_fen(line, period) for line in insured)),
        "settled": {
            **_figure([line for line in lines if line.settled_in(period)]),
            "fen": sum(line.settled.fen for line in lines if line.settled and line.settled_in(period)),
        },
    }


def _figure(lines: Sequence[Line], value: float | None = None) -> Data:
    return {"value": len(lines) if value is None else value, "numbers": _numbers(lines)}


def _numbers(lines: Iterable[Line]) -> list[str]:
    return [line.number for line in lines]


def _insured_fen(line: Line, period: Period) -> int:
    return sum(each.fen or 0 for each in line.insured if period.has(each.settled_at))


def _grouped(lines: Sequence[Line], period: Period, name: Callable[[Line], str]) -> list[Data]:
    """Claims reported and paid in this period and the one before by a word, the largest sum first."""
    rows = []
    for key in dict.fromkeys(name(line) for line in lines):
        own = [line for line in lines if name(line) == key]
        now, before = _counted(own, period), _counted(own, period.before)
        behind = {
            "numbers": _numbers(line for line in own if line.reported_in(period)),
            "paid_numbers": _numbers(line for line in own if line.paid_in(period)),
        }
        if any(now.values()) or any(before.values()):
            rows.append({"key": key, **now, "before": before, **behind})
    return sorted(rows, key=lambda row: (-row["fen"], -row["reported"], row["key"]))


def _counted(lines: Sequence[Line], period: Period) -> Data:
    paid = [line for line in lines if line.paid_in(period)]
    return {
        "reported": sum(line.reported_in(period) for line in lines),
        "paid": len(paid),
        "fen": sum(line.paid_fen for line in paid),
    }


def _by_party(lines: Sequence[Line], period: Period) -> list[Data]:
    """What each party bears of the sums paid in the period."""
    rows = []
    for party in named_parties(lines):
        now, before = (
            [(line, part) for line in lines if line.paid_in(each) for part in line.parts if part.party == party]
            for each in (period, period.before)
        )
        if now or before:
            rows.append(
                {
                    "key": party,
                    "count": len(now),
                    "fen": sum(part.fen or 0 for _line, part in now),
                    "before": {"count": len(before), "fen": sum(part.fen or 0 for _line, part in before)},
                    "numbers": _numbers(line for line, _part in now),
                }
            )
    return sorted(rows, key=lambda row: (-row["fen"], row["key"]))


def cause_of(line: Line) -> str:
    """Traffic accidents and stolen vehicles by themselves; else what the liability rules said; "" while undecided."""
    return line.nature if line.nature != "ordinary" else line.why


def amount_of(line: Line) -> int:
    """What a claim costs as far as it is known: shared out or paid, else what the customer asks."""
    borne = sum(part.fen or 0 for part in line.parts)
    return line.paid_fen or (line.settled.fen if line.settled else 0) or borne or line.requested_fen or 0


def causes(lines: Sequence[Line], period: Period) -> list[Data]:
    """Causes of what was reported in the period, the most frequent first, with the share they add up to (Pareto)."""
    reported = [line for line in lines if line.reported_in(period)]
    before = [cause_of(line) for line in lines if line.reported_in(period.before)]
    rows: list[Data] = []
    for key in dict.fromkeys([*(cause_of(line) for line in reported), *before]):
        own = [line for line in reported if cause_of(line) == key]
        rows.append(
            {
                "key": key,
                "count": len(own),
                "before": before.count(key),
                "fen": sum(map(amount_of, own)),
                "departments": sorted({line.department for line in own if line.department}),
                "routes": sorted({line.route for line in own if line.route}),
                "numbers": _numbers(own),
            }
        )
    rows.sort(key=lambda row: (-row["count"], -row["fen"], row["key"]))
    so_far = 0
    for row in rows:
        so_far += row["count"]
        row["share"] = round(100 * so_far / len(reported), 1) if reported else 0.0
    return rows


def ageing(lines: Sequence[Line], bands: Sequence[int], at: dt.datetime) -> list[Data]:
    """How long customers have been waiting at `at`: `bands` (7, 30, 90) are the last days of each but the open one."""
    rows = []
    first = 0
    for last in [*bands, None]:
        own = [
            line
            for line in lines
            if line.is_pending(at) and first <= line.age(at) and (last is None or line.age(at) <= last)
        ]
        fen = sum(line.requested_fen or 0 for line in own)
        rows.append({"from": first, "to": last, "count": len(own), "fen": fen, "numbers": _numbers(own)})
        first = (last or 0) + 1
    return rows


def _month(lines: Sequence[Line], month: Period) -> Data:
    accidents = sum(month.has(signed) for line in lines for signed in line.accidents)
    settled = sum(line.settled_in(month) for line in lines)
    return {"month": month.part, "accidents": accidents, **_counted(lines, month), "settled": settled}


def _belongs(line: Line, period: Period) -> bool:
    return line.reported_in(period) or line.paid_in(period) or line.settled_in(period)


def _line(line: Line, period: Period, at: dt.datetime) -> Data:
    paid = line.paid_in(period)
    insured = sum(each.fen or 0 for each in line.insured if each.settled_at and each.settled_at < at)
    return {
        "number": line.number,
        "reported_at": line.reported_at.isoformat(),
        "waybill": line.waybill,
        "goods": line.goods,
        "kind": line.kind,
        "cause": cause_of(line),
        "department": line.department,
        "requested_fen": line.requested_fen,
        "cap_fen": line.cap_fen,
        "paid_fen": line.paid_fen if paid and not line.made_good else None,
        "paid_at": line.paid_at.isoformat() if paid and line.paid_at else None,
        "method": line.method if paid else "",
        "days": line.days if paid else None,
        "insured_fen": insured or None,
        "parts": [{"party": part.party, "words": part.words, "fen": part.fen} for part in line.parts],
        "settled": line.settled_in(period),
    }


def _settlement(line: Line, settled: Settled) -> Data:
    return {
        "number": line.number,
        "waybill": line.waybill,
        "goods": line.goods,
        "group": settled.group,
        "fen": settled.fen,
        "on": settled.on.isoformat(),
    }


def without(data: Data, hidden: set[str]) -> Data:
    """The report for a person who is a party to some of its claims: counted still, their words taken out."""
    if not hidden:
        return data
    blank = {"waybill": "", "goods": "", "parts": [], "hidden": True}
    return {
        **data,
        **{
            part: [{**line, **blank} if line["number"] in hidden else line for line in data[part]]
            for part in ("lines", "settlements")
        },
    }


def numbers_behind(data: Data, figure: str) -> list[str] | None:
    """Claims behind a figure: `paid`, `kind.0`, `cause.2`, `recovery.outstanding`, `share.1`. None for none such."""
    name, _dot, rest = figure.partition(".")
    if not rest and name in data["figures"]:
        return list(data["figures"][name]["numbers"])
    cells = {"recovery": data["recovery"]["total"], "insurers": data["insurers"]}.get(name, {})
    if rest in cells:
        return list(cells[rest]["numbers"])
    table = TABLES.get(name.removesuffix("_paid"), "")
    rows = data["recovery"]["rows"] if name == "share" else data.get(table, [])
    column = "paid_numbers" if name.endswith("_paid") else "numbers"
    if not (rest.isascii() and rest.isdecimal() and len(rest) < 6 and int(rest) < len(rows)):
        return None
    found = rows[int(rest)].get(column)
    return None if found is None else list(found)


TABLES = {
    "kind": "by_kind",
    "department": "by_department",
    "party": "by_party",
    "cause": "causes",
    "ageing": "ageing",
    "settled": "settled",
}
