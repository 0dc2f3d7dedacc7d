"""Who hears of a conversation: words of the pack (`owner`, `department`, `post:…`) turned into people who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shouwen.conversations import queries
from shouwen.conversations.models import Conversation
from shouwen.people import queries as people


def queue_of(conversation: Conversation) -> list[Any]:
    """Who may take it up from the queue it stands in: those on duty, else all its clerks; never one it is kept from."""
    here = people.granted("conversations.claim", brand=conversation.brand)
    found = queries.who_see((each for each in here if each.granted("conversations.send")), conversation)
    near = [each for each in found if conversation.department_id in each.reach.member_of] or found
    there = {pk for pk, said in people.presences(near).items() if said.state == "available"}
    clerks = [each for each in near if not each.granted("conversations.supervise")]
    return [each for each in near if each.pk in there] or clerks or near


def hearers(conversation: Conversation, words: Iterable[str]) -> list[Any]:
    """People whom words of the pack mean for a conversation, each once: `owner`, `department` (its queue), `leaders`,
    `post:…`. Nobody's conversation is its queue's; a post nobody fills here is whoever supervises."""
    found: dict[int, Any] = {}
    for word in words:
        found |= {each.pk: each for each in _meant(conversation, word)}
    return list(found.values())


def _meant(conversation: Conversation, word: str) -> list[Any]:
    if word == "owner" and conversation.owner is not None:
        return [conversation.owner]
    if word in ("owner", "department"):
        return queue_of(conversation) or queries.supervisors(conversation)
    post = "领导" if word == "leaders" else word.removeprefix("post:")
    held = people.holders(post, brand=conversation.brand)
    return queries.who_see(held, conversation) or queries.supervisors(conversation)
