"""Makers of violations for tests."""

from __future__ import annotations

from typing import Any

from shouwen.cases import actions as cases
from shouwen.cases.tests.makers import complaint
from shouwen.quality import actions
from shouwen.quality.models import Violation

WORDS = "上午十点巡查二号口，本人在场。"


def inspected(
    cast: Any, *, by: Any = None, person: Any = None, conduct: str = "private_vehicle", **more: Any
) -> Violation:
    """A violation found by the supervisor on a round, on the sorter."""
    made = actions.propose(
        by=by or cast.supervisor,
        brand=cast.brand,
        person=person or cast.sorter,
        conduct=[conduct],
        source="inspection",
        facts_stated=WORDS,
        **more,
    )
    return made[0]


def true_complaint(cast: Any, *, category: str = "unfriendly_attitude", named: Any = None, **more: Any) -> Any:
    """A complaint against the sorter that was judged true."""
    who = named or cast.sorter
    case = complaint(cast, category=category, circumstances=more.pop("circumstances", {}), named=(who,))
    if more.get("reached_leader"):
        cases.record_findings(case, by=cast.clerk, reached_leader=True)
    cases.take_step(case, by=cast.clerk, step="apologise", words="先致歉")
    report = cases.require_report(case, by=cast.clerk, person=who)
    cases.hand_in_report(report, by=who, text="当班经过如下，按流程办的，话说重了。")
    cases.judge(case, by=cast.clerk, substantiated="yes", words="监控属实")
    case.refresh_from_db()
    return case


def checked(cast: Any, violation: Violation, *, by: Any = None, person: Any = None) -> Violation:
    actions.check(violation, by=by or cast.supervision, finding="查看监控，属实。", person=person)
    return violation


def punished(cast: Any, violation: Violation | None = None, *, amount: int = 5000, by: Any = None) -> Any:
    """A penalty of 50 yuan that stands and was made known."""
    violation = checked(cast, violation or inspected(cast))
    by = by or cast.supervision
    return actions.decide(violation, by=by, measure="fine", amount=amount, reason="车已当场移走，属初犯。")
