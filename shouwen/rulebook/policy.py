"""Who may publish rules, draft and submit changes, change settings and confirm decisions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, allow_without_grant, predicate


@predicate
def did_not_write(by: Any, draft: Any) -> bool:
    """Nobody approves what he changed himself (decisions.md 6)."""
    return draft is None or by.key not in {draft.author, draft.submitted_by, *draft.hands}


allow("rulebook.read", _("查看规则"))
allow("rulebook.read_draft", _("查看规则草稿"))
allow("rulebook.edit_draft", _("起草、修改规则"))
allow("rulebook.submit_draft", _("提请批准规则"))
allow("rulebook.publish_edition", _("发布规则版次"))
allow("rulebook.confirm", _("确认裁定"))
allow("rulebook.change_setting", _("修改参数"))
# By the relation alone: that his post may say yes, the approval has asked (people.approve).
allow_without_grant("rulebook.publish_draft", _("批准规则草稿"), did_not_write)
allow_without_grant("rulebook.decline_draft", _("退回规则草稿"), did_not_write)
