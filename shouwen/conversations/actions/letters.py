"""A letter beside a thread: a transcript, an answer to a note left on the web. By a mailbox, as every letter goes."""

from __future__ import annotations

import uuid
from typing import Any

from shouwen.conversations.channel import adapter_of
from shouwen.conversations.models import Channel, Conversation, Message
from shouwen.kernel import clock
from shouwen.kernel.policy import require


def post_letter(channel: Channel, *, by: Any, to: str, subject: str, text: str, ident: str = "") -> str:
    """Hands a letter to the mailbox of `channel` now. Raises `Undeliverable`, or any passing trouble.

    It belongs to no thread of its own and is not kept; whoever asks for it has what it says.
    """
    require(by, "conversations.receive", channel.brand)
    host = f"{channel.brand.code.lower()}.shouwen.invalid"
    thread = Conversation(brand=channel.brand, kind="mail", channel=channel, address=to)
    letter = Message(
        conversation=thread,
        direction="out",
        author="machine",
        text=text,
        subject=subject[:300],
        recipients=[to],
        external_id=ident or f"{uuid.uuid4().hex}@{host}",
        at=clock.now(),
    )
    return adapter_of(channel.kind).deliver(letter)
