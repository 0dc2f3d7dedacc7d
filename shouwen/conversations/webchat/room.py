"""Web chat: a script on the customer's own site, visits that become conversations, notes left outside hours."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("网页聊天"),
    floor="conversations",
    prefix="chat/",
    nav=(Nav(_("网页聊天"), "web-channels", "message-2", "manage", "conversations.keep_channels", order=75),),
    slots={"conversation.aside": "webchat/visit_aside.html"},
    timetable={
        "conversations.webchat.see_off": "every 5m",
        "conversations.webchat.purge": "40 3 * * *",
    },
)
