"""Claims: accident reports, liability, compensation, negotiation, approvals, vouchers and what is recovered."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("理赔"),
    floor="trades",
    prefix="claims/",
    nav=(
        Nav(_("事故报告"), "accident-new", "alert-triangle", "mine", "claims.write_report", order=4),
        Nav(_("理赔"), "claims", "scale", "work", "claims.read", order=25),
        Nav(_("结算付款"), "cashier", "cash", "work", "claims.pay", order=26),
        Nav(_("理赔报表"), "claim-reports", "report-analytics", "manage", "claims.see_reports", order=63),
        Nav(_("我的责任通知"), "share-notices", "gavel", "mine", "claims.write_report", order=6),
    ),
    slots={"case.aside": "claims/case_aside.html"},
    timetable={"claims.open_claim_reports": "10 0 * * *", "claims.remind_claim_reports": "30 8 * * *"},
)
