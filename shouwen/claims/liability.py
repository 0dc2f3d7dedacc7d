"""Who bears a loss in handing over goods: shares, fines and pieces out of the hits of the liability tables. Pure.

The tables say what follows from what; here is only what a table cannot say (S2 3.1): the first hit on conduct decides
the shares while every hit's fine is collected, several violators bear equal parts, and damage is judged by analogy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from shouwen.kernel.money import Money, split

Inputs = Mapping[str, Any]

PERSON, CONDUCT, PAPERS, PIECES = "liability-person", "liability-conduct", "liability-papers", "liability-pieces"
#: Rows that each lay the whole loss on somebody for what he did; different persons share equally (O-13).
WHOLE = ("L0-01a", "L0-01b", "L0-02")
RECORDERS = ("driver", "loader")
BAND = "–"


def words(inputs: Inputs) -> dict[str, Any]:
    """What the tables ask besides the inputs: note_pattern, noter_known, absent, strayed, records, counts.

    note_pattern: none 0000 · all 1111 · tail 0110, 0111 · other; null while copies 1–3 are not known.
    """
    return {
        "note_pattern": note_pattern(inputs),
        "noter_known": inputs.get("noter") is not None,
        "absent": bool(inputs.get("off_post")),
        "strayed": bool(inputs.get("cross_post")),
        "records": records(inputs.get("driver_record"), inputs.get("loader_record")),
        "counts": counts(*(inputs.get(f"{paper}_pieces") for paper in ("driver", "loader", "waybill"))),
    }


def note_pattern(inputs: Inputs) -> str | None:
    """Which copies of the waybill carry a note. No note counts where the tenant asks for a refusal that was none (O-3)."""
    notes = inputs.get("notes")
    if notes is None or len(notes) != 4:
        return None
    if inputs.get("note_needs_refusal") and inputs.get("refused") is not True:
        return "none"
    marks = "".join(notes)
    return {"0000": "none", "1111": "all"}.get(marks) or ("tail" if marks.startswith("011") else "other")


def records(driver: bool | None, loader: bool | None) -> str | None:
    """Whose loading record carries the goods; null while either is not known."""
    if driver is None or loader is None:
        return None
    return {(True, True): "both", (True, False): "driver_only", (False, True): "loader_only"}.get(
        (driver, loader), "neither"
    )


def counts(driver: Any, loader: Any, waybill: Any) -> str:
    """How the written counts of pieces stand to one another; spoken statements do not count (S2-1.F.4.2.5a)."""
    if driver is None and loader is None:
        return "nothing" if waybill is None else "waybill_only"
    if driver is None or loader is None:
        return "one_record"
    return "equal" if driver == loader else "differ"


def reckon(inputs: Inputs, hits: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, Any]:
    """The answer: shares {party: "1/2"} or null, fines [[party, "100.00", certainty]], pieces, ask, and the rows."""
    beyond = {row.id: row for row in hits[PERSON].rows}
    if "O-16" in beyond:
        return _answer(inputs, {}, [], [_reason(PERSON, beyond["O-16"])], hits)
    shares, reasons = _by_conduct(inputs, hits[CONDUCT])
    if not shares and inputs["outcome"] != "none":
        found, more = _by_papers(inputs, hits, beyond)
        shares, reasons = found, [*reasons, *more]
    fines, fining = _fines(inputs, hits[CONDUCT])
    known = {each["line"] for each in reasons}
    return _answer(inputs, shares, fines, [*reasons, *(each for each in fining if each["line"] not in known)], hits)


def _answer(
    inputs: Inputs, shares: dict[str, Fraction], fines: list[list[str]], reasons: list[dict[str, Any]], hits: Any
) -> dict[str, Any]:
    pieces, counted = _pieces(inputs, hits[PIECES])
    said: dict[str, Any] = {
        "shares": {party: str(share) for party, share in shares.items()} or None,
        "fines": fines,
        "pieces": pieces,
        "ask": _asks(hits[PAPERS], reasons),
    }
    return {"outcome": said, "rows": [*reasons, *counted]}


# Conduct and notes: L0.


def _by_conduct(inputs: Inputs, found: Any) -> tuple[dict[str, Fraction], list[dict[str, Any]]]:
    """Shares of the first hit that gives any; without one, the rows that pass the matter on to the papers."""
    sharing = [(row, said["shares"]) for row, said in zip(found.rows, found.outputs, strict=True) if said.get("shares")]
    if not sharing:
        silent = [row for row, said in zip(found.rows, found.outputs, strict=True) if not said.get("fine")]
        return {}, [_reason(CONDUCT, row) for row in silent]
    whole = [(row, named) for row, named in sharing if row.id in WHOLE]
    chosen = whole if whole and inputs.get("several_violators") != "first" else sharing[:1]
    if len(chosen) > 1:
        violators = dict.fromkeys(each for _, named in chosen for each in _people(named, inputs))
        return _equal(violators), [_reason(CONDUCT, row) for row, _ in chosen]
    row, named = chosen[0]
    return shared(named, inputs), [_reason(CONDUCT, row)]


def shared(named: Iterable[str], inputs: Inputs) -> dict[str, Fraction]:
    """Shares as a table writes them: `driver 1/2`, or a word for whoever the inputs name, in equal parts."""
    parts = [entry.split() for entry in named]
    if all(len(part) == 2 for part in parts):
        return {party: Fraction(share) for party, share in parts}
    return _equal(dict.fromkeys(_people([part[0] for part in parts], inputs)))


def _equal(parties: Mapping[str, Any]) -> dict[str, Fraction]:
    return {party: Fraction(1, len(parties)) for party in parties}


def _people(named: Iterable[str], inputs: Inputs) -> list[str]:
    """Parties behind the table's words: absentee, strayed, copier, noter, unrecorded; any other word is a party."""
    copied = inputs.get("copied_by")
    behind: dict[str, Iterable[str]] = {
        "absentee": inputs.get("off_post") or (),
        "strayed": inputs.get("cross_post") or (),
        "copier": RECORDERS if copied == "both" else [copied] if copied in RECORDERS else (),
        "noter": [inputs["noter"]] if inputs.get("noter") else (),
        "unrecorded": [party for party in RECORDERS if inputs.get(f"{party}_record") is False],
    }
    return [party for word in named for party in dict.fromkeys(behind.get(word, [word]))]


