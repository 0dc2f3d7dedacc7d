"""Months, quarters and years of reports: their bounds, names and the one before. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.kernel.clock import midnight

KINDS: dict[str, Any] = {"month": gettext_lazy("月报"), "quarter": gettext_lazy("季报"), "year": gettext_lazy("年报")}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Period:
    """A month (`part` 1–12), quarter (1–4) or year (`part` 1) in Shanghai. ValueError for one there is not."""

    kind: str
    year: int
    part: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not 2000 <= self.year <= 2100 or not 1 <= self.part <= self._parts:
            raise ValueError(f"no such period: {self.kind} {self.year} {self.part}")

    @property
    def _parts(self) -> int:
        return 12 // _MONTHS[self.kind]

    @property
    def starts_on(self) -> dt.date:
        return dt.date(self.year, (self.part - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def ends_on(self) -> dt.date:
        """Its last day."""
        return _after(self.starts_on, _MONTHS[self.kind]) - dt.timedelta(days=1)

    @property
    def begin(self) -> dt.datetime:
        return midnight(self.starts_on)

    @property
    def end(self) -> dt.datetime:
        """The first moment after it."""
        return midnight(_after(self.starts_on, _MONTHS[self.kind]))

    @property
    def before(self) -> Period:
        return of(self.kind, self.starts_on - dt.timedelta(days=1))

    @property
    def months(self) -> tuple[Period, ...]:
        """The months it is made of; a month is made of itself."""
        first = self.starts_on.month
        return tuple(Period("month", self.year, first + at) for at in range(_MONTHS[self.kind]))

    @property
    def label(self) -> str:
        """2026 年 6 月, 2026 年第 2 季度, 2026 年."""
        said = {"year": self.year, "part": self.part}
        if self.kind == "month":
            return _("%(year)s 年 %(part)s 月") % said
        return (_("%(year)s 年第 %(part)s 季度") if self.kind == "quarter" else _("%(year)s 年")) % said

    def has(self, moment: dt.datetime | None) -> bool:
        return moment is not None and self.begin <= moment < self.end


def of(kind: str, day: dt.date) -> Period:
    """The period of this kind that the day lies in."""
    return Period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


def _after(day: dt.date, months: int) -> dt.date:
    whole = day.month - 1 + months
    return dt.date(day.year + whole // 12, whole % 12 + 1, 1)
