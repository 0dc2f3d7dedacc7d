"""What the room does about passing signals from pages: somebody types an answer, somebody has read."""

from __future__ import annotations

from typing import Any

from shouwen.conversations import actions, queries
from shouwen.kernel import live


@live.on_signal("conversation")
def take_signal(person: Any, ident: int, word: str, number: int) -> None:
    """`typing` of one who may answer is passed on; `seen` counts when it is the owner who reads (not who looks on)."""
    conversation = queries.visible_to(person).filter(pk=ident).first()
    if conversation is None:
        return
    if word == "typing" and person.may("conversations.send", conversation):
        live.whisper(conversation, "typing", by=person.staff_number)
    reads = word == "seen" and conversation.owner_id == person.pk
    if reads and actions.mark_seen(conversation, direction="in", upto=number):
        live.whisper(conversation, "seen", by=person.staff_number, number=number)
