"""The claims behind a figure of a report, as the list of claims asks for them: `?report=3&figure=cause.0`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shouwen.claims import queries
from shouwen.claims.models import ClaimReport
from shouwen.claims.report_figures import numbers_behind
from shouwen.claims.report_rows import draw
from shouwen.claims.report_words import title_of


@dataclass(frozen=True)
class Behind:
    """Which figure of which report, and the numbers of its claims."""

    report: ClaimReport
    figure: str
    title: str
    numbers: list[str]


def behind(person: Any, asked: Mapping[str, str]) -> Behind | None:
    """What the address asks for; None when it asks for no figure, or for one that this person may not see."""
    key, figure = asked.get("report", ""), asked.get("figure", "")
    if not (key.isdecimal() and len(key) < 19 and figure):
        return None
    report = queries.reports_for(person).filter(pk=int(key)).first()
    if report is None:
        return None
    data = draw(report)
    numbers = numbers_behind(data, figure)
    return None if numbers is None else Behind(report, figure, title_of(data, figure), numbers)
