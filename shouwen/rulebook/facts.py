"""Facts about rules."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

PUBLISHED = declare("edition.published", _("{actor} 发布了规则版次 {edition}"), icon="book")
SETTING_CHANGED = declare("setting.changed", _("{actor} 修改了参数 {key}"), icon="adjustments")
CONFIRMED = declare("decision.confirmed", _("{actor} 确认了裁定"), icon="circle-check")
DRAFT_BEGUN = declare("draft.begun", _("{actor} 起草规则 {draft}"), icon="file-plus")
DRAFT_CHANGED = declare("draft.changed", _("{actor} 改了 {part} {row}"), icon="pencil")
DRAFT_DESCRIBED = declare("draft.described", _("{actor} 改了草稿的名称、版次或施行日期"), icon="pencil")
DRAFT_SUBMITTED = declare("draft.submitted", _("{actor} 提请批准 {digest}"), icon="send")
DRAFT_DECLINED = declare("draft.declined", _("{actor} 退回了草稿"), icon="arrow-back-up", tone="late")
DRAFT_APPROVED = declare("draft.approved", _("{actor} 批准了 {digest}"), icon="circle-check", tone="ok")
DRAFT_PUBLISHED = declare("draft.published", _("{actor} 发布了版次 {edition}"), icon="rubber-stamp", tone="ok")
DRAFT_WITHDRAWN = declare("draft.withdrawn", _("{actor} 撤销了草稿"), icon="x")
REPLAY_ASKED = declare("draft.replay_asked", _("{actor} 开始回放 {digest}"), icon="history-toggle")
REPLAY_DONE = declare("draft.replayed", _("回放完成：{asked} 条，{changed} 条不同"), icon="history")
REVISION_DUE = declare(
    "edition.revision_due", _("版次 {edition} 施行满 {within}，该修订了"), icon="calendar-due", tone="soon"
)
