"""Read marks and typing: passing signals, no facts. Who read what when is nobody's record."""

from __future__ import annotations

from typing import Any

from shouwen.conversations import queries
from shouwen.conversations.models import Conversation
from shouwen.kernel import clock, live


def mark_seen(conversation: Conversation, *, direction: str, upto: int) -> int:
    """Marks messages of a direction as read up to this one; returns how many were new. Older marks stay."""
    unread = conversation.messages.filter(direction=direction, pk__lte=upto, seen_at=None)
    return unread.update(seen_at=clock.now())


@live.on_signal("conversation")
def take_signal(person: Any, ident: int, word: str, number: int) -> None:
    """`typing` of one who may answer is passed on; `seen` counts when it is the owner who reads (not who looks on)."""
    conversation = queries.visible_to(person).filter(pk=ident).first()
    if conversation is None:
        return
    if word == "typing" and person.may("conversations.send", conversation):
        live.whisper(conversation, "typing", by=person.staff_number)
    reads = word == "seen" and conversation.owner_id == person.pk
    if reads and mark_seen(conversation, direction="in", upto=number):
        live.whisper(conversation, "seen", by=person.staff_number, number=number)
