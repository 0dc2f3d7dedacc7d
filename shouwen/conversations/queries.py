"""Questions about conversations. Every list, page and action starts from `visible_to(person)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from shouwen.conversations.models import Channel, Conversation, Message
from shouwen.conversations.states import LIVE
from shouwen.customers import queries as customers
from shouwen.kernel.models import Attachment
from shouwen.people import queries as people

NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,8}\d{2}-\d{5,7}(?!\d)")
#: Rooms above add what a person must not read: a function from person to a condition on conversations.
KEPT_FROM: list[Callable[[Any], Q]] = []


def visible_to(person: Any) -> QuerySet[Conversation]:
    """Conversations of his brands: all, those of his departments and without one, or his own; never one kept from him."""
    if not person.granted("conversations.claim"):
        return Conversation.objects.none()
    reach = person.reach
    found = Conversation.objects.filter(brand__in=reach.brands)
    if not reach.everything:
        queues = sorted(reach.departments | reach.member_of)
        mine = Q(owner=person) | Q(first_asked=person) | Q(offered_to=person)
        found = found.filter(mine | Q(department__in=queues) | Q(department=None))
    for kept in KEPT_FROM:
        found = found.exclude(kept(person))
    return found


def with_names(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return found.select_related("brand", "customer", "owner", "first_asked", "offered_to", "department", "channel")


def with_number(number: str) -> Conversation | None:
    return Conversation.objects.filter(number=number).first()


def with_id(ident: int) -> Conversation | None:
    return with_names(Conversation.objects.filter(pk=ident)).first()


def courtesy_of(conversation: Conversation) -> str:
    """How to address him in an answer: 张女士, the whole name while the title is unknown, "" without a name."""
    known = conversation.customer
    return known.courtesy if known is not None else customers.form(conversation.address_name)


def about(kind: str, ident: int) -> QuerySet[Conversation]:
    """Conversations tied to a thing of a room above."""
    return Conversation.objects.filter(about_kind=kind, about_id=ident).order_by("id")


SCOPES = ("mine", "queue", "all", "robots")


def listed(person: Any, scope: str, state: str = "") -> QuerySet[Conversation]:
    """What a list shows: his own, what waits in his queues, everything of people, or what machines wrote."""
    found = with_names(visible_to(person)).filter(is_automatic=scope == "robots")
    if scope == "mine":
        found = found.filter(Q(owner=person) | Q(offered_to=person))
    elif scope == "queue":
        found = found.filter(owner=None, state__in=LIVE)
    if state == "live":
        found = found.filter(state__in=LIVE)
    elif state:
        found = found.filter(state=state)
    return found.order_by("-last_in_at", "-id")


def counts(person: Any) -> dict[str, int]:
    """How many are live, by scope."""
    found = visible_to(person).filter(is_automatic=False, state__in=LIVE)
    mine = found.filter(Q(owner=person) | Q(offered_to=person)).count()
    return {"mine": mine, "queue": found.filter(owner=None).count()}


def takers(conversation: Conversation, person: Any) -> list[Any]:
    """Colleagues who may take it over: of the queue it waits in, else of whoever asks."""
    department = conversation.department or person.department
    found = people.members(department, brand=conversation.brand)
    return [each for each in found if each.pk != conversation.owner_id and each.granted("conversations.claim")]


def file_seen_by(person: Any, kept: Attachment) -> bool:
    """True for a file of a message whose conversation he sees."""
    seen = Message.objects.filter(pk=kept.about_id, conversation__in=visible_to(person))
    return kept.about_kind == "message" and seen.exists()


def waiting(person: Any) -> QuerySet[Conversation]:
    return visible_to(person).filter(state="waiting", is_automatic=False)


def live(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return found.filter(state__in=LIVE)


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.select_related("by", "source").order_by("id")


def said(idents: Iterable[int]) -> dict[int, Message]:
    """Messages by id, for whoever shows a thing they belong to."""
    return {each.pk: each for each in Message.objects.filter(pk__in=list(idents)).select_related("conversation")}


def message(ident: int) -> Message | None:
    return Message.objects.select_related("conversation__channel", "conversation__brand", "by").filter(pk=ident).first()


def first_of(conversation: Conversation) -> Message | None:
    return conversation.messages.order_by("id").first()


def is_grave(said: Message) -> bool:
    """True for a letter that could not be read well enough to act on."""
    return bool(said.problem) and not said.is_readable


def last_of(conversation: Conversation) -> int:
    """The id of the last thing a person said with the customer: an answer written before it is stale."""
    said = conversation.messages.exclude(direction="note").exclude(direction="out", author="machine")
    found = said.order_by("-id").values_list("pk", flat=True).first()
    return found or 0


def files_of(messages: Iterable[Message]) -> dict[int, list[Attachment]]:
    """Kept files by message, the original aside."""
    rows = list(messages)
    originals = {row.source_id for row in rows}
    found: dict[int, list[Attachment]] = {}
    for kept in Attachment.objects.filter(about_kind="message", about_id__in=[row.pk for row in rows]).order_by("id"):
        if kept.pk not in originals:
            found.setdefault(kept.about_id, []).append(kept)
    return found


def thread_of(incoming: Any) -> list[Conversation]:
    """Conversations a message may belong to, the surest first: what it answers, what answers it, a number it names."""
    said = Message.objects.filter(conversation__brand=incoming.brand).select_related("conversation").order_by("-id")
    found = [each.conversation for each in said.filter(external_id__in=list(incoming.answers))[:5]]
    if incoming.external_id:
        overtook = said.filter(references__ident=incoming.external_id, direction="in")
        found += [each.conversation for each in overtook[:5]]
    numbers = numbers_in(incoming.subject)
    if numbers:
        named = Conversation.objects.filter(Q(number__in=numbers) | Q(reference__in=numbers), brand=incoming.brand)
        found += list(named.order_by("-id")[:5])
    return list({each.pk: each for each in found}.values())


def numbers_in(text: str) -> list[str]:
    """Numbers of ours that a line names, at most five."""
    return list(dict.fromkeys(hit.upper() for hit in NUMBER.findall(text)))[:5]


def takes_part(conversation: Conversation, sender: str) -> bool:
    """True when this address is the customer's, or was among those written to in the thread."""
    address = sender.lower()
    if not address:
        return False
    if conversation.address.lower() == address:
        return True
    if conversation.customer is not None and customers.is_reached_by(conversation.customer, address):
        return True
    told = conversation.messages.exclude(direction="note").values_list("recipients", flat=True)
    return any(address in [each.lower() for each in recipients] for recipients in told)


def channels(person: Any = None) -> QuerySet[Channel]:
    found = Channel.objects.select_related("brand", "department").order_by("brand", "title")
    return found if person is None else found.filter(brand__in=person.reach.brands)
