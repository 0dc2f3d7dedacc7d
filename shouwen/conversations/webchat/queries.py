"""Questions about web channels and visits: what a visitor is shown, his place, and when he is promised an answer."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwen.conversations import facts as talk
from shouwen.conversations import queries as talks
from shouwen.conversations.webchat import hours, preform, tokens
from shouwen.conversations.webchat.models import Note, Sync, SyncPage, Visit, WebChannel
from shouwen.conversations.webchat.policy import fits
from shouwen.customers import queries as customers
from shouwen.kernel import calendars, clock, deadlines, live, worktime
from shouwen.kernel.models import Attachment, Fact
from shouwen.rulebook import queries as rulebook

DEADLINE = "note-answer"
#: `once` of the message that holds the answers to the form.
FORM = "form"
MOST_SHOWN = 500
#: How many recent waits the estimate looks at, and how few are too few to say anything.
WAITS, TOO_FEW = 20, 5
#: How long after its end a visit may still be rated and read.
AFTERWARDS = dt.timedelta(hours=24)
#: Facts that end a wait: somebody took it, or it was given to him.
TAKEN_UP = (talk.CLAIMED, "conversation.assigned")
TYPING_HOLDS = dt.timedelta(seconds=6)
_ESTIMATES: dict[int, tuple[float, float | None]] = {}


# ---- channels


def channels() -> QuerySet[WebChannel]:
    return WebChannel.objects.select_related("channel__brand", "channel__department").order_by("channel__title")


def kept_by(person: Any) -> QuerySet[WebChannel]:
    """Web channels of the person's brands, for whoever keeps channels."""
    return channels().filter(channel__brand__in=person.reach.brands)


def channel(key: str) -> WebChannel | None:
    """The channel in use with this key."""
    return channels().filter(key=key, channel__is_active=True).first()


def web_of(channel: Any) -> WebChannel | None:
    """What is set for a channel of this kind."""
    return channels().filter(channel=channel).first()


def all_sites() -> set[str]:
    """Sites of every channel in use: what a preflight, which names no visit, is asked against."""
    return {
        str(site)
        for sites in channels().filter(channel__is_active=True).values_list("sites", flat=True)
        for site in sites
    }


def is_site(origin: str, web: WebChannel, own: str) -> bool:
    """True for a page of the channel's sites, or of this house."""
    return fits(origin, web.sites, own)


@dataclass(frozen=True)
class Opening:
    """When a channel is answered: now or from when, and its hours in words."""

    is_open: bool
    opens_at: dt.datetime | None
    hours: str
    hours_en: str


def opening(web: WebChannel) -> Opening:
    cal = hours.calendar_for(web.hours, calendars.current())
    is_open, opens_at = hours.opening(cal, clock.now())
    off = hours.hours_of(web.hours).holidays
    return Opening(is_open, opens_at, hours.said(cal.week, "zh", off), hours.said(cal.week, "en", off))


@dataclass(frozen=True)
class Promised:
    """By when a note left now is answered, by which clause; `at` is None where the calendar knows too little."""

    at: dt.datetime | None
    clauses: tuple[str, ...]
    origin: str
    text: str


def promised(brand: Any, left_at: dt.datetime) -> Promised:
    """What the pack's deadline for notes comes to (S0-1.40.3), reckoned as the clock of the case will be."""
    rule = rulebook.pack_of(rulebook.edition_in_force(brand.pack)).deadlines.get(DEADLINE)
    if rule is None:
        return Promised(None, (), "", _("我们会尽快答复。"))
    clauses = tuple(clause for clause in rule.because if clause != "gap")
    try:
        cal = calendars.current()
        due = deadlines.due(deadlines.Rule.from_pack(rule.model_dump(by_alias=True)), left_at, cal)
    except worktime.NoCalendarData:
        return Promised(None, clauses, rule.origin, _("我们会尽快答复。"))
    when = clock.local(due.at)
    text = _("最迟 %(when)s 答复您（%(clause)s）。") % {
        "when": f"{when:%Y-%m-%d %H:%M}",
        "clause": "、".join(clauses) or "—",
    }
    return Promised(due.at, clauses, rule.origin, text)


