"""Who is on duty, with what room, and what waits: read from the tables for `queueing`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from shouwen.conversations import rules
from shouwen.conversations.models import Channel, Conversation
from shouwen.conversations.queueing import Candidate, Waiting
from shouwen.kernel import clock
from shouwen.people import queries as people

#: Letters of machines wait for nobody.
WAITS = Q(state="waiting", owner=None, is_automatic=False)
PUSHED = Q(channel__assign="push") | Q(channel__assign="", channel__kind__in=rules.PUSHED)


def is_pushed(channel: Channel | None) -> bool:
    """True when conversations of this channel are given to people rather than taken by them."""
    if channel is None:
        return False
    return channel.assign == "push" or (not channel.assign and channel.kind in rules.PUSHED)


def to_hand_out() -> QuerySet[Conversation]:
    """What waits to be given to somebody, the longest first."""
    return Conversation.objects.filter(WAITS & PUSHED).order_by(F("waiting_since").asc(nulls_last=True), "pk")


def waiting_of(brand: Any, found: list[Conversation]) -> list[Waiting]:
    """As the reckoning takes them. A skill nobody brought in time is asked for no longer."""
    weights, patience = rules.weights(brand), rules.span(brand, "talk.skill_within")
    return [_waiting(each, rules.weight(weights, each.kind), patience) for each in found]


def _waiting(conversation: Conversation, weight: int, patience: dt.timedelta) -> Waiting:
    since = conversation.waiting_since or conversation.opened_at
    asks = conversation.skill_id if clock.now() - since < patience else None
    return Waiting(conversation.pk, since, weight, asks, conversation.first_asked_id)


def candidates(brand: Any, wanted: list[int], *, hold: bool = False) -> list[Candidate]:
    """Those on duty for a brand who may answer, with what they see of `wanted` and the room they have left."""
    from shouwen.conversations import queries  # reason: app-ready

    on_duty = [each for each in people.present(brand, hold=hold) if _answers(each.person)]
    persons = [each.person for each in on_duty]
    rooms, skills, loads = rooms_of(brand, persons), people.skills_of(persons), loads_of(brand, persons)
    return [
        Candidate(
            each.person,
            each.since,
            sees=frozenset(queries.visible_to(each.person).filter(pk__in=wanted).values_list("pk", flat=True)),
            skills=frozenset(skills.get(each.person_id, ())),
            room=rooms[each.person_id] * rules.WHOLE,
            load=loads.get(each.person_id, 0),
        )
        for each in on_duty
    ]


def _answers(person: Any) -> bool:
    return bool(person.granted("conversations.claim") and person.granted("conversations.send"))


def rooms_of(brand: Any, persons: list[Any]) -> dict[int, int]:
    """How many at once each takes: his own number, his posts', or the register's."""
    own, usual = people.at_once(persons), rules.number(brand, "talk.at_once")
    return {person.pk: own[person.pk][0] if person.pk in own else usual for person in persons}


def loads_of(brand: Any, persons: list[Any]) -> dict[int, int]:
    """What each has on his hands, in hundredths of a place, over all his brands."""
    weights = rules.weights(brand)
    held = Conversation.objects.filter(owner__in=persons, state__in=("open", "reopened"), is_automatic=False)
    found: dict[int, int] = {}
    for owner, kind, count in held.values_list("owner", "kind").annotate(Count("pk")):
        found[owner] = found.get(owner, 0) + rules.weight(weights, kind) * count
    return found


def plate(person: Any) -> dict[str, Any]:
    """How somebody stands, for the head of his inbox: presence, what he has, how many he takes."""
    brand = people.brands_of(person).first()
    mine = Conversation.objects.filter(owner=person, state__in=("open", "reopened"), is_automatic=False)
    room = rooms_of(brand, [person])[person.pk] if brand is not None else 0
    load = loads_of(brand, [person]).get(person.pk, 0) if brand is not None else 0
    return {
        "presence": people.presence_of(person),
        "held": mine.count(),
        "room": room,
        "free": max(0, (room * rules.WHOLE - load) // rules.WHOLE),
    }
