"""What was said, by mail: through the brand's mailbox, or refused with a sentence when it has none."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.webchat import facts as told
from shouwen.conversations.webchat import limits, preform, queries
from shouwen.conversations.webchat.models import Transcript, Visit
from shouwen.kernel import clock, facts, jobs
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable

MOST = 5
JOB = "conversations.webchat.send_transcript"


@transaction.atomic
def ask_transcript(visit: Visit, *, by: Any, email: Any) -> Transcript:
    """Puts the sending in the queue. The address is kept until the letter is out, and no longer.

    Our mailbox carries nobody's words to strangers: a person of ours must have answered, and an address gets few a day.
    """
    require(by, "conversations.receive", visit.channel.channel.brand)
    if not isinstance(email, str) or not preform.is_mail(email.strip()):
        raise Unacceptable(_("请写下能收信的邮箱地址。"), details={"email": _("请写下能收信的邮箱地址。")})
    if visit.conversation is None or not queries.was_answered(visit):
        raise MoveRefused(_("客服答复以后才能发送聊天记录。"))
    if queries.mailbox_of(visit.channel.channel.brand) is None:
        raise MoveRefused(_("还没有可以发信的邮箱，请直接保存本页内容。"))
    if visit.transcripts.count() >= MOST:
        raise MoveRefused(_("聊天记录已经发过几次了。"))
    limits.count("mailed", email.strip().lower())
    made = Transcript.objects.create(visit=visit, address=email.strip(), asked_at=clock.now())
    facts.record(told.TRANSCRIPT, by=by, about_thing=visit.conversation, refs={"visit": visit.pk})
    jobs.JOBS[JOB].enqueue(key=f"transcript:{made.pk}", transcript=made.pk)
    return made


def send_transcript(pk: int, *, by: Any) -> None:
    """Sends one transcript; passing trouble is raised, for the queue to try again."""
    wanted = Transcript.objects.select_related("visit").filter(pk=pk, sent_at=None).first()
    visit = queries.visit(wanted.visit_id) if wanted is not None else None
    if wanted is None or visit is None or visit.conversation is None:
        return
    channel = queries.mailbox_of(visit.channel.channel.brand)
    if channel is not None:
        with override("en" if visit.language == "en" else "zh-hans"):
            subject = gettext("聊天记录 %(number)s") % {"number": visit.conversation.number}
            conversations.post_letter(channel, by=by, to=wanted.address, subject=subject, text=text_of(visit))
    Transcript.objects.filter(pk=wanted.pk).update(sent_at=clock.now(), address="")


def text_of(visit: Visit) -> str:
    """The talk as lines of a letter: time, who, what; staff by number."""
    lines = [visit.channel.channel.title, ""]
    for said in queries.shown(visit):
        who = gettext("我")
        if said.direction == "out":
            who = gettext("%(number)s号") % {"number": said.by.staff_number} if said.by else gettext("系统")
        files = "、".join(kept.name for kept in queries.files_of([said]).values())
        lines += [f"{clock.local(said.at):%Y-%m-%d %H:%M} {who}", queries.words_for(visit, said) or f"[{files}]", ""]
    return "\n".join(lines)
