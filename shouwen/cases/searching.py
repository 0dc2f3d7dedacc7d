"""What of a case can be searched: number, reason, gist, customer and matter; never a telephone number."""

from __future__ import annotations

from typing import Any

from shouwen.kernel import search

CASES = search.Index("case")


def text_of(case: Any) -> str:
    """The searchable words of a case."""
    customer = f"{case.customer.name} {case.customer.company}" if case.customer else ""
    matter = case.matter.number if case.matter else ""
    return "\n".join(filter(None, (case.number, case.reason, case.gist, customer, matter)))


def index(case: Any) -> None:
    """Puts or refreshes the case in the index. Must run in the verb's transaction."""
    CASES.put(case.pk, text_of(case), scopes=(f"b{case.brand_id}",))
