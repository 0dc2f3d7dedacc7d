"""The customer as an actor: whoever has shown by a code that he may follow one case. He may do what follows it, no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Follower:
    """The customer of one case, for facts `customer:ID` (a reference, never his name). He holds no post and no grant."""

    case_id: int
    customer_id: int | None
    name: str = "客户"
    pk: None = None
    is_active: bool = True
    is_authenticated: bool = True

    @property
    def key(self) -> str:
        return f"customer:{self.customer_id}" if self.customer_id else "customer"

    def holds(self, post: str) -> bool:
        return False

    def granted(self, verb: str) -> bool:
        return False

    def may(self, verb: str, thing: Any = None) -> bool:
        from shouwen.kernel.policy import may  # reason: app-ready

        return may(self, verb, thing)


def is_customer(key: str) -> bool:
    """True for the actor of a fact that a customer left himself."""
    return key == "customer" or key.startswith("customer:")
