"""Lifecycles: a violation in the register, a penalty with its objection, an objection, the detail of a month (S2 8.4)."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

#: Penalties the person concerned has been told of.
TOLD = ("notified", "objected", "listed", "settled", "revoked")
#: Penalties that stand, or may still come to stand; at most one on a violation.
STANDING = ("waiting", "decided", "notified", "objected", "listed", "settled")

violation_machine = Machine(
    "violation",
    {
        "proposed": _("待核实"),
        "checked": _("已核实"),
        "decided": _("已决定"),
        "dismissed": _("不成立"),
    },
    (
        Move("check", ("proposed",), "checked", "violation.checked"),
        Move("dismiss", ("proposed", "checked"), "dismissed", "violation.dismissed"),
        Move("decide", ("checked",), "decided", "violation.decided"),
        Move("return", ("decided",), "checked", "violation.returned"),
        Move("revoke", ("decided",), "dismissed", "violation.revoked"),
    ),
)

penalty_machine = Machine(
    "penalty",
    {
        "waiting": _("待第二人批准"),
        "decided": _("已决定"),
        "notified": _("已通知"),
        "objected": _("有异议"),
        "listed": _("已入月报"),
        "settled": _("已了结"),
        "revoked": _("已撤销"),
        "declined": _("未获批准"),
    },
    (
        Move("decide", ("waiting",), "decided", "penalty.decided"),
        Move("decline", ("waiting",), "declined", "penalty.declined"),
        Move("notify", ("decided",), "notified", "penalty.notified"),
        Move("object", ("notified", "listed"), "objected", "penalty.objected"),
        Move("keep", ("objected",), "notified", "penalty.kept"),
        Move("lighten", ("objected",), "notified", "penalty.lightened"),
        Move("revoke", ("objected",), "revoked", "penalty.revoked"),
        Move("list", ("notified",), "listed", "penalty.listed"),
        Move("settle", ("listed",), "settled", "penalty.settled"),
    ),
)

objection_machine = Machine(
    "objection",
    {"open": _("待答复"), "kept": _("维持原决定"), "lightened": _("改轻"), "revoked": _("撤销处罚")},
    (
        Move("keep", ("open",), "kept", "objection.answered"),
        Move("lighten", ("open",), "lightened", "objection.answered"),
        Move("revoke", ("open",), "revoked", "objection.answered"),
    ),
)

month_machine = Machine(
    "month",
    {"draft": _("草稿"), "submitted": _("已提交")},
    (Move("submit", ("draft",), "submitted", "month.submitted"),),
)
