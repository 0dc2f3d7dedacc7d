"""What we owe: goods papers, accident reports, liability, compensation, approvals, vouchers and what is recovered."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

#: Who may do any of these sees the papers of goods.
PAPERS = "claims.read_papers claims.enter_waybill claims.record_arrival"

ROOM = Room(
    title=_("理赔"),
    floor="trades",
    prefix="claims/",
    nav=(
        Nav(_("事故报告"), "accident-new", "alert-triangle", "mine", "claims.write_report", order=4),
        Nav(_("我的上车记录"), "my-papers", "truck", "mine", "claims.keep_record", order=5),
        Nav(_("我的责任通知"), "share-notices", "gavel", "mine", "claims.write_report", order=6),
        Nav(_("理赔"), "claims", "scale", "work", "claims.read", order=25),
        Nav(_("结算付款"), "cashier", "cash", "work", "claims.pay", order=26),
        Nav(_("货物单据"), "waybills", "packages", "work", PAPERS, order=50),
        Nav(_("理赔报表"), "claim-reports", "report-analytics", "manage", "claims.see_reports", order=63),
    ),
    slots={"case.aside": "claims/case_aside.html"},
    timetable={"claims.open_claim_reports": "10 0 * * *", "claims.remind_claim_reports": "30 8 * * *"},
)
