"""Which rules are in force, what a clause says, what a table would answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from shouwen.kernel import clock, facts, memory
from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook import deciding, pack_check, wording
from shouwen.rulebook.deciding import InputError as InputError
from shouwen.rulebook.deciding import UnknownDecision
from shouwen.rulebook.models import Decision, Edition, SettingChange
from shouwen.rulebook.offered import reckoners
from shouwen.rulebook.packs import Pack as Pack  # a door: rooms above name the type
from shouwen.rulebook.packs import load
from shouwen.rulebook.sheets import Problem
from shouwen.rulebook.tables import TableError


def _compiled(edition_id: int) -> Pack:
    """A published pack. One that this transaction publishes may be taken back, and its number given to another."""
    return _content(edition_id) if memory.is_changing() else _numbered(edition_id)


@lru_cache(maxsize=32)
def _numbered(edition_id: int) -> Pack:
    """Read once a process: editions never change."""
    return _content(edition_id)


def _content(edition_id: int) -> Pack:
    return _read(Edition.objects.values_list("digest", flat=True).get(pk=edition_id))


@lru_cache(maxsize=32)
def _read(digest: str) -> Pack:
    """The same content is the same pack, whichever edition holds it."""
    return Pack.from_json(Edition.objects.filter(digest=digest).values_list("content", flat=True)[0])


def edition_in_force(pack: str, at: dt.datetime | None = None) -> Edition:
    """The edition of `pack` in force at `at` (default: now). Raises `Unacceptable` when there is none yet."""
    day = clock.local(at).date() if at else clock.today()
    return memory.remembered(("edition", pack, day), lambda: _edition_in_force(pack, day))


def current_edition(pack: str) -> Edition | None:
    """The edition in force today, None before the first."""
    try:
        return edition_in_force(pack)
    except Unacceptable:
        return None


def _edition_in_force(pack: str, day: dt.date) -> Edition:
    found = (
        Edition.objects.filter(pack=pack, in_force_from__lte=day)
        .defer("content")
        .order_by("-in_force_from", "-id")
        .first()
    )
    if found is None:
        raise Unacceptable(f"规则包 {pack} 在 {day} 还没有施行的版次。No edition of {pack} is in force on {day}.")
    return found


def pack_of(edition: Edition) -> Pack:
    return _compiled(edition.pk)


def pack_numbered(edition_id: int) -> Pack:
    """The pack of an edition known by its id only: reads no edition when the process has it."""
    return _compiled(edition_id)


def in_force(pack: str, at: dt.datetime | None = None) -> Pack:
    """The pack in force, ready to decide."""
    return _compiled(edition_in_force(pack, at).pk)


def editions(pack: str = "") -> QuerySet[Edition]:
    found = Edition.objects.defer("content").order_by("pack", "-in_force_from", "-id")
    return found.filter(pack=pack) if pack else found


def published_packs() -> list[str]:
    return list(Edition.objects.order_by("pack").values_list("pack", flat=True).distinct())


def packs_on_disk() -> dict[str, Path]:
    """Pack folders that came with the product, by id."""
    return {path.parent.name: path.parent for path in sorted(settings.PACKS.glob("*/pack.toml"))}


def read_from_disk(name: str) -> Pack:
    """A pack of the product's folder, not yet published."""
    return _on_disk(*_as_it_lies(name))


def problems_on_disk(name: str) -> list[Problem]:
    """Everything the check says of a pack of the product's folder."""
    return list(_checked(*_as_it_lies(name)))


Stamps = frozenset[tuple[str, int, int]]


def _as_it_lies(name: str) -> tuple[Path, Stamps]:
    """A pack's folder, and what changes when a file of any pack does: reading takes a second, and pages ask again."""
    folder = packs_on_disk().get(name)
    if folder is None:
        raise Unacceptable(f"没有规则包 {name}。There is no pack {name}.")
    found = ((str(path), path.stat()) for path in settings.PACKS.glob("**/*") if path.is_file())
    return folder, frozenset((path, stat.st_mtime_ns, stat.st_size) for path, stat in found)


@lru_cache(maxsize=16)
def _on_disk(folder: Path, _stamps: Stamps) -> Pack:
    return load(folder, search=(folder.parent,))


@lru_cache(maxsize=16)
def _checked(folder: Path, _stamps: Stamps) -> tuple[Problem, ...]:
    return tuple(pack_check.check(folder, search=(folder.parent,), reckoners=reckoners(), facts=facts.KINDS))


def edition(pk: int) -> Edition | None:
    """One published edition, without its content."""
    return Edition.objects.defer("content").filter(pk=pk).first()


