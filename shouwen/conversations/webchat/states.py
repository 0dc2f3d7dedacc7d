"""Lifecycle of a visit: from the first word to its end, or until nobody is there any more."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

visit_machine = Machine(
    "visit",
    {"on": _("在线"), "ended": _("已结束"), "left": _("已离开")},
    (
        Move("end", ("on", "left"), "ended", "visit.ended"),
        Move("leave", ("on",), "left", "visit.left"),
        Move("come_back", ("left",), "on", "visit.came_back"),
    ),
)
