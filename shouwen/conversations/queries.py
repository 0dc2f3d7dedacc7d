"""Questions about conversations. Every list, page and action starts from `visible_to(person)`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shouwen.conversations.models import Channel, Conversation, Message
from shouwen.conversations.states import LIVE, UNSAID
from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.kernel.models import Attachment
from shouwen.people import queries as people

#: A first answer is still owed: live, by a person, none given.
LATE = Q(state__in=LIVE, is_automatic=False, replied_at=None)
NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,8}\d{2}-\d{5,7}(?!\d)")
MOBILE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d{9}(?![\dA-Za-z])")
#: So much of a first message is looked through for what it asks for.
READ = 4000
#: Rooms above add what a person must not read: a function from person to a condition on conversations.
KEPT_FROM: list[Callable[[Any], Q]] = []
#: Rooms above say what goes on with the thing a conversation is about: events of script cards, the nearest first.
HAPPENINGS: list[Callable[[Conversation], list[str]]] = []


def visible_to(person: Any) -> QuerySet[Conversation]:
    """Conversations of his brands: all, those of his departments and without one, or his own; never one kept from him."""
    return _reached_by(person) if person.granted("conversations.claim") else Conversation.objects.none()


def counted_for(person: Any) -> QuerySet[Conversation]:
    """What the report counts for him: the same ones, also for who reads the figures and talks with nobody."""
    return _reached_by(person) if person.granted("conversations.figures") else Conversation.objects.none()


def _reached_by(person: Any) -> QuerySet[Conversation]:
    reach = person.reach
    found = Conversation.objects.filter(brand__in=reach.brands)
    if not reach.everything:
        queues = sorted(reach.departments | reach.member_of)
        mine = Q(owner=person) | Q(first_asked=person) | Q(offered_to=person)
        found = found.filter(mine | Q(department__in=queues) | Q(department=None))
    return without_kept(person, found)


def without_kept(person: Any, found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those that are not kept from him, whatever else lets him see them (he is complained of in one)."""
    for kept in KEPT_FROM:
        found = found.exclude(kept(person))
    return found


def not_kept_from(person: Any) -> QuerySet[Conversation]:
    """For whoever sees one sentence of a talk he need not see: of every brand and queue, but none kept from him."""
    return without_kept(person, Conversation.objects.all())


