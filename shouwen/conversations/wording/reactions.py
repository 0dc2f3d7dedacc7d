"""What the room asks of this chapter: every answer of a person is judged before it goes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shouwen.conversations import actions as conversations
from shouwen.conversations.wording import actions


@conversations.before_sending
def mind_the_words(answer: Any) -> Callable[[Any], None] | None:
    return actions.judge(answer)
