"""What goes out: written by a person who has read the last word, queued with the deed, delivered by the worker."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations import queries, searching
from shouwen.conversations.actions import reviewing, timing
from shouwen.conversations.actions.fitting import LONGEST, require_still_fit, unfit
from shouwen.conversations.channel import BEFORE_SENDING, Answer, Undeliverable, adapter_of
from shouwen.conversations.models import Acknowledged, Conversation, Message
from shouwen.conversations.states import conversation_machine, delivery_machine
from shouwen.customers.queries import fill, is_named_by_us, mail_key
from shouwen.kernel import clock, drafts, facts, files, jobs, live
from shouwen.kernel.policy import SYSTEM, may, require
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable
from shouwen.kernel.states import amend
from shouwen.knowledge import actions as knowledge
from shouwen.people import actions as people_actions
from shouwen.people import queries as people

log = logging.getLogger("shouwen.conversations")
TRIES = 8
PAUSE = dt.timedelta(hours=1)
DELIVER = "conversations.deliver"
WORDS = "您好，我们已收到您的来信，编号 {number}。回复本邮件即可补充情况，请保留主题中的编号。"


def place_of(conversation: Conversation) -> str:
    """Where the draft of an answer is kept."""
    return f"conversation:{conversation.pk}"


def send(
    conversation: Conversation,
    *,
    by: Any,
    text: str,
    seen: int,
    once: str = "",
    uploads: Any = (),
    why: dict[str, str] | None = None,
    cites: Iterable[int] = (),
) -> Message:
    """Writes an answer and queues it. `seen` is the last message its writer had before him.

    When the customer (or a colleague) has said something since, it is refused and the text kept as his draft.
    The same `once` is the same answer: a form sent twice is sent once. `why` goes to the checks before sending.
    What a beginner writes is kept until another has read it (S0-1.40.5): its state is `review`, not `queued`.
    `cites`: versions of knowledge the answer rests on; what he may not tell is left out.
    """
    try:
        require(by, "conversations.send", conversation)
    except Refused:
        _tell_whose(conversation, by, text)
        raise
    sentence = unfit(conversation, text)
    if sentence:
        raise Unacceptable(sentence, details={"text": sentence})
    there = Message.objects.filter(once=_key(conversation, once)).first() if once else None
    if there is not None:
        return there
    try:
        answer = Answer(conversation, by, text.strip(), once, why or {}, tuple(cites))
        return _send(answer, seen=seen, uploads=uploads)
    except (Stale, MoveRefused) as refusal:
        there = Message.objects.filter(once=_key(conversation, once)).first() if once else None
        if there is not None:
            return there  # the same form, sent twice at once: the other was first
        drafts.keep(by, place_of(conversation), {"text": text})
        newer = queries.newer_than(conversation, seen)
        if isinstance(refusal, MoveRefused) and not newer.exists():
            raise
        theirs = {"text": "\n\n".join(each.text for each in newer[:5])}
        raise Stale(yours={"text": text}, theirs=theirs) from refusal


def _tell_whose(conversation: Conversation, by: Any, text: str) -> None:
    """Who answers customers, only not this one just now, hears whose it is; what he wrote waits as his draft."""
    if not may(by, "conversations.send", None):
        return
    require(by, "conversations.claim", conversation)
    drafts.keep(by, place_of(conversation), {"text": text})
    if conversation.owner is None:
        raise Refused(_("这个会话已经放回队列，没有发出。请先接起再发，您写的已存为草稿。"))
    raise Refused(_("%(who)s 已经接起，没有发出。您写的已存为草稿。") % {"who": conversation.owner})


def _key(conversation: Conversation, once: str) -> str | None:
    return f"out:{conversation.pk}:{once}"[:120] if once else None


@transaction.atomic
def _send(answer: Answer, *, seen: int, uploads: Any) -> Message:
    conversation, by, text, once = answer.conversation, answer.by, answer.text, answer.once
    if queries.last_of(conversation) != seen:
        raise Stale(yours={"text": text}, theirs={})
    checked = [check(answer) for check in BEFORE_SENDING]
    reviewed = people.is_reviewed(by)
    if reviewed and conversation.messages.filter(state="review").exists():
        raise MoveRefused(_("上一条还在等审核，请等它有了结果再写。"))
    values: dict[str, Any] = {"assigned_at": None, **({} if reviewed else reviewing.answered(conversation))}
    if conversation_machine.can(conversation, "claim"):
        owned = {"owner": conversation.owner or by, "first_asked": conversation.first_asked or by}
        conversation_machine.move(conversation, "claim", by=by, changes={**values, **owned})
    elif conversation.state == "wrapped_up":
        raise MoveRefused(_("会话已结束，客户再来信时会重新打开。"))
    else:
        amend(conversation, **values)  # whoever was first moved the version: the second is refused here
    message = _written(conversation, author="person", by=by, text=text, once=_key(conversation, once))
    if answer.cites:
        knowledge.cite(message, by=by, versions=answer.cites, brand=conversation.brand)
    for upload in uploads:
        files.keep(upload, about_thing=message, by=by)
    for then in filter(None, checked):
        then(message)
    drafts.forget(by, place_of(conversation))
    if reviewed:
        reviewing.keep_for_review(message, by=by, seen=seen)
    else:
        _queue(message, by=by)
        timing.stop_clocks(told.QUEUED, conversation=conversation, by=by)
    return message


def _queue(message: Message, *, by: Any) -> None:
    facts.record(told.QUEUED, by=by, about_thing=message.conversation, refs={"message": message.pk})
    jobs.JOBS[DELIVER].enqueue(key=f"deliver:{message.pk}:0", message=message.pk)
    live.publish(message.conversation)


def _written(conversation: Conversation, *, author: str, by: Any, text: str, once: str | None) -> Message:
    earlier = conversation.messages.exclude(external_id="").order_by("-id").values_list("external_id", flat=True)[:20]
    message = Message.objects.create(
        conversation=conversation,
        direction="out",
        author=author,
        by=by if by is not SYSTEM else None,
        text=text,
        subject=_subject(conversation) if conversation.kind == "mail" else "",
        recipients=[conversation.address] if conversation.address else [],
        external_id=f"{uuid.uuid4().hex}@{_host(conversation)}",
        answers=list(reversed(earlier)),
        once=once,
        is_automatic=author == "machine",
        at=clock.now(),
        state="queued",
    )
    searching.index_message(message, conversation.brand_id)
    return message


def _host(conversation: Conversation) -> str:
    return f"{conversation.brand.code.lower()}.shouwen.invalid"


def _subject(conversation: Conversation) -> str:
    """`Re: …` with the number the customer knows, so that his answer finds its way back."""
    number = conversation.reference or conversation.number
    subject = conversation.subject or _("您的来信")
    bare = subject if subject.lower().startswith(("re:", "re：", "回复:", "回复：")) else f"Re: {subject}"
    return (bare if number in bare else f"{bare} [{number}]")[:300]


@transaction.atomic
def acknowledge(conversation: Conversation, *, by: Any, number: str = "") -> Message | None:
    """Tells the sender that his letter is here and its number: at most once an hour, and never a machine (R16)."""
    require(by, "conversations.receive", conversation.brand)
    channel, first = conversation.channel, queries.first_of(conversation)
    if channel is None or not channel.is_active or conversation.is_automatic or not conversation.address:
        return None
    if conversation.messages.filter(direction="out").exists():
        return None  # he has been answered already
    if first is None or first.is_automatic or first.author != "customer" or not _is_their_turn(conversation):
        return None
    # Only a name we know: what a stranger writes into his header must not come back in our words.
    known = conversation.customer
    called = known.courtesy if known is not None and is_named_by_us(known) else ""
    words = fill(channel.acknowledgement.strip() or WORDS, called=called, brand=conversation.brand.name)
    words = words.replace("{number}", number or conversation.number)
    message = _written(conversation, author="machine", by=by, text=words, once=f"ack:{conversation.pk}")
    _queue(message, by=by)
    return message


def _is_their_turn(conversation: Conversation) -> bool:
    """Takes this hour's one answer for the sender; False when it is taken. One row, one winner."""
    key, now = mail_key(conversation.address), clock.now()
    Acknowledged.objects.get_or_create(key=key)
    free = Acknowledged.objects.filter(key=key)
    return bool(free.filter(at=None).update(at=now) or free.filter(at__lte=now - PAUSE).update(at=now))


