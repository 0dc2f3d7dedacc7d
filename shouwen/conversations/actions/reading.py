"""Read marks: what the other side has read. Passing signals, no facts: who read what when is nobody's record."""

from __future__ import annotations

from shouwen.conversations.models import Conversation
from shouwen.kernel import clock


def mark_seen(conversation: Conversation, *, direction: str, upto: int) -> int:
    """Marks messages of a direction as read up to this one; returns how many were new. Older marks stay."""
    unread = conversation.messages.filter(direction=direction, pk__lte=upto, seen_at=None)
    return unread.update(seen_at=clock.now())
