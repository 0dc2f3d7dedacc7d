"""Reads a pack folder and its parents into one frozen `Pack`; the pack as plain JSON is the truth an edition keeps."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from shouwen.rulebook import customer_types, phrase_sheets, script_sheets, sheets
from shouwen.rulebook.sheets import Problem, read_sheet
from shouwen.rulebook.tables import Table, compile_table

# One sheet per file of this name, and folders with one sheet per file.
SINGLES: dict[str, type[BaseModel]] = {
    "organisation": sheets.OrganisationSheet,
    "categories": sheets.CategoriesSheet,
    "deadlines": sheets.DeadlinesSheet,
    "ladders": sheets.LaddersSheet,
    "notices": sheets.NoticesSheet,
    "settings": sheets.SettingsSheet,
    "calendar": sheets.CalendarSheet,
    "customer_types": customer_types.CustomerTypesSheet,
}
FOLDERS: dict[str, type[BaseModel]] = {
    "tables": sheets.TableSheet,
    "decisions": sheets.DecisionSheet,
    "kinds": sheets.KindSheet,
    "forms": sheets.FormSheet,
    "examples": sheets.ExamplesSheet,
    "phrases": phrase_sheets.PhrasesSheet,
    "situations": phrase_sheets.SituationsSheet,
    "scripts": script_sheets.ScriptsSheet,
}


class PackError(ValueError):
    """A pack that cannot be read; `problems` lists everything wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in our own words. `article` is the title of the file it stands in; `file` its path in its pack."""

    id: str
    title: str
    text: str
    article: str
    file: str

    @property
    def digest(self) -> str:
        """sha256 (hex) of id, title and text: what a kept decision remembers of the wording."""
        return hashlib.sha256(f"{self.id}\n{self.title}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True)
class Pack:
    """A pack with everything it inherits, merged. Frozen; tables are compiled when first asked for."""

    id: str
    title: str
    version: str
    extends: str | None
    in_force_from: date | None
    language: str
    clauses: dict[str, Clause]
    tables: dict[str, sheets.TableSheet]
    decisions: dict[str, sheets.DecisionSheet]
    departments: dict[str, sheets.Department]
    posts: dict[str, sheets.Post]
    categories: dict[str, sheets.Category]
    kinds: dict[str, sheets.KindSheet]
    deadlines: dict[str, sheets.Deadline]
    ladders: dict[str, sheets.Ladder]
    notices: tuple[sheets.Notice, ...]
    settings: dict[str, sheets.Setting]
    calendar: sheets.CalendarSheet
    forms: dict[str, sheets.FormSheet]
    examples: tuple[sheets.Example, ...]
    phrases: dict[str, phrase_sheets.PhrasesSheet]
    situations: dict[str, phrase_sheets.SituationsSheet]
    scripts: dict[str, script_sheets.ScriptsSheet]
    customer_types: customer_types.CustomerTypesSheet
    digest: str
    _raw: dict[str, Any] = field(repr=False)
    _compiled: dict[str, Table] = field(default_factory=dict, repr=False, compare=False)

    @property
    def edition(self) -> str:
        """`logistics@2026.1+0123456789ab`: what every answer and paper names."""
        return f"{self.id}@{self.version}+{self.digest[:12]}"

    def table(self, name: str) -> Table:
        """The compiled table. Raises KeyError, CompileError."""
        if name not in self._compiled:
            self._compiled[name] = compile_table(self.tables[name], name)
        return self._compiled[name]

    def clauses_digest(self, ids: Iterable[str]) -> str:
        """sha256 (hex) over the wording of these clauses, in the order given; unknown ids count as empty."""
        known = (self.clauses[each].digest if each in self.clauses else "" for each in ids)
        return hashlib.sha256("\n".join(known).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The merged pack as plain JSON data; `Pack.from_json` gives the same pack and digest back."""
        return deepcopy(self._raw)

    def written(self, part: str) -> dict[str, Any]:
        """One part of the merged pack as plain JSON data, to be read and not to be changed."""
        return dict(self._raw.get(part, {}))

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Pack":
        """A pack from what `to_json` gave. Raises PackError."""
        pack, problems = build(deepcopy(raw))
        if pack is None or problems:
            raise PackError(problems)
        return pack


def load(folder: Path | str, search: Sequence[Path | str] = ()) -> Pack:
    """The pack in a folder, merged with its parents, which are looked for in `search`, then beside the folder.

    Raises PackError with every problem of form.
    """
    raw, problems = read_folder(Path(folder), [Path(each) for each in search])
    pack, more = build(raw) if raw else (None, [])
    if pack is None or problems or more:
        raise PackError([*problems, *more])
    return pack


def short_clause(id: str) -> str:
    """The form shown on pages: `S2-1.D.4.8.6` -> `D.4.8.6`, `S2-3.4.20` -> `3.4.20`, others unchanged."""
    return re.sub(r"^S2-(1\.)?", "", id)


