"""What our rules are, and which clause says so."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("规则"),
    floor="rulebook",
    prefix="rulebook/",
    nav=(
        Nav(_("规则表"), "rulebook", "table", "manage", "rulebook.read", order=70),
        Nav(_("规则草稿"), "rule-drafts", "edit", "manage", "rulebook.read_draft", order=71),
        Nav(_("参数登记"), "rulebook-settings", "adjustments", "manage", "rulebook.read", order=72),
    ),
    timetable={"rulebook.remind_of_revision": "20 8 * * *"},
)
