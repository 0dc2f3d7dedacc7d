"""Who may publish rules, change settings and confirm decisions."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow

allow("rulebook.read", _("查看规则"))
allow("rulebook.publish_edition", _("发布规则版次"))
allow("rulebook.confirm", _("确认裁定"))
allow("rulebook.change_setting", _("修改参数"))
