"""The talk: threads with customers by every channel, who answers them, what is sent."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("会话"),
    floor="conversations",
    prefix="conversations/",
    nav=(
        Nav(_("会话"), "conversations", "messages", "mine", "conversations.claim", order=3),
        Nav(_("会话报表"), "conversation-figures", "chart-line", "manage", "conversations.figures", order=61),
        Nav(_("会话分派"), "conversation-routing", "route", "manage", "conversations.keep_channels", order=74),
    ),
    slots={"shell.top": "conversations/top.html"},
    timetable={
        "conversations.deliver_waiting": "every 30s",
        "conversations.hand_out": "every 10s",
        "conversations.watch": "every 30s",
    },
)