def recognised(brand: Any, phone: str, email: str) -> Any:
    """The one customer reached by this number or address; None when there is none, or more than one.

    Whoever asks learns nothing of it: the widget gets the same answer either way.
    """
    found = _reached(brand, phone, email)
    return found[0] if len(found) == 1 else None


def is_shared(brand: Any, phone: str, email: str) -> bool:
    """True when several customers are reached so."""
    return len(_reached(brand, phone, email)) > 1


def _reached(brand: Any, phone: str, email: str) -> list[Any]:
    found = {each.pk: each for each in customers.with_number(brand, phone)} if phone else {}
    found |= {each.pk: each for each in customers.with_mail(brand, email)} if email else {}
    return list(found.values())


def mailbox_of(brand: Any) -> Any:
    """The brand's mail channel in use, by which letters to visitors go; None when there is none."""
    return talks.channels().filter(kind="mail", brand=brand, is_active=True).order_by("pk").first()


# ---- visits


def visits() -> QuerySet[Visit]:
    return Visit.objects.select_related(
        "channel__channel__brand", "channel__channel__department", "conversation__owner", "conversation__brand",
        "conversation__channel", "conversation__department", "conversation__customer",
    )  # fmt: skip


def visit_by_token(token: str) -> Visit | None:
    """The visit a token opens; None for one unknown, or over for more than a day."""
    if not 20 <= len(token) <= 100:
        return None
    found = visits().filter(digest=tokens.digest(token)).first()
    gone = found is not None and found.ended_at is not None and found.ended_at < clock.now() - AFTERWARDS
    return None if gone else found


def visit(pk: int) -> Visit | None:
    return visits().filter(pk=pk).first()


def visit_of(conversation: Any) -> Visit | None:
    return visits().filter(conversation=conversation).first()


def note_of(conversation: Any) -> Note | None:
    return Note.objects.filter(conversation=conversation).first()


def silent_since(at: dt.datetime) -> QuerySet[Visit]:
    """Visits nobody has said anything in since `at`."""
    quiet = Q(conversation=None) | Q(conversation__last_out_at=None) | Q(conversation__last_out_at__lt=at)
    return visits().filter(quiet, state="on", heard_at__lt=at)


def shown(visit: Visit, since: int = 0) -> list[Any]:
    """What was said, as the visitor may see it: his words and what goes to him, queued or sent; notes never."""
    if visit.conversation is None:
        return []
    return list(_shown(visit.conversation).filter(pk__gt=since)[:MOST_SHOWN])


def _shown(conversation: Any) -> QuerySet[Any]:
    outgoing = Q(direction="out", state__in=("queued", "sent"))
    return talks.messages_of(conversation).filter(Q(direction="in") | outgoing)


def was_answered(visit: Visit) -> bool:
    """True once a person of ours has said something to the visitor."""
    if visit.conversation is None:
        return False
    return _shown(visit.conversation).filter(direction="out", author="person").exists()


def file_shown(visit: Visit, pk: int) -> Attachment | None:
    """A file of anything that was said, as the visitor may see it."""
    if visit.conversation is None:
        return None
    said = _shown(visit.conversation).values("pk")
    return Attachment.objects.filter(pk=pk, about_kind="message", about_id__in=said).first()


def words_for(visit: Visit, said: Any) -> str:
    """The words of a message for its visitor: his answers to the form under the questions as he was asked them, in
    his language, and with the number masked, whosever it is.

    It stands masked there already when the house knows it; else he could ask us whose number is registered.
    """
    if said.once != f"chat:{visit.pk}:{FORM}":
        return str(said.text)
    return "\n".join(_answer_for(visit, line) for line in said.text.split("\n"))


