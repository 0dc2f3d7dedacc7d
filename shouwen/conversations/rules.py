"""Settings of the pack about conversations, as they stand for a brand: how many, how heavy, how long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shouwen.kernel.deadlines import elapsed
from shouwen.rulebook import queries as rulebook

#: For an edition published before these settings were: the same numbers, marked as ours.
USUAL: dict[str, Any] = {
    "talk.at_once": 4,
    "talk.weight_chat": 100,
    "talk.weight_message": 50,
    "talk.weight_mail": 0,
    "talk.weight_call": 400,
    "talk.answer_within": "2m",
    "talk.skill_within": "3m",
    "talk.idle_after": "10m",
    "talk.first_reply_chat": "3m",
    "talk.first_reply_mail": "24h",
    "call.call_back_within": "15m",
    "talk.satisfied_from": 4,
    "talk.share_from": 10,
}
#: Kinds of channel by how they are weighed; all the others are messages.
WEIGHED = {"mail": "mail", "chat": "chat", "call": "call"}
#: Handed to people on duty unless the channel says otherwise; letters and calls are taken up by hand.
PUSHED = ("chat", "sms", "wecom", "wechat", "dingtalk", "feishu")
WHOLE = 100


@dataclass(frozen=True)
class Said:
    """A setting with what it rests on: value, clauses, origin, note; `edition` is where its clauses can be read."""

    key: str
    title: str
    value: Any
    clauses: tuple[str, ...]
    origin: str
    note: str
    edition: int | None = None

    @property
    def is_span(self) -> bool:
        return isinstance(self.value, str)

    @property
    def span(self) -> dt.timedelta:
        return elapsed(str(self.value))


def said(brand: Any, key: str) -> Said:
    """One setting for a brand."""
    edition = rulebook.current_edition(brand.pack)
    pack = rulebook.pack_of(edition) if edition is not None else None
    if edition is None or pack is None or key not in pack.settings:
        return Said(key, key, USUAL[key], (), "default", "")
    sheet = pack.settings[key]
    clauses = tuple(clause for clause in sheet.because if clause != "gap")
    value = rulebook.setting(pack, brand.code, key)
    return Said(key, sheet.title, value, clauses, sheet.origin, sheet.note, edition.pk)


def number(brand: Any, key: str) -> int:
    return int(said(brand, key).value)


def span(brand: Any, key: str) -> dt.timedelta:
    return said(brand, key).span


def weights(brand: Any) -> dict[str, int]:
    """How much of a place each kind of channel takes, in hundredths: mail, chat, call, message."""
    return {name: number(brand, f"talk.weight_{name}") for name in ("mail", "chat", "call", "message")}


def weight(found: dict[str, int], kind: str) -> int:
    return found[WEIGHED.get(kind, "message")]
