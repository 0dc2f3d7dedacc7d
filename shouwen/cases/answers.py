"""Questions about the answer and the customer's say in it, asked by verbs and by the customer's own page alike."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from shouwen.cases.rules import rules_of
from shouwen.kernel import clock

CALL_BACK = gettext_noop("给您回电话")  # kept as it is, read in the reader's language


def is_accepted(case: Any) -> bool:
    """True while the answer that stands is one the customer is content with."""
    return case.state in ("answered", "closed") and case.satisfaction in ("satisfied", "fair")


def newest_answer(case: Any) -> Any:
    """The last result that was told to the customer himself, or None."""
    return case.tellings.filter(outcome="reached", is_interim=False).order_by("-pk").first()


def may_reopen(case: Any) -> bool:
    """True while the pack's period for a closed case has not passed."""
    within = rules_of(case).period("case.reopen_within")
    return case.closed_at is None or clock.now() - case.closed_at <= within


def call_back_of(case: Any) -> Any:
    """The promise to call back that the customer asked for and we still owe him, or None."""
    asked = case.notes.filter(kind="call_back").values("answer")
    return case.promises.filter(number__in=asked, state__in=("open", "broken")).order_by("-pk").first()
