"""Checks a pack's script cards: every situation, house and clause is there, pauses and words match, no line is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.phrase_book import Sheets, sheets_of
from shouwen.rulebook.phrase_check import VARIABLES
from shouwen.rulebook.phrases import Guard, Utterance
from shouwen.rulebook.script_sheets import CardRow, ScriptsSheet
from shouwen.rulebook.sheets import Cited, Problem

Problems = Iterator[Problem]
PLACES = {**VARIABLES, "surname": "王女士", "staff_number": "08", "brand": "首问公司"}


def cited(pack: Pack) -> Iterator[tuple[str, str, Cited]]:
    """(file, row, what cites) of every row that names clauses."""
    for stem, sheet in pack.scripts.items():
        file = f"scripts/{stem}.toml"
        rows: list[Any] = [*sheet.event, *sheet.signal]
        yield from ((file, each.id, each) for each in rows)
        for card in sheet.card:
            parts: list[Any] = [*card.line, *card.never, *card.wait]
            yield from ((file, f"{card.id}/{each.id}", each) for each in parts)


def check_scripts(pack: Pack) -> Problems:
    """Every problem of `scripts/`."""
    sheets = sheets_of(pack)
    events = {row.on for sheet in pack.scripts.values() for row in sheet.event}
    for stem, sheet in pack.scripts.items():
        file = f"scripts/{stem}.toml"
        yield from _named(file, sheet, sheets, events)
        for card in sheet.card:
            yield from _card(file, card, sheets)
    yield from _lines(pack, sheets)


def _named(file: str, sheet: ScriptsSheet, sheets: Sheets, events: set[str]) -> Problems:
    for row in sheet.event:
        yield from _missing(file, row.id, "情景", "situation", [row.situation], sheets.situations)
        yield from _missing(file, row.id, "做法", "profile", row.profile, sheets.profiles)
    for signal in sheet.signal:
        yield from _missing(file, signal.id, "事件", "event", [signal.on], events)


def _card(file: str, card: CardRow, sheets: Sheets) -> Problems:
    yield from _missing(file, card.id, "情景", "situation", [card.id], sheets.situations)
    rows: list[Any] = [*card.line, *card.never, *card.wait]
    for row in rows:
        yield from _missing(file, f"{card.id}/{row.id}", "做法", "profile", row.profile, sheets.profiles)
    known = sheets.situations.get(card.id)
    for wait in card.wait:
        for house in wait.profile or ["*"]:
            pauses = wait.seconds or (known and (known.timers.get(house) or known.timers.get("*"))) or []
            if len(pauses) != len(wait.then):
                zh = f"停顿 {len(pauses)} 次，停顿之后的话 {len(wait.then)} 句，应当一样多。"
                en = f"{len(pauses)} pauses, but {len(wait.then)} words after them."
                yield Problem(file, f"{card.id}/{wait.id}", zh, en)


def _missing(file: str, row: str, zh: str, en: str, names: Iterable[str], known: Iterable[str]) -> Problems:
    for name in names:
        if name not in known:
            yield Problem(file, row, f"没有{zh}「{name}」。", f'There is no {en} "{name}".')


def _lines(pack: Pack, sheets: Sheets) -> Problems:
    """A line we propose must not be a fault itself."""
    if not pack.scripts or any(each.family not in sheets.families for each in sheets.phrases.values()):
        return
    rows = [
        (f"scripts/{stem}.toml", card, line)
        for stem, sheet in pack.scripts.items()
        for card in sheet.card
        for line in card.line
    ]
    guard = Guard(sheets) if rows else None
    for file, card, line in rows if guard else []:
        text = line.text
        for name, value in PLACES.items():
            text = text.replace(f"{{{name}}}", value)
        situation = sheets.situations.get(card.id)
        if guard and situation and (broken := guard.check(Utterance(text), situation).findings):
            zh, en = f"话术自己犯了「{broken[0].phrase}」。", f'The line breaks "{broken[0].phrase}" itself.'
            yield Problem(file, f"{card.id}/{line.id}", zh, en)
