"""Facts: declared with their sentence, recorded by verbs, heard by rooms above. Timeline, audit and outbox in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from shouwen.kernel import clock
from shouwen.kernel.models import Fact, Unsealed, about


@dataclass(frozen=True)
class Kind:
    """A declared fact: dotted name in the past tense, sentence for the timeline, schema version, icon and tone."""

    name: str
    sentence: Any
    version: int = 1
    icon: str = "point"
    tone: str = ""
    audience: str = "internal"


KINDS: dict[str, Kind] = {}
LISTENERS: dict[str, tuple[tuple[str, ...], Callable[[Fact], None]]] = {}


def declare(
    name: str,
    sentence: Any,
    *,
    version: int = 1,
    icon: str = "point",
    tone: str = "",
    audience: str = "internal",
) -> str:
    """Declares a fact and returns its name. `sentence` may use `{actor}` and the names in the fact's refs."""
    if name in KINDS:
        raise ValueError(f"fact declared twice: {name}")
    KINDS[name] = Kind(name, sentence, version, icon, tone, audience)
    return name


def record(kind: str, *, by: Any, about_thing: Any, refs: dict[str, Any] | None = None) -> Fact:
    """Writes a fact in the transaction of the verb that calls it.

    `refs` holds references, digests, states and times: no names of customers, numbers or free text.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is recorded inside the transaction of its verb")
    declared = KINDS[kind]
    about_kind, about_id = about(about_thing)
    fact = Fact.objects.create(
        kind=kind,
        version=declared.version,
        at=clock.now(),
        actor=by.key,
        about_kind=about_kind,
        about_id=about_id,
        refs=refs or {},
    )
    Unsealed.objects.create(fact=fact)
    return fact


def on(*kinds: str) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """Makes a function a listener: it hears each sealed fact of these kinds once, in the worker, in a transaction."""

    def register(listener: Callable[[Fact], None]) -> Callable[[Fact], None]:
        name = f"{listener.__module__.removeprefix('shouwen.')}.{listener.__name__}"
        LISTENERS[name] = (kinds, listener)
        return listener

    return register


def timeline(thing: Any, limit: int = 200) -> list[Fact]:
    """Facts about a thing, newest first."""
    about_kind, about_id = about(thing)
    return list(Fact.objects.filter(about_kind=about_kind, about_id=about_id).order_by("-id")[:limit])
