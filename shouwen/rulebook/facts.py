"""Facts about rules."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

PUBLISHED = declare("edition.published", _("{actor} 发布了规则版次 {edition}"), icon="book")
SETTING_CHANGED = declare("setting.changed", _("{actor} 修改了参数 {key}"), icon="adjustments")
CONFIRMED = declare("decision.confirmed", _("{actor} 确认了裁定"), icon="circle-check")
