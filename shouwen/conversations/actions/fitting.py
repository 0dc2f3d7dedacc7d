"""Whether an answer can go out by its channel: asked when it is written, and again when it leaves later than that."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.conversations.channel import BEFORE_LEAVING
from shouwen.conversations.models import Conversation, Message
from shouwen.kernel.refusals import Unacceptable

LONGEST = 60_000


def unfit(conversation: Conversation, text: str) -> str:
    """Why these words cannot go out here, as a sentence; "" when they can."""
    if not text.strip():
        return _("请写下回复。")
    if len(text) > LONGEST:
        return _("回复太长。")
    if conversation.kind == "mail" and not conversation.address:
        return _("没有客户的地址，不能回复。")
    if conversation.channel is None or not conversation.channel.is_active:
        return _("这个渠道没有设置或已停用，不能回复。")
    return ""


def require_still_fit(message: Message) -> None:
    """Refuses to let out an answer written before, when it would reach nobody any more."""
    sentence = unfit(message.conversation, message.text)
    if sentence:
        raise Unacceptable(sentence)
    for check in BEFORE_LEAVING:
        check(message)
