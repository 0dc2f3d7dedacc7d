"""What a customer gets for lost or damaged goods: method, base, rate and amount out of the compensation tables. Pure.

The tables hold rates, multiples and which base counts (S2-1.G.4.1 to G.4.4 and the notes); here is the arithmetic.
Amounts are yuan as Decimal with two places, rounded half up to the fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Inputs = Mapping[str, Any]
Row = tuple[Any, dict[str, Any]]  # a compiled row and what it says

ACCIDENT, FRAGILE, ORDINARY = "compensation-accident", "compensation-fragile", "compensation"
FEN = Decimal("0.01")


def words(inputs: Inputs) -> dict[str, Any]:
    """What the tables ask besides the inputs.

    declared, listed, guaranteed: is there a declared value, a list, a value guarantee. total: is the whole consignment
    gone. wear: fragile goods damaged beyond the allowance (over | within | unproven; null for goods that are not).
    """
    return {
        "declared": bool(inputs.get("declared_value")),
        "listed": inputs.get("list_value") is not None,
        "guaranteed": inputs.get("insured") is True,
        "breakable": inputs.get("fragile") is True,
        "wear": _wear(inputs),
        "total": _is_total(inputs),
    }


def _wear(inputs: Inputs) -> str | None:
    if inputs.get("fragile") is not True or inputs.get("kind") != "damage":
        return None
    damaged, whole = inputs.get("damaged_value"), inputs.get("consignment_value")
    if damaged is None or whole is None:
        return "unproven"
    return "over" if damaged > _allowance(inputs, whole) else "within"


def _allowance(inputs: Inputs, whole: Decimal) -> Decimal:
    """Normal wear, by value of the consignment (A-4); the rate in percent is a setting that the clause gives."""
    return whole * inputs["wear_allowance"] / 100


def _is_total(inputs: Inputs) -> bool:
    """Nothing said of the share means the whole, unless the pieces gone are counted one by one."""
    if inputs.get("lost_share") is not None:
        return bool(inputs["lost_share"] == 1)
    return inputs.get("piece_freight") is None or inputs.get("pieces") is None


def reckon(inputs: Inputs, hits: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, Any]:
    """The answer: method, amount where there is one, base, rate, and for a refusal what old data would get.

    Accident and theft are asked first, then fragile goods, then the ordinary table.
    """
    chain: list[Row] = []
    accident = _hit(hits[ACCIDENT])
    if accident is not None:
        chain.append(accident)
    if accident is None or not accident[1].get("method"):
        fragile = _hit(hits[FRAGILE])
        if fragile is not None:
            chain.append(fragile)
        if fragile is None or not fragile[1].get("method"):
            ordinary = _hit(hits[ORDINARY])
            if ordinary is None:
                raise AssertionError("the ordinary table has an answer to everything")
            chain.append(ordinary)
    rows = [_reason(hits, row) for row, _ in chain]
    return {"outcome": _said(chain[-1][1], inputs), "rows": rows}


def _said(said: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    answer: dict[str, Any] = {"method": said["method"], **_amount(said, inputs)}
    if said.get("proposal"):
        proposed = {**said, "method": said["proposal"]}
        answer["proposal"] = {"method": said["proposal"], **_amount(proposed, inputs)}
    if said.get("ask"):
        answer["ask"] = list(said["ask"])
    return answer


def _amount(said: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Amount, base and rate of a method that pays; `missing` names what must be known first."""
    if said["method"] == "none":
        return {"amount": _money(Decimal(0))}
    if said["method"] not in ("fixed", "cap"):
        return {}
    base, source, missing = _base(said["base"], inputs)
    if missing:
        return {"missing": missing}
    factor = said.get("rate")
    value = base * said["times"] if factor is None else base * factor / 100
    shown = {"rate": f"{factor.normalize():f}%"} if factor is not None else {"times": said["times"]}
    return {"amount": _money(value), "base": _money(base), "base_from": source, **shown}


def _money(value: Decimal) -> Decimal:
    return value.quantize(FEN, rounding=ROUND_HALF_UP)


def _base(kind: str, inputs: Inputs) -> tuple[Decimal, str, list[str]]:
    """The base, where it came from, and what is missing. Of declared or market price the lower counts (A-1, A-11)."""
    if kind == "freight":
        return _freight(inputs, Decimal(1))
    if kind == "freight_after_wear":
        return _freight(inputs, 1 - inputs["wear_allowance"] / 100)
    if kind == "over_wear":
        damaged, whole = inputs["damaged_value"], inputs["consignment_value"]
        deducted = _allowance(inputs, whole) if inputs["wear_reading"] == "deduction" else Decimal(0)
        return damaged - deducted, "damaged_value", []
    known = {source: value for source in BASES[kind] if (value := _worth(source, inputs)) is not None}
    if kind == "declared_only" or not known:
        missing = [] if known else [f"{BASES[kind][0]}_value"]
        return next(iter(known.values()), Decimal(0)), "declared", missing
    wanted = inputs.get("base_choice") or inputs["base_reading"]
    source = wanted if wanted in known else min(known, key=lambda each: known[each])
    return known[source], source, []


#: Which values a base may be taken from. The market price limits the list too (A-11).
BASES = {
    "declared": ("declared", "market"),
    "list": ("list", "market"),
    "declared_or_list": ("declared", "list", "market"),
    "declared_only": ("declared",),
}


def _worth(source: str, inputs: Inputs) -> Decimal | None:
    """A value for the goods lost or damaged: declared and market price are the consignment's, the list is theirs."""
    value = inputs.get(f"{source}_value")
    share = Fraction(1) if source == "list" else inputs.get("lost_share") or Fraction(1)
    return None if value is None else value * share.numerator / share.denominator


def _freight(inputs: Inputs, part: Decimal) -> tuple[Decimal, str, list[str]]:
    """Freight of the pieces affected: per piece times pieces, or once, as the setting reads the clause (A-3)."""
    missing = [name for name in ("piece_freight", "pieces") if inputs.get(name) is None]
    if missing:
        return Decimal(0), "piece_freight", missing
    pieces = inputs["pieces"] if inputs["freight_reading"] == "each" else Decimal(1)
    return inputs["piece_freight"] * pieces * part, "piece_freight", []


def _hit(found: Any) -> Row | None:
    return (found.rows[0], found.outputs[0]) if found.rows else None


def _reason(hits: Mapping[str, Any], row: Any) -> dict[str, Any]:
    table = next(name for name, found in hits.items() if row in found.rows)
    clauses = tuple(row.because)
    return {"table": table, "row": row.of or row.id, "clauses": clauses, "certainty": row.certainty, "line": row.id}
