"""How well we worked: one register of violations, penalties with objection, rewards, award vetoes, the monthly detail."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("监察奖罚"),
    floor="lookouts",
    prefix="quality/",
    nav=(
        Nav(_("我的奖罚"), "my-violations", "user-exclamation", "mine", order=30),
        Nav(_("违规登记"), "violations", "gavel", "manage", "quality.see quality.see_all", order=63),
        Nav(_("监察奖罚明细"), "months", "report", "manage", "quality.read_month", order=64),
    ),
    slots={"case.aside": "quality/case_aside.html"},
    timetable={
        "quality.open_months": "10 0 * * *",
        "quality.remind_of_months": "every 10m",
    },
)
