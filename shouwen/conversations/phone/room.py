"""The telephone: a log by hand or from an exchange, a call bar on every page, what is written down afterwards."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("电话"),
    floor="conversations",
    prefix="phone/",
    nav=(
        Nav(_("通话记录"), "calls", "phone", "work", "phone.take", order=12),
        Nav(_("电话交换机"), "exchanges", "phone-call", "manage", "phone.keep_exchanges", order=78),
    ),
    slots={"shell.bar": "phone/frame.html", "conversation.aside": "phone/aside.html"},
    timetable={"conversations.phone.work_in_left": "every 30s"},
)
