"""What a customer reads of his case on his own page may not say what may never be said to him."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations.wording import queries as wording
from shouwen.kernel.refusals import Unacceptable


def require_sayable(case: Any, text: str, field: str) -> None:
    """Refuses words that the pack lets no reason open (`words.never`); whatever else is found the page only advises.

    They may have been said by telephone already, so what is merely to be avoided is kept as it was said. What may
    never go out does not go out by this way either: the customer follows his case (cases/portal).
    """
    words = wording.words_of(case)
    if words is None:
        return
    final = next((each for each in words.judged(text, "") if words.is_final(each)), None)
    if final is not None:
        said = {"said": text[slice(*final.span)], "family": words.family(final.family)}
        sentence = _("“%(said)s”（%(family)s）任何情况下都不能对客户说；他在查进度的页面上会看到，请改写。") % said
        raise Unacceptable(sentence, details={field: sentence}, clause=final.clause)
