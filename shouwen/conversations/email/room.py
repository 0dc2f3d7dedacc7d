"""Mail: mailboxes fetched and sent by, letters read however broken."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("邮件"),
    floor="conversations",
    prefix="mailboxes/",
    nav=(Nav(_("邮箱"), "mailboxes", "mail", "manage", "conversations.keep_channels", order=76),),
    timetable={"conversations.email.fetch_mail": "every 1m"},
)
