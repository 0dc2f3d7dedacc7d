"""The shape of `scripts/*.toml` (docs/packs.md): what a clerk sees in a situation, and what brings the card up."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shouwen.rulebook.phrase_sheets import Code, Seconds
from shouwen.rulebook.sheets import Cited, Sheet

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
ScriptChannel = Literal["telephone", "counter", "chat", "mail", "any"]


class ScriptLine(Cited):
    """One more thing to say, in our own words. `profile` empty = every house."""

    id: str
    text: str = Field(min_length=1)
    profile: list[str] = []


class NeverLine(Cited):
    """What must not be said or done, beyond the families the situation forbids."""

    id: str
    text: str = Field(min_length=1)
    profile: list[str] = []


class WaitRow(Cited):
    """Pauses and what to do after each. `seconds` empty = the situation's own for these houses."""

    id: str
    profile: list[str] = []
    seconds: list[Seconds] = []
    then: list[str] = Field(min_length=1)


class CardRow(Sheet):
    """What a situation's card says beyond the situation itself; `id` is the situation's."""

    id: Code
    line: list[ScriptLine] = []
    never: list[NeverLine] = []
    wait: list[WaitRow] = []


class EventRow(Cited):
    """When this happens, this card comes up."""

    id: str
    on: Word
    title: str
    situation: Code
    channel: ScriptChannel = "any"
    profile: list[str] = []


class SignalRow(Cited):
    """Words of a customer that let an event be supposed; a person decides."""

    id: str
    on: Word
    words: list[str] = Field(min_length=1)
    innocent: list[str] = []


class ScriptsSheet(Sheet):
    title: str = ""
    note: str = ""
    card: list[CardRow] = []
    event: list[EventRow] = []
    signal: list[SignalRow] = []
