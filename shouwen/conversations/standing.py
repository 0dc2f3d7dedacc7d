"""Who writes on the web rests on what he typed himself: whoever answers is told so before he tells anything of a case."""

from __future__ import annotations

from typing import Any

from shouwen.customers import queries as customers

#: First the customer's identity is checked; who is not known is told no facts of a case.
CLAUSE = "S3-5.2.2.2a"


def is_unproved(conversation: Any) -> bool:
    """True when the house knew the customer before, and nothing but his number or address says that this is he."""
    known = conversation.customer
    return bool(conversation.kind == "chat" and known is not None and customers.is_named_by_us(known))


def is_strange_address(conversation: Any) -> bool:
    """True when answers go to an address that is none of the customer's."""
    known, address = conversation.customer, conversation.address
    return bool(known is not None and address and not customers.is_reached_by(known, address))
