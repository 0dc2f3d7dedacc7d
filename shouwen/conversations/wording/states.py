"""Lifecycles: what was sent against the guard's word, and what is said to be a false alarm."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

finding_machine = Machine(
    "word finding",
    {"open": _("待复核"), "agreed": _("同意发送"), "coached": _("已辅导"), "false_alarm": _("是误报")},
    (
        Move("agree", ("open",), "agreed", "wording.agreed"),
        Move("coach", ("open",), "coached", "wording.coached"),
        Move("clear", ("open",), "false_alarm", "wording.cleared"),
    ),
)

alarm_machine = Machine(
    "false alarm",
    {"open": _("待处理"), "mended": _("规则已改"), "kept": _("规则不改")},
    (
        Move("mend", ("open",), "mended", "wording.alarm_mended"),
        Move("keep", ("open",), "kept", "wording.alarm_kept"),
    ),
)
