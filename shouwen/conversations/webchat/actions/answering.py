"""What the room asks of web chat: an answer is delivered when it is kept; a note is answered by mail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.webchat import queries
from shouwen.conversations.webchat.policy import may_talk
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused


class Chat:
    """The adapter of this chapter."""

    def deliver(self, message: Any) -> str:
        """The visitor reads what is queued or sent, so a chat answer is there already. A note's goes by mail."""
        conversation = message.conversation
        if queries.visit_of(conversation) is not None:
            return str(message.external_id)
        channel = queries.mailbox_of(conversation.brand)
        if not conversation.address:
            raise conversations.Undeliverable(_("客户没有留邮箱，请打电话答复。"))
        if channel is None:
            raise conversations.Undeliverable(_("这个品牌没有可以发信的邮箱，请打电话答复。"))
        number = conversation.reference or conversation.number
        subject = _("答复您的留言 [%(number)s]") % {"number": number}
        return conversations.post_letter(
            channel, by=SYSTEM, to=conversation.address, subject=subject, text=message.text, ident=message.external_id
        )

    def health(self, channel: Any) -> conversations.Health:
        return conversations.Health(True)

    def words(self, problem: str) -> str:
        return problem


CHAT = Chat()
conversations.register("chat", CHAT)


def _is_open(channel: Any) -> bool:
    web = queries.web_of(channel)
    return web is None or queries.opening(web).is_open


conversations.OPEN_NOW["chat"] = _is_open


@conversations.before_sending
@conversations.before_leaving
def reaches_somebody(answer: Any) -> None:
    """Refuses words to a visitor who has ended the talk: an answer being written, or a message that waits."""
    if answer.conversation.kind != "chat":
        return
    visit = queries.visit_of(answer.conversation)
    if visit is not None and not may_talk(visit):
        raise MoveRefused(_("客户已结束聊天，看不到新的回复。请改用电话或邮件。"))
