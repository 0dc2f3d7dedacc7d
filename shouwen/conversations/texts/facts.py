"""Facts about messages: references only, never a number, an open id or what was said."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

QUEUED = declare("text.queued", _("短信（模板 {template}）等待发送"), icon="send")
SENT = declare("text.sent", _("短信已交给平台"), icon="send", tone="ok")
REACHED = declare("text.reached", _("短信已送达"), icon="checks", tone="ok")
FAILED = declare("text.failed", _("短信没有发出去"), icon="alert-triangle", tone="late")
LINE_KEPT = declare("line.kept", _("{actor} 修改了消息渠道的接入"), icon="settings")
TEMPLATE_KEPT = declare("template.kept", _("{actor} 修改了消息模板 {code}"), icon="template")
