"""Whom we serve, how to reach them, and what their matters are about."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("客户"),
    floor="customers",
    prefix="customers/",
    nav=(Nav(_("客户"), "customers", "address-book", "work", "customers.register", order=40),),
)
