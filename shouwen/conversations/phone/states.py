"""The lifecycle of a call. A call the exchange reports late goes the same moves, later."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

LIVE = ("ringing", "answered", "on_hold", "transferred")
TALKING = ("answered", "on_hold", "transferred")

call_machine = Machine(
    "call",
    {
        "ringing": _("响铃"),
        "answered": _("通话中"),
        "on_hold": _("保持中"),
        "transferred": _("转接中"),
        "ended": _("已结束"),
        "missed": _("未接"),
    },
    (
        Move("answer", ("ringing",), "answered", "call.answered"),
        Move("hold", ("answered",), "on_hold", "call.held"),
        Move("resume", ("on_hold",), "answered", "call.resumed"),
        Move("transfer", ("answered", "on_hold"), "transferred", "call.offered"),
        Move("accept", ("transferred",), "answered", "call.taken"),
        Move("keep", ("transferred",), "answered", "call.returned"),
        Move("end", TALKING, "ended", "call.ended"),
        Move("miss", ("ringing",), "missed", "call.missed"),
        Move("correct", ("missed",), "ended", "call.corrected"),
    ),
)
