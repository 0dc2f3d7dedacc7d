"""What the room asks of this chapter: every answer of a person is judged before it goes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.wording import actions


@conversations.before_sending
def mind_the_words(answer: Any) -> Callable[[Any], None] | None:
    return actions.judge(answer)


@conversations.before_keeping
def mind_standing_words(whose: Any, field: str, text: str) -> None:
    """What goes out by itself is no way round: a receipt, a greeting, a template."""
    actions.require_never_said(whose, field, text, _("“%(said)s”（%(family)s）任何情况下都不能发，请改写。"))
