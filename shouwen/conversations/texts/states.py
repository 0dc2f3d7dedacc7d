"""The lifecycle of a text message sent by itself."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

text_machine = Machine(
    "text",
    {"queued": _("待发"), "sent": _("已交平台"), "reached": _("已送达"), "failed": _("没发出去")},
    (
        Move("hand_over", ("queued",), "sent", "text.sent"),
        Move("reach", ("sent",), "reached", "text.reached"),
        Move("fail", ("queued", "sent"), "failed", "text.failed"),
    ),
)
