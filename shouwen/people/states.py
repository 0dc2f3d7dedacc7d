"""The life of an approval, and how a person stands at his desk."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

approval_machine = Machine(
    "approval",
    {"asked": _("待批"), "granted": _("已批准"), "declined": _("未批准"), "withdrawn": _("已撤回")},
    (
        Move("grant", ("asked",), "granted", "approval.granted"),
        Move("decline", ("asked",), "declined", "approval.declined"),
        Move("withdraw", ("asked",), "withdrawn", "approval.withdrawn"),
    ),
)

presence_machine = Machine(
    "presence",
    {"available": _("在岗"), "busy": _("忙碌"), "away": _("离开")},
    (
        Move("arrive", ("busy", "away"), "available", "presence.available"),
        Move("pause", ("available", "away"), "busy", "presence.busy"),
        Move("leave", ("available", "busy"), "away", "presence.away"),
    ),
)
