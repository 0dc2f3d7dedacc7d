"""Facts about wording: which phrase, which clause, which message. Never a word of what was said."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

OVERRIDDEN = declare("wording.overridden", _("{actor} 写明原因，坚持发送（{family}）"), icon="message-off", tone="soon")
AGREED = declare("wording.agreed", _("{actor} 复核：同意发送"), icon="check", tone="ok")
COACHED = declare("wording.coached", _("{actor} 复核：已辅导"), icon="message-report")
CLEARED = declare("wording.cleared", _("{actor} 复核：是误报"), icon="message-check")
ALARM_REPORTED = declare("wording.alarm_reported", _("{actor} 报误报（{family}）"), icon="flag")
ALARM_MENDED = declare("wording.alarm_mended", _("{actor} 改了规则"), icon="checks", tone="ok")
ALARM_KEPT = declare("wording.alarm_kept", _("{actor} 说明规则不改"), icon="message-report")
