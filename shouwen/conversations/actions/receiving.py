"""Taking in what a customer says: once, into the thread it belongs to, with everything that came along."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.conversations import desk, queries, searching
from shouwen.conversations import facts as told
from shouwen.conversations.actions import handing_out, owning, timing
from shouwen.conversations.channel import Incoming, Received
from shouwen.conversations.models import Conversation, Message, Reference
from shouwen.conversations.states import conversation_machine
from shouwen.customers import actions as customer_actions
from shouwen.customers import queries as customers
from shouwen.kernel import clock, facts, files, live, numbers
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions
from shouwen.people import queries as people

#: Numbers of conversations: `HLD26-00001`, 话 for talk.
LETTER = "H"


def receive(incoming: Incoming, *, by: Any) -> Received:
    """Keeps a message with the thread it belongs to, or opens one. The same `once` gives what is there (R15)."""
    require(by, "conversations.receive", incoming.brand)
    there = _there(incoming)
    if there is not None:
        return there
    try:
        with transaction.atomic():
            return _take_in(incoming, by=by)
    except IntegrityError:
        there = _there(incoming)
        if there is None:
            raise
        return there


def _there(incoming: Incoming) -> Received | None:
    message = Message.objects.select_related("conversation").filter(once=incoming.once).first()
    return Received("duplicate", message.conversation, message) if message is not None else None


def _take_in(incoming: Incoming, *, by: Any) -> Received:
    conversation = _thread(incoming)
    outcome = "opened" if conversation is None else "joined"
    if conversation is None:
        conversation = _open(incoming, by=by)
    message = Message.objects.create(
        conversation=conversation,
        direction="in",
        author="machine" if incoming.is_automatic else "customer",
        text=incoming.text,
        whole=incoming.whole,
        html=incoming.html,
        subject=incoming.subject[:300],
        sender=incoming.sender[:254],
        sender_name=incoming.sender_name[:120],
        recipients=list(incoming.recipients)[:50],
        external_id=incoming.external_id[:255],
        answers=[ident for ident in incoming.answers if len(ident) <= 255][:60],
        once=incoming.once,
        problem=incoming.problem,
        is_readable=incoming.is_readable,
        is_automatic=incoming.is_automatic,
        at=clock.now(),
        written_at=incoming.written_at,
    )
    Reference.objects.bulk_create([Reference(message=message, ident=ident) for ident in message.answers])
    _keep_files(message, incoming)
    searching.index_message(message, conversation.brand_id)
    if outcome == "opened":
        refs = {"number": conversation.number, "message": message.pk, "automatic": incoming.is_automatic}
        refs |= {"skill": conversation.skill_id} if conversation.skill_id else {}
        facts.record(told.OPENED, by=by, about_thing=conversation, refs=refs)
        timing.start_clocks(told.OPENED, conversation=conversation, by=by, at=conversation.opened_at)
    refs = {"message": message.pk, "automatic": incoming.is_automatic}
    facts.record(told.RECEIVED, by=by, about_thing=conversation, refs=refs)
    if outcome == "joined":
        _go_on(conversation, message, by=by)
    live.publish(conversation)
    handing_out.hand_out_later()
    return Received(outcome, conversation, message)


def _thread(incoming: Incoming) -> Conversation | None:
    """The conversation it goes on with: named by what it answers or by its number, and its sender belongs there.

    What a machine answers to a letter of ours (a bounce) belongs to that letter, whoever signs it.
    """
    if incoming.conversation is not None:
        return incoming.conversation
    for found in queries.thread_of(incoming):
        if queries.takes_part(found, incoming.sender):
            return found
        ours = found.messages.filter(direction="out", external_id__in=list(incoming.answers))
        if incoming.is_automatic and ours.exists():
            return found
    return None


def _open(incoming: Incoming, *, by: Any) -> Conversation:
    channel, now = incoming.channel, clock.now()
    made = Conversation.objects.create(
        number=numbers.next_number(incoming.brand.code, LETTER),
        brand=incoming.brand,
        kind=incoming.kind,
        channel=channel,
        department=channel.department if channel is not None else None,
        customer=None if incoming.is_automatic else _customer(incoming),
        subject=incoming.subject[:300],
        address=incoming.sender[:254],
        address_name=incoming.sender_name[:120],
        is_automatic=incoming.is_automatic,
        skill=queries.skill_asked(channel, incoming.subject, incoming.text),
        opened_at=now,
        last_in_at=now,
        waiting_since=None if incoming.is_automatic else now,
    )
    searching.index(made)
    return made


def _customer(incoming: Incoming) -> Any:
    """Whoever is reached by this address; a stranger is registered; None when several are, for a person to say."""
    if incoming.customer is not None or incoming.kind != "mail" or not incoming.sender:
        return incoming.customer
    found = customers.with_mail(incoming.brand, incoming.sender)
    if found:
        return found[0] if len(found) == 1 else None
    name = incoming.sender_name.strip() or incoming.sender.partition("@")[0]
    customer = customer_actions.register(by=SYSTEM, brand=incoming.brand, name=name)
    customer_actions.add_mail(customer, incoming.sender)
    return customer


def _keep_files(message: Message, incoming: Incoming) -> None:
    for each in incoming.files:
        files.keep_whole([each.data], name=each.name, about_thing=message, by=SYSTEM)
    if incoming.source is not None:
        name = incoming.source_name or "original.eml"
        kept = files.keep_whole(incoming.source, name=name, about_thing=message, by=SYSTEM)
        amend(message, source=kept)


def _go_on(conversation: Conversation, message: Message, *, by: Any) -> None:
    """A thread that had ended is open again, and whoever answers for it hears."""
    if _noted(conversation, opens=not message.is_automatic, by=by) == "reopened":
        if conversation.replied_at is None:  # nobody has ever answered: what was void with its end is owed anew
            timing.start_clocks(told.OPENED, conversation=conversation, by=by, at=conversation.waiting_since)
        _to_whoever_is_here(conversation)
    if conversation.owner is not None and not message.is_automatic:
        text = _("%(number)s 客户来信") % {"number": conversation.number}
        url = f"/conversations/{conversation.number}/"
        people_actions.notify(conversation.owner, text=text, url=url, key=f"message:{message.pk}")


def _reopened(conversation: Conversation, now: Any, *, by: Any) -> bool:
    """False when another message has opened it at this moment."""
    changes = {"last_in_at": now, "wrapped_up_at": None, "waiting_since": now}
    try:
        with transaction.atomic():
            conversation_machine.move(conversation, "reopen", by=by, changes=changes)
    except MoveRefused:
        return False
    return True


def _to_whoever_is_here(conversation: Conversation) -> None:
    """A chat goes on at once: when whoever had it is not on duty, it stands in the queue again."""
    owner = conversation.owner
    if owner is not None and desk.is_pushed(conversation.channel) and people.presence_of(owner).state != "available":
        owning.to_queue(conversation, by=SYSTEM)


def _noted(conversation: Conversation, *, opens: bool, by: Any) -> str:
    """Notes the hour on the row as it stands now: touched · reopened. A person's word opens what has ended.

    Guarded, tried again: another message may come in, or its owner end it, at the same moment.
    """
    now = clock.now()
    for _turn in range(5):
        conversation.refresh_from_db()
        if opens and conversation_machine.can(conversation, "reopen"):
            if _reopened(conversation, now, by=by):
                return "reopened"
            continue
        seen = conversation.version
        since = conversation.waiting_since or (now if opens else None)
        changed = Conversation.objects.filter(pk=conversation.pk, version=seen)
        if changed.update(last_in_at=now, waiting_since=since, version=seen + 1):
            conversation.refresh_from_db()
            return "touched"
    raise MoveRefused(_("别人刚处理过这一条，请刷新后再看。"))
