"""Who may review what was sent against the guard's word, report a false alarm, and settle one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, predicate


@predicate
def sees(by: Any, finding: Any) -> bool:
    from shouwen.conversations.wording import queries  # reason: app-ready

    return finding is None or queries.visible_to(by).filter(pk=finding.pk).exists()


@predicate
def did_not_write_it(by: Any, finding: Any) -> bool:
    """Nobody reviews his own."""
    return finding is None or finding.by_id != by.pk


@predicate
def sees_alarm(by: Any, alarm: Any) -> bool:
    from shouwen.conversations.wording import queries  # reason: app-ready

    return alarm is None or queries.alarms_visible_to(by).filter(pk=alarm.pk).exists()


@predicate
def of_his_brands(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


allow("wording.report", _("报用语误报"), of_his_brands)
allow("wording.review", _("复核坚持发送的用语"), sees & did_not_write_it)
allow("wording.settle", _("处理用语误报"), sees_alarm)
