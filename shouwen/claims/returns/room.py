"""Goods that go back to the shipper: certificate, fax, permission, return, check of the labels."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("货物返回"),
    floor="trades",
    prefix="returns/",
    nav=(Nav(_("货物返回"), "returns", "arrow-back-up", "work", "returns.read", order=51),),
)
