"""Questions about script cards: the card an event brings up, the cards of a conversation, the whole book."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations import queries as talks
from shouwen.conversations.channel import OPEN_NOW
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.scripts.coming import Limits, State, events_of
from shouwen.conversations.scripts.models import AbuseMark
from shouwen.conversations.states import LIVE
from shouwen.customers.queries import fill
from shouwen.kernel import calendars, clock, worktime
from shouwen.kernel.deadlines import elapsed
from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook import queries as rulebook
from shouwen.rulebook.queries import Card, Hold, ScriptBook

MOST = 4  # cards that come up by themselves at once


@lru_cache(maxsize=16)
def _book(edition: int) -> ScriptBook:
    return ScriptBook(rulebook.pack_numbered(edition))


def book(brand: Any, department: Any = None) -> ScriptBook:
    """The cards of a brand's pack in force, or of a department that carries its own."""
    name = (department.pack if department is not None else "") or brand.pack
    return _book(rulebook.edition_in_force(name).pk)


def setting(brand: Any, department: Any, key: str, otherwise: Any) -> Any:
    """A value of the register; `otherwise` while an older edition does not know it."""
    return rulebook.setting_or(book(brand, department).pack, brand.code, key, otherwise)


def profile_of(brand: Any, department: Any = None) -> str:
    """The house whose seconds and repeats count: the brand's own choice, else the pack's."""
    return str(setting(brand, department, "scripts.profile", "") or "") or book(brand, department).own_profile


def hold_limit(brand: Any, department: Any = None) -> int:
    """Seconds after which the clerk comes back to whoever holds."""
    return int(elapsed(str(setting(brand, department, "scripts.hold_within", "1m"))).total_seconds())


def warnings(brand: Any, department: Any = None) -> int:
    """How many abusive messages bring up the last card."""
    return int(setting(brand, department, "scripts.abuse_warnings", 3))


def card_for(
    brand: Any, department: Any, event: str, channel: str = "telephone", *, called: str = "", number: str = ""
) -> Card | None:
    """The card this event brings up here, filled in; None when the pack knows no such event."""
    profile = profile_of(brand, department)
    row = book(brand, department).row_for(event, channel, profile)
    return card(brand, department, row.situation, called=called, number=number) if row else None


def card(brand: Any, department: Any, situation: str, *, called: str = "", number: str = "") -> Card:
    """One card by its situation. Raises KeyError."""
    found = book(brand, department).card(situation, profile_of(brand, department))
    hold = None
    if found.situation in _held(brand, department):
        known = book(brand, department).pack.settings.get("scripts.hold_within")
        hold = Hold(hold_limit(brand, department), known.origin if known else "default")
    place = number or _("〔工号〕")
    return found.filled(lambda text: fill(text, called=called, number=place, brand=brand.name), hold)


def _held(brand: Any, department: Any) -> set[str]:
    """Situations in which somebody is asked to hold, or comes back from it."""
    here = book(brand, department)
    return {row.situation for row in here.events.values() if row.on in ("hold_asked", "hold_over")}


def events(brand: Any, department: Any = None) -> dict[str, str]:
    """Every event the pack knows, with its title."""
    rows = sorted(book(brand, department).events.values(), key=lambda row: row.channel != "any")
    return {row.on: row.title for row in reversed(rows)}


def events_on(brand: Any, department: Any, channel: str) -> list[tuple[str, str]]:
    """(event, title) of what may happen on a channel, as its pack lists them."""
    rows = book(brand, department).events.values()
    fitting = [row for row in rows if row.channel in (channel, "any")]
    return list({row.on: (row.on, row.title) for row in sorted(fitting, key=lambda row: row.channel != "any")}.values())


def moment(conversation: Conversation, person: Any, events: str, channel: str = "telephone") -> dict[str, Any]:
    """{card or None, events, pack}: the card of this moment of a conversation, and what else may happen.

    `events`: what happens, the nearest first, parted by spaces; the first that the pack has a card for is shown.
    """
    brand, department = conversation.brand, conversation.department
    called, number = talks.courtesy_of(conversation), person.staff_number
    here, house = book(brand, department), profile_of(brand, department)
    # S2-2.4.1: the holiday calendar changes the greeting
    told = ["holiday" if each == "answered" and _is_holiday() else each for each in events.split()]
    row = next(filter(None, (here.row_for(each, channel, house) for each in told)), None)
    return {
        "card": card(brand, department, row.situation, called=called, number=number) if row is not None else None,
        "events": events_on(brand, department, "telephone"),
        "pack": here.pack.id,
    }


# Beside a conversation.


@dataclass(frozen=True)
class Coming:
    """A card that came up by itself, and why."""

    event: str
    title: str
    card: Card


