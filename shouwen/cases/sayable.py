"""What a customer reads of his case on his own page may not say what may never be said to him."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.conversations.wording import actions as wording

SENTENCE = _("“%(said)s”（%(family)s）任何情况下都不能对客户说；他在查进度的页面上会看到，请改写。")


def require_sayable(case: Any, text: str, field: str) -> None:
    """Refuses words that the pack lets no reason open; whatever else is found the page only advises.

    They may have been said by telephone already, so what is merely to be avoided is kept as it was said. What may
    never go out does not go out by this way either: the customer follows his case (cases/portal).
    """
    wording.require_never_said(case, field, text, SENTENCE)
