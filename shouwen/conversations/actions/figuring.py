"""The conversation report leaves the house: as a workbook, on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations.reckoning import Period
from shouwen.kernel import exports, facts
from shouwen.kernel.policy import require


@transaction.atomic
def take_figures(
    file: IO[bytes], sheets: Iterable[exports.Sheet], *, by: Any, brands: Iterable[Any], period: Period, said: str = ""
) -> int:
    """Writes the report into `file` and records whose figures of which days he took; returns the number of rows."""
    brands = list(brands)
    for brand in brands:
        require(by, "conversations.figures", brand)
    title = _("会话报表 %(brand)s") % {"brand": "、".join(each.name for each in brands)}
    count = exports.write(file, sheets, title=title, by=by, said=said)
    days = {"since": period.first.isoformat(), "until": period.last.isoformat()}
    refs = {**days, "brands": [each.code for each in brands], "rows": count}
    facts.record(told.FIGURES_TAKEN, by=by, about_thing=by, refs=refs)
    return count
