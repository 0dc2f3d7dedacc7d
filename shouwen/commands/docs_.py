"""`shouwen docs`: writes what the code says of itself into docs/generated and .importlinter; `--check` compares."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shouwen.commands import data_argument, installation

if TYPE_CHECKING:
    from shouwen.kernel.rooms import Room

CHECKOUT = Path(__file__).resolve().parents[2]
NOTE = "<!-- Written by `bin/shouwen docs`. Change the code, then run it again. -->"
DOORS = ("actions", "queries", "facts")

#: Inside a room imports go down this list and never up (docs: ARCHITECTURE.md). Files that are not there are no matter.
INSIDE = (
    "urls room",
    "views portal reactions jobs measures seeds worklist",
    "forms",
    "actions",
    "queries policy",
    "models states facts vocabulary live",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_argument(parser)
    parser.add_argument("--check", action="store_true", help="only say which files no longer match the code")


def run(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="shouwen-docs-") as scratch:
        args.data = args.data or Path(scratch)
        installation(args, must_exist=False)
        from django.utils import translation  # reason: app-ready

        with translation.override("zh-hans"):
            wanted = documents()
    stale = [name for name, text in wanted.items() if _read(CHECKOUT / name) != text]
    for name in stale:
        print(
            f"{name}: 与代码不一致，请运行 bin/shouwen docs。 Differs from the code: run bin/shouwen docs."
            if args.check
            else name
        )
        if not args.check:
            (CHECKOUT / name).parent.mkdir(parents=True, exist_ok=True)
            (CHECKOUT / name).write_text(wanted[name], encoding="utf-8")
    return 1 if args.check and stale else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def documents() -> dict[str, str]:
    """Every generated file and its text."""
    from shouwen.kernel.rooms import rooms  # reason: app-ready

    return {
        "docs/generated/rooms.md": _rooms(rooms()),
        "docs/generated/facts.md": _facts(),
        "docs/generated/states.md": _states(),
        "docs/generated/permissions.md": _permissions(),
        ".importlinter": contracts(rooms()),
    }


def _table(head: str, rows: Iterable[tuple[Any, ...]]) -> str:
    titles = head.split(" | ")
    lines = [titles, ["---"] * len(titles), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _rooms(cards: Iterable[Room]) -> str:
    def lines(room: Room) -> Iterator[str]:
        yield f"## {room.title} `{room.label}`\n"
        yield f"Floor `{room.floor}`, address `/{room.prefix}`.\n"
        if room.nav:
            yield _table("Menu | Page | Verb", [(nav.title, nav.url, nav.verb or "everybody") for nav in room.nav])
        if room.timetable:
            yield _table("Job | When", sorted(room.timetable.items()))
        if room.slots:
            yield _table("Fills the place | With", sorted(room.slots.items()))

    chapters = ["# Rooms, lowest first", NOTE, *("\n".join(lines(room)).strip() for room in cards)]
    return "\n\n".join(chapters) + "\n"


def _facts() -> str:
    from shouwen.kernel.facts import KINDS, LISTENERS  # reason: app-ready

    heard = {name: sorted(who for who, (kinds, _ask) in LISTENERS.items() if name in kinds) for name in KINDS}
    rows = [
        (f"`{kind.name}`", kind.sentence, kind.version, kind.audience, ", ".join(heard[kind.name]) or "–")
        for kind in sorted(KINDS.values(), key=lambda kind: kind.name)
    ]
    return f"# Facts\n\n{NOTE}\n\n" + _table("Fact | Sentence | Version | Shown to | Heard by", rows)


def _states() -> str:
    from shouwen.kernel.rooms import modules  # reason: app-ready
    from shouwen.kernel.states import Machine  # reason: app-ready

    machines = {
        machine.name: machine
        for module in modules("states")
        for machine in vars(module).values()
        if isinstance(machine, Machine)
    }
    parts = ["# Lifecycles", NOTE]
    for name, machine in sorted(machines.items()):
        arrows = [f"    {start} --> {move.end}: {verb}" for verb, move in machine.moves.items() for start in move.start]
        titles = [f'    state "{title}" as {state}' for state, title in machine.states.items()]
        parts.append("\n".join([f"## `{name}`\n", "```mermaid", "stateDiagram-v2", *titles, *arrows, "```"]))
        rows = [(verb, ", ".join(move.start), move.end, f"`{move.fact}`") for verb, move in machine.moves.items()]
        parts.append(_table("Verb | From | To | Fact", rows).strip())
    return "\n\n".join(parts) + "\n"


def _permissions() -> str:
    from shouwen.kernel.policy import VERBS  # reason: app-ready

    rows = [(f"`{verb.name}`", verb.title, verb.rule.name) for verb in sorted(VERBS.values(), key=lambda v: v.name)]
    return f"# Verbs and who may\n\n{NOTE}\n\n" + _table("Verb | Title | Rule", rows)


# ---- import rules


def contracts(cards: Iterable[Room]) -> str:
    """The rules of passage (decisions.md 30) for import-linter: the staircase, the doors, the order inside a room."""
    cards = list(cards)
    parts = [
        "# Written by `bin/shouwen docs` from the rooms' name cards. Run by bin/check.",
        _section("importlinter", {"root_package": ["shouwen"]}),
        _section(
            "importlinter:contract:staircase",
            {
                "name": ["Down: call. A room imports only from floors below its own"],
                "type": ["layers"],
                "layers": _staircase(cards),
                "ignore_imports": TESTS,
                "unmatched_ignore_imports_alerting": ["none"],
            },
        ),
        _section(
            "importlinter:contract:inside",
            {
                "name": ["Inside a room: pages above verbs above questions above tables"],
                "type": ["layers"],
                "containers": [room.module for room in cards],
                "layers": [" : ".join(f"({name})" for name in line.split()) for line in INSIDE],
                "ignore_imports": TESTS,
                "unmatched_ignore_imports_alerting": ["none"],
            },
        ),
        *(_door(room, chapters=_chapters(room, cards)) for room in cards),
    ]
    return "\n".join(parts)


#: Tests may look into any room; nothing imports tests.
TESTS = ["shouwen.**.tests.** -> shouwen.**"]


def _staircase(cards: list[Room]) -> list[str]:
    """Floors from the top; rooms of one floor never look at one another."""
    floors: dict[str, list[str]] = {}
    for room in cards:
        if room.module.count(".") == 1:  # a chapter belongs to its room
            floors.setdefault(room.floor, []).append(room.module)
    stairs = [" | ".join(sorted(modules)) for modules in floors.values()]
    return ["shouwen.commands", "shouwen.site", *reversed(stairs), "shouwen.kernel"]


def _chapters(room: Room, cards: list[Room]) -> list[str]:
    """Modules of the small rooms inside a room: their own doors stay open to those above."""
    return [other.module for other in cards if other.module.startswith(f"{room.module}.")]


def _door(room: Room, *, chapters: list[str]) -> str:
    modules = [room.module, *chapters]
    opened = [f"shouwen.** -> {module}.{door}{inner}" for module in modules for door in DOORS for inner in ("", ".**")]
    # The quick commands answer from a pack folder without Django, so they use the pure modules behind the door.
    if room.label == "rulebook":
        opened += [f"shouwen.commands.{quick} -> {room.module}.**" for quick in ("decide_", "dmn_", "pack_", "words_")]
    if room.module.startswith("shouwen.conversations"):  # a letter can be read without an installation
        opened += ["shouwen.commands.mail_ -> shouwen.conversations.email.**"]
    return _section(
        f"importlinter:contract:{room.label}",
        {
            "name": [f"Only through the doors of {room.label}: {', '.join(DOORS)}"],
            "type": ["protected"],
            "protected_modules": [room.module],
            "allowed_importers": [room.module],
            "ignore_imports": [*opened, *TESTS],
            "unmatched_ignore_imports_alerting": ["none"],
        },
    )


def _section(title: str, options: dict[str, list[str]]) -> str:
    lines = [f"[{title}]"]
    for name, values in options.items():
        lines += [f"{name} = {values[0]}"] if len(values) == 1 else [f"{name} =", *(f"    {value}" for value in values)]
    return "\n".join(lines) + "\n"
