"""One claim as reports need it, with what happened to it and when. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shouwen.claims.parties import BORNE_BY_THE_COMPANY
from shouwen.claims.periods import Period

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """What one party bears: fen and a fraction in words; when it was told, acknowledged it, and paid it back."""

    party: str
    words: str
    fen: int | None = None
    notified_at: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None
    recovered_at: dt.datetime | None = None

    @property
    def is_recoverable(self) -> bool:
        return self.party not in BORNE_BY_THE_COMPANY

    def waits(self, at: dt.datetime) -> bool:
        """True when it was told by then and had not paid back."""
        return _by(self.notified_at, at) and not _by(self.recovered_at, at)


@dataclass(frozen=True)
class Insured:
    """The insurer's part: reported, and settled with a sum or with nothing."""

    reported_at: dt.datetime
    settled_at: dt.datetime | None = None
    fen: int | None = None

    def waits(self, at: dt.datetime) -> bool:
        return self.reported_at < at and not _by(self.settled_at, at)


@dataclass(frozen=True)
class Settled:
    """自行解决: by which group, for how much, on which day, and when it was registered."""

    group: str
    fen: int
    on: dt.date
    at: dt.datetime


@dataclass(frozen=True)
class Line:
    """A claim. `paid_fen` is money drawn at the counter; repaired or replaced goods have `made_good` and no sum."""

    number: str
    reported_at: dt.datetime
    kind: str = "damage"
    nature: str = "ordinary"  # ordinary, or accident_or_vehicle_theft
    why: str = ""  # what the liability rules said it was, in the rulebook's words; "" while undecided
    waybill: str = ""
    goods: str = ""
    department: str = ""  # of the signed accident report; "" without one
    route: str = ""
    requested_fen: int | None = None
    cap_fen: int | None = None
    method: str = ""
    paid_at: dt.datetime | None = None
    paid_fen: int = 0
    made_good: bool = False
    ended_at: dt.datetime | None = None  # without payment: self-settled, withdrawn or rejected
    accidents: tuple[dt.datetime, ...] = ()  # when its accident reports were signed
    parts: tuple[Part, ...] = ()
    insured: tuple[Insured, ...] = ()
    settled: Settled | None = None

    @property
    def days(self) -> float | None:
        """Days from the report of the loss to the payment, nights and holidays included."""
        return round((self.paid_at - self.reported_at) / DAY, 1) if self.paid_at else None

    def is_pending(self, at: dt.datetime) -> bool:
        """True when the customer was still waiting then: neither paid nor ended otherwise."""
        return self.reported_at < at and not _by(self.paid_at, at) and not _by(self.ended_at, at)

    def age(self, at: dt.datetime) -> int:
        """Whole days since the loss was reported."""
        return max(0, (at - self.reported_at) // DAY)

    def reported_in(self, period: Period) -> bool:
        return period.has(self.reported_at)

    def paid_in(self, period: Period) -> bool:
        return period.has(self.paid_at)

    def settled_in(self, period: Period) -> bool:
        return self.settled is not None and period.has(self.settled.at)


def _by(moment: dt.datetime | None, at: dt.datetime) -> bool:
    return moment is not None and moment < at
