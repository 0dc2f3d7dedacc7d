"""Makers of goods papers for tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shouwen.claims import actions
from shouwen.claims.models import LoadingRecord, Waybill

WRITTEN: dict[str, Any] = {
    "label_number": "884027160415",
    "shipper_name": "司马静怡",
    "shipper_phone": "136 0798 5521",
    "consignee_name": "吴晓东",
    "consignee_phone": "152 6177 0934",
    "goods": "青花瓷碗",
    "pieces": 6,
    "packing": "intact",
    "freight": 24000,
    "freight_words": "贰佰肆拾元整",
    "piece_freight": 4000,
    "cod": 186000,
    "cod_words": "壹仟捌佰陆拾元整",
    "payment": "receiver",
    "is_in_computer": True,
}


@dataclass
class Hands:
    """Who handles goods in these tests."""

    salesman: Any
    driver: Any
    loader: Any
    keeper: Any
    branch_clerk: Any
    branch: Any
    claims_clerk: Any
    brand: Any


def hands(cast: Any) -> Hands:
    company = cast.company
    return Hands(
        salesman=company["4611"],
        driver=company["4431"],
        loader=company["4441"],
        keeper=company["4411"],
        branch_clerk=company["7101"],
        branch=company["7101"].department,
        claims_clerk=company["3302"],
        brand=cast.brand,
    )


def waybill(who: Hands, number: str = "884027160415", **more: Any) -> Waybill:
    """A waybill the salesman entered."""
    written = {**WRITTEN, "label_number": number, "salesman": who.salesman, "branch": who.branch, **more}
    return actions.enter_waybill(by=who.salesman, brand=who.brand, number=number, **written)


def record(
    who: Hands, role: str, lines: dict[str, int], *, load: str = "CC-0715-1", sign: bool = True
) -> LoadingRecord:
    """The driver's or loader's record of a load: number → pieces, in this order."""
    by = getattr(who, role)
    made = actions.open_record(by=by, brand=who.brand, load=load, role=role, truck="苏E·88613")
    for number, pieces in lines.items():
        actions.write_line(made, by=by, number=number, pieces=pieces)
    if sign:
        actions.sign_record(made, by=by)
    return made
