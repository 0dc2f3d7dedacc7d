"""Who works here, for which brands, and who may do what."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("人员与组织"),
    floor="people",
    prefix="",
    nav=(
        Nav(pgettext_lazy("菜单", "审批"), "approvals", "clipboard-check", "mine", order=5),
        Nav(_("开业准备"), "set-up", "list-check", "manage", "people.welcome", order=59),
        Nav(_("人员"), "people", "users", "manage", "people.welcome", order=80),
        Nav(_("部门与岗位"), "departments", "sitemap", "manage", "people.grant", order=81),
        Nav(_("技能与名额"), "skills", "star", "manage", "people.equip", order=82),
        Nav(_("工作日历"), "calendar", "calendar-time", "manage", order=82),
        Nav(_("操作记录"), "audit", "history", "manage", "kernel.read_audit", order=90),
        Nav(_("接口密钥"), "api-keys", "key", "manage", "api.keys", order=83),
        Nav(_("运行状况"), "health-page", "heartbeat", "manage", "kernel.backup kernel.read_audit", order=91),
    ),
)