@transaction.atomic
def note(conversation: Conversation, *, by: Any, text: str) -> Message:
    """Words for colleagues; they never leave the house."""
    require(by, "conversations.note", conversation)
    if not text.strip():
        raise Unacceptable(_("请写下内容。"), details={"text": _("请写下内容。")})
    if len(text) > LONGEST:
        raise Unacceptable(_("备注太长。"), details={"text": _("备注太长。")})
    made = Message.objects.create(
        conversation=conversation, direction="note", author="person", by=by, text=text.strip(), at=clock.now()
    )
    searching.index_message(made, conversation.brand_id)
    facts.record(told.NOTED, by=by, about_thing=conversation, refs={"message": made.pk})
    live.publish(conversation)
    return made


# ---- delivery


def deliver(message: Message) -> None:
    """Hands a queued message to its channel. Passing trouble is tried again later; what cannot be sent is told.

    The row is claimed before and settled after, so that two workers do not both send it.
    """
    tries = message.tries
    mine = Message.objects.filter(pk=message.pk, state="queued", version=message.version, tries=tries)
    if not mine.update(tries=tries + 1, version=message.version + 1):
        return
    message.refresh_from_db()
    try:
        adapter_of(message.conversation.kind).deliver(message)
    except Undeliverable as problem:
        _fail(message, str(problem))
    except Exception as problem:
        log.warning("message %s was not delivered, try %s", message.pk, message.tries, exc_info=True)
        if message.tries >= TRIES:
            _fail(message, _("多次发送都没有成功：%(what)s") % {"what": type(problem).__name__})
        else:
            _later(message)
    else:
        with transaction.atomic():
            changes = {"sent_at": clock.now(), "trouble": ""}
            refs = {"message": message.pk, "automatic": message.is_automatic}
            about_thing = message.conversation
            delivery_machine.move(message, "deliver", by=SYSTEM, changes=changes, refs=refs, fact_about=about_thing)
            live.publish(message.conversation)