def _answer_for(visit: Visit, line: str) -> str:
    for field in visit.channel.form:
        head = f"{field['label']}："
        if line.startswith(head):
            value = line.removeprefix(head)
            asked = f"{field['label_en']}: ".replace("?:", "?") if visit.language == "en" else head
            return asked + (preform.masked(value) if field["kind"] == "phone" else value)
    return line


def last_shown(visit: Visit) -> int:
    """The id of the last thing the visitor may see; 0 when there is none."""
    if visit.conversation is None:
        return 0
    return _shown(visit.conversation).order_by("-id").values_list("pk", flat=True).first() or 0


def status_of(visit: Visit) -> str:
    """queueing · talking · ended · left."""
    conversation = visit.conversation
    if visit.state != "on":
        return visit.state
    if conversation is not None and conversation.state == "wrapped_up":
        return "ended"
    return "talking" if conversation is not None and conversation.owner_id is not None else "queueing"


def read_up_to(visit: Visit) -> int:
    """The last of the visitor's words that a colleague has read."""
    if visit.conversation is None:
        return 0
    return max(talks.read_up_to(visit.conversation, "in"), talks.answered_up_to(visit.conversation))


def queue_of(visit: Visit) -> tuple[int | None, int | None]:
    """Place in the queue and seconds to wait, by whoever waits before him for the same department of the brand.

    The estimate is the median of the channel's last waits (opened until first claimed) times the place; None with
    fewer than five of them.
    """
    conversation = visit.conversation
    if conversation is None or status_of(visit) != "queueing":
        return None, None
    place = talks.waiting_before(conversation) + 1
    each = _usual_wait(visit.channel.channel_id)
    return place, round(each * place) if each is not None else None


def _usual_wait(channel_id: int) -> float | None:
    """Median seconds of the last waits, remembered for a quarter of a minute: every visitor in the queue asks."""
    at, known = _ESTIMATES.get(channel_id, (0.0, None))
    if time.monotonic() - at < 15 and at:
        return known
    opened = dict(talks.opened_lately(channel_id, WAITS))
    claims: dict[int, dt.datetime] = {}
    found = Fact.objects.filter(kind__in=TAKEN_UP, about_kind="conversation", about_id__in=list(opened))
    for ident, moment in found.order_by("-id").values_list("about_id", "at"):
        claims[ident] = moment  # the first of several claims stays
    waits = [max((moment - opened[ident]).total_seconds(), 0.0) for ident, moment in claims.items()]
    known = statistics.median(waits) if len(waits) >= TOO_FEW else None
    _ESTIMATES[channel_id] = (time.monotonic(), known)
    return known


def sync_of(visit: Visit) -> Sync | None:
    """The sync under way."""
    return visit.syncs.filter(ended_at=None).first()


def syncs_over(at: dt.datetime) -> QuerySet[Sync]:
    """Syncs nothing came from since `at`, or whose talk is over."""
    over = Q(heard_at__lt=at) | ~Q(visit__state="on") | ~Q(visit__conversation__state="open")
    return Sync.objects.filter(over, ended_at=None).select_related("visit")


def seen_in_sync(visit: Visit) -> QuerySet[SyncPage]:
    """Pages that were shown in this visit's syncs, in order."""
    return SyncPage.objects.filter(sync__visit=visit).order_by("id")


def clerk_types(visit: Visit) -> bool:
    """True when whoever answers has typed within the last seconds."""
    if visit.conversation_id is None:
        return False
    return live.whispered(
        f"conversation:{visit.conversation_id}", "typing", since=clock.now() - TYPING_HOLDS, by_staff=True
    )


def files_of(messages: Iterable[Any]) -> dict[int, Any]:
    """The file of each message, where it brought one."""
    return {pk: kept[0] for pk, kept in talks.files_of(messages).items()}
