"""Script cards beside the conversation: what to say, what never, what next, with pauses; and the book of them all."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("情景卡"),
    floor="conversations",
    prefix="scripts/",
    nav=(Nav(_("情景卡"), "scripts", "message-2", "work", "conversations.claim cases.open_case", order=46),),
    slots={
        "conversation.aside": "scripts/aside.html",
        "phone.aside": "scripts/aside.html",
        "phone.now": "scripts/now.html",
        "phone.over": "scripts/over.html",
        "case.ending": "scripts/ending.html",
    },
)
