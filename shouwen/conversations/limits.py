"""Limits of the pack that run on a conversation: which ones a fact starts, until when, and what rings on the way.

Rows of deadlines.toml whose thing is `conversation` (by kind of channel) or `call`. Nothing is written here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations import rules
from shouwen.kernel.deadlines import Rule, due, elapsed, parse_span, reminders
from shouwen.kernel.worktime import WorkCalendar
from shouwen.rulebook import queries as rulebook

#: Editions published before these were deadlines know them as settings; they run on as they were promised. By what
#: starts each.
BEFORE = {
    "talk.first_reply_chat": "conversation.opened",
    "talk.first_reply_mail": "conversation.opened",
    "call.call_back_within": "call.missed",
}
#: Which of them is a channel's; every other has the first.
OF_CHANNEL = {"mail": "talk.first_reply_mail", "call": "call.call_back_within"}
#: What stops a limit of such an edition.
STOPS = ("message.queued", "message.approved", "call.called_back", "call.corrected")


@dataclass(frozen=True)
class Limit:
    """One limit with what it rests on. `rungs`: (after, whom to tell, clauses, origin)."""

    id: str
    title: str
    rule: Rule
    words: str
    clauses: tuple[str, ...]
    origin: str
    note: str
    edition: int | None
    owner: str = "owner"
    stops_on: tuple[str, ...] = STOPS
    rungs: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = ()


@dataclass(frozen=True)
class Planned:
    """A limit reckoned for one beginning: when it falls due and every ring with whom it tells."""

    due_at: dt.datetime
    is_assumed: bool
    calendar: int
    rings: list[dict[str, Any]]


def limits_of(brand: Any, kind: str = "", *, fact: str = "") -> list[Limit]:
    """The limits of a brand's edition in force; only those that `fact` starts for a channel of `kind` when given."""
    edition = rulebook.current_edition(brand.pack)
    pack = rulebook.pack_of(edition) if edition is not None else None
    rows = [each for each in pack.deadlines.values() if each.thing in ("conversation", "call")] if pack else []
    if not rows:
        return _before(brand, kind, fact)
    found = [each for each in rows if not fact or each.starts_on == fact]
    found = [each for each in found if not kind or _fits(each, kind)]
    return [_limit(pack, each, edition.pk if edition is not None else None) for each in found]


def _fits(row: Any, kind: str) -> bool:
    if (row.thing == "call") != (kind == "call"):
        return False
    return not row.channel or kind in row.channel


def _limit(pack: Any, row: Any, edition: int | None) -> Limit:
    ladder = pack.ladders.get(row.ladder)
    return Limit(
        id=row.id,
        title=row.title,
        rule=Rule.from_pack(row.model_dump(by_alias=True)),
        words=rulebook.limit_in_words(row),
        clauses=tuple(clause for clause in row.because if clause != "gap"),
        origin=row.origin,
        note=row.note,
        edition=edition,
        owner=row.owner,
        stops_on=tuple(row.stops_on),
        rungs=tuple(
            (rung.after, tuple(rung.tell), tuple(clause for clause in rung.because if clause != "gap"), rung.origin)
            for rung in (ladder.rung if ladder is not None else ())
        ),
    )


def _before(brand: Any, kind: str, fact: str) -> list[Limit]:
    """The same from the settings of an older edition, marked as its settings were."""
    found = [key for key, starts_on in BEFORE.items() if fact in ("", starts_on)]
    of_kind = OF_CHANNEL.get(kind, "talk.first_reply_chat") if kind else ""
    return [_setting(rules.said(brand, key)) for key in found if of_kind in ("", key)]


def _setting(said: rules.Said) -> Limit:
    is_call = said.key == "call.call_back_within"
    return Limit(
        id=said.key,
        title=_("未接来电回拨") if is_call else _("首次答复"),
        rule=Rule("after", "calendar", within=parse_span(str(said.value))),
        words=rulebook.span_in_words(str(said.value)),
        clauses=said.clauses,
        origin=said.origin,
        note=said.note,
        edition=said.edition,
        owner="department" if is_call else "owner",
        rungs=(("0m", ("department" if is_call else "owner", "post:客服主管"), (), "default"),),
    )


def planned(limit: Limit, at: dt.datetime, cal: WorkCalendar) -> Planned:
    """Raises `worktime.NoCalendarData` where the calendar knows too little: a limit is refused, never guessed."""
    when = due(limit.rule, at, cal)
    rings = [
        _ring(moment, "remind", text, (limit.owner,), limit.clauses, limit.origin)
        for text, moment in reminders(limit.rule, at, when, cal)
    ]
    rings += [
        _ring(when.at + elapsed(after), "rung", after, tell, clauses or limit.clauses, origin)
        for after, tell, clauses, origin in limit.rungs
    ]
    rings.sort(key=lambda entry: entry["at"])
    return Planned(when.at, when.assumed, cal.version, rings)


def _ring(
    at: dt.datetime, what: str, text: str, tell: tuple[str, ...], clauses: tuple[str, ...], origin: str
) -> dict[str, Any]:
    entry = {"at": at.isoformat(), "what": what, "text": text, "tell": list(tell)}
    return {**entry, "clauses": list(clauses), "origin": origin}
