"""Who works here, for which brands, and who may do what."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("人员与组织"),
    floor="people",
    prefix="",
    nav=(
        Nav(_("人员"), "people", "users", "manage", "people.welcome", order=80),
        Nav(_("部门与岗位"), "departments", "sitemap", "manage", "people.grant", order=81),
    ),
)
