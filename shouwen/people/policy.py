"""Who may do what to people, posts and approvals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, allow_without_grant, predicate
from shouwen.people import queries


@predicate
def not_himself(by: Any, thing: Any) -> bool:
    return thing is None or getattr(thing, "pk", None) != by.pk


@predicate
def is_himself(by: Any, thing: Any) -> bool:
    return thing is None or getattr(thing, "pk", None) == by.pk or by.granted("people.equip")


@predicate
def asked_to_approve(by: Any, approval: Any) -> bool:
    return approval is not None and queries.waits_for(by, approval)


@predicate
def asked_it_himself(by: Any, approval: Any) -> bool:
    return approval is not None and approval.asked_by_id == by.pk


@predicate
def is_addressed(by: Any, notice: Any) -> bool:
    return notice is not None and notice.person_id == by.pk


@predicate
def is_his_key(by: Any, key: Any) -> bool:
    return key is None or key.person_id == by.pk or by.granted("people.grant")


allow("api.keys", _("发放接口密钥"), is_his_key)
allow("people.welcome", _("建立人员"))
allow("people.move", _("调整部门与岗位"), not_himself)
allow("people.grant", _("修改岗位权限"))
allow("people.farewell", _("停用人员"), not_himself)
allow("people.equip", _("管理技能、名额和审核期"))
allow_without_grant("people.be_present", _("改在岗状态"), is_himself)
allow_without_grant("people.approve", _("审批"), asked_to_approve)
allow_without_grant("people.withdraw", _("撤回审批"), asked_it_himself)
allow_without_grant("people.acknowledge", _("知悉通知"), is_addressed)
