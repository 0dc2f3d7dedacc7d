"""Why a branch answers for a seizure (rows L3-02 to L3-06), and from when freight and goods money may be written off.

Pure. The shares themselves are decided by the pack; this only names the reasons it is asked about.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.deadlines import add_months


@dataclass(frozen=True)
class Reason:
    """One reason: the code the decision knows, what people call it, and its clause."""

    code: str
    title: Any
    clause: str


REASONS = {
    reason.code: reason
    for reason in (
        Reason("seizure_late_notice", _("没有及时告知发货人，造成损失"), "S2-1.H.4.2d"),
        Reason("seizure_branch_cause", _("因分公司自身原因被查扣"), "S2-1.H.4.3a"),
        Reason("certificate_lost", _("证明原件丢失"), "S2-1.H.4.3b"),
        Reason("custody_loss", _("保管中丢失或损坏"), "S2-1.H.4.4a"),
        Reason("unauthorised_release", _("擅自出库"), "S2-1.H.4.4b"),
    )
}
#: What a person reports; the others the system tells from what was entered.
REPORTED = ("certificate_lost", "custody_loss", "unauthorised_release")


def write_off_from(seized_on: dt.date, months: int) -> dt.date:
    """The first day of writing off: the same day so many months later; the end of a shorter month (S2-1.H.4.5, M-11)."""
    return add_months(seized_on, months)
