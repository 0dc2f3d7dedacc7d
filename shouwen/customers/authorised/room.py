"""Authorised contacts: who of a firm may be told about its money."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Room

ROOM = Room(
    title=_("授权联系人"),
    floor="customers",
    prefix="authorised-contacts/",
    slots={"customer.aside": "authorised/on_customer.html"},
)
