"""Lifecycles: a conversation, and the delivery of a message."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

LIVE = ("waiting", "open", "reopened")
#: Written but never said to the customer: it makes no other answer stale.
UNSAID = ("review", "returned")

conversation_machine = Machine(
    "conversation",
    {"waiting": _("待接"), "open": _("进行中"), "wrapped_up": _("已结束"), "reopened": _("又有来信")},
    (
        Move("claim", ("waiting", "reopened"), "open", "conversation.claimed"),
        Move("assign", ("waiting",), "open", "conversation.assigned"),
        Move("put_back", ("open", "reopened"), "waiting", "conversation.unanswered"),
        Move("give_back", ("open", "reopened"), "waiting", "conversation.given_back"),
        Move("wrap_up", LIVE, "wrapped_up", "conversation.wrapped_up"),
        Move("reopen", ("wrapped_up",), "reopened", "conversation.reopened"),
    ),
)

talk_clock_machine = Machine(
    "talk_clock",
    {"running": _("计时中"), "met": _("按时"), "missed": _("超时"), "void": _("作废")},
    (
        Move("meet", ("running",), "met", "conversation.clock_met"),
        Move("miss", ("running",), "missed", "conversation.clock_missed"),
        Move("void", ("running",), "void", "conversation.clock_voided"),
    ),
)

delivery_machine = Machine(
    "delivery",
    {
        "kept": _("已收"),
        "review": _("待审核"),
        "returned": _("已退回"),
        "queued": _("待发"),
        "sent": _("已发"),
        "failed": _("没发出去"),
    },
    (
        Move("hold", ("queued",), "review", "message.to_review"),
        Move("approve", ("review",), "queued", "message.approved"),
        Move("send_back", ("review",), "returned", "message.returned"),
        Move("deliver", ("queued",), "sent", "message.sent"),
        Move("fail", ("queued",), "failed", "message.failed"),
        Move("try_again", ("failed",), "queued", "message.queued"),
    ),
)