def with_names(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return found.select_related(
        "brand", "customer", "owner", "first_asked", "offered_to", "department", "channel", "skill"
    )


def with_clocks(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With the limits that run on each, asked for once for all of them (`Conversation.owed`)."""
    return found.prefetch_related("clocks")


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


def happenings(conversation: Conversation) -> list[str]:
    """What goes on with the thing it is about, in words of script events; nothing while it is about nothing."""
    if conversation.about_id is None:
        return []
    return [event for ask in HAPPENINGS for event in ask(conversation)]


SCOPES = ("mine", "queue", "review", "all", "robots")


def scoped(person: Any, scope: str) -> QuerySet[Conversation]:
    """His own, what waits in his queues, what he is to read before it goes, all of people, or what machines wrote."""
    found = visible_to(person).filter(is_automatic=scope == "robots")
    if scope == "mine":
        found = found.filter(Q(owner=person) | Q(offered_to=person))
    elif scope == "queue":
        found = found.filter(owner=None, state__in=LIVE)
    elif scope == "review":
        found = found.filter(pk__in=_to_review(person))
    return found


def _to_review(person: Any) -> QuerySet[Message, int]:
    if not person.granted("conversations.supervise"):
        return Message.objects.none().values_list("conversation", flat=True)
    return Message.objects.filter(state="review").exclude(by=person).values_list("conversation", flat=True)


def in_queue(person: Any) -> QuerySet[Conversation]:
    """What waits in his queues, the longest first."""
    return with_clocks(with_names(scoped(person, "queue"))).order_by(F("waiting_since").asc(nulls_last=True), "pk")


def counts(person: Any) -> dict[str, int]:
    """How many are live, by scope."""
    found = visible_to(person).filter(is_automatic=False, state__in=LIVE)
    counted = found.aggregate(
        mine=Count("pk", filter=Q(owner=person) | Q(offered_to=person)),
        queue=Count("pk", filter=Q(owner=None)),
        review=Count("pk", filter=Q(pk__in=_to_review(person))),
    )
    return {name: int(number) for name, number in counted.items()}


STANDING = ("available", "busy", "away")  # who is there comes first


def takers(conversation: Conversation, person: Any) -> list[Any]:
    """Colleagues who may take it over: of the queue it waits in, else of whoever asks; who is at his desk first.

    Each has his `presence_now`: who never said anything counts as away.
    """
    department = conversation.department or person.department
    found = people.members(department, brand=conversation.brand)
    may = {each.pk for each in people.granted("conversations.claim", brand=conversation.brand)}
    able: list[Any] = [each for each in found if each.pk != conversation.owner_id and each.pk in may]
    said = people.presences(able)
    for each in able:
        each.presence_now = said.get(each.pk) or people.absent(each)
    return sorted(able, key=lambda each: STANDING.index(each.presence_now.state))


def file_seen_by(person: Any, kept: Attachment) -> bool:
    """True for a file of a message whose conversation he sees."""
    seen = Message.objects.filter(pk=kept.about_id, conversation__in=visible_to(person))
    return kept.about_kind == "message" and seen.exists()


def waiting(person: Any) -> QuerySet[Conversation]:
    return visible_to(person).filter(state="waiting", is_automatic=False)


def late() -> QuerySet[Conversation]:
    """Live ones whose first answer by a person, or call back, is owed since a moment that has passed."""
    return Conversation.objects.filter(LATE & Q(due_at__lt=clock.now()))


def who_see(found: Iterable[Any], conversation: Conversation) -> list[Any]:
    """Those of some people who may read it."""
    return [each for each in found if visible_to(each).filter(pk=conversation.pk).exists()]


def supervisors(conversation: Conversation) -> list[Any]:
    """Those who supervise the queue it stands in; when there are none, those of its brand."""
    found = who_see(people.granted("conversations.supervise", brand=conversation.brand), conversation)
    near = [each for each in found if conversation.department_id in each.reach.member_of]
    return near or found


def live(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return found.filter(state__in=LIVE)


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.select_related("by", "read_by", "source").order_by("id")


def said(idents: Iterable[int]) -> dict[int, Message]:
    """Messages by id, for whoever shows a thing they belong to."""
    return {each.pk: each for each in Message.objects.filter(pk__in=list(idents)).select_related("conversation")}


def message(ident: int) -> Message | None:
    return Message.objects.select_related("conversation__channel", "conversation__brand", "by").filter(pk=ident).first()


def first_of(conversation: Conversation) -> Message | None:
    return conversation.messages.order_by("id").first()


def number_given(conversation: Conversation) -> str:
    """The one mobile the customer wrote himself, for a clerk to confirm; "" when he wrote none or several."""
    texts = (
        conversation.messages.filter(direction="in", is_automatic=False).order_by("id").values_list("text", flat=True)
    )
    found = {number for text in texts[:20] for number in MOBILE.findall(text[:READ])}
    return found.pop() if len(found) == 1 else ""


def is_grave(said: Message) -> bool:
    """True for a letter that could not be read well enough to act on."""
    return bool(said.problem) and not said.is_readable


#: What a person said with the customer: an answer written before it is stale.
SAID = ~Q(direction="note") & ~Q(direction="out", author="machine") & ~Q(state__in=UNSAID)


def last_of(conversation: Conversation) -> int:
    """The id of the last thing a person said with the customer: an answer written before it is stale."""
    found = conversation.messages.filter(SAID).order_by("-id").values_list("pk", flat=True).first()
    return found or 0


def with_last(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """The same for a whole list, as `last_said`."""
    said = Message.objects.filter(SAID, conversation=OuterRef("pk")).order_by("-id").values("pk")[:1]
    return found.annotate(last_said=Coalesce(Subquery(said), 0))


def spoken(conversation: Conversation) -> list[Message]:
    """What was said with the customer so far, oldest first: no notes, nothing that did not go out."""
    return list(conversation.messages.filter(SAID).exclude(state__in=("failed", "queued")).order_by("id"))


def newer_than(conversation: Conversation, seen: int) -> QuerySet[Message]:
    """What was said with the customer after `seen`, oldest first; what others read first was not said."""
    newer = conversation.messages.filter(pk__gt=seen).exclude(direction="note").exclude(state__in=UNSAID)
    return newer.order_by("id")


def read_up_to(conversation: Conversation, direction: str) -> int:
    """The last message of a direction that the other side has read; 0 when none."""
    seen = conversation.messages.filter(direction=direction).exclude(seen_at=None)
    return seen.order_by("-id").values_list("pk", flat=True).first() or 0


def answered_up_to(conversation: Conversation) -> int:
    """The last message that came in before a person's last answer: whoever answered has read it."""
    answers = conversation.messages.filter(direction="out", author="person").order_by("-id")
    last = answers.values_list("pk", flat=True).first() or 0
    read = conversation.messages.filter(direction="in", pk__lt=last).order_by("-id")
    return read.values_list("pk", flat=True).first() or 0


def waiting_before(conversation: Conversation) -> int:
    """How many conversations of people wait before this one, by whichever channel of its kind, for the same queue."""
    found = Conversation.objects.filter(
        state="waiting", owner=None, is_automatic=False, kind=conversation.kind, brand=conversation.brand_id
    )
    return found.filter(department=conversation.department_id, pk__lt=conversation.pk).count()


def opened_lately(channel_id: int, most: int) -> list[tuple[int, dt.datetime]]:
    """Ids of a channel's last conversations that somebody has taken up, with when they were opened."""
    found = Conversation.objects.filter(channel=channel_id).exclude(first_asked=None).order_by("-id")
    return list(found.values_list("pk", "opened_at")[:most])


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


def skill_asked(channel: Channel | None, *texts: str) -> Any:
    """The skill that the channel's first fitting rule names for words heard in subject or first message."""
    if channel is None:
        return None
    heard = " ".join(texts)[:READ].casefold()
    for rule in channel.skill_rules.select_related("skill").filter(skill__is_active=True):
        words = rule.words.replace("、", " ").replace("，", " ").replace(",", " ").casefold().split()
        if not words or any(word in heard for word in words):
            return rule.skill
    return None


def channels(person: Any = None) -> QuerySet[Channel]:
    found = Channel.objects.select_related("brand", "department").order_by("brand", "title")
    return found if person is None else found.filter(brand__in=person.reach.brands)
