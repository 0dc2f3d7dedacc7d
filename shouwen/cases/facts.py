"""Facts about cases, their clocks and owners. Names frozen in decisions.md 19; refs never hold personal data."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

OPENED = declare("case.opened", _("{actor} 立单"), icon="phone-incoming", audience="customer")
CLASSIFIED = declare("case.classified", _("{actor} 定为“{category}”"), icon="tag")
TURNED = declare("case.turned", _("{actor} 转为{kind}"), icon="refresh")
TRANSFERRED = declare(
    "case.transferred", _("{actor} 转{department}，要求 {due} 前反馈"), icon="arrow-right", tone="run"
)
ACCEPTED = declare("case.transfer_accepted", _("{department}签收 · {actor}"), icon="eye-check")
REPORTED = declare("case.reported_back", _("{department}反馈 · {actor}"), icon="message-reply", tone="ok")
DECLINED = declare(
    "case.transfer_declined", _("{department}退回：不归本部门 · {actor}"), icon="arrow-back-up", tone="late"
)
WITHDRAWN = declare("case.transfer_withdrawn", _("{actor} 撤回转办"), icon="arrow-back-up")
CHASED = declare("case.chased", _("{actor} 第 {times} 次催办{department}"), icon="hand-click", tone="late")
SUPERVISED = declare("case.supervised", _("{actor} 督办"), icon="flag", tone="late")
ANSWERED = declare("case.answered", _("{actor} 已把结果告知客户"), icon="phone", tone="ok", audience="customer")
TOLD = declare("case.told", _("{actor} 联系客户：{outcome}"), icon="phone", audience="customer")
APOLOGY_REFUSED = declare("case.apology_refused", _("客户不接受致歉，请主管回电"), icon="alert-octagon", tone="late")
ROUND = declare("case.round_started", _("客户不满意，第 {round} 轮处理"), icon="repeat", tone="late")
VISITED = declare("case.visited", _("{actor} 回访：{outcome}"), icon="phone-outgoing", audience="customer")
CLOSED = declare("case.closed", _("{actor} 关闭"), icon="lock", tone="ok", audience="customer")
EXCEPTION = declare("case.closed_exceptionally", _("{actor} 例外关闭"), icon="lock-exclamation", tone="late")
REOPENED = declare("case.reopened", _("{actor} 重开"), icon="lock-open", tone="late", audience="customer")
REPEATED = declare("case.repeated", _("二次投诉，与 {earlier} 同一事"), icon="repeat", tone="late")
REPEAT_DENIED = declare("case.repeat_denied", _("{actor} 认定不是同一事"), icon="repeat-off")
REPEAT_KNOWN = declare("case.repeat_acknowledged", _("{actor} 已知悉二次投诉"), icon="eye-check")
REPEAT_ANALYSED = declare("case.repeat_analysed", _("{actor} 写明二次投诉的原因和预防"), icon="bulb")
PATTERN = declare("case.recurring", _("{department}同类问题 {count} 次"), icon="chart-bar", tone="late")
STEP = declare("case.step_taken", _("{actor} 完成步骤：{title}"), icon="circle-check", tone="ok")
NAMED = declare("case.person_named", _("{actor} 登记被投诉人 {staff_number}"), icon="user-exclamation")
REPORT_REQUIRED = declare("case.report_required", _("{actor} 要求 {staff_number} 交书面报告"), icon="user-exclamation")
REPORT_IN = declare("case.report_handed_in", _("{actor} 已交书面报告"), icon="file-text", tone="ok")
JUDGED = declare("case.judged", _("{actor} 作出判断"), icon="scale")
FOUND = declare("case.findings_recorded", _("{actor} 记录了查明的情况"), icon="search")
COMPENSATED = declare("case.compensated", _("{actor} 记下补偿的决定"), icon="currency-yuan", tone="ok")
COMPENSATION_ASKED = declare(
    "case.compensation_asked", _("{actor} 提出补偿，超出自己的限额，待批准"), icon="clipboard-check"
)
PROPOSED = declare("case.proposed", _("{actor} 提出处理方案"), icon="bulb")
CHOSEN = declare("case.proposal_chosen", _("{actor} 选定了方案"), icon="circle-check", tone="ok")
TALK_JOINED = declare("case.conversation_joined", _("{actor} 归入会话 {number}"), icon="messages", audience="customer")
HEARD = declare("case.heard", _("客户来信 · {number}"), icon="mail", audience="customer")
WROTE = declare("case.wrote", _("回复客户 · {number}"), icon="mail-forward", audience="customer")
ADDED = declare("case.customer_added", _("客户补充了情况"), icon="message-plus", tone="run", audience="customer")
ANSWER_ACCEPTED = declare(
    "case.answer_accepted", _("客户已接受答复"), icon="mood-smile", tone="ok", audience="customer"
)
ANSWER_DISPUTED = declare(
    "case.answer_disputed", _("客户对答复有异议"), icon="message-2", tone="late", audience="customer"
)
CALL_BACK_ASKED = declare(
    "case.call_back_asked", _("客户请我们回电"), icon="phone-call", tone="soon", audience="customer"
)
NOTED = declare("case.noted", _("{actor} 写了备注"), icon="note")
CONSULTED = declare("case.consulted", _("{actor} 请教 {staff_number}"), icon="help")
CONSULT_ANSWERED = declare("case.consultation_answered", _("{actor} 答复请教"), icon="message-reply")
ATTACHED = declare("case.attached", _("{actor} 上传附件 {attachment}"), icon="paperclip")
PAUSED = declare("case.paused", _("{actor} 暂停计时"), icon="player-pause")
RESUMED = declare("case.resumed", _("{actor} 恢复计时"), icon="player-play")
PROMISED = declare(
    "case.promised", _("{actor} 向客户承诺 {number}，{due} 前"), icon="heart-handshake", audience="customer"
)
NO_PROMISE = declare("case.no_promise", _("{actor} 说明一句话不是承诺"), icon="message-off")
PROMISE_SETTLED = declare("case.promise_settled", _("承诺 {number} {outcome}"), icon="checks")
PROMISE_BROKEN = declare("case.promise_broken", _("承诺 {number} 未兑现"), icon="heart-broken", tone="late")
AMENDED = declare("case.amended", _("{actor} 修改了 {fields}"), icon="edit")
EXPORTED = declare("case.exported", _("{actor} 导出 {count} 单"), icon="download")

OFFERED = declare("owner.offered", _("{actor} 提出移交给 {taker}"), icon="arrows-exchange")
TAKEN = declare("owner.accepted", _("{actor} 接受，成为负责人"), icon="circle-check", tone="ok")
RETURNED = declare("owner.returned", _("{actor} 退回移交"), icon="arrow-back-up", tone="late")
OFFER_WITHDRAWN = declare("owner.withdrawn", _("{actor} 撤回移交"), icon="arrow-back-up")
REASSIGNED = declare("owner.reassigned", _("{actor} 改派给 {to}"), icon="user-share")

STARTED = declare("clock.started", _("“{title}”开始计时，{due} 前"), icon="clock-play")
CLOCK_REFUSED = declare("clock.refused", _("“{title}”不能计时：日历缺 {year} 年"), icon="calendar-off", tone="late")
CLOCK_PAUSED = declare("clock.paused", _("“{title}”暂停"), icon="player-pause")
CLOCK_RESUMED = declare("clock.resumed", _("“{title}”恢复，改至 {due}"), icon="player-play")
MET = declare("clock.met", _("“{title}”按时完成"), icon="clock-check", tone="ok")
MISSED = declare("clock.missed", _("“{title}”超时完成"), icon="clock-exclamation", tone="late")
VOIDED = declare("clock.voided", _("“{title}”作废"), icon="clock-off")
RANG = declare("clock.rang", _("“{title}”提醒：{what}"), icon="alarm", tone="late")

NOTE_LEFT = declare("case.note_left", _("客户留言 {number}，已承诺答复时间"), icon="note", audience="customer")
SHEET_OPENED = declare("sheet.opened", _("第 {week} 周汇总表已建立"), icon="table")
SHEET_SUBMITTED = declare("sheet.submitted", _("{actor} 提交周汇总表"), icon="send")
SHEET_APPROVED = declare("sheet.approved", _("{actor} 审阅周汇总表"), icon="circle-check", tone="ok")
SHEET_BACK = declare("sheet.sent_back", _("{actor} 退回周汇总表"), icon="arrow-back-up")
IMPORT_STARTED = declare("import.started", _("{actor} 上传要导入的文件，{rows} 行"), icon="file-import")
IMPORT_CHECKED = declare("import.checked", _("{actor} 试导入"), icon="checklist")
IMPORT_COMMITTED = declare("import.committed", _("{actor} 开始导入"), icon="player-play")
IMPORT_CANCELLED = declare("import.cancelled", _("{actor} 停下导入"), icon="player-stop", tone="late")
IMPORT_FINISHED = declare(
    "import.finished", _("导入 {opened} 单，{refused} 行没有导入"), icon="circle-check", tone="ok"
)

SHEET_WRITTEN = declare("sheet.written", _("{actor} 修改了周汇总表文字"), icon="edit")
