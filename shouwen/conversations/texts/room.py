"""Messages: SMS, WeCom, WeChat official account, DingTalk and Feishu, by signed calls and the vendors' interfaces."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("短信和消息"),
    floor="conversations",
    prefix="texts/",
    nav=(Nav(_("短信和消息"), "text-lines", "message", "manage", "conversations.keep_channels", order=77),),
    slots={"conversation.aside": "texts/talk_aside.html"},
    timetable={
        "conversations.texts.deliver_waiting_texts": "every 1m",
        "conversations.texts.forget_arrivals": "23 3 * * *",
    },
)
