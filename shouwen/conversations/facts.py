"""Facts about conversations: references only, never a name, an address or what was said."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

OPENED = declare("conversation.opened", _("新会话 {number}"), icon="message", audience="customer")
CLAIMED = declare("conversation.claimed", _("{actor} 接起会话"), icon="user-check")
ASSIGNED = declare("conversation.assigned", _("派给 {taker}"), icon="user-share")
UNANSWERED = declare("conversation.unanswered", _("{taker} 没有应答，放回队列"), icon="clock-x", tone="late")
LATE = declare("conversation.late", _("“{title}”超过时限"), icon="alert-octagon", tone="late")
SOON = declare("conversation.soon_late", _("“{title}”快到时限"), icon="alarm")
CLOCK_MET = declare("conversation.clock_met", _("“{title}”在时限内"), icon="clock-check", tone="ok")
CLOCK_MISSED = declare("conversation.clock_missed", _("“{title}”过了时限才办到"), icon="clock-exclamation", tone="late")
CLOCK_VOIDED = declare("conversation.clock_voided", _("“{title}”作废"), icon="clock-off")
CLOCK_REFUSED = declare(
    "conversation.clock_refused", _("“{title}”不能计时：日历缺 {year} 年"), icon="calendar-off", tone="late"
)
GIVEN_BACK = declare("conversation.given_back", _("{actor} 放回队列"), icon="arrow-back-up")
WRAPPED_UP = declare("conversation.wrapped_up", _("{actor} 结束会话"), icon="checks", tone="ok")
REOPENED = declare("conversation.reopened", _("客户又来信"), icon="repeat", audience="customer")
OFFERED = declare("conversation.offered", _("{actor} 提出转给 {taker}"), icon="arrows-exchange")
TAKEN = declare("conversation.taken", _("{actor} 接受转来的会话"), icon="circle-check", tone="ok")
RETURNED = declare("conversation.returned", _("{actor} 没有接受转来的会话"), icon="arrow-back-up", tone="late")
KNOWN = declare("conversation.customer_known", _("{actor} 认定客户"), icon="user-check")
WITHDRAWN = declare("conversation.offer_withdrawn", _("{actor} 收回转给同事的请求"), icon="arrow-back-up")
TIED = declare("conversation.tied", _("{actor} 归入 {number}"), icon="link")
RECEIVED = declare("message.received", _("客户来信"), icon="mail", audience="customer")
TO_REVIEW = declare("message.to_review", _("{actor} 写了回复，等审核"), icon="eye-check")
APPROVED = declare(
    "message.approved", _("{actor} 审核通过，等待发送"), icon="circle-check", tone="ok", audience="customer"
)
MESSAGE_RETURNED = declare("message.returned", _("{actor} 退回了回复"), icon="arrow-back-up", tone="late")
QUEUED = declare("message.queued", _("{actor} 写了回复，等待发送"), icon="send", audience="customer")
SENT = declare("message.sent", _("回复已发出"), icon="mail-forward", tone="ok", audience="customer")
FAILED = declare("message.failed", _("回复没有发出去"), icon="alert-triangle", tone="late")
NOTED = declare("message.noted", _("{actor} 写了内部备注"), icon="note")
NOTE_LEFT = declare("conversation.note_left", _("客户留言，承诺按时答复"), icon="note", audience="customer")
CHANNEL_KEPT = declare("channel.kept", _("{actor} 修改了渠道设置"), icon="settings")
FIGURES_TAKEN = declare("conversation.figures_taken", _("{actor} 导出会话报表（{since} 至 {until}）"), icon="download")
