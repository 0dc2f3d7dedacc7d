"""What is on this person's plate: every room answers, the workbench shows it by due time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, overload


@dataclass(frozen=True)
class Item:
    """One thing to do: what, for which thing, until when, by which clauses, and where to do it."""

    title: Any
    url: str
    due_at: dt.datetime | None
    number: str = ""
    who: str = ""
    detail: Any = ""
    source: Any = ""
    clauses: tuple[str, ...] = ()
    origin: str = "source"
    basis_url: str = ""
    button: Any = ""
    started_at: dt.datetime | None = None
    paused: bool = False
    tab: str = "mine"
    extra: dict[str, Any] = field(default_factory=dict)


Source = Callable[[Any], Iterable[Item]]
#: Each with the tab it answers for; "" when its items say themselves in which they stand.
SOURCES: list[tuple[str, Source]] = []


@overload
def source(answer: Source) -> Source: ...
@overload
def source(*, tab: str) -> Callable[[Source], Source]: ...
def source(answer: Source | None = None, *, tab: str = "") -> Source | Callable[[Source], Source]:
    """Declares a function from person to items; with `tab` it is only asked when that tab is shown."""

    def register(asked: Source) -> Source:
        SOURCES.append((tab, asked))
        return asked

    return register(answer) if answer else register


def of(person: Any, tab: str = "mine") -> list[Item]:
    """Items of `person` in `tab` (mine · started · told · done), by due time; those without one last, as given."""
    asked = [answer for where, answer in SOURCES if where in ("", tab)]
    items = [item for ask in asked for item in ask(person) if item.tab == tab]
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(items, key=lambda item: (item.paused, item.due_at or far))
