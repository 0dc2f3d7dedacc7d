"""The life of an approval."""

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
