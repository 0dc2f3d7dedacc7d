"""The customer-type cards of a pack (`customer_types.toml`, docs/packs.md): how to recognise, how to serve, what never."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from shouwen.rulebook.sheets import Cited, Problem, Sheet

if TYPE_CHECKING:
    from shouwen.rulebook.packs import Pack

FILE = "customer_types.toml"


class CustomerType(Cited):
    """One type. `inferred` says that the standard names the type and how to serve it, but not how to recognise it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$", max_length=20)]
    title: str = Field(min_length=1)
    signs: list[str] = Field(min_length=1)
    serve: list[str] = Field(min_length=1)
    never: list[str] = Field(min_length=1)
    inferred: bool = False


class CustomerTypesSheet(Sheet):
    """`purpose` is what the marks are kept for, in one sentence; the page shows it (PIPL 6, 7, 17)."""

    purpose: str = ""
    type: list[CustomerType] = []


def types_of(pack: Pack) -> dict[str, CustomerType]:
    """The types of a pack by id, in the pack's order."""
    return {each.id: each for each in pack.customer_types.type}


def cited(pack: Pack) -> Iterator[tuple[str, str, Cited]]:
    yield from ((FILE, each.id, each) for each in pack.customer_types.type)


def check_customer_types(pack: Pack) -> Iterator[Problem]:
    """Types without a purpose may not be marked at all."""
    if pack.customer_types.type and not pack.customer_types.purpose.strip():
        zh, en = "标记客户类型要先写明目的。", "Marking customers needs a purpose."
        yield Problem(FILE, "purpose", zh, en)
