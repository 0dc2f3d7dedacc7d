"""Goods seized or sealed by an authority: certificate, notice, custody, release or write-off, and what the branch owes."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("查扣"),
    floor="trades",
    prefix="seizures/",
    nav=(Nav(_("查扣台账"), "seizures", "shield-lock", "work", "seizure.read", order=52),),
    timetable={"claims.seizure.watch": "every 10m"},
)
