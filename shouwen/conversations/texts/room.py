"""Messages: SMS, WeCom, WeChat official account, DingTalk and Feishu, by signed calls and the vendors' interfaces."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Room

ROOM = Room(
    title=_("短信和消息"),
    floor="conversations",
    prefix="texts/",
    timetable={"conversations.texts.deliver_waiting_texts": "every 1m"},
)
