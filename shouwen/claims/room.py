"""What we owe: goods papers, accident reports, liability, compensation, payout."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("理赔"),
    floor="trades",
    prefix="claims/",
    nav=(
        Nav(
            _("货物单据"),
            "waybills",
            "packages",
            "work",
            "claims.read_papers claims.enter_waybill claims.record_arrival",
            order=50,
        ),
        Nav(_("我的上车记录"), "my-papers", "truck", "mine", "claims.keep_record", order=5),
    ),
)