def abuse_count(conversation: Conversation) -> int:
    """How many messages a clerk confirmed as abusive."""
    return AbuseMark.objects.filter(conversation=conversation).count()


def last_words(conversation: Conversation) -> Message | None:
    said = conversation.messages.filter(direction="in", author="customer")
    return said.select_related("conversation").order_by("-id").first()


def supposed_abuse(conversation: Conversation) -> list[Message]:
    """The customer's newest messages that may be abusive and were not confirmed yet, newest first."""
    here = book(conversation.brand, conversation.department)
    said = conversation.messages.filter(direction="in", author="customer", abuse_mark=None).order_by("-id")[:20]
    return [each for each in said if "abuse" in here.supposed(each.text)]


def confirmed_abuse(conversation: Conversation) -> list[AbuseMark]:
    return list(conversation.abuse_marks.select_related("by", "message").order_by("id"))


def coming_up(conversation: Conversation, person: Any) -> list[Coming]:
    """Cards that what happened brings up, the most pressing first, one a situation."""
    brand, department = conversation.brand, conversation.department
    called, number = talks.courtesy_of(conversation), person.staff_number
    here, house, found = book(brand, department), profile_of(brand, department), dict[str, Coming]()
    channel = channel_of(conversation.kind)
    about = next((each for each in talks.happenings(conversation) if here.row_for(each, channel, house)), "")
    for event in filter(None, (*_events(conversation), about)):
        row = here.row_for(event, channel, house)
        if row is not None and row.situation not in found:
            shown = card(brand, department, row.situation, called=called, number=number)
            found[row.situation] = Coming(event, row.title, shown)
    return list(found.values())[:MOST]


def _events(conversation: Conversation) -> list[str]:
    state, limits = _state(conversation), _limits(conversation)
    return events_of(state, limits, clock.now(), in_hours=_in_hours(conversation), is_holiday=_is_holiday())


def channel_of(kind: str) -> str:
    return {"call": "telephone", "mail": "mail"}.get(kind, "chat")


def _state(conversation: Conversation) -> State:
    last = last_words(conversation)
    supposed = book(conversation.brand, conversation.department).supposed(last.text) if last else []
    return State(
        kind=conversation.kind,
        is_live=conversation.state in LIVE,
        last_in_at=conversation.last_in_at,
        last_out_at=conversation.last_out_at,
        supposed=tuple(supposed),
        abuse=abuse_count(conversation),
    )


def _limits(conversation: Conversation) -> Limits:
    brand, department = conversation.brand, conversation.department
    written = conversation.kind == "mail"
    key, usual = ("scripts.waiting_over_mail", "4h") if written else ("scripts.waiting_over_chat", "3m")
    silent = None if written else elapsed(str(setting(brand, department, "scripts.silent_after_chat", "5m")))
    return Limits(elapsed(str(setting(brand, department, key, usual))), silent, warnings(brand, department))


def _in_hours(conversation: Conversation) -> bool:
    """Whether we are at work: by the channel's own hours where it keeps some; without a calendar we are."""
    is_open = OPEN_NOW.get(conversation.kind)
    try:
        if is_open is not None and conversation.channel is not None:
            return is_open(conversation.channel)
        return worktime.is_working(calendars.current(), clock.now())
    except Unacceptable:
        return True


def _is_holiday() -> bool:
    """Whether the work calendar names today a holiday; without a calendar none is."""
    try:
        return worktime.is_holiday(calendars.current(), clock.today())
    except Unacceptable:
        return False


# The book.


def listed(
    brand: Any, department: Any = None, *, words: str = "", channel: str = "", profile: str = "", number: str = ""
) -> list[Card]:
    """Cards of the book: by words in title, lines, clauses; by channel; for one house (the brand's own without)."""
    here = book(brand, department)
    house = profile or profile_of(brand, department)
    found = [each for each in here.cards(house) if not channel or each.channel in (channel, "any")]
    found = [each for each in found if _fits(each, words.strip().lower())]
    return [
        each.filled(lambda text: fill(text, number=number or "08", brand=brand.name, keep_unknown=True))
        for each in found
    ]


def _fits(card: Card, words: str) -> bool:
    if not words:
        return True
    told = [card.situation, card.title, card.trigger, card.next, *card.clauses]
    told += [*(each.text for each in card.lines), *(each.text for each in card.never)]
    return all(any(word in each.lower() for each in told) for word in words.split())


def profiles(brand: Any, department: Any = None) -> list[tuple[str, str]]:
    """Houses of the pack by id and title."""
    return [(each.id, each.title) for each in book(brand, department).sheets.profiles.values()]
