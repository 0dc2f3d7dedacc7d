"""Read before it is sent: what a beginner writes waits for another's eyes (S0-1.40.5), and stays where it is returned."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations import queries
from shouwen.conversations.actions import timing
from shouwen.conversations.actions.fitting import require_still_fit
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.states import delivery_machine
from shouwen.kernel import clock, drafts, jobs, live
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refused, Stale, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people_actions

LONGEST_WHY = 300


def answered(conversation: Conversation) -> dict[str, Any]:
    """Columns that change when a person's word goes out to the customer; the first one is the first reply."""
    now = clock.now()
    return {"last_out_at": now, "waiting_since": None, "replied_at": conversation.replied_at or now}


def keep_for_review(message: Message, *, by: Any, seen: int) -> None:
    """Instead of queueing it. In the transaction of sending."""
    conversation = message.conversation
    refs = {"message": message.pk}
    delivery_machine.move(message, "hold", by=by, changes={"seen": seen}, refs=refs, fact_about=conversation)
    text = _("%(number)s 有新人的回复等您审核") % {"number": conversation.number}
    for person in queries.supervisors(conversation):
        if person.pk != by.pk:
            key = f"review:{message.pk}"
            people_actions.notify(person, text=text, url=f"/conversations/{conversation.number}/", key=key)
    live.publish(conversation)


def _require(message: Message, by: Any) -> None:
    require(by, "conversations.review", message.conversation)
    if message.by_id == by.pk:
        raise Refused(_("自己写的回复要由别人审核。"))


@transaction.atomic
def approve(message: Message, *, by: Any) -> None:
    """Lets it out as it was written. Refused when something has been said since its writer read the thread, or when it
    would reach nobody any more.
    """
    _require(message, by)
    conversation = message.conversation
    conversation.refresh_from_db()
    if message.state == "review" and queries.last_of(conversation) != message.seen:
        raise _stale(message)
    require_still_fit(message)
    refs = {"message": message.pk, "writer": message.by.staff_number if message.by else ""}
    delivery_machine.move(message, "approve", by=by, changes={"read_by": by}, refs=refs, fact_about=conversation)
    try:
        amend(conversation, **answered(conversation))  # whoever wrote meanwhile moved the version
    except Stale as refusal:
        raise _stale(message) from refusal
    timing.stop_clocks(told.APPROVED, conversation=conversation, by=by)
    jobs.JOBS["conversations.deliver"].enqueue(key=f"deliver:{message.pk}:0", message=message.pk)
    live.publish(conversation)


def _stale(message: Message) -> Stale:
    newer = queries.newer_than(message.conversation, message.seen or 0)[:5]
    return Stale(yours={"text": message.text}, theirs={"text": "\n\n".join(each.text for each in newer)})


@transaction.atomic
def send_back(message: Message, *, by: Any, why: str) -> None:
    """Returns it with words. The text stays in the thread, and in its writer's hands as his draft."""
    _require(message, by)
    words = why.strip()[:LONGEST_WHY]
    if not words:
        raise Unacceptable(_("请写明要改什么。"), details={"why": _("请写明要改什么。")})
    conversation, writer = message.conversation, message.by
    refs = {"message": message.pk}
    changes = {"trouble": words, "read_by": by}
    delivery_machine.move(message, "send_back", by=by, changes=changes, refs=refs, fact_about=conversation)
    place = f"conversation:{conversation.pk}"
    if writer is not None:
        if not drafts.draft_of(writer, place):
            drafts.keep(writer, place, {"text": message.text})
        text = _("%(number)s 的回复退回修改") % {"number": conversation.number}
        people_actions.notify(writer, text=text, url=f"/conversations/{conversation.number}/", tone="late")
    live.publish(conversation)
