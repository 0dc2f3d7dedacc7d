"""Facts about a customer following his case: references only."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

CODE_SENT = declare("portal.code_sent", _("查询码已发到客户手机"), icon="message")
CODE_GIVEN = declare("portal.code_given", _("{actor} 核对来电人身份，告知查询码"), icon="id", tone="ok")
CALLER_REFUSED = declare(
    "portal.caller_refused", _("{actor} 核对来电人身份没有通过，没有告知内容"), icon="shield-x", tone="late"
)
SEEN = declare("portal.seen", _("客户已查看进度"), icon="eye-check", audience="customer")