def _later(message: Message) -> None:
    wait = dt.timedelta(seconds=30 * 2 ** min(message.tries, 8))
    key = f"deliver:{message.pk}:{message.version}"  # each try has moved it: a key is never used twice
    jobs.JOBS[DELIVER].enqueue(key=key, run_at=clock.now() + wait, message=message.pk)


@transaction.atomic
def _fail(message: Message, why: str) -> None:
    conversation = message.conversation
    refs = {"message": message.pk}
    delivery_machine.move(
        message, "fail", by=SYSTEM, changes={"trouble": why[:300]}, refs=refs, fact_about=conversation
    )
    if message.by is not None:
        text = _("%(number)s 的回复没有发出去") % {"number": conversation.number}
        people_actions.notify(message.by, text=text, url=f"/conversations/{conversation.number}/", tone="late")
    live.publish(conversation)


@transaction.atomic
def try_again(message: Message, *, by: Any) -> None:
    """Queues a message once more that could not be sent."""
    conversation = message.conversation
    require(by, "conversations.send", conversation)
    require_still_fit(message)
    refs = {"message": message.pk}
    delivery_machine.move(message, "try_again", by=by, changes={"tries": 0}, refs=refs, fact_about=conversation)
    jobs.JOBS[DELIVER].enqueue(key=f"deliver:{message.pk}:again:{message.version}", message=message.pk)


def deliver_waiting() -> int:
    """Queues again what a dead worker left: a queued message without a job in the queue.

    One that waits for its next try has its job, and is left to it.
    """
    long_ago = clock.now() - dt.timedelta(minutes=15)
    cared_for = {args["message"] for args in jobs.under_way(DELIVER)}
    queued = Message.objects.filter(state="queued", at__lt=long_ago).exclude(pk__in=cared_for).order_by("pk")
    left = list(queued.values_list("pk", "version")[:200])
    for pk, version in left:
        jobs.JOBS[DELIVER].enqueue(key=f"deliver:{pk}:{version}:left", message=pk)
    return len(left)
