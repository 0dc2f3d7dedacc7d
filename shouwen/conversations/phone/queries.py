"""Questions about calls. Every list, page and action starts from `visible_to(person)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from shouwen.conversations import queries as talks
from shouwen.conversations.phone.models import Call, Event, Exchange, Extension
from shouwen.conversations.phone.rules import Rules, Value, of_brand
from shouwen.conversations.phone.states import LIVE
from shouwen.customers import queries as customers
from shouwen.kernel.policy import may
from shouwen.people import queries as people

#: Means of fewer people would name somebody (decisions.md 40).
FEWEST = 5


def visible_to(person: Any) -> QuerySet[Call]:
    """Calls whose conversation he sees: lists, pages and verbs ask the same."""
    if not person.granted("phone.take"):
        return Call.objects.none()
    return Call.objects.filter(conversation__in=talks.visible_to(person))


def with_names(found: QuerySet[Call]) -> QuerySet[Call]:
    return found.select_related("conversation__customer", "brand", "person", "offered_to", "exchange__channel")


def index_of(number: str) -> str:
    """A normalised number as its place in the keyed index."""
    return customers.number_key(number) if number else ""


def at_hand(person: Any) -> list[Call]:
    """What his call bar shows: his live call first, what is offered to him, what rings for him or for everybody.

    A call of his that has ended stays until it is written down.
    """
    if not person.granted("phone.take"):
        return []
    mine = Q(person=person, state__in=LIVE) | Q(offered_to=person, state="transferred")
    todo = Q(person=person, state="ended", recorded_at=None)
    rings = Q(person=None, state="ringing")
    found = list(with_names(visible_to(person).filter(mine | todo | rings)).order_by("-id")[:12])
    return sorted(found, key=lambda call: _rank(call, person))


def _rank(call: Call, person: Any) -> int:
    if call.person_id == person.pk:
        return 3 if call.state == "ended" else 0
    return 1 if call.offered_to_id == person.pk else 2


def busy(person: Any) -> Call | None:
    """The call he is talking in."""
    return Call.objects.filter(person=person, state__in=("answered", "on_hold", "transferred")).first()


def busy_among(persons: Iterable[Any]) -> set[int]:
    """Which of these people are talking now."""
    found = Call.objects.filter(person__in=[each.pk for each in persons], state__in=("answered", "on_hold"))
    return set(found.values_list("person_id", flat=True))


def callers(call: Call) -> list[Any]:
    """Customers of the brand reached by the number."""
    return customers.with_number(call.brand, call.number) if call.number else []


def shown_number(person: Any, call: Call) -> str:
    """The full number to whoever talks and must call back; masked to everybody else, and to whom it is barred."""
    customer = call.conversation.customer
    barred = customer is not None and not may(person, "customers.reveal_number", customer)
    return (
        call.masked if call.person_id != person.pk or barred or not call.number else customers.as_dialled(call.number)
    )


def missing(call: Call, rules: Rules | None = None) -> list[str]:
    """What is still to be written down of a call, of the pack's list; nothing when it is recorded."""
    if call.recorded_at is not None:
        return []
    wanted = (rules or of_brand(call.brand)).wants()
    there = {
        "gist": bool(call.gist.strip()),
        "outcome": call.conversation.about_id is not None or bool(call.no_case_why.strip()),
        "ended_by": bool(call.ended_by),
    }
    return [each for each in wanted if not there.get(each, True)]


def unrecorded(person: Any) -> QuerySet[Call]:
    """His calls that have ended and are not written down (S2-1.A1.1a)."""
    found = with_names(visible_to(person).filter(person=person, state="ended", recorded_at=None))
    return found.order_by("ended_at")


def to_call_back(person: Any) -> QuerySet[Call]:
    """Missed calls nobody has dealt with: nobody's and his own."""
    found = visible_to(person).filter(state="missed", direction="in", called_back_at=None)
    found = found.prefetch_related("conversation__clocks")
    return with_names(found.filter(Q(person=None) | Q(person=person))).order_by("call_back_due_at")


def call_back_rests_on(call: Call) -> Value:
    """Which clause gives the limit that runs on a missed call."""
    running = call.conversation.owed
    clauses = tuple(running.clauses) if running is not None else ()
    return Value(None, clauses, running.origin if running is not None else "gap", of_brand(call.brand).url(clauses))


def promised(person: Any) -> QuerySet[Call]:
    """What he promised on the telephone and has not done yet (S1-5.5.2)."""
    found = visible_to(person).filter(person=person, promise_kept_at=None).exclude(promise="")
    return with_names(found).order_by("promise_due_at")


def listed(person: Any, asked: dict[str, Any]) -> QuerySet[Call]:
    """The log, newest first. `asked`: direction, state, standard (late · met), since, until (dates), todo."""
    found = with_names(visible_to(person))
    if asked.get("direction"):
        found = found.filter(direction=asked["direction"])
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    if asked.get("standard"):
        found = found.filter(is_late=asked["standard"] == "late")
    if asked.get("since"):
        found = found.filter(rang_at__date__gte=asked["since"])
    if asked.get("until"):
        found = found.filter(rang_at__date__lte=asked["until"])
    if asked.get("todo") == "record":
        found = found.filter(state="ended", recorded_at=None)
    elif asked.get("todo") == "call_back":
        found = found.filter(state="missed", direction="in", called_back_at=None)
    elif asked.get("todo") == "unfounded":
        found = found.filter(ended_by="us", ended_why="")
    return found.order_by("-id")


def share_in_time(found: QuerySet[Call]) -> dict[str, Any] | None:
    """Share answered within the standard; None when fewer than five people answered them."""
    told = list(found.exclude(is_late=None).order_by().values_list("person_id", "is_late")[:50_000])
    if len({person for person, _late in told}) < FEWEST:
        return None
    met = sum(not late for _person, late in told)
    return {"met": met, "all": len(told), "share": met / len(told)}


def exchanges(person: Any) -> QuerySet[Exchange]:
    """Exchanges he keeps."""
    found = Exchange.objects.select_related("channel__brand", "channel__department").order_by("channel__title")
    kept = found.filter(channel__brand__in=person.reach.brands)
    return kept if person.granted("phone.keep_exchanges") else found.none()


def exchange_with_key(key: str) -> Exchange | None:
    """An exchange in use by the name in its address."""
    found = Exchange.objects.select_related("channel__brand", "channel__department")
    return found.filter(key=key, channel__is_active=True).first()


def of_exchange(exchange: Exchange, ident: str) -> Call | None:
    return Call.objects.filter(exchange=exchange, ident=ident).first()


def extensions(exchange: Exchange) -> QuerySet[Extension]:
    return exchange.extensions.select_related("person").order_by("number")


def who_at(exchange: Exchange, extension: str) -> Any:
    """Whose extension it is, when he is active and of the exchange's brand; else nobody."""
    if not extension:
        return None
    found = exchange.extensions.select_related("person").filter(number=extension).first()
    person = found.person if found is not None else None
    if person is None or not person.is_active or exchange.channel.brand_id not in person.reach.brands:
        return None
    return person if person.granted("phone.take") else None


def not_applied() -> list[tuple[int, str]]:
    """Calls of exchanges with reports that have not been worked in."""
    left = Event.objects.filter(applied_at=None).order_by("id")[:500]
    return list(dict.fromkeys(left.values_list("exchange_id", "call_ident")))


def takers(call: Call, person: Any) -> list[Any]:
    """Colleagues who may take the call over."""
    found = people.members(call.conversation.department or person.department, brand=call.brand)
    return [each for each in found if each.pk != call.person_id and each.granted("phone.take")]
