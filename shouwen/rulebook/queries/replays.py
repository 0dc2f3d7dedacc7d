"""Kept decisions as a replay reads them, and how the things they are about are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from shouwen.kernel import clock
from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook.models import Decision, Edition
from shouwen.rulebook.offered import reckoners
from shouwen.rulebook.packs import Pack, PackError, load
from shouwen.rulebook.queries.editions import in_force, parameters
from shouwen.rulebook.replay import Kept, Replayer, asking
from shouwen.rulebook.replay import Tally as Tally  # doors: the command counts and lists
from shouwen.rulebook.replay import replay as replay

#: How a room calls its things, for those `person` may see: kind -> question (person, ids) giving {id: number}.
NAMED: dict[str, Callable[[Any, Iterable[int]], dict[int, str]]] = {}
CHUNK = 2000


def names_of(person: Any, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Numbers of the things of one kind that `person` may see; of no others."""
    ask = NAMED.get(kind)
    return ask(person, ids) if ask else {}


def _kept(pack: str, names: Collection[str], since: dt.date | None) -> QuerySet[Decision]:
    found = Decision.objects.filter(name__in=list(names), edition__in=Edition.objects.filter(pack=pack).values("pk"))
    return found.filter(at__gte=clock.midnight(since)) if since else found


def count_kept(pack: str, names: Collection[str], since: dt.date | None = None) -> int:
    """How many decisions of these names were made under any edition of the pack since a day (Shanghai)."""
    return _kept(pack, names, since).count()


def kept_decisions(pack: str, name: str, since: dt.date | None = None) -> Iterator[Kept]:
    """Decisions of one name, oldest first, read in chunks; only what a replay needs."""
    columns = {part: Cast(part, TextField()) for part in ("inputs", "outcome", "rows")}
    texts = [f"{part}_text" for part in columns]
    found = (
        _kept(pack, [name], since)
        .annotate(**dict(zip(texts, columns.values(), strict=True)))
        .order_by("pk")
        .values_list("pk", "about_kind", "about_id", *texts)
    )
    last = 0
    while chunk := list(found.filter(pk__gt=last)[:CHUNK]):
        yield from (Kept(*row) for row in chunk)
        last = chunk[-1][0]


def replayer(draft: Pack, name: str, *, brand: str = "") -> Replayer:
    """A draft's decision, ready to be asked again, with the pack in force to compare with.

    `brand` lays that brand's changed parameters over both packs' own.
    """
    now = in_force(draft.id)
    asked_now = asking(now, name, reckoners(), _values(now, brand)) if name in now.decisions else None
    return Replayer(asking(draft, name, reckoners(), _values(draft, brand)), draft.decisions[name], draft, asked_now)


def _values(pack: Pack, brand: str) -> dict[str, Any]:
    return {each.key: each.value for each in parameters(pack, brand)}


def read_draft(folder: Path, search: Iterable[Path] = ()) -> Pack:
    """A pack folder that is no edition yet. Raises `Unacceptable` with every problem of form."""
    if not (folder / "pack.toml").exists():
        raise Unacceptable(f"{folder}：这里没有 pack.toml，不是规则包。There is no pack.toml here.")
    try:
        return load(folder, search=tuple(search))
    except PackError as problem:
        raise Unacceptable(str(problem)) from problem
