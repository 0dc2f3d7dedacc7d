"""The conversation report leaves the house: as a workbook, on record."""

from __future__ import annotations

from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations import report_excel
from shouwen.conversations.report import Report
from shouwen.kernel import exports, facts
from shouwen.kernel.policy import require


@transaction.atomic
def take_figures(file: IO[bytes], report: Report, *, by: Any) -> int:
    """Writes the report into `file` and records whose figures of which days he took; returns the number of rows."""
    for brand in report.brands:
        require(by, "conversations.figures", brand)
    said = "，".join(filter(None, (report.brand_names, report.period_words, report.said, str(report.whose))))
    title = _("会话报表 %(brand)s") % {"brand": report.brand_names}
    count = exports.write(file, report_excel.sheets(report), title=title, by=by, said=said)
    period = {"since": report.period.first.isoformat(), "until": report.period.last.isoformat()}
    refs = {**period, "brands": [each.code for each in report.brands], "rows": count}
    facts.record(told.FIGURES_TAKEN, by=by, about_thing=by, refs=refs)
    return count