def changes(brand: str, pack: str, key: str) -> QuerySet[SettingChange]:
    """Every value a setting was given for a brand, newest first."""
    return SettingChange.objects.filter(brand=brand, pack=pack, key=key).order_by("-id")


def preview(pack: Pack, name: str, given: dict[str, Any], brand: str = "") -> deciding.Answer:
    """What the decision would answer under the parameters of `brand`; nothing is kept."""
    return deciding.decide(pack, name, given, reckoners(), settings_for(pack, name, brand))


def settings_for(pack: Pack, name: str, brand: str) -> dict[str, Any]:
    """Values in force for `brand` of the settings a decision looks at, by setting id."""
    sheet = pack.decisions.get(name)
    return {id: setting(pack, brand, id) for id in deciding.settings_of(pack, sheet, {})} if sheet else {}


def tried(pack: Pack, name: str, given: dict[str, Any], settings: dict[str, Any] | None = None) -> deciding.Answer:
    """What a pack that is no edition would answer, with its own parameters or `settings`; else a refusal.

    It asks no register: what is remembered there belongs to the edition in force.
    """
    try:
        return deciding.decide(pack, name, given, reckoners(), settings)
    except (InputError, TableError, UnknownDecision) as problem:
        raise Unacceptable(wording.either(getattr(problem, "zh", str(problem)), getattr(problem, "en", ""))) from None


#: Who may read what is decided about: rooms above say it for their kind, as a question (person, id).
SEEN: dict[str, Callable[[Any, int], bool]] = {}

#: Who may stand behind a proposal about a thing: rooms above narrow it for their kind (never who ran it).
CONFIRMS: dict[str, Callable[[Any, Decision], bool]] = {}


def may_confirm(person: Any, decision: Decision) -> bool:
    """Whether the room of the thing lets this person confirm the decision; without a word of it, whoever may at all."""
    ask = CONFIRMS.get(decision.about_kind)
    return ask is None or ask(person, decision)


def is_visible(person: Any, decision: Decision) -> bool:
    """A decision is seen by those who see the thing it is about."""
    ask = SEEN.get(decision.about_kind)
    return ask is not None and ask(person, decision.about_id)


def decisions_about(thing: Any) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(about_kind=thing._meta.model_name, about_id=thing.pk)
        .select_related("edition")
        .defer("edition__content")
        .order_by("-id")
    )


def decisions_of_kind(about_kind: str, names: Collection[str]) -> QuerySet[Decision]:
    """Decisions of these names about things of one kind, newest first: for subqueries of the room that has the things."""
    return Decision.objects.filter(about_kind=about_kind, name__in=list(names)).order_by("-id")


@dataclass(frozen=True)
class Parameter:
    """A setting as it stands: value, where it came from, who changed it (decisions.md 12)."""

    key: str
    title: str
    type: str
    value: Any
    standard: Any
    origin: str
    because: tuple[str, ...]
    note: str
    changed_by: str = ""
    changed_at: dt.datetime | None = None
    reason: str = ""


def parameters(pack: Pack, brand: str) -> list[Parameter]:
    """Every setting of a pack for a brand, with its origin."""
    newest: dict[str, SettingChange] = {}
    for change in SettingChange.objects.filter(brand=brand, pack=pack.id).order_by("id"):
        newest[change.key] = change
    return [_parameter(setting, newest.get(key)) for key, setting in pack.settings.items()]


def _parameter(setting: Any, change: SettingChange | None) -> Parameter:
    return Parameter(
        key=setting.id,
        title=setting.title,
        type=setting.type,
        value=change.value if change else setting.value,
        standard=setting.value,
        origin=setting.origin,
        because=tuple(setting.because),
        note=setting.note,
        changed_by=change.by if change else "",
        changed_at=change.at if change else None,
        reason=change.reason if change else "",
    )


def setting(pack: Pack, brand: str, key: str) -> Any:
    """The value in force of one setting. KeyError when the pack has no such setting."""
    standard = pack.settings[key].value
    return memory.remembered(("setting", brand, pack.id, key), lambda: _changed(pack, brand, key, standard))


def setting_or(pack: Pack, brand: str, key: str, otherwise: Any) -> Any:
    """The value in force, or `otherwise` where the edition in force does not know the setting yet."""
    return setting(pack, brand, key) if key in pack.settings else otherwise


def _changed(pack: Pack, brand: str, key: str, standard: Any) -> Any:
    change = SettingChange.objects.filter(brand=brand, pack=pack.id, key=key).order_by("-id").first()
    return change.value if change else standard
