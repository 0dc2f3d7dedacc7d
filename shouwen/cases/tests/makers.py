"""Makers of cases for tests."""

from __future__ import annotations

from typing import Any

from shouwen.cases import actions
from shouwen.cases.models import Case
from shouwen.customers import actions as customers


def customer(by: Any, brand: Any, name: str = "欧阳雪萍", phone: str = "138 0013 8206", **more: Any) -> Any:
    """A customer of the brand."""
    return customers.register(by=by, brand=brand, name=name, phone=phone, title="女士", company="禾润家纺", **more)


def complaint(cast: Any, *, by: Any = None, who: Any = None, waybill: str = "", **more: Any) -> Case:
    """A complaint taken on the telephone by the clerk."""
    by = by or cast.clerk
    brand = more.pop("brand", cast.brand)
    who = who or customer(by, brand)
    matter = customers.matter(brand, waybill, customer=who) if waybill else None
    values: dict[str, Any] = {
        "kind": "complaint",
        "category": "wrong_dispatch",
        "circumstances": {"cause": "sorting"},
        "reason": "货发错城市",
        "gist": "十二件面料应到苏州，司机说在杭州。",
        **more,
    }
    return actions.open_case(by=by, brand=brand, customer=who, matter=matter, **values)
