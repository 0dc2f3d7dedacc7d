"""Rewards: the standard speaks of them (奖罚) and gives no rule, so a reward is a line of free type in the ledger."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.people import actions as people_actions
from shouwen.quality import facts as told
from shouwen.quality.actions.ledger import month_to_write
from shouwen.quality.models import LedgerEntry
from shouwen.quality.queries import may_be_awarded
from shouwen.quality.wording import without_numbers


@transaction.atomic
def reward(
    *,
    by: Any,
    brand: Any,
    what: str,
    words: str,
    person: Any = None,
    department: Any = None,
    amount: int | None = None,
    is_award: bool = False,
) -> LedgerEntry:
    """Enters a reward for a person or a unit; `amount` in fen or None. An award (评先) is refused under a veto."""
    unit = department or (person.department if person is not None else None)
    if unit is None:
        raise Unacceptable(_("请写明奖励谁。"), details={"person": _("请写明奖励谁。")})
    require(by, "quality.reward", LedgerEntry(brand=brand, person=person, department=unit))
    _in_words(what, words, amount)
    month = month_to_write(brand, by=by)
    if is_award and not may_be_awarded(brand=brand, month=month, person=person, department=unit):
        raise MoveRefused(_("%(month)s 的评先资格已取消。") % {"month": month}, clause="S2-1.D.4.10.4")
    entry = LedgerEntry.objects.create(
        brand=brand,
        month=month,
        kind="reward",
        person=person,
        department=unit,
        what=what.strip()[:40],
        words=without_numbers(words),
        amount_fen=amount,
        by=None if by is SYSTEM else by,
        at=clock.now(),
    )
    facts.record(told.REWARDED, by=by, about_thing=entry, refs={"month": month})
    if person is not None:
        people_actions.notify(person, text=_("有一笔奖励记入 %(month)s") % {"month": month}, url="/quality/mine/")
    return entry


def _in_words(what: str, words: str, amount: int | None) -> None:
    wrong: dict[str, Any] = {}
    if not what.strip():
        wrong["what"] = _("请写奖励的名目。")
    if len(words.strip()) < 5:
        wrong["words"] = _("请写明为什么奖励。")
    if amount is not None and amount <= 0:
        wrong["amount"] = _("金额要大于零；不发钱的不写。")
    if wrong:
        raise Unacceptable(" ".join(wrong.values()), details=wrong)
