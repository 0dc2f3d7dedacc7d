"""Facts about calls: references only, never a number, a name or what was said."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

RUNG = declare("call.rung", _("来电响铃"), icon="phone-incoming", audience="customer")
ANSWERED = declare("call.answered", _("{actor} 接听"), icon="phone-call", tone="ok", audience="customer")
LATE = declare("call.late", _("响 {rings} 声才接，超过 {limit} 声"), icon="alert-triangle", tone="late")
HELD = declare("call.held", _("{actor} 请客户等候"), icon="player-pause")
RESUMED = declare("call.resumed", _("{actor} 回到通话"), icon="player-play")
MUTED = declare("call.muted", _("{actor} 静音"), icon="microphone-off")
UNMUTED = declare("call.unmuted", _("{actor} 取消静音"), icon="microphone")
CONSENTED = declare("call.consented", _("{actor} 补记客户同意等候"), icon="check")
OFFERED = declare("call.offered", _("{actor} 转接"), icon="arrows-exchange")
TAKEN = declare("call.taken", _("{actor} 接过转来的电话"), icon="circle-check", tone="ok")
RETURNED = declare("call.returned", _("转接没有被接受"), icon="arrow-back-up", tone="late")
ENDED = declare("call.ended", _("通话结束"), icon="phone-off", audience="customer")
MISSED = declare("call.missed", _("没有接通"), icon="phone-x", tone="late", audience="customer")
CORRECTED = declare("call.corrected", _("交换机补报：接过这通电话"), icon="phone-check")
WARNED = declare("call.warned", _("{actor} 提醒客户文明用语"), icon="message")
NAMED = declare("call.named", _("{actor} 认定来电的客户"), icon="user-check")
RECORDED = declare("call.recorded", _("{actor} 填好通话记录"), icon="checks", tone="ok")
KEPT = declare("call.promise_kept", _("{actor} 兑现了答应的事"), icon="circle-check", tone="ok")
OFFERED_BACK = declare("call.calling_back", _("{actor} 回拨"), icon="phone-outgoing")
CALLED_BACK = declare("call.called_back", _("未接来电已处理"), icon="phone-check", tone="ok")
EXCHANGE_KEPT = declare("exchange.kept", _("{actor} 修改了交换机设置"), icon="settings")
EXCHANGE_KEY = declare("exchange.key_changed", _("{actor} 换了交换机的密钥"), icon="key")
EXTENSION_KEPT = declare("exchange.extension_kept", _("{actor} 修改了分机对照"), icon="settings")
