"""Lifecycles as tables. The only code that assigns a state: a guarded update plus a fact saying so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import facts
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import MoveRefused, Stale


@dataclass(frozen=True)
class Move:
    """One verb of a lifecycle: from which states, to which, and the fact it leaves."""

    verb: str
    start: tuple[str, ...]
    end: str
    fact: str


class Machine:
    """A lifecycle over `field` of a model that also has an integer `version`."""

    def __init__(self, name: str, states: dict[str, Any], moves: tuple[Move, ...], field: str = "state") -> None:
        self.name = name
        self.states = states
        self.field = field
        self.moves = {move.verb: move for move in moves}
        for move in moves:
            unknown = {*move.start, move.end} - states.keys()
            if unknown:
                raise ValueError(f"{name}.{move.verb} names unknown states {unknown}")

    def choices(self) -> list[tuple[str, Any]]:
        return list(self.states.items())

    def can(self, thing: Any, verb: str) -> bool:
        """True when `verb` goes from the state `thing` is in."""
        return getattr(thing, self.field) in self.moves[verb].start

    def move(
        self,
        thing: Any,
        verb: str,
        *,
        by: Any,
        changes: dict[str, Any] | None = None,
        refs: dict[str, Any] | None = None,
        fact_about: Any = None,
    ) -> Fact:
        """Moves `thing` by `verb`, with `changes` to other columns in the same guarded update, and records the fact.

        Raises `MoveRefused` when the verb does not go from here, or when someone moved it first.
        """
        move = self.moves[verb]
        seen = getattr(thing, self.field)
        if seen not in move.start:
            raise MoveRefused(
                _("现在是“%(state)s”，不能做这一步。") % {"state": self.states.get(seen, seen)},
                details={"state": seen, "verb": verb},
            )
        values = {**(changes or {}), self.field: move.end}
        updated = (
            type(thing)
            ._default_manager.filter(**{"pk": thing.pk, self.field: seen, "version": thing.version})
            .update(version=F("version") + 1, **values)
        )
        if updated != 1:
            raise MoveRefused(_("别人刚处理过这一条，请刷新后再看。"), details={"verb": verb})
        for name, value in {**values, "version": thing.version + 1}.items():
            setattr(thing, name, value)
        about_thing = fact_about if fact_about is not None else thing
        return facts.record(
            move.fact,
            by=by,
            about_thing=about_thing,
            refs={"from": seen, "to": move.end, **(refs or {})},
        )


def amend(thing: Any, *, seen_version: int | None = None, **changes: Any) -> None:
    """Changes columns that are no state, only if nobody changed the thing since `seen_version` (default: as read).

    Raises `Stale` with both versions of the columns when someone did.
    """
    expected = thing.version if seen_version is None else seen_version
    updated = (
        type(thing)._default_manager.filter(pk=thing.pk, version=expected).update(version=F("version") + 1, **changes)
    )
    if updated != 1:
        theirs = type(thing)._default_manager.filter(pk=thing.pk).values(*changes).first() or {}
        raise Stale(yours=changes, theirs=theirs)
    for name, value in {**changes, "version": expected + 1}.items():
        setattr(thing, name, value)