def _fines(inputs: Inputs, found: Any) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """Every hit's fine, each with the certainty of its row."""
    fines: list[list[str]] = []
    reasons: list[dict[str, Any]] = []
    for row, said in zip(found.rows, found.outputs, strict=True):
        people = _people(said.get("fine_on") or (), inputs) if said.get("fine") else []
        if people:
            certainty = said.get("fine_certainty") or row.certainty
            fines += [
                [party, amount, certainty]
                for party, amount in zip(people, _amounts(said["fine"], people, inputs), strict=True)
            ]
            reasons.append({**_reason(CONDUCT, row), "certainty": certainty})
    return fines, reasons


def _amounts(fine: str, people: list[str], inputs: Inputs) -> list[str]:
    """The fine of each: the whole for everyone, or one fine shared where the tenant fines the event; a band stays one."""
    if inputs.get("fine_per") != "event" or BAND in fine:
        return [fine] * len(people)
    return [str(part) for part in split(Money.parse(fine), [1] * len(people))]


# The papers: L1, and what they leave to a person.


def _by_papers(
    inputs: Inputs, hits: Mapping[str, Any], beyond: Mapping[str, Any]
) -> tuple[dict[str, Fraction], list[dict[str, Any]]]:
    if "O-17" in beyond:
        said = dict(zip(beyond, hits[PERSON].outputs, strict=True))["O-17"]
        return shared(said["shares"], inputs), [_reason(PERSON, beyond["O-17"])]
    found = hits[PAPERS]
    by_person = inputs["outcome"] == "damaged" and inputs.get("damage_by_papers") is False
    if not found.rows or by_person:
        return {}, [_reason(PERSON, beyond["L1-99"])]
    reason = _reason(PAPERS, found.rows[0])
    if inputs["outcome"] == "damaged" and reason["certainty"] == "stated":
        reason["certainty"] = "analogy"  # the papers' rules speak of loss only (O-12)
    return shared(found.outputs[0]["shares"], inputs), [reason]


def _asks(found: Any, reasons: list[dict[str, Any]]) -> list[str]:
    """What the papers leave to be asked of people, where a row of the papers decided."""
    if not found.rows or found.rows[0].id not in {each["line"] for each in reasons}:
        return []
    return list(found.outputs[0].get("ask") or [])


# Pieces: L2.


def _pieces(inputs: Inputs, found: Any) -> tuple[int | None, list[dict[str, Any]]]:
    if not found.rows or inputs["outcome"] == "none":
        return None, []
    first, second = (inputs.get(f"{party}_pieces") for party in RECORDERS)
    by: dict[str, Any] = {
        "driver": first,
        "recorded": second if first is None else first,
        "waybill": inputs.get("waybill_pieces"),
    }
    return int(by[found.outputs[0]["pieces_from"]]), [_reason(PIECES, found.rows[0])]


def _reason(table: str, row: Any) -> dict[str, Any]:
    clauses = tuple(row.because)
    return {"table": table, "row": row.of or row.id, "clauses": clauses, "certainty": row.certainty, "line": row.id}


def branch(inputs: Inputs, hits: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Liability of a branch outside the handover rules (L3): the table's shares as {party: "1"}."""
    return {"outcome": {"shares": {party: str(share) for party, share in shared(outcome["shares"], inputs).items()}}}
