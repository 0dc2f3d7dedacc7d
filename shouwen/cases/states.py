"""Lifecycles: the case, a transfer, an offer of ownership, a written report, a promise, a clock, a weekly sheet."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

LIVE = ("open", "reopened")

case_machine = Machine(
    "case",
    {
        "open": _("处理中"),
        "answered": _("已告知"),
        "closed": _("已关闭"),
        "reopened": _("已重开"),
        "closed_exceptionally": _("例外关闭"),
    },
    (
        Move("answer", (*LIVE, "answered"), "answered", "case.answered"),
        Move("take_another_round", ("answered",), "open", "case.round_started"),
        Move("close", ("answered",), "closed", "case.closed"),
        Move("close_exceptionally", (*LIVE, "answered"), "closed_exceptionally", "case.closed_exceptionally"),
        Move("reopen", ("closed", "closed_exceptionally"), "reopened", "case.reopened"),
    ),
)

transfer_machine = Machine(
    "transfer",
    {
        "sent": _("待签收"),
        "accepted": _("已签收"),
        "reported": _("已反馈"),
        "declined": _("已退回"),
        "withdrawn": _("已撤回"),
    },
    (
        Move("accept", ("sent",), "accepted", "case.transfer_accepted"),
        Move("report_back", ("sent", "accepted"), "reported", "case.reported_back"),
        Move("decline", ("sent", "accepted"), "declined", "case.transfer_declined"),
        Move("withdraw", ("sent", "accepted"), "withdrawn", "case.transfer_withdrawn"),
    ),
)

offer_machine = Machine(
    "offer",
    {"offered": _("待接受"), "accepted": _("已接受"), "returned": _("已退回"), "withdrawn": _("已撤回")},
    (
        Move("accept", ("offered",), "accepted", "owner.accepted"),
        Move("return", ("offered",), "returned", "owner.returned"),
        Move("withdraw", ("offered",), "withdrawn", "owner.withdrawn"),
    ),
)

report_machine = Machine(
    "report",
    {"asked": _("待交"), "handed_in": _("已交")},
    (Move("hand_in", ("asked",), "handed_in", "case.report_handed_in"),),
)

promise_machine = Machine(
    "promise",
    {"open": _("待兑现"), "kept": _("已兑现"), "extended": _("已告知改期"), "broken": _("未兑现")},
    (
        Move("keep", ("open", "broken"), "kept", "case.promise_settled"),
        Move("extend", ("open", "broken"), "extended", "case.promise_settled"),
        Move("break", ("open",), "broken", "case.promise_broken"),
    ),
)

clock_machine = Machine(
    "clock",
    {"running": _("计时中"), "paused": _("暂停"), "met": _("按时"), "missed": _("超时"), "void": _("作废")},
    (
        Move("pause", ("running",), "paused", "clock.paused"),
        Move("resume", ("paused",), "running", "clock.resumed"),
        Move("meet", ("running", "paused"), "met", "clock.met"),
        Move("miss", ("running", "paused"), "missed", "clock.missed"),
        Move("void", ("running", "paused"), "void", "clock.voided"),
    ),
)

sheet_machine = Machine(
    "sheet",
    {"draft": _("草稿"), "submitted": _("已提交"), "approved": _("已审阅")},
    (
        Move("submit", ("draft",), "submitted", "sheet.submitted"),
        Move("approve", ("submitted",), "approved", "sheet.approved"),
        Move("send_back", ("submitted",), "draft", "sheet.sent_back"),
    ),
)
