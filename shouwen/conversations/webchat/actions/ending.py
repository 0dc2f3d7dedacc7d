"""How a visit ends: by the visitor, by his silence; and what he thinks of it."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.webchat import facts as told
from shouwen.conversations.webchat import queries
from shouwen.conversations.webchat.actions.syncing import end_sync
from shouwen.conversations.webchat.actions.talking import held
from shouwen.conversations.webchat.models import Visit
from shouwen.conversations.webchat.states import visit_machine
from shouwen.kernel import clock, facts, live
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend

#: Without a word from either side for this long, a visit is over.
SILENCE = dt.timedelta(hours=12)
LONGEST = 1000


@transaction.atomic
def end(visit: Visit, *, by: Any) -> None:
    """The visitor ends it. A conversation nobody has taken up ends with it; one that has an owner is his to end."""
    require(by, "conversations.receive", visit.channel.channel.brand)
    visit = held(visit)
    if visit.state == "ended":
        return
    end_sync(visit, by=by)
    conversation = visit.conversation
    about = conversation if conversation is not None else visit
    visit_machine.move(visit, "end", by=by, changes={"ended_at": clock.now()}, fact_about=about)
    if conversation is not None and conversation.owner_id is None and conversation.state == "waiting":
        with (
            contextlib.suppress(MoveRefused),
            transaction.atomic(),
        ):  # what waits to go out is for a colleague to settle
            conversations.wrap_up(conversation, by=by)
    if conversation is not None:
        live.publish(conversation)


@transaction.atomic
def rate(visit: Visit, *, by: Any, score: Any, words: Any = "") -> None:
    """How the visitor found it, 1 to 5 and words if he likes: once."""
    require(by, "conversations.receive", visit.channel.channel.brand)
    if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= 5:
        raise Unacceptable(_("请选 1 到 5 分。"), details={"score": _("请选 1 到 5 分。")})
    visit = held(visit)
    if visit.rated_at is not None or visit.conversation is None:
        raise MoveRefused(_("已经评价过了，或还没有开始聊天。"))
    said = words.strip()[:LONGEST] if isinstance(words, str) else ""
    amend(visit, score=score, words=said, rated_at=clock.now())
    facts.record(told.RATED, by=by, about_thing=visit.conversation, refs={"visit": visit.pk, "score": score})
    live.publish(visit.conversation)


def see_off(*, by: Any) -> int:
    """Takes visits for over in which nobody has spoken for long; the visitor may come back and write."""
    gone = 0
    for silent in queries.silent_since(clock.now() - SILENCE)[:500]:
        about = silent.conversation if silent.conversation is not None else silent
        with transaction.atomic():
            visit_machine.move(silent, "leave", by=by, fact_about=about)
        gone += 1
    return gone
