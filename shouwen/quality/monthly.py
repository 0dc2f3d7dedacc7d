"""The lines of 监察奖罚明细报表 as data to be shown, printed and frozen: each penalty netted, totals by person and unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from shouwen.kernel import clock
from shouwen.quality import queries
from shouwen.quality.models import LedgerEntry, MonthlyDetail

Data = dict[str, Any]


def drawn(detail: MonthlyDetail, now: dt.datetime) -> Data:
    """Lines and totals of a month as its ledger stands now."""
    lines = [line for group in _grouped(queries.entries_of(detail)) if (line := _line(group))]
    vetoes = [
        {
            "who": str(veto.person or veto.department),
            "person": veto.person_id,
            "case": veto.case.number if veto.case else "",
            "case_id": veto.case_id,
        }
        for veto in queries.vetoes(detail.brand, detail.month)
    ]
    return {"as_of": now.isoformat(), "lines": lines, "vetoes": vetoes, **totals(lines)}


def _grouped(entries: Iterable[LedgerEntry]) -> list[list[LedgerEntry]]:
    """Entries of one penalty together, in the order of the first; a reward is a group of its own."""
    groups: dict[tuple[str, int], list[LedgerEntry]] = {}
    for entry in entries:
        key = ("penalty", entry.penalty_id) if entry.penalty_id else ("reward", entry.pk)
        groups.setdefault(key, []).append(entry)
    return list(groups.values())


def _line(group: list[LedgerEntry]) -> Data | None:
    """One line for what is left of a group; None when it was entered and taken back within the month."""
    sign = sum(entry.sign for entry in group)
    amount = sum(entry.sign * (entry.amount_fen or 0) for entry in group)
    if sign == 0 and amount == 0:
        return None
    last = group[-1]
    penalty = last.penalty
    violation = penalty.violation if penalty else None
    checker = violation.substantiated_by if violation else last.by
    return {
        "entry": last.pk,
        "penalty": penalty.pk if penalty else None,
        "violation": violation.pk if violation else None,
        "number": violation.number if violation else "",
        "date": clock.local(violation.found_at if violation else last.at).date().isoformat(),
        "unit": last.department.name,
        "person": str(last.person) if last.person else "",
        "event": violation.facts_stated if violation else last.words,
        "source": violation.source if violation else "",
        "row": violation.row if violation else "",
        "clauses": violation.clauses if violation else [],
        "certainty": violation.certainty if violation else "",
        "kind": "reward" if last.kind == "reward" else "penalty" if sign > 0 else "reversal",
        "measure": penalty.measure if penalty else last.what,
        "amount": amount if amount or _costs(group) else None,
        "sign": sign,
        "appraisal": last.counts_in_appraisal,
        "by": str(checker) if checker else "",
    }


def _costs(group: list[LedgerEntry]) -> bool:
    return any(entry.amount_fen is not None for entry in group)


def totals(lines: list[Data]) -> Data:
    """Fines and rewards by person and by unit, in the order they come; the person's lines count for his unit too."""
    people: dict[str, Data] = {}
    units: dict[str, Data] = {}
    for line in lines:
        if line["person"]:
            _add(people, line["person"], line)
        _add(units, line["unit"], line)
    return {"by_person": list(people.values()), "by_unit": list(units.values()), "total": _whole(units.values())}


def _add(into: dict[str, Data], name: str, line: Data) -> None:
    row = into.setdefault(name, {"name": name, "count": 0, "fined": 0, "rewarded": 0})
    row["count"] += 1
    row["rewarded" if line["kind"] == "reward" else "fined"] += line["amount"] or 0


def _whole(rows: Iterable[Data]) -> Data:
    whole = {"count": 0, "fined": 0, "rewarded": 0}
    for row in rows:
        for name in whole:
            whole[name] += row[name]
    return whole


def without(data: Data, hidden: Collection[int], cases: Collection[int] = ()) -> Data:
    """The same with the lines he must not read veiled: what it was and who, never the sums (decisions.md 7)."""
    veiled = {"person": "", "event": "", "by": "", "number": "", "violation": None, "hidden": True}
    lines = [{**line, **veiled} if line["violation"] in hidden else line for line in data["lines"]]
    vetoes = [veto for veto in data["vetoes"] if veto["case_id"] not in cases]
    persons = {line["person"] for line in data["lines"] if line["violation"] in hidden}
    by_person = [row for row in data["by_person"] if row["name"] not in persons] if persons else data["by_person"]
    return {**data, "lines": lines, "vetoes": vetoes, "by_person": by_person}


def hidden_from(person: Any, data: Data) -> set[int]:
    """Violations among the lines that this person may not see."""
    there = {line["violation"] for line in data["lines"] if line["violation"]}
    return there - set(queries.visible_to(person).filter(pk__in=there).values_list("pk", flat=True)) if there else there
