"""Facts about violations, penalties, vetoes and months. Refs name numbers and rows only: no person, no amount, no words."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

PROPOSED = declare("violation.proposed", _("{actor} 提出，适用 {row}"), icon="gavel")
RAISED = declare("violation.raised", _("{actor} 又提出同一事件的行为，改按 {row}（只取最高一档）"), icon="stairs-up")
CHECKED = declare("violation.checked", _("{actor} 核实属实"), icon="checks", tone="ok")
DISMISSED = declare("violation.dismissed", _("{actor} 认定不成立"), icon="x")
DECIDED = declare("violation.decided", _("{actor} 写下处罚意见"), icon="scale")
RETURNED = declare("violation.returned", _("没有获得批准，退回重新决定"), icon="arrow-back-up", tone="late")
REVOKED = declare("violation.revoked", _("{actor} 撤销，违规不成立"), icon="arrow-back-up", tone="late")

PENALTY_DECIDED = declare("penalty.decided", _("{actor} 决定处罚"), icon="gavel", tone="run")
PENALTY_DECLINED = declare("penalty.declined", _("{actor} 不批准处罚意见"), icon="circle-x", tone="late")
NOTIFIED = declare("penalty.notified", _("已通知本人，{until} 前可以提出异议"), icon="bell")
OBJECTED = declare("penalty.objected", _("{actor} 提出异议，暂缓执行"), icon="message-exclamation", tone="late")
KEPT = declare("penalty.kept", _("{actor} 维持原决定"), icon="circle-check")
LIGHTENED = declare("penalty.lightened", _("{actor} 改轻处罚"), icon="arrow-down", tone="ok")
PENALTY_REVOKED = declare("penalty.revoked", _("{actor} 撤销处罚"), icon="arrow-back-up", tone="ok")
LISTED = declare("penalty.listed", _("列入 {month} 监察奖罚明细"), icon="table")
SETTLED = declare("penalty.settled", _("{actor} 登记薪酬部门已处理"), icon="circle-check", tone="ok")
ANSWERED = declare("objection.answered", _("{actor} 答复异议"), icon="message-reply")

REWARDED = declare("reward.recorded", _("{actor} 登记奖励"), icon="award", tone="ok")
ENTERED = declare("ledger.entered", _("记入 {month} 台账"), icon="notes")
VETOED = declare("award.vetoed", _("{month} 评先资格取消"), icon="ban", tone="late")
LIFTED = declare("award.veto_lifted", _("{month} 评先资格恢复"), icon="circle-check", tone="ok")

MONTH_OPENED = declare("month.opened", _("{month} 监察奖罚明细已建立"), icon="table")
SUBMITTED = declare("month.submitted", _("{actor} 提交 {month} 监察奖罚明细"), icon="send", tone="ok")