def digest_of(raw: dict[str, Any]) -> str:
    """sha256 (hex) of the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# Reading and merging.


def read_folder(
    folder: Path, search: Sequence[Path] = (), _seen: tuple[str, ...] = ()
) -> tuple[dict[str, Any], list[Problem]]:
    """The merged raw pack and what could not be read. An empty pack means there is no pack at all."""
    problems: list[Problem] = []
    own = _read_own(folder, problems)
    header = own["pack"]
    if not header:
        return {}, problems or [Problem("pack.toml", "", "没有 pack.toml。", "There is no pack.toml.")]
    parent = header.get("extends")
    if parent is None:
        return merge({}, own, problems), problems
    places = [place / str(parent) for place in [*search, folder.parent]]
    found = next((place for place in places if (place / "pack.toml").exists()), None)
    if found is None or parent in (*_seen, header.get("id")):
        zh, en = (
            f"找不到所继承的规范包「{parent}」，或循环继承。",
            f'The parent pack "{parent}" is missing or circular.',
        )
        return merge({}, own, problems), [*problems, Problem("pack.toml", "extends", zh, en)]
    inherited, inherited_problems = read_folder(found, search, (*_seen, str(header.get("id"))))
    problems += [Problem(f"{parent}/{each.file}", each.row, each.zh, each.en) for each in inherited_problems]
    return merge(inherited, own, problems), problems


def _read_own(folder: Path, problems: list[Problem]) -> dict[str, Any]:
    own: dict[str, Any] = {"pack": _read_toml(folder, "pack.toml", problems), "clauses": {}}
    for name in SINGLES:
        own[name] = _read_toml(folder, f"{name}.toml", problems)
    for name in FOLDERS:
        paths = sorted((folder / name).glob("*.toml"))
        own[name] = {path.stem: _read_toml(folder, f"{name}/{path.name}", problems) for path in paths}
    for path in sorted((folder / "clauses").glob("*.md")):
        for clause in read_clauses(_read_text(path, f"clauses/{path.name}", problems), f"clauses/{path.name}"):
            if clause["id"] in own["clauses"]:
                zh, en = f"条款号「{clause['id']}」重复。", f'The clause "{clause["id"]}" stands twice.'
                problems.append(Problem(clause["file"], clause["id"], zh, en))
            own["clauses"][clause["id"]] = clause
    return own


def _read_text(path: Path, name: str, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, "", f"不是 UTF-8：{error}", f"This is not UTF-8: {error}"))
        return ""


def _read_toml(folder: Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    path = folder / name
    if not path.exists():
        return {}
    try:
        # Figures with a point are kept as text, so that no binary fraction ever enters a pack.
        raw = _jsonable(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "", f"读不懂：{error}", f"This cannot be read: {error}"))
        return {}
    _find_doubles(raw, name, problems)
    return dict(raw)


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _jsonable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_jsonable(each) for each in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _find_doubles(raw: dict[str, Any], file: str, problems: list[Problem]) -> None:
    for name, rows in raw.items():
        seen: set[str] = set()
        for row in rows if isinstance(rows, list) else []:
            key = row_key(name, row)
            if key in seen:
                problems.append(Problem(file, key, f"编号「{key}」重复。", f'The id "{key}" stands twice.'))
            seen.add(key or object().__repr__())


def read_clauses(text: str, file: str) -> list[dict[str, str]]:
    """The clauses of one file: `# article` first, then `## ID title` and the words under it."""
    article = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")
    found = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        id, _, title = heading.strip().partition(" ")
        found.append({"id": id, "title": title.strip(), "text": body.strip(), "article": article, "file": file})
    return found


def row_key(list_name: str, row: Any) -> str:
    """By what a row is overridden and removed: its id; a notice by fact and hearers; an example by its question."""
    if not isinstance(row, dict):
        return ""
    if row.get("id"):
        return str(row["id"])
    if list_name == "notice":
        return f"{row.get('on')} -> {row.get('tell')}"
    if list_name == "example":
        asked = [row.get("given"), row["settings"]] if row.get("settings") else row.get("given")
        return f"{row.get('decision')} {json.dumps(asked, ensure_ascii=False, sort_keys=True)}"
    return ""


def merge(parent: dict[str, Any], child: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The child laid over the parent: rows by id, keys by name; `remove` takes inherited rows out."""
    merged: dict[str, Any] = {
        "pack": {key: value for key, value in child["pack"].items() if key != "remove"},
        "clauses": {**parent.get("clauses", {}), **child["clauses"]},
    }
    for name in SINGLES:
        merged[name] = _merge_sheet(parent.get(name, {}), child[name], f"{name}.toml", problems)
    for name in FOLDERS:
        new = child[name]
        old = _unanswered(parent.get(name, {}), new) if name == "examples" else parent.get(name, {})
        merged[name] = {
            stem: _merge_sheet(old.get(stem, {}), new.get(stem, {}), f"{name}/{stem}.toml", problems)
            for stem in [*old, *(stem for stem in new if stem not in old)]
        }
    for tombstone in child["pack"].get("remove", []):
        folder, _, stem = str(tombstone.get("id", "")).partition("/")
        if folder not in FOLDERS or merged[folder].pop(stem, None) is None:
            _no_such("pack.toml", str(tombstone.get("id")), problems)
    return merged


