"""Lifecycle of a claims report: a draft whose figures move, handed in and locked, then read by a leader."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

report_machine = Machine(
    "claim_report",
    {"draft": _("草稿"), "submitted": _("已提交"), "read": _("领导已阅")},
    (
        Move("submit", ("draft",), "submitted", "claim_report.submitted"),
        Move("read", ("submitted",), "read", "claim_report.read"),
    ),
)
