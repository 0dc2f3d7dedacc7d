"""Whom we serve, how to reach them, and what their matters are about."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("客户"),
    floor="customers",
    prefix="customers/",
    nav=(Nav(pgettext_lazy("菜单", "客户"), "customers", "address-book", "work", "customers.register", order=40),),
)