def _unanswered(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The inherited examples whose question the child does not ask again, in whichever file."""
    asked = {row_key("example", row) for sheet in new.values() for row in sheet.get("example", [])}
    return {
        stem: {**sheet, "example": [row for row in sheet.get("example", []) if row_key("example", row) not in asked]}
        for stem, sheet in old.items()
    }


def _merge_sheet(old: dict[str, Any], new: dict[str, Any], file: str, problems: list[Problem]) -> dict[str, Any]:
    merged = dict(old)
    for tombstone in _tombstones(new, file, problems):
        kept = {
            key: [row for row in value if row_key(key, row) != tombstone] if isinstance(value, list) else value
            for key, value in merged.items()
        }
        if kept == merged:
            _no_such(file, tombstone, problems)
        merged = kept
    for key, value in new.items():
        before = merged.get(key)
        if key == "remove":
            continue
        if isinstance(value, list) and isinstance(before, list) and all(row_key(key, row) for row in [*before, *value]):
            rows = {row_key(key, row): row for row in before} | {row_key(key, row): row for row in value}
            merged[key] = list(rows.values())
        elif isinstance(value, dict) and isinstance(before, dict):
            merged[key] = {**before, **value}
        else:
            merged[key] = value
    return merged


def _tombstones(sheet: dict[str, Any], file: str, problems: list[Problem]) -> list[str]:
    raw = {"remove": sheet.get("remove", [])}
    read, wrong = read_sheet(_Removals, raw, file)
    problems += wrong
    return [each.id for each in read.remove] if read else []


class _Removals(sheets.Sheet):
    remove: list[sheets.Remove] = Field(default_factory=list)


def _no_such(file: str, id: str, problems: list[Problem]) -> None:
    problems.append(Problem(file, id, f"要删去的「{id}」并没有继承到。", f'"{id}" is to be removed but not inherited.'))


# From raw data to sheets.


def _in_order(raw: dict[str, Any]) -> dict[str, Any]:
    """The raw pack with its orders written down, or put back: a database that keeps JSON may shuffle keys (jsonb does).

    Clauses, sheets and columns have an order that means something; `order` maps each of their places to its keys.
    """
    places: dict[str, Any] = {name: raw.get(name, {}) for name in ("clauses", *FOLDERS)}
    for folder in ("tables", "decisions"):
        for stem, sheet in raw.get(folder, {}).items():
            columns = {part: sheet.get(part) for part in ("inputs", "outputs")}
            places |= {f"{folder}/{stem}/{part}": each for part, each in columns.items() if isinstance(each, dict)}
    order = raw.get("order") or {place: list(keys) for place, keys in places.items()}
    for place, keys in places.items():
        sorted_items = [(key, keys[key]) for key in order.get(place, ()) if key in keys]
        keys.clear()
        keys.update(sorted_items)
    return {**raw, "order": order}


def build(raw: dict[str, Any]) -> tuple[Pack | None, list[Problem]]:
    """The pack as far as it is well formed, and the problems of form; None if not even the header is."""
    problems: list[Problem] = []
    raw = _in_order(raw)

    def read(model: type[Any], data: dict[str, Any], file: str) -> Any:
        sheet, wrong = read_sheet(model, data, file)
        problems.extend(wrong)
        return sheet

    header = read(sheets.PackSheet, raw.get("pack", {}), "pack.toml")
    one: dict[str, Any] = {
        name: read(model, raw.get(name, {}), f"{name}.toml") or model() for name, model in SINGLES.items()
    }
    many: dict[str, dict[str, Any]] = {
        name: {
            stem: sheet
            for stem, data in raw.get(name, {}).items()
            if (sheet := read(model, data, f"{name}/{stem}.toml")) is not None
        }
        for name, model in FOLDERS.items()
    }
    if header is None:
        return None, problems
    pack = Pack(
        id=header.id,
        title=header.title,
        version=header.version,
        extends=header.extends,
        in_force_from=date.fromisoformat(header.in_force_from) if header.in_force_from else None,
        language=header.language,
        clauses={id: Clause(**clause) for id, clause in raw.get("clauses", {}).items()},
        tables=many["tables"],
        decisions=many["decisions"],
        departments={each.id: each for each in one["organisation"].department},
        posts={each.id: each for each in one["organisation"].post},
        categories={each.id: each for each in one["categories"].category},
        kinds={each.id: each for each in many["kinds"].values()},
        deadlines={each.id: each for each in one["deadlines"].deadline},
        ladders={each.id: each for each in one["ladders"].ladder},
        notices=tuple(one["notices"].notice),
        settings={each.id: each for each in one["settings"].setting},
        calendar=one["calendar"],
        forms=many["forms"],
        examples=tuple(
            each.model_copy(update={"file": f"examples/{stem}.toml"})
            for stem, sheet in many["examples"].items()
            for each in sheet.example
        ),
        phrases=many["phrases"],
        situations=many["situations"],
        scripts=many["scripts"],
        customer_types=one["customer_types"],
        digest=digest_of(raw),
        _raw=raw,
    )
    return pack, problems
